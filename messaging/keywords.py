"""The words that a person texts to be left alone, to be written to again, or to be told who we are.

STOP and its kin come from CTIA's and Twilio's lists; "opt out" with a space and whole phrases are ours to catch, since
the law honours any reasonable way to say it (47 CFR 64.1200(a)(10)).
"""

import unicodedata
from enum import StrEnum
from typing import Final


class Keyword(StrEnum):
    """What a text asks for; YES is one only from somebody who stopped before."""

    STOP = "stop"
    START = "start"
    YES = "yes"
    HELP = "help"


_WORDS: Final[dict[Keyword, frozenset[str]]] = {
    Keyword.STOP: frozenset(
        {
            "stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out",
            "opt me out", "unsubscribe me", "remove me", "please stop", "stop please", "stop texting",
            "stop texting me", "please stop texting me", "stop texts", "stop the texts", "stop all texts",
            "stop messages", "stop sms", "no more texts",
        }
    ),
    Keyword.START: frozenset({"start", "unstop"}),
    Keyword.YES: frozenset({"yes"}),
    Keyword.HELP: frozenset({"help", "info"}),
}  # fmt: skip
# A text longer than this is no keyword, however it is written.
_LONGEST: Final = 64


def keyword_of(text: str) -> Keyword | None:
    """Return the keyword that the whole text is, whatever its case, punctuation, emoji and spaces; else None."""
    if len(text) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Between letters punctuation is a gap ("opt-out") or nothing at all ("s.t.o.p", "don't").
    apart = _words(folded, " ")
    joined = _words(folded, "")
    return next((keyword for keyword, words in _WORDS.items() if apart in words or joined in words), None)


def _words(text: str, gap: str) -> str:
    kept = []
    for letter in text:
        category = unicodedata.category(letter)
        if category[0] in "LN":
            kept.append(letter)
        elif category[0] == "Z" or letter.isspace():
            kept.append(" ")
        elif category not in {"Cf", "Mn", "Me", "Sk"}:
            # Signs that only colour the one before them (variation selectors, skin tones) are no gap either.
            kept.append(gap)
    return " ".join("".join(kept).split())
