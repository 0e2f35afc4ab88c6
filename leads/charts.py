"""Charts: from numbers to places in a picture. Pure, so that a template only writes down what stands here.

There is no view box: x and width are percent of the picture, y and height are pixels, and text keeps its size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

COLUMN: Final = 4.1
PLOT_TOP: Final = 32
BASE: Final = 151
GAP: Final = 2
# Under this a part would be a line that nobody can tell from the axis.
SMALLEST: Final = 3
RADIUS: Final = 2


@dataclass(frozen=True)
class Day:
    """How many of a day's leads LeadWizard answered, the team saw to, and still wait."""

    date: date
    automatic: int = 0
    team: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """How many leads came in."""
        return self.automatic + self.team + self.waiting


@dataclass(frozen=True)
class Part:
    """One piece of a column, by its series: c1 LeadWizard, c2 the team, c3 waiting."""

    series: str
    x: str
    y: int
    height: int


@dataclass(frozen=True)
class Column:
    """One day: its parts from the bottom, the total on top, the day below."""

    day: Day
    centre: str
    parts: tuple[Part, ...]
    label_y: int
    is_today: bool


@dataclass(frozen=True)
class Columns:
    """A chart of stacked columns, one scale from zero, the last day is today."""

    columns: tuple[Column, ...]
    width: str
    radius: int
    base: float
    height: int
    total: int
    busiest: Day | None


def stacked(days: Sequence[Day]) -> Columns:
    """Place the days side by side; the highest column fills the picture, and no part is too small to be seen."""
    most = max((day.total for day in days), default=0)
    slot = 100 / max(len(days), 1)
    columns = [
        _column(day, slot * (place + 0.5), most, is_today=place == len(days) - 1) for place, day in enumerate(days)
    ]
    return Columns(
        columns=tuple(columns),
        width=f"{COLUMN}%",
        radius=RADIUS,
        base=BASE + 1.5,
        height=BASE + 39,
        total=sum(day.total for day in days),
        busiest=max(days, key=lambda day: day.total) if most else None,
    )


def _column(day: Day, centre: float, most: int, *, is_today: bool) -> Column:
    unit = (BASE - PLOT_TOP) / max(most, 1)
    parts: list[Part] = []
    x, bottom = _percent(centre - COLUMN / 2), BASE
    for series, count in (("c1", day.automatic), ("c2", day.team), ("c3", day.waiting)):
        if not count:
            continue
        # The gap to the part above is taken from the part, so that equal totals are equally high.
        height = max(SMALLEST, round(count * unit) - GAP)
        parts.append(Part(series, x, bottom - height, height))
        bottom -= height + GAP
    top = parts[-1].y if parts else BASE
    return Column(day, _percent(centre), tuple(parts), top - 7, is_today)


def _percent(value: float) -> str:
    return f"{value:.2f}%"
