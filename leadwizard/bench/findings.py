"""What was measured, round by round, and what of it counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from leadwizard.bench.figures import BY_NAME, FIGURES, Figure

SHOWN = 3  # of what is wrong, so many are told in words


@dataclass
class Series:
    """One figure's values, a round each; `n` samples in all; `wrong` says in words why it does not count."""

    values: list[float] = field(default_factory=list)
    n: int = 0
    wrong: list[str] = field(default_factory=list)
    details: dict[str, list[float]] = field(default_factory=dict)

    @property
    def counts(self) -> bool:
        return bool(self.values) and not self.wrong

    @property
    def value(self) -> float | None:
        """The median of the rounds; None when it does not count."""
        return median(self.values) if self.counts else None


@dataclass(frozen=True)
class Judged:
    """A figure with its value and whether it keeps its floor and its aim (None: there is none, or nothing to judge)."""

    figure: Figure
    series: Series
    keeps_floor: bool | None
    keeps_aim: bool | None


class Findings:
    """The series of all figures."""

    def __init__(self) -> None:
        self.series: dict[str, Series] = {figure.name: Series() for figure in FIGURES}
        self.load_share = 0.0  # of one core, at most, that the load itself took

    def add(self, name: str, value: float, n: int) -> None:
        """Keep the value of one round, made of so many samples."""
        self.series[name].values.append(value)
        self.series[name].n += n

    def detail(self, name: str, part: str, value: float) -> None:
        """Keep one of the values that a figure is the largest of."""
        self.series[name].details.setdefault(part, []).append(value)

    def spoil(self, names: Sequence[str], wrong: Sequence[str]) -> None:
        """Say why these figures do not count, if something is wrong."""
        for name in names if wrong else ():
            self.series[name].wrong += list(wrong[:SHOWN])

    def values(self) -> dict[str, float | None]:
        return {name: series.value for name, series in self.series.items()}

    def judged(self, names: Sequence[str]) -> list[Judged]:
        """These figures, in the order of the catalogue."""
        values = self.values()
        return [
            Judged(
                figure,
                self.series[figure.name],
                figure.keeps(figure.floor, values[figure.name], values),
                figure.keeps(figure.aim, values[figure.name], values),
            )
            for figure in FIGURES
            if figure.name in names
        ]


def as_json(judged: Sequence[Judged]) -> list[dict[str, object]]:
    """A list of name, value, unit and n; a figure that does not count has no value, and says why."""
    return [
        {
            "name": each.figure.name,
            "value": None if each.series.value is None else round(each.series.value, 3),
            "unit": each.figure.unit,
            "n": each.series.n,
            **({} if each.series.counts else {"wrong": each.series.wrong or ["not measured"]}),
        }
        for each in judged
    ]


def passes(judged: Sequence[Judged], *, with_floors: bool) -> bool:
    """Whether every figure counts and, in a full run, keeps its floor."""
    return all(each.series.counts and not (with_floors and each.keeps_floor is False) for each in judged)


def unknown(names: Sequence[str]) -> list[str]:
    """Those of the names that are no figures."""
    return [name for name in names if name not in BY_NAME]
