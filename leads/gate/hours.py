"""Opening hours: reading them as the owner wrote them, and comparing a statement about them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from leads.gate.text import Text

DAYS: Final = {
    "mon": 0, "monday": 0, "mondays": 0, "lunes": 0, "lun": 0,
    "tue": 1, "tues": 1, "tuesday": 1, "tuesdays": 1, "martes": 1, "mar": 1,
    "wed": 2, "weds": 2, "wednesday": 2, "wednesdays": 2, "miercoles": 2, "mie": 2,
    "thu": 3, "thur": 3, "thurs": 3, "thursday": 3, "thursdays": 3, "jueves": 3, "jue": 3,
    "fri": 4, "friday": 4, "fridays": 4, "viernes": 4, "vie": 4,
    "sat": 5, "saturday": 5, "saturdays": 5, "sabado": 5, "sabados": 5, "sab": 5,
    "sun": 6, "sunday": 6, "sundays": 6, "domingo": 6, "domingos": 6, "dom": 6,
}  # fmt: skip
_GROUPS: Final = {
    "weekdays": range(5), "weekday": range(5), "weekends": range(5, 7), "weekend": range(5, 7), "daily": range(7),
    "everyday": range(7), "every day": range(7), "all week": range(7), "entre semana": range(5), "diario": range(7),
    "todos los dias": range(7), "seven days a week": range(7), "7 days a week": range(7), "fines de semana": range(5, 7),
    "fin de semana": range(5, 7), "de semana": range(5, 7),
}  # fmt: skip
_DAY: Final = "|".join(sorted([*DAYS, *_GROUPS], key=len, reverse=True))
_TO: Final = r"\s*(?:-|to|through|thru|till|until|and|a|al|hasta|y)\s*(?:el\s+|las\s+|la\s+|a\s+las\s+)?"
_CLOCK: Final = (
    r"(?:(?P<{0}h>\d{{1,2}})(?:[:.](?P<{0}m>\d\d))?\s*(?P<{0}x>a\.?\s?m\b\.?|p\.?\s?m\b\.?|h\b|hrs\b|o'clock|de la manana|"
    r"de la tarde|de la noche|del mediodia|in the (?:morning|afternoon|evening)|at (?:noon|night))?|(?P<{0}w>noon|midday|midnight|mediodia|medianoche))"
)
_RANGE: Final = re.compile(
    rf"(?:\b(?:from|between|de|desde|las)\s+(?:las\s+)?)?(?<![\d:]){_CLOCK.format('a')}{_TO}{_CLOCK.format('b')}(?![\d%])"
)
_DAYS: Final = re.compile(rf"\b(?P<first>{_DAY})\b\.?(?:{_TO}(?P<last>{_DAY})\b)?")
_ONE: Final = re.compile(_CLOCK.format("a"))
_HALF_DAY: Final = 12 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight; `is_sure` is False for "9", which may be morning or evening."""

    minutes: int
    is_sure: bool

    def fits(self, minutes: int) -> bool:
        return self.minutes == minutes or (not self.is_sure and self.minutes % _HALF_DAY == minutes % _HALF_DAY)


@dataclass(frozen=True, slots=True)
class Opening:
    """One statement: these days, from then to then. Empty days: every day that is open. None: closed."""

    days: frozenset[int]
    start: Clock | None
    end: Clock | None


def read_hours(folded: str) -> list[Opening]:
    """Return the openings in the order of the text; days may stand before or after their hours."""
    marks = sorted(
        [*((m.start(), m) for m in _DAYS.finditer(folded)), *((m.start(), m) for m in _RANGE.finditer(folded))],
        key=lambda mark: mark[0],
    )
    found: list[Opening] = []
    days: frozenset[int] = frozenset()
    is_used = True
    for _, match in marks:
        if match.re is _DAYS:
            named = _days_of(match)
            days = named if is_used else days | named
            is_used = False
            if found and not found[-1].days:
                found[-1] = Opening(named, found[-1].start, found[-1].end)
                is_used = True
        else:
            start, end = _clock(match, "a"), _clock(match, "b")
            found.append(Opening(days, start, end))
            is_used = True
    return found


def _days_of(match: re.Match[str]) -> frozenset[int]:
    first = _one_day(match["first"])
    if not match["last"]:
        return frozenset(first)
    last = _one_day(match["last"])
    joiner = match[0][len(match["first"]) : match.start("last") - match.start()]
    if re.fullmatch(r"\.?\s*(?:and|y)\s*(?:el\s+)?", joiner):
        return frozenset([*first, *last])
    span = (last[-1] - first[0]) % 7
    return frozenset((first[0] + step) % 7 for step in range(span + 1))


def _one_day(word: str) -> list[int]:
    return list(_GROUPS[word]) if word in _GROUPS else [DAYS[word]]


def _clock(match: re.Match[str], side: str) -> Clock:
    word = match[f"{side}w"]
    if word:
        return Clock(0 if word in {"midnight", "medianoche"} else 720, is_sure=True)
    hour, minute = int(match[f"{side}h"]), int(match[f"{side}m"] or 0)
    suffix = (match[f"{side}x"] or "").replace(".", "").replace(" ", "")
    is_after_noon = suffix in {"pm", "delatarde", "delanoche", "intheafternoon", "intheevening", "atnight"}
    if is_after_noon and hour < 12:
        hour += 12
    if suffix in {"am", "delamanana", "inthemorning"} and hour == 12:
        hour = 0
    return Clock(hour * 60 + minute, is_sure=bool(suffix) or hour > 12)


@lru_cache(maxsize=2048)
def _entered_hours(line: str) -> tuple[Opening, ...]:
    return tuple(read_hours(Text.of(line).folded))


