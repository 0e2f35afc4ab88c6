"""How a text travels: in segments, of letters that each phone can show.

A text of GSM 03.38 letters alone has 160 in one segment and 153 in each of several; one other letter anywhere makes it
70 and 67 (twilio.com/docs/glossary/what-is-gsm-7-character-encoding). Each segment is paid for.
"""

import unicodedata
from typing import Final

from leadwizard.lib.texts import one_line

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_LONG: Final = frozenset("^{}\\[~]|€\f")
# What word processors and phones write instead of a letter of the alphabet above.
_TWINS: Final = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u2033\u00ab\u00bb",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u00b7",
    "x": "\u00d7",
    " ": "\t\u00a0\u2009\u202f",
    "...": "\u2026",
    "/": "\u2044",
}
_PLAIN: Final = str.maketrans({letter: twin for twin, letters in _TWINS.items() for letter in letters})


def is_gsm(text: str) -> bool:
    """Say whether every letter is of the GSM alphabet."""
    return all(letter in _BASIC or letter in _LONG for letter in text)


def segments(text: str) -> int:
    """Return how many segments the text takes."""
    if is_gsm(text):
        units, alone, joined = sum(2 if letter in _LONG else 1 for letter in text), 160, 153
    else:
        units, alone, joined = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)


def plain(text: str) -> str:
    """Return the text with what has a twin in the GSM alphabet written as that twin.

    Pictures are left out: one of them would halve the room of all letters. Other scripts stay.
    """
    return "".join(_twin(letter) for letter in unicodedata.normalize("NFC", text).translate(_PLAIN))


def _twin(letter: str) -> str:
    if letter in _BASIC or letter in _LONG:
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    bare = bare.translate(_PLAIN)
    if bare and is_gsm(bare):
        return bare
    return "" if unicodedata.category(letter) in {"So", "Sk", "Cf", "Co", "Mn", "Me"} else letter


def fit(before: str, excerpt: str, after: str, *, most: int = 2) -> str:
    """Return before, excerpt and after in at most so many segments: the excerpt is cut at a word where it must be.

    What surrounds the excerpt is never cut, so that a text whose frame alone is longer stays longer.
    """
    before, excerpt, after = plain(before), plain(one_line(excerpt)), plain(after)
    if segments(before + excerpt + after) <= most:
        return before + excerpt + after
    low, high = 0, len(excerpt)
    while low < high:
        middle = (low + high + 1) // 2
        if segments(before + _cut(excerpt, middle) + after) <= most:
            low = middle
        else:
            high = middle - 1
    return before + (_cut(excerpt, low) if low else "") + after


def _cut(text: str, length: int) -> str:
    """Return the first letters of the text, without half a word unless that is all there is."""
    head = text[:length]
    words = head.rpartition(" ")[0]
    return (words if len(words) > length // 2 else head).rstrip(" ,;:-") + "..."
