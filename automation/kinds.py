"""The registry of job kinds: how each is run, and what a repeat would mean."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise

from automation import clock, ownership
from automation.enums import Effect, EscalationState, JobState, Queue
from automation.exceptions import LostClaimError, UnknownKindError
from automation.models import Escalation, Job
from automation.telling import attention_changed
from leadwizard.lib.crash_points import crash_point
from leadwizard.lib.statements import carry_out
from tenants.scoping import scope

# Seconds before each next try; a fifth failure is final.
MESSAGES: Final = (10, 60, 300, 1800)
FULFILMENT: Final = (300, 900, 2700, 8100)

# Every job ends with this: in one statement instead of two through the ORM it takes a third of the time.
_END: Final = """
WITH ended AS (
    UPDATE automation_job
    SET state = 'done', finished_at = %(now)s, lease_until = NULL, unknown_at = NULL, reconcile_at = NULL,
        last_error = ''
    WHERE organization_id = %(organization)s AND id = %(job)s AND attempt_id = %(attempt)s AND state = %(state)s
    RETURNING attempt_id
)
UPDATE automation_jobattempt SET ended_at = %(now)s, outcome = 'done', error = ''
FROM ended WHERE organization_id = %(organization)s AND id = ended.attempt_id
RETURNING 1
"""


def scaled(span: timedelta) -> timedelta:
    """Return a lease, a pause or a settling time as this instance counts it (JOB_TIME_SCALE)."""
    scale: float = settings.JOB_TIME_SCALE
    return span * scale


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


@dataclass(frozen=True)
class Happened:
    """The work of the try whose answer was lost was done; `receipt` is what the kind keeps of it."""

    receipt: Any = None


@dataclass(frozen=True)
class DidNotHappen:
    """The work was not done, or doing it once more changes nothing."""


@dataclass(frozen=True)
class CannotTell:
    """Nobody but a person can find out."""

    reason: str


Finding = Happened | DidNotHappen | CannotTell


@dataclass
class Claim:
    """A worker's right to run one try of a job; `queued_at` is when the job was made, before all of its tries."""

    organization_id: UUID
    job_id: UUID
    kind: str
    attempt_id: UUID
    attempt: int
    payload: dict[str, str]
    lease: timedelta
    queued_at: datetime
    correlation_id: str = ""
    prepared: Any = None
    has_left: bool = False
    is_finished: bool = False

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Let the block reach a provider; every call that leaves the machine stands in one.

        Raises:
            LostClaimError: the job was handed on while this process was away; nothing may leave.
            RuntimeError: a transaction is open: it would hold rows and connections for seconds.
        """
        ownership.assert_no_transaction()
        crash_point("before_fence")
        ownership.owner.fence(self.organization_id, self.job_id, self.attempt_id, clock.now() + self.lease)
        self.has_left = True
        crash_point("after_fence")
        yield
        crash_point("after_call")

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Save the job's effect and its end in one transaction of the organization.

        Raises:
            LostClaimError: the job was handed on meanwhile; the transaction is rolled back.
        """
        with scope(self.organization_id):
            yield
            self._finish()
            crash_point("before_commit")
        crash_point("after_commit")

    def _finish(self) -> None:
        now = clock.now()
        if not self._end(JobState.RUNNING, now):
            if not self._end(JobState.UNKNOWN, now):
                raise LostClaimError(str(self.job_id))
            # A late success answers what somebody was asked about an unknown outcome.
            Escalation.objects.filter(job_id=self.job_id, state=EscalationState.OPEN).update(
                state=EscalationState.RESOLVED, resolved_at=now
            )
            attention_changed()
        self.is_finished = True

    def _end(self, state: JobState, now: datetime) -> bool:
        """Note the end of the job, where it is in this state, and of the try; say whether it was."""
        ended = carry_out(
            _END,
            {
                "organization": self.organization_id,
                "job": self.job_id,
                "attempt": self.attempt_id,
                "state": state.value,
                "now": now,
            },
        )
        return bool(ended)


@dataclass(frozen=True)
class Kind:
    """How one kind of job is run; `label` is what people call it.

    `run` gets the claim outside of any transaction and opens scopes for its short steps. `prepare` decides within the
    claim's transaction whether to run now. `settle` keeps the rows that follow the job's state; it runs in the
    transaction of every change that is not a success: back to waiting, dead, cancelled or dismissed. `describe` says
    in words, for people, what a dead letter was about.

    A provider keeps our keys for `keeps_keys`: longer after a try that may have worked, a repeatable job is no longer
    repeated unasked. What became of such a try, or of one of effect `once`, is found out by `reconcile`, outside any
    transaction and `settling` after the outcome became unknown; what happened after all is saved by `confirm` with the
    finding's receipt.
    """

    name: str
    run: Callable[[Claim], None]
    queue: Queue
    effect: Effect | Callable[[], Effect]
    prepare: Callable[[Job, datetime], Decision] | None = None
    settle: Callable[[Job, JobState, str], None] | None = None
    describe: Callable[[Job], str] | None = None
    reconcile: Callable[[Job], Finding] | None = None
    confirm: Callable[[Job, Any], None] | None = None
    settling: timedelta = timedelta(minutes=2)
    keeps_keys: Callable[[], timedelta | None] | None = None
    ladder: tuple[int, ...] = MESSAGES
    lease: timedelta = timedelta(seconds=60)
    label: str | Promise = ""

    def current_effect(self) -> Effect:
        """Return what a repeat would do as things are configured now."""
        return self.effect() if callable(self.effect) and not isinstance(self.effect, Effect) else Effect(self.effect)

    def may_repeat(self, job: Job, now: datetime) -> bool:
        """Say whether another try is harmless, whatever became of the earlier ones."""
        if job.uncertain_since is None or job.effect == Effect.ROWS:
            return True
        window = self.keeps_keys() if self.keeps_keys else None
        # An effect of `once` never waits with an open question: it became unknown, and a person or the provider said
        # that it did not happen. After a change of provider it can.
        return job.effect == Effect.REPEATABLE and (window is None or now < job.uncertain_since + window)


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
