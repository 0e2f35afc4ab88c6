"""A stranger's words on a member's phone: one line, in which nothing can be tapped.

A phone turns whatever looks like a link, an address or a number into something that opens or dials; in a text that
comes from us that would be our recommendation.
"""

import re
import unicodedata
from typing import Final

from leadwizard.lib.texts import one_line

_EMAIL: Final = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_LINK: Final = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{0,20}:)?//\S+"
    r"|\b(?:mailto|tel|sms|facetime|javascript|data|geo|maps|intent|market|itms)[a-z-]{0,8}:\S+"
    r"|\bwww\.\S+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,8}[^\W\d_][\w-]{1,62}[/?#:]\S*",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"\+?\(?\d(?:[\s().\-/_*]{0,3}\d){6,}")
# A bare domain reads as the end of a sentence once there is a space behind the dot, and opens nothing.
_DOTTED: Final = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})")
# Categories of letters that nobody sees; ASCII has none of them.
_HIDDEN: Final = frozenset({"Cf", "Co", "Cs", "Cn"})
_DOTS: Final = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": ".", "\u2024": "."})


def harmless(text: str, *, longest: int = 1000) -> str:
    """Return the text as one line without control and hidden characters, links, e-mail addresses or phone numbers."""
    text = unicodedata.normalize("NFKC", text[: 4 * longest]).translate(_DOTS)
    if not text.isascii():
        text = "".join("" if unicodedata.category(letter) in _HIDDEN else letter for letter in text)
    text = one_line(text.replace("\u2028", " ").replace("\u2029", " "))
    text = _LINK.sub("[link]", text)
    text = _EMAIL.sub("[e-mail]", text)
    text = _PHONE.sub("[number]", text)
    text = _DOTTED.sub(". ", text)
    return one_line(text)[:longest]
