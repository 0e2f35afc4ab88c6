"""Telling whether a text still holds a link of ours, whatever a link checker or a quotation made of it."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

# Checkers pack an address into their own, and one checker's link can go through another's.
_WRAPPED_MAX: Final = 4
# What quoting and line breaks put into the middle of an address.
_BROKEN: Final = re.compile(r"[\s>]+")
_HYPHENS: Final = re.compile(r"-([0-9a-f]{2})")


def leads_inside(text: str, *, home: str) -> bool:
    """Say whether the text has an address below `home` other than that of a form, which is meant for everybody.

    Sees through percent signs (Microsoft, Barracuda, Google), Proofpoint's hyphens, broken lines and missing schemes. A
    checker that hides the address altogether cannot be seen through.
    """
    inner = re.compile(re.escape(urlsplit(home).netloc.lower()) + r"/(?!f/)")
    plain = _BROKEN.sub("", text.lower())
    for _layer in range(_WRAPPED_MAX):
        if inner.search(plain) or inner.search(_without_hyphens(plain)):
            return True
        plain = unquote(plain)
    return False


def _without_hyphens(text: str) -> str:
    # Proofpoint's second way: an underscore for a slash, a hyphen for a percent sign.
    return _HYPHENS.sub(lambda found: chr(int(found[1], 16)), text.replace("_", "/"))