def table_of(hours: Iterable[str]) -> dict[int, set[tuple[int, int]]]:
    """Return day -> the (opening, closing) minutes of the lines that the owner entered."""
    table: dict[int, set[tuple[int, int]]] = {}
    for line in hours:
        for opening in _entered_hours(line):
            if opening.start is None or opening.end is None:
                continue
            start, end = opening.start.minutes, opening.end.minutes
            end += _HALF_DAY if end <= start and not opening.end.is_sure else 0
            for day in opening.days or range(7):
                table.setdefault(day, set()).add((start, end))
    return table


def agrees(folded: str, table: dict[int, set[tuple[int, int]]]) -> bool:
    """Tell whether every opening that the text states is the owner's, and nothing else about time is in it."""
    folded = in_figures(folded)
    stated = read_hours(folded)
    if not stated or not table:
        return bool(table) and _agrees_in_single_times(folded, table)
    return _leaves_nothing(folded) and all(_is_true(opening, table) for opening in stated)


_HOUR_WORDS: Final = {word: str(number) for words in (
    "one two three four five six seven eight nine ten eleven twelve", "una dos tres cuatro cinco seis siete ocho nueve diez once doce"
) for number, word in enumerate(words.split(), 1)}  # fmt: skip
_WORD_HOUR: Final = re.compile(rf"(?<=\b(?:at|to|de|la|al) )(?:{'|'.join(_HOUR_WORDS)})\b|(?<=\b(?:las) )(?:{'|'.join(_HOUR_WORDS)})\b"
                               rf"|(?<=\ba )(?:{'|'.join(_HOUR_WORDS)})\b|(?<=\b(?:from|till) )(?:{'|'.join(_HOUR_WORDS)})\b|(?<=\b(?:until|hasta|desde) )(?:{'|'.join(_HOUR_WORDS)})\b")  # fmt: skip


def in_figures(folded: str) -> str:
    """Return the text with the hours in figures: "de ocho a doce" is "de 8 a 12"."""
    return _WORD_HOUR.sub(lambda match: _HOUR_WORDS[match[0]], folded)


def names_days_and_hours(folded: str) -> bool:
    """Tell whether the text reads like a line of opening hours: days, and from when to when."""
    folded = in_figures(folded)
    return any(
        opening.days and opening.start and opening.end and (":" in folded or _SUFFIX.search(folded))
        for opening in read_hours(folded)
    )


_SUFFIX: Final = re.compile(
    r"\d ?(?:[ap]\.?m\b|h\b)|\b(?:in the|de la) (?:morning|afternoon|evening|manana|tarde|noche)\b|\b(?:noon|midday|mediodia)\b|it'?s\b|\b(?:is|are|from|de|son)\b"
)


def _is_true(opening: Opening, table: dict[int, set[tuple[int, int]]]) -> bool:
    if opening.start is None or opening.end is None:
        return False
    start, end = opening.start, opening.end
    days = opening.days or table.keys()
    return all(any(start.fits(opens) and end.fits(closes) for opens, closes in table.get(day, ())) for day in days)


def _leaves_nothing(folded: str) -> bool:
    rest = _DAYS.sub(" ", _RANGE.sub(" ", folded))
    return re.search(r"\d|\bnoon|midnight|mediodia", rest) is None


def _agrees_in_single_times(folded: str, table: dict[int, set[tuple[int, int]]]) -> bool:
    """Judge "we open at 8", "until 6 PM on weekdays", "we are closed on Sundays", "open Monday to Friday"."""
    days = frozenset(day for match in _DAYS.finditer(folded) for day in _days_of(match))
    is_closed = (
        re.search(
            r"\b(?:closed|cerrad[oa]s?|cerramos(?! a)|not open|no (?:abrimos|trabajamos|atendemos)|descansamos|days? off)\b",
            folded,
        )
        is not None
    )
    clocks = list(_single_times(folded))
    if is_closed:
        return bool(days) and not clocks and not days & table.keys()
    if not clocks:
        return bool(days) and days <= table.keys() and (len(days) == 1 or days == set(table) or days == set(range(5)))
    return all(
        any(clock.fits(close if is_end else opens) for opens, close in table.get(day, ()))
        for clock, is_end, named in clocks
        for day in named or table.keys()
    )


def _single_times(folded: str) -> Iterator[tuple[Clock, bool, frozenset[int]]]:
    """Yield every time, whether it is the closing one, and the days it is said of: those before it, else behind."""
    days: frozenset[int] = frozenset()
    is_end = False
    for start, end, match in _one_each(folded):
        named = frozenset(day for one in _DAYS.finditer(folded, start, end) for day in _days_of(one))
        days = named or days
        verbs = _EDGE.findall(folded[: match.start()])
        is_end = bool(verbs) and not verbs[-1]
        yield _clock(match, "a"), is_end, days


def _one_each(folded: str) -> Iterator[tuple[int, int, re.Match[str]]]:
    """Yield the parts of the text that have one time each, cut at the last comma or "and" between two times."""
    times = list(_ONE.finditer(folded))
    start = 0
    for place, match in enumerate(times):
        cuts = (
            [m.start() for m in _JOINT.finditer(folded, match.end(), times[place + 1].start())]
            if place + 1 < len(times)
            else []
        )
        end = cuts[-1] if cuts else times[place + 1].start() if place + 1 < len(times) else len(folded)
        yield start, end, match
        start = end


_JOINT: Final = re.compile(r"[,;]|\s(?:and|y|but|pero)\s")
# Group 1 is empty where the verb speaks of closing.
_EDGE: Final = re.compile(r"\b(?:(open\w*|abr\w+|start\w*)|until|till|close[sd]?|up to|hasta|cerr\w+|cierr\w+)\b")
