"""One try of a job: claim, run, settle. The claim is committed before anything leaves the machine."""

import math
import os
import random
import socket
import threading
import time
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from automation import clock, kinds, ownership
from automation.enums import Effect, JobState
from automation.exceptions import LostClaimError
from automation.kinds import Abandon, Claim, Kind, Postpone, Proceed, scaled
from automation.models import Job, JobAttempt
from automation.services import open_escalation, resolve_escalations
from leadwizard.lib import correlation
from leadwizard.lib.crash_points import crash_point
from leadwizard.lib.errors import IntegrationError
from leadwizard.lib.ids import uuid7
from leadwizard.lib.statements import carry_out
from tenants.compiled import Compiled
from tenants.scoping import scope

logger = structlog.stdlib.get_logger(__name__)

MAX_ATTEMPTS: Final = 5
# Once: to ask the system lets go of the interpreter's lock.
_MACHINE: Final = socket.gethostname()[:48]
_DUE: Final = Compiled(
    lambda job, now: Job.objects.select_for_update(skip_locked=True).filter(
        pk=job, state=JobState.WAITING, run_at__lte=now
    )
)
# Every try begins with this: in one statement instead of two through the ORM it takes a third of the time.
_TAKE: Final = """
WITH taken AS (
    UPDATE automation_job
    SET state = 'running', effect = %(effect)s, attempt = %(attempt)s, attempt_id = %(attempt_id)s,
        owner = %(owner)s, owner_key = %(owner_key)s, lease_until = %(lease_until)s, left_at = NULL
    WHERE organization_id = %(organization)s AND id = %(job)s
    RETURNING organization_id, id, attempt_id, attempt, owner
)
INSERT INTO automation_jobattempt (organization_id, job_id, id, attempt, owner, started_at, outcome, error)
SELECT organization_id, id, attempt_id, attempt, owner, %(now)s, '', '' FROM taken
"""


def owner_name() -> str:
    """Return who works here: machine, process and thread."""
    return f"{_MACHINE}:{os.getpid()}:{threading.get_ident() % 100_000}"


