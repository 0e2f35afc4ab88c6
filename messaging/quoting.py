"""What a person wrote in a mail, without the mails that their program put below it.

Works line by line and never looks back over a whole text, so a hostile mail takes time by its length and no more.
Knows what Gmail, Outlook, Apple Mail, Yahoo and phones write in English and Spanish.
"""

import re
import unicodedata
from typing import Final

# A line of this form stands at the top of our alerts: what is above it is the answer, in any language and program.
MARKER: Final = "##- {} -##"
# What is looked at, and what is kept of it.
_READ_MAX: Final = 200_000
_KEPT_MAX: Final = 20_000
_CUT: Final = "[…]"

# As Markdown writes it too, with backslashes. It is cut before anything else is looked at, so that no program's way to
# quote, and no answer between the quoted lines, carries on what stands below it.
_MARKER: Final = re.compile(r"\\?#\\?#\\?- .{1,120} \\?-\\?#\\?#")
_LINE_MAX: Final = 400
_WROTE: Final = (("on ", "wrote:"), ("el ", "escribió:"))
_ORIGINAL: Final = re.compile(
    r"-{3,}\s*(original message|mensaje original|original appointment)\s*-{3,}", re.IGNORECASE
)
_FORWARDED: Final = re.compile(
    r"(-{3,}\s*(forwarded message|mensaje reenviado)\s*-{3,}|begin forwarded message:|inicio del mensaje reenviado:)",
    re.IGNORECASE,
)
_FIRST_LABEL: Final = re.compile(r"\*?(from|de)\s?:\*?\s*\S", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"\*?(sent|date|to|cc|subject|enviado( el)?|fecha|para|a|asunto)\s?:\*?(\s|$)", re.IGNORECASE
)
_LABELS_WITHIN: Final = 8
_LABELS_NEEDED: Final = 2
_RULE: Final = re.compile(r"[_-]{10,}")
_SENT_FROM: Final = re.compile(
    r"(sent (from|with|via) |get outlook for |enviado desde |enviado con |obt[eé]n(er|ga)? outlook para |"
    r"descarga(r)? outlook para )",
    re.IGNORECASE,
)
_INVISIBLE: Final = frozenset(
    "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SENT_FROM_MAX: Final = 90
_SIGNATURE_LINES: Final = 12


def newest_words(text: str) -> str:
    """Return what stands above, or in answer to, the quoted mail; empty where the text is a quotation alone."""
    lines = _above_marker(_lines(text))
    start, end = _quote(lines)
    own = _signed_off(lines[:start])
    if _says(own):
        return _kept(own)
    # Answers below or between the quoted lines, which give them their meaning.
    below = lines[end:]
    is_answered = any(map(_is_quoted, below)) and _says([line for line in below if not _is_quoted(line)])
    return _kept(_signed_off(_without_quoted_end(below))) if is_answered else ""


def whole_text(text: str) -> str:
    """Return the text as it can be kept: storable, without invisible letters, at most 20,000 letters."""
    return _kept(_lines(text))


def _lines(text: str) -> list[str]:
    text = text[:_READ_MAX].replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return [_clean(line) for line in text.split("\n")]


def _clean(line: str) -> str:
    if not line.isprintable():
        # Control letters, half letters and marks that turn the order of reading go; every kind of space is a space.
        line = "".join(" " if letter.isspace() else letter for letter in line if _is_readable(letter))
    return line.rstrip()


def _is_readable(letter: str) -> bool:
    return letter.isspace() or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _INVISIBLE)


def _kept(lines: list[str]) -> str:
    tidy: list[str] = []
    for line in lines:
        if line or (tidy and tidy[-1]):
            tidy.append(line)
    text = "\n".join(tidy).strip()
    return text if len(text) <= _KEPT_MAX else f"{text[:_KEPT_MAX].rstrip()}\n{_CUT}"


def _says(lines: list[str]) -> bool:
    return any(line.strip() and not _RULE.fullmatch(line.strip()) for line in lines)


def _is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def _above_marker(lines: list[str]) -> list[str]:
    """Return what stands above our own line, which a program may have broken in two."""
    for number, line in enumerate(lines):
        if "#" not in line:
            continue
        following = lines[number + 1][:_LINE_MAX].lstrip("> ") if number + 1 < len(lines) else ""
        found = _MARKER.search(f"{line} {following}")
        if found and found.start() < len(line):
            return [*lines[:number], line[: found.start()]]
    return lines


def _quote(lines: list[str]) -> tuple[int, int]:
    """Return where the lines of the person's program start, and where answers between quoted lines could follow."""
    for number, line in enumerate(lines):
        bare = line.lstrip("> ").strip()
        if _ORIGINAL.fullmatch(bare[:_LINE_MAX]) or _opens_labels(lines, number):
            return number, len(lines)
        if _FORWARDED.fullmatch(bare[:_LINE_MAX]):
            # What somebody passes on is what they want to say.
            return len(lines), len(lines)
        if end := _end_of_wrote(lines, number):
            return number, end
    return len(_without_quoted_end(lines)), 0


def _end_of_wrote(lines: list[str], number: int) -> int:
    """Return the number of the line after `On …, … wrote:`, or 0 where that does not start here.

    Programs break it over up to four lines; a date tells their line from a person's sentence.
    """
    joined = ""
    for end, line in enumerate(lines[number : number + 4], start=number + 1):
        bare = line[:_LINE_MAX].lstrip("> ").strip()
        joined = f"{joined} {bare}".strip().casefold()
        endings = [ending for start, ending in _WROTE if joined.startswith(start)]
        if not endings or len(joined) > _LINE_MAX:
            return 0
        if joined.endswith(endings[0]):
            return end if any(letter.isdigit() for letter in joined) else 0
    return 0


def _opens_labels(lines: list[str], number: int) -> bool:
    """Say whether a block of `From:`, `Sent:`, `To:`, `Subject:` starts here."""
    if not _FIRST_LABEL.match(lines[number][:_LINE_MAX].lstrip("> ")):
        return False
    following = (line[:_LINE_MAX].lstrip("> ") for line in lines[number + 1 : number + _LABELS_WITHIN])
    return sum(_LABEL.match(line) is not None for line in following) >= _LABELS_NEEDED


def _without_quoted_end(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _is_quoted(lines[end - 1])):
        end -= 1
    return lines[:end] if any(_is_quoted(line) for line in lines[end:]) else lines


def _signed_off(lines: list[str]) -> list[str]:
    """Return the lines without the signature below `--`, and without what a program says of itself."""
    for number in range(len(lines) - 1, max(len(lines) - _SIGNATURE_LINES, 0), -1):
        if lines[number] == "--" and _says(lines[:number]):
            lines = lines[:number]
            break
    kept = list(lines)
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1].strip()) or _is_advertisement(kept[-1])):
        kept.pop()
    # A mail of nothing but `Sent from my iPhone` says at least that.
    return kept or lines


def _is_advertisement(line: str) -> bool:
    bare = line.strip(" *_<>")
    return len(bare) <= _SENT_FROM_MAX and _SENT_FROM.match(bare) is not None
