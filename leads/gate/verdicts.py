"""What the gate says: one verdict, made of small named checks in an owner's words."""

from dataclasses import dataclass
from typing import Final, NamedTuple

# The check that fails where the owner wants to read every reply first.
APPROVAL: Final = "no_approval"


class Span(NamedTuple):
    """Places in the reply as the model wrote it: characters from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to hold: what is wrong in words, and where in the reply it stands (none: elsewhere)."""

    words: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One named check. `name` is for machines and stays; `title` and `words` are for the owner."""

    name: str
    title: str
    passed: bool
    words: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may happen to the reply. It may be sent when every check passed; those that did not come first."""

    checks: tuple[Check, ...]

    @property
    def is_allowed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def waits_for_approval(self) -> bool:
        """Only the owner's wish to read replies first stands in the way."""
        return [check.name for check in self.failed] == [APPROVAL]

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)
