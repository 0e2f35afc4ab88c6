"""What every group of figures is made of: its sizes, and the rounds that it plays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from leadwizard.bench.findings import Findings
from leadwizard.bench.stage import Stage


@dataclass(frozen=True)
class Sizes:
    """How much is measured: rounds, and in each round so many requests, leads or seconds."""

    rounds: int
    constant_pages: int
    form_pages: int
    form_jsons: int
    submits: int
    pgbench_seconds: int
    answered: int
    answered_slowly: int
    replies: int
    list_reads: int
    searches: int
    few: int
    many: int
    most: int
    warm_requests: int
    all_requests: int
    starts: int


FULL = Sizes(
    rounds=5,
    constant_pages=15_000,
    form_pages=4_000,
    form_jsons=6_000,
    submits=1_000,
    pgbench_seconds=4,
    answered=600,
    answered_slowly=160,
    replies=20,
    list_reads=100,
    searches=40,
    few=1_000,
    many=100_000,
    most=1_000_000,
    warm_requests=1_000,
    all_requests=10_000,
    starts=5,
)
QUICK = Sizes(
    rounds=1,
    constant_pages=4_000,
    form_pages=1_000,
    form_jsons=1_500,
    submits=150,
    pgbench_seconds=2,
    answered=80,
    answered_slowly=16,
    replies=8,
    list_reads=30,
    searches=10,
    few=1_000,
    many=5_000,
    most=20_000,
    warm_requests=500,
    all_requests=1_500,
    starts=1,
)


class Group(Protocol):
    """Figures that are measured together, a round at a time."""

    def play(self, number: int) -> None:
        """Measure one round."""


@dataclass(frozen=True)
class Planned:
    """A group as it is chosen: `names` are its figures, `begin` prepares it on the stage."""

    names: Sequence[str]
    begin: Callable[[Stage, Sizes, Findings], Group]
