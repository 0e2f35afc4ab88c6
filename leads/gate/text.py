"""Reading a text the way an eye does: one spelling for every disguise, and the way back to what was written."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from leads.gate.languages import language_scores

# Letters of other scripts that an eye takes for Latin ones.
_LOOK_ALIKES: Final = dict(
    zip(
        "аеорсухіјѕһԁԛԝкмтвнгпαοερτυνικχβηωßøłđıɡⅼ",
        "aeopcyxijshdqwkmtbhrnaoeptuvikxbnwsoldigl",
        strict=True,
    )
)
_MARKS: Final = {
    **dict.fromkeys("’‘´`ʼ′", "'"),
    **dict.fromkeys("“”«»„″", '"'),
    **dict.fromkeys("–—−‐‑‒―", "-"),
    **dict.fromkeys("·⋅•․。", "."),
    "⁄": "/",
    "∕": "/",
}
_LEET: Final = str.maketrans("013457@$", "oieastas")
_LEET_WORD: Final = re.compile(r"(?<![\w@.$-])(?=[\w@$]*[a-z])(?=[\w@$]*[013457@$])[a-z013457@$]{3,24}(?![\w@-]|\.\w)")
_SPACED_WORD: Final = re.compile(r"(?<![\w'])[a-z](?:([-. *_])[a-z])(?:\1[a-z]){2,}(?![\w'])")
_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|[^\w\s]|_")
_STOP: Final = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n\s*\n|\n(?=\s*[-*>|#\d])|(?<=\S)\s+(?=¿|¡)")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|dra|sr|sra|st|lic|no|vs|approx|etc|e\.g|i\.e|u\.s|a\.m|p\.m)|(?<!')\b[a-z])$"
)


@lru_cache(maxsize=1024)
def is_hidden(char: str) -> bool:
    """Tell whether the character takes no place: nobody types one, so it is there to split a word."""
    return unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co"} and char not in "\n\t\r\u200d"


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` is folded, `start` and `end` are places in the folded text."""

    text: str
    start: int
    end: int
    is_question: bool
    tokens: tuple[Token, ...]

    @cached_property
    def is_spanish(self) -> bool:
        """Tell whether more in it speaks for Spanish than for English."""
        scores = language_scores(self.text, [token.text for token in self.tokens if token.text.isalpha()])
        return scores["es"] > scores["en"]


@dataclass(frozen=True)
class Text:
    """A text with its folded spelling; `origin[i]` is the place of the folded character i in what was written."""

    raw: str
    folded: str
    origin: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, raw: str) -> "Text":
        """Fold: small letters, no accents, no invisible characters, Latin letters for their look-alikes."""
        if raw.isascii():
            plain = raw.translate(_ASCII)
            if len(plain) == len(raw):
                return cls(raw, _unmask(plain), tuple(range(len(raw))))
        letters: list[str] = []
        origin: list[int] = []
        for place, char in enumerate(raw):
            for letter in _fold(char):
                letters.append(letter)
                origin.append(place)
        return cls(raw, _unmask("".join(letters)), tuple(origin))

    def quote(self, start: int, end: int) -> str:
        """Return the words as they were written."""
        first, last = self.span(start, end)
        return self.raw[first:last]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded range stands in what was written."""
        if not self.origin or start >= end:
            return 0, 0
        last = min(end, len(self.origin)) - 1
        return self.origin[min(start, last)], self.origin[last] + 1

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tuple(Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(self.folded))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(token.text for token in self.tokens)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(_sentences(self.folded, self.tokens))


@lru_cache(maxsize=2048)
def entered(raw: str) -> Text:
    """Read what an owner entered, such as a service or a price: it is the same from one reply to the next."""
    return Text.of(raw)


@lru_cache(maxsize=1024)
def _fold(char: str) -> str:
    if char in _MARKS:
        return _MARKS[char]
    if is_hidden(char) or char == "\u200d":
        return ""
    if char.isspace():
        return "\n" if char == "\n" else " "
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(_LOOK_ALIKES.get(letter, letter) for letter in plain.lower())


# Nearly every letter is one of these, and none of them becomes more than one.
_ASCII: Final = {code: _fold(chr(code)) for code in range(128)}


def _unmask(folded: str) -> str:
    """Undo figures for letters and letters set apart; the length stays, so that places stay true."""
    folded = _LEET_WORD.sub(_unleet, folded)
    return _SPACED_WORD.sub(_close_up, folded)


def _unleet(match: re.Match[str]) -> str:
    word = match[0]
    plain = word.translate(_LEET)
    letters = sum(char.isalpha() for char in word)
    is_plain_start = word[0].isalpha() or word[0] in "@$"
    if not plain.isalpha() or letters * 2 < len(word) or letters < 2 or not is_plain_start:
        return word
    return plain


def _close_up(match: re.Match[str]) -> str:
    joined = re.sub(r"[^a-z]", "", match[0])
    return joined + " " * (len(match[0]) - len(joined))


def _sentences(folded: str, tokens: tuple[Token, ...]) -> list[Sentence]:
    found: list[Sentence] = []
    start = 0
    position = 0
    for stop in [*_stops(folded), len(folded)]:
        text = folded[start:stop]
        inside: list[Token] = []
        while position < len(tokens) and tokens[position].start < stop:
            inside.append(tokens[position])
            position += 1
        if text.strip():
            is_question = text.rstrip(" \n\"')]").endswith("?") or text.lstrip().startswith("¿")
            found.append(Sentence(text, start, stop, is_question, tuple(inside)))
        start = stop
    return found


def _stops(folded: str) -> list[int]:
    return [
        m.end()
        for m in _STOP.finditer(folded)
        if not (m[0] == "." and _ABBREVIATION.search(folded[max(0, m.start() - 8) : m.start()]))
    ]
