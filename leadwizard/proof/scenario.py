"""What every scenario is made of: its sizes, its figures, and the gates that it must pass."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from leadwizard.proof.ledger import Comparison, compare
from leadwizard.proof.load import Submission
from leadwizard.proof.stage import Stage

Figure = int | float | str
# Of what is wrong, so many are told in words.
SHOWN = 5


@dataclass(frozen=True)
class Gate:
    """One promise, and whether it was kept."""

    promise: str
    found: Figure
    passed: bool


@dataclass
class Outcome:
    """What a scenario measured."""

    figures: dict[str, Figure] = field(default_factory=dict)
    gates: list[Gate] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def at_most(self, promise: str, found: float, limit: float) -> None:
        self.gates.append(Gate(f"{promise} ≤ {limit:g}", _rounded(found), found <= limit))

    def none(self, promise: str, found: Sequence[str]) -> None:
        """Nothing of this kind may have happened; the first few that did are told."""
        self.gates.append(Gate(f"{promise}: none", len(found), not found))
        self.details += found[:SHOWN]

    def holds(self, promise: str, found: bool, words: Figure = "") -> None:  # noqa: FBT001 - the gate itself
        self.gates.append(Gate(promise, words if words != "" else ("yes" if found else "no"), found))

    def note(self, **figures: Figure) -> None:
        self.figures |= {name.replace("_", " "): _rounded(value) for name, value in figures.items()}

    def delivered(self, comparison: Comparison) -> None:
        """The promises of every scenario."""
        self.figures |= comparison.figures()
        self.none("lost", comparison.lost)
        self.none("sent twice", comparison.twice)
        self.none("not final", comparison.not_final)
        self.details += [f"left to a person: {words}" for words in comparison.asked[:SHOWN]]

    @property
    def passed(self) -> bool:
        return all(gate.passed for gate in self.gates)


# A small run is part of the tests and may share its machine with anything: in seconds it is asked only that nothing
# hangs. Its counts are the full run's.
LENIENCE = 3.0
PATIENCE = 20.0


@dataclass(frozen=True)
class Play:
    """One run of one scenario."""

    stage: Stage
    dice: random.Random
    quick: bool

    def sized(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def limit(self, seconds: float) -> float:
        """A limit of the full run, as this run may be held to it."""
        return seconds * LENIENCE + PATIENCE if self.quick else seconds

    def settle(self, within: float) -> float | None:
        """Wait until no job is open that nobody was asked about; return the seconds, or None when some stay."""
        return self.stage.settle(self.limit(within))


@dataclass(frozen=True)
class Scenario:
    """A scenario as the command line knows it; minutes are those of the full run on two cores.

    in_small: False where a small run would be no other than the tests beside it.
    """

    key: str
    title: str
    minutes: float
    run: Callable[[Play], Outcome]
    in_small: bool = True


def compared(stage: Stage, submissions: Sequence[Submission], *, since: float) -> Comparison:
    """Compare the leads with what providers accepted since then (seconds since the epoch)."""
    leads = [each.lead for each in submissions if each.is_acknowledged]
    # Before the rows: where work goes on meanwhile, what leaves after them would look like a second message.
    accepted = stage.mailroom.accepted(since=moment(since))
    return compare(submissions, stage.database.stored(leads), stage.database.dispatches(leads), accepted)


def answered_at(stage: Stage, submissions: Sequence[Submission], *, since: float) -> dict[str, float]:
    """When each of these leads got its first answer, by id, in seconds since the epoch; without those that got none."""
    first: dict[str, float] = {}
    for each in stage.mailroom.accepted(since=moment(since)):
        first.setdefault(each.to, datetime.fromisoformat(each.at).timestamp())
    return {each.lead: first[each.email.lower()] for each in submissions if each.email.lower() in first}


def waits(stage: Stage, submissions: Sequence[Submission], *, since: float) -> list[float]:
    """How long each of these leads waited for its first answer, in seconds; those that got none are left out."""
    answered = answered_at(stage, submissions, since=since)
    return [answered[each.lead] - each.at for each in submissions if each.lead in answered]


def moment(at: float) -> str:
    """Seconds since the epoch as ISO 8601."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def now() -> float:
    return time.time()


def _rounded(value: Figure) -> Figure:
    return round(value, 3) if isinstance(value, float) else value
