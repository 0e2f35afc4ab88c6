"""The registry of job kinds: how each is run, and what a repeat would mean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.functional import Promise

from automation.enums import Effect, EscalationState, JobState, Queue
from automation.exceptions import LostClaimError, UnknownKindError
from automation.models import Escalation, Job, JobAttempt
from tenants.scoping import scope

# Seconds before each next try; a fifth failure is final.
MESSAGES: Final = (10, 60, 300, 1800)
FULFILMENT: Final = (300, 900, 2700, 8100)


@dataclass(frozen=True)
class Proceed:
    """Run the job with this value."""

    value: Any = None


@dataclass(frozen=True)
class Postpone:
    """Do not run yet: wait until then."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Abandon:
    """Never run: the job is cancelled."""

    reason: str


Decision = Proceed | Postpone | Abandon


@dataclass
class Claim:
    """A worker's right to run one try of a job."""

    organization_id: UUID
    job_id: UUID
    kind: str
    attempt_id: UUID
    attempt: int
    payload: dict[str, str]
    correlation_id: str = ""
    prepared: Any = None
    is_finished: bool = False

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Save the job's effect and its end in one transaction of the organization.

        Raises:
            LostClaimError: the job was handed on meanwhile; the transaction is rolled back.
        """
        with scope(self.organization_id):
            yield
            self._finish()

    def _finish(self) -> None:
        now = timezone.now()
        held = Job.objects.filter(
            pk=self.job_id, attempt_id=self.attempt_id, state__in=[JobState.RUNNING, JobState.UNKNOWN]
        )
        if not held.update(state=JobState.DONE, finished_at=now, lease_until=None, last_error=""):
            raise LostClaimError(str(self.job_id))
        JobAttempt.objects.filter(pk=self.attempt_id).update(ended_at=now, outcome=JobState.DONE, error="")
        # A late success answers what somebody was asked about an unknown outcome.
        Escalation.objects.filter(job_id=self.job_id, state=EscalationState.OPEN).update(
            state=EscalationState.RESOLVED, resolved_at=now
        )
        self.is_finished = True


@dataclass(frozen=True)
class Kind:
    """How one kind of job is run; `label` is what people call it.

    `run` gets the claim outside of any transaction and opens scopes for its short steps. `prepare` decides within the
    claim's transaction whether to run now. `settle` keeps the rows that follow the job's state; it runs in the
    transaction of every change that is not a success: back to waiting, dead, cancelled or dismissed. `describe` says
    in words, for people, what a dead letter was about.
    """

    name: str
    run: Callable[[Claim], None]
    queue: Queue
    effect: Effect | Callable[[], Effect]
    prepare: Callable[[Job, datetime], Decision] | None = None
    settle: Callable[[Job, JobState, str], None] | None = None
    describe: Callable[[Job], str] | None = None
    ladder: tuple[int, ...] = MESSAGES
    lease: timedelta = timedelta(seconds=60)
    label: str | Promise = ""

    def current_effect(self) -> Effect:
        """Return what a repeat would do as things are configured now."""
        return self.effect() if callable(self.effect) and not isinstance(self.effect, Effect) else Effect(self.effect)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; a name can be taken once."""
    if kind.name in _kinds:
        msg = f"the job kind {kind.name} is registered twice"
        raise ValueError(msg)
    _kinds[kind.name] = kind
    return kind


def get(name: str) -> Kind:
    """Return a kind by its name.

    Raises:
        UnknownKindError: no app registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def find(name: str) -> Kind | None:
    """Return a kind by its name, or None when no app registers it any more."""
    return _kinds.get(name)


def all_kinds() -> list[Kind]:
    """Return every registered kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