def run_job(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Try the job once, if it is due and free; return the state it came to, or None when there was nothing to do.

    Never raises for a failure of the job itself: that is what the ladder and the dead letters are for.
    """
    try:
        claim = claim_job(organization_id, job_id)
    except Exception as error:
        with correlation.about(organization=str(organization_id), job=str(job_id)):
            logger.exception("the job could not be prepared")
        return _fail_unprepared(organization_id, job_id, type(error).__name__)
    if claim is None:
        return None
    crash_point("after_claim")
    kind = kinds.get(claim.kind)
    with (
        correlation.correlated(claim.correlation_id or correlation.accept(None)),
        correlation.about(organization=str(organization_id), job=str(job_id), kind=claim.kind),
    ):
        began = time.monotonic()
        state = _try(kind, claim)
        logger.info(
            "job",
            attempt=claim.attempt,
            state=state or "handed on",
            milliseconds=round((time.monotonic() - began) * 1000),
        )
    return state


def _try(kind: Kind, claim: Claim) -> JobState | None:
    try:
        kind.run(claim)
        if not claim.is_finished:
            with claim.finishing():
                pass
    except LostClaimError:
        logger.warning("the job was handed on while this worker ran it")
        return None
    except IntegrationError as error:
        return _fail(
            kind,
            claim,
            error.message,
            permanent=error.permanent,
            retry_after=error.retry_after,
            ambiguous=error.ambiguous,
        )
    except Exception as error:
        # The text of an unforeseen error may hold anything: it goes to the log, the row gets its name only.
        logger.exception("the job broke")
        return _fail(kind, claim, type(error).__name__, ambiguous=claim.has_left)
    return JobState.DONE


def claim_job(organization_id: UUID, job_id: UUID) -> Claim | None:
    """Take the job if it is due and nobody has it, and let its kind decide whether to run it now."""
    now = clock.now()
    # Before the row is locked, since it may have to connect.
    ownership.owner.key()
    with scope(organization_id):
        job = _DUE.first(job=job_id, now=now)
        if job is None:
            return None
        with (
            correlation.correlated(job.correlation_id or correlation.accept(None)),
            correlation.about(organization=str(organization_id), job=str(job_id), kind=job.kind),
        ):
            return _claim(job, organization_id, now)


def _claim(job: Job, organization_id: UUID, now: datetime) -> Claim | None:
    kind = kinds.get(job.kind)
    job.effect = kind.current_effect()
    if not kind.may_repeat(job, now):
        # Another try might be a second one: first it is found out what became of the first.
        become_unknown(kind, job, job.last_error, now, settling=timedelta(0))
        return None
    decision = kind.prepare(job, now) if kind.prepare else Proceed()
    if isinstance(decision, Postpone):
        job.run_at, job.last_error = decision.until, decision.reason
        job.save(update_fields=["run_at", "last_error"])
        return None
    if isinstance(decision, Abandon):
        _close(kind, job, JobState.CANCELLED, decision.reason, now)
        return None
    return _take(job, organization_id, now, kind.lease, decision.value)


def _take(job: Job, organization_id: UUID, now: datetime, lease: timedelta, prepared: Any = None) -> Claim:
    job.state = JobState.RUNNING
    job.attempt += 1
    job.attempt_id = uuid7()
    job.owner = owner_name()
    job.owner_key = ownership.owner.key()
    job.lease_until = now + scaled(lease)
    job.left_at = None
    carry_out(
        _TAKE,
        {
            "organization": organization_id,
            "job": job.pk,
            "effect": job.effect,
            "attempt": job.attempt,
            "attempt_id": job.attempt_id,
            "owner": job.owner,
            "owner_key": job.owner_key,
            "lease_until": job.lease_until,
            "now": now,
        },
    )
    return Claim(
        organization_id=organization_id,
        job_id=job.pk,
        kind=job.kind,
        attempt_id=job.attempt_id,
        attempt=job.attempt,
        payload=job.payload,
        lease=scaled(lease),
        queued_at=job.created_at,
        correlation_id=job.correlation_id,
        prepared=prepared,
    )


def _fail_unprepared(organization_id: UUID, job_id: UUID, error: str) -> JobState | None:
    """Count a claim that broke as a try, or a job that cannot be prepared would come back for ever."""
    now = clock.now()
    with scope(organization_id):
        job = _DUE.first(job=job_id, now=now)
        if job is None:
            return None
        return _fail(kinds.find(job.kind), _take(job, organization_id, now, timedelta(seconds=60)), error)


def _close(kind: Kind, job: Job, state: JobState, reason: str, now: datetime) -> None:
    job.state = state
    job.closing_reason = reason[:240]
    job.finished_at = now
    job.save(update_fields=["state", "closing_reason", "finished_at"])
    if kind.settle:
        kind.settle(job, state, reason)


def _fail(
    kind: Kind | None,
    claim: Claim,
    error: str,
    *,
    permanent: bool = False,
    retry_after: float | None = None,
    ambiguous: bool = False,
) -> JobState | None:
    """Put the job back on the ladder, or bury it; the rows that follow it change in the same transaction.

    What must not be repeated and may have happened becomes unknown instead, and is found out about.
    """
    now = clock.now()
    with scope(claim.organization_id):
        job = (
            Job.objects.select_for_update()
            .filter(pk=claim.job_id, attempt_id=claim.attempt_id, state__in=[JobState.RUNNING, JobState.UNKNOWN])
            .first()
        )
        if job is None:
            return None
        if job.state == JobState.UNKNOWN:
            # Whatever the outcome, nobody is asked for it any more.
            resolve_escalations(job.pk, now)
        is_open = ambiguous and not permanent
        if is_open and job.effect == Effect.ONCE:
            return become_unknown(kind, job, error, now)
        if is_open:
            note_uncertainty(job)
        return _back_to_ladder(kind, job, error, now, permanent=permanent, retry_after=retry_after)


def _back_to_ladder(
    kind: Kind | None, job: Job, error: str, now: datetime, *, permanent: bool, retry_after: float | None
) -> JobState:
    if permanent or job.attempt >= MAX_ATTEMPTS:
        return bury(kind, job, error, now)
    ladder = kind.ladder if kind else kinds.MESSAGES
    return back_to_waiting(kind, job, error, now + next_delay(ladder, job.attempt, retry_after), now)


def note_uncertainty(job: Job) -> None:
    """Remember since when a try may have worked without our knowing, for as long as the question is open."""
    if job.effect == Effect.REPEATABLE and job.uncertain_since is None:
        begun = JobAttempt.objects.filter(job=job, ended_at=None).order_by("attempt").first()
        job.uncertain_since = begun.started_at if begun else clock.now()


def back_to_waiting(kind: Kind | None, job: Job, error: str, run_at: datetime, now: datetime) -> JobState:
    """Let the job run again then."""
    job.run_at = run_at
    return _put_down(kind, job, JobState.WAITING, error, now)


def bury(kind: Kind | None, job: Job, error: str, now: datetime) -> JobState:
    """Make a dead letter of the job, and ask for somebody in the same transaction."""
    state = _put_down(kind, job, JobState.DEAD, error, now)
    _escalate("dead_letter", kind, job, error)
    return state


def become_unknown(
    kind: Kind | None, job: Job, error: str, now: datetime, *, settling: timedelta | None = None
) -> JobState:
    """Keep the job from running again until somebody knows what became of it; the provider is asked first."""
    job.unknown_at = now
    wait = (kind.settling if kind else timedelta(0)) if settling is None else settling
    job.reconcile_at = now + scaled(wait)
    return _put_down(kind, job, JobState.UNKNOWN, error, now)


def ask_a_person(kind: Kind | None, job: Job, reason: str) -> None:
    """Leave an unknown job to a person: to send again, or to leave it."""
    job.reconcile_at = None
    job.save(update_fields=["reconcile_at"])
    _escalate("unknown_outcome", kind, job, reason)


def _escalate(reason: str, kind: Kind | None, job: Job, error: str) -> None:
    title = kind.describe(job) if kind and kind.describe else job.kind
    open_escalation(reason, title, job=job, context={"error": error, "kind": job.kind})


def _put_down(kind: Kind | None, job: Job, state: JobState, error: str, now: datetime) -> JobState:
    """End the try under way without success; what follows the job changes in the same transaction."""
    error = error[:500]
    job.state = state
    job.last_error = error
    if state != JobState.UNKNOWN:
        job.unknown_at = job.reconcile_at = None
    job.lease_until = None
    job.rung_at = None
    job.save(
        update_fields=[
            "state",
            "last_error",
            "unknown_at",
            "reconcile_at",
            "uncertain_since",
            "lease_until",
            "rung_at",
            "run_at",
        ]
    )
    JobAttempt.objects.filter(job=job, ended_at=None).update(ended_at=now, outcome=state, error=error)
    if kind and kind.settle:
        kind.settle(job, state, error)
    return state


def next_delay(ladder: tuple[int, ...], attempt: int, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after the given failed attempt (1-based); the provider's wish wins, within a day."""
    if retry_after is not None and not math.isnan(retry_after):
        return timedelta(seconds=min(max(retry_after, 1.0), 86_400.0))
    step = ladder[min(attempt, len(ladder)) - 1]
    # Spread, so that what failed together does not come back together.
    return scaled(timedelta(seconds=step * random.uniform(0.8, 1.2)))  # noqa: S311 - no secret
