"""Finding numbers: in figures, in English words and in Spanish words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from leads.gate.text import Token

_ENGLISH: Final = """zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
 sixteen seventeen eighteen nineteen"""
_SPANISH: Final = """cero _ uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis
 diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete
 veintiocho veintinueve"""
_TENS: Final = {
    **{
        word: 10 * (n + 2)
        for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
    },
    **{
        word: 10 * (n + 3)
        for n, word in enumerate(["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"])
    },
}
_HUNDREDS: Final = {
    "cien": 100,
    "ciento": 100,
    **{
        stem + ending: 100 * (n + 2)
        for n, stem in enumerate(
            ["doscient", "trescient", "cuatrocient", "quinient", "seiscient", "setecient", "ochocient", "novecient"]
        )
        for ending in ("os", "as")
    },
}
_SCALES: Final = {"hundred": 100, "thousand": 1000, "mil": 1000, "grand": 1000, "million": 1_000_000, "dozen": 12}
_UNITS: Final = {
    **{word: max(0, n - 1) for n, word in enumerate(_ENGLISH.split())},
    **{word: max(0, n - 1) for n, word in enumerate(_SPANISH.split()) if word != "_"},
}
NUMBER_WORDS: Final = frozenset({*_UNITS, *_TENS, *_HUNDREDS, *_SCALES} - {"oh"})
# "one" and "uno" are pronouns far more often than numbers; "dozen" and "grand" need a number before them.
_NEVER_ALONE: Final = frozenset({"one", "uno", "oh", "grand", "mil", "dozen", "once", "million"})
_FIGURES: Final = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place in the folded text. `is_word`: written in letters."""

    value: float
    start: int
    end: int
    is_word: bool


def find_numbers(tokens: Sequence[Token], folded: str) -> list[Number]:
    """Return every number in reading order. "a hundred and eighty-nine" is one, "six-fifty" is 650."""
    figures = [_figure(m) for m in _FIGURES.finditer(folded)]
    return sorted([*figures, *_in_words(tokens)], key=lambda number: number.start)


def _figure(match: re.Match[str]) -> Number:
    value = float(match[0].replace(",", ""))
    return Number(value, match.start(), match.end(), is_word=False)


def _in_words(tokens: Sequence[Token]) -> Iterator[Number]:
    run: list[Token] = []
    for position, token in enumerate(tokens):
        if token.text in NUMBER_WORDS or (token.text == "oh" and run):
            run.append(token)
            continue
        if run and token.text in {"-", "and", "y"} and _continues(tokens, position):
            continue
        yield from _close(run)
        run = []
    yield from _close(run)


def _continues(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether "-", "and" or "y" joins two parts of one number, as in eighty-nine or treinta y cinco."""
    following = tokens[position + 1].text if position + 1 < len(tokens) else ""
    before = tokens[position - 1].text
    if following not in NUMBER_WORDS:
        return False
    if tokens[position].text == "and":
        return before in {"hundred", "thousand", "grand"}
    if tokens[position].text == "y":
        return before in _TENS
    return True


def _close(run: Sequence[Token]) -> Iterator[Number]:
    if run and not (len(run) == 1 and run[0].text in _NEVER_ALONE):
        value = value_of([token.text for token in run])
        yield Number(value, run[0].start, run[-1].end, is_word=True)


def value_of(words: Sequence[str]) -> float:
    """Return what the words say: ["four", "thousand"] is 4000, ["six", "fifty"] is 650, ["two", "ten"] is 210."""
    parts = [_part(word) for word in words]
    if any(word in _SCALES or word in _HUNDREDS for word in words):
        return _by_scale(words)
    joined = str(parts[0])
    for (before, now), word in zip(pairwise(parts), words[1:], strict=True):
        is_sum = before >= 20 and before % 10 == 0 and now < 10 and word != "oh"
        joined = joined[: -len(str(before))] + str(before + now) if is_sum else joined + str(now)
    return float(joined)


def _part(word: str) -> int:
    return _UNITS.get(word, _TENS.get(word, _HUNDREDS.get(word, _SCALES.get(word, 0))))


def _by_scale(words: Sequence[str]) -> float:
    total = 0
    current = 0
    for word in words:
        if word in {"hundred", "dozen"}:
            current = (current or 1) * _SCALES[word]
        elif word in _SCALES:
            total += (current or 1) * _SCALES[word]
            current = 0
        else:
            current += _part(word)
    return float(total + current)
