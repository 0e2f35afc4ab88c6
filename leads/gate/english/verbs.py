"""Reading the verb of an English clause: its head, what it says no to, and what comes after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leads.gate.english import words as w
from leads.gate.text import Sentence, Token

_NEGATIONS: Final = frozenset({"not", "t", "cannot", "never", "nor", "neither"})
_NEGATED_FORMS: Final = frozenset({"don", "doesn", "didn", "won", "can", "couldn", "wouldn", "shouldn", "isn", "aren",
    "wasn", "weren", "hasn", "haven", "hadn", "mustn", "needn"})  # fmt: skip
_LONGEST_CHAIN: Final = 14


@dataclass(frozen=True, slots=True)
class Chain:
    """The verb after a subject: `head` as written, empty when none was found; `rest` is the text after it."""

    head: str
    auxiliaries: tuple[str, ...]
    is_negated: bool
    adverbs: tuple[str, ...]
    rest: str
    end: int
    position: int


@lru_cache(maxsize=4096)
def lemmas(word: str) -> frozenset[str]:
    """Return every base form that the word may be of."""
    found = {word}
    if word in w.IRREGULAR:
        found.add(w.IRREGULAR[word])
    if word.endswith("s") and not word.endswith("ss"):
        found |= {word[:-1], word[:-2], word[:-3] + "y"}
    if word.endswith("ed"):
        found |= {word[:-2], word[:-1], word[:-3], word[:-3] + "y"}
    if word.endswith("ing"):
        found |= {word[:-3], word[:-3] + "e", word[:-4]}
    return frozenset(found)


def read_chain(sentence: Sentence, position: int) -> Chain:
    """Read the verb that begins at the token `position`."""
    tokens = sentence.tokens
    auxiliaries: list[str] = []
    adverbs: list[str] = []
    is_negated = False
    last = min(len(tokens), position + _LONGEST_CHAIN)
    while position < last:
        word = tokens[position].text
        if word == "'" or _is_joint(tokens, position):
            pass
        elif _is_negation(tokens, position):
            is_negated = True
            if word not in _NEGATIONS:
                auxiliaries.append(word)
        elif word in w.AUXILIARIES and not _is_main_verb(tokens, position):
            auxiliaries.append(word)
        elif word in w.ADVERBS or (word.endswith("ly") and word not in {"reply", "apply", "rely", "supply"}):
            adverbs.append(word)
        elif not _leads_on(tokens, position):
            break
        position += 1
    return _chain(sentence, position, tuple(auxiliaries), tuple(adverbs), is_negated=is_negated)


def _chain(
    sentence: Sentence, position: int, auxiliaries: tuple[str, ...], adverbs: tuple[str, ...], *, is_negated: bool
) -> Chain:
    tokens = sentence.tokens
    token = tokens[position] if position < len(tokens) else None
    if token is None or not token.text.isalpha():
        place = tokens[min(position, len(tokens)) - 1].end if tokens else sentence.end
        rest = sentence.text[place - sentence.start :].lstrip()
        return Chain("", auxiliaries, is_negated, adverbs, rest, place, position)
    rest = sentence.text[token.end - sentence.start :].lstrip()
    return Chain(token.text, auxiliaries, is_negated, adverbs, rest, token.end, position)


def _is_joint(tokens: Sequence[Token], position: int) -> bool:
    return tokens[position].text == "," and position + 1 < len(tokens) and tokens[position + 1].text in w.ADVERBS


def _is_negation(tokens: Sequence[Token], position: int) -> bool:
    word = tokens[position].text
    if word in _NEGATIONS:
        return True
    following = [token.text for token in tokens[position + 1 : position + 3]]
    return word in _NEGATED_FORMS and following == ["'", "t"]


def _is_main_verb(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether have or do stands for itself: "we have a truck", "we do termite inspections"."""
    word = tokens[position].text
    following = _next_word(tokens, position)
    direct = tokens[position + 1].text if position + 1 < len(tokens) else ""
    if direct == "not":
        return False
    if word in {"do", "does", "did"}:
        return not (following in {"not", "n", "'"} or lemmas(following) & (w.TALK | {"have", "do"}))
    if word in w.HAVE:
        is_participle = (
            following.endswith(("ed", "en")) or following in w.IRREGULAR or following in {"to", "not", "read"}
        )
        return not (is_participle or following in w.ADVERBS)
    return False


def _next_word(tokens: Sequence[Token], position: int) -> str:
    for token in tokens[position + 1 :]:
        if token.text.isalpha() and token.text not in w.ADVERBS:
            return token.text
        if not token.text.isalpha():
            return token.text
    return ""


def _leads_on(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether "would like to", "are happy to", "going to" leads on to the verb that matters."""
    word = tokens[position].text
    if (
        word == "to"
        and position
        and lemmas(tokens[position - 1].text) & (w.CATENATIVE | {"have", "has", "need", "d", "be"})
    ):
        return True
    if word in {"rather", "better"}:
        return True
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    return following == "to" and bool(lemmas(word) & (w.CATENATIVE | {"have"}))
