"""Harmless remarks: the customer's own words with everyday ones around them, and no word that binds or informs.

A remark may wonder, sympathise or joke: "a shoebox is an honest filing system". It may not tell what something is or
means, what helps, what is allowed, what we are or do: for that it would need a word that is neither the customer's
nor on the list of `english/remark_words.py` or `spanish/remark_words.py`.
"""

import re
from functools import lru_cache
from typing import Final

from leads.gate.english.remark_words import ENGLISH_ANCHORS, ENGLISH_PLAIN, ENGLISH_SMALL
from leads.gate.numbers import NUMBER_WORDS, value_of
from leads.gate.reading import Reading
from leads.gate.spanish.remark_words import SPANISH_ANCHORS, SPANISH_PLAIN, SPANISH_SMALL

_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:,\d{3})*(?:\.\d+)?|[^\W\d_]+|[$%€£@/]")
_SIGN: Final = "\u00a4"


def is_remark(reading: Reading, text: str, *, is_spanish: bool) -> bool:
    """Tell whether the clause holds nothing but told words and plain ones, at least one of them plain."""
    anchors, plain, small = (
        (SPANISH_ANCHORS, SPANISH_PLAIN, SPANISH_SMALL)
        if is_spanish
        else (ENGLISH_ANCHORS, ENGLISH_PLAIN, ENGLISH_SMALL)
    )
    if anchors.search(text):
        return False
    told = _told(reading)
    words = [word for word in _WORD.findall(text.replace(_SIGN, " ")) if word not in small]
    kinds = [_kind(reading, word, told, plain) for word in words]
    return bool(kinds) and "new" not in kinds and ("plain" in kinds or kinds.count("told") > 1)


def _told(reading: Reading) -> frozenset[str]:
    """Return the roots of what the customer told; words of a question are not told: repeating them may answer it."""
    told = " ".join(part for part in _SENTENCE.split(reading.lead.text.folded) if not part.rstrip().endswith("?"))
    return frozenset(root(word) for word in _WORD.findall(told) if len(word) > 2)


_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s*")


def _kind(reading: Reading, word: str, told: frozenset[str], plain: frozenset[str]) -> str:
    if word[0].isdecimal():
        return "number" if float(word.replace(",", "")) in reading.lead_numbers else "new"
    if word in NUMBER_WORDS:
        return "number" if value_of([word]) in reading.lead_numbers or value_of([word]) <= 2 else "new"
    if word in plain or any(word.removesuffix(ending) in plain for ending in ("s", "es", "ed", "ing", "d", "ly")):
        return "plain"
    return "told" if root(word) in told else "new"


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """Return what a word keeps in its other forms: "weeds" and "weed", "nine-year" apart."""
    bare = re.sub(r"(?:'s|ing|ed|es|s|ly|er)$", "", word)
    return bare[:7] if len(bare) > 2 else word
