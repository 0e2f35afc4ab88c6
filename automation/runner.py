"""One try of a job: claim, run, settle. The claim is committed before anything leaves the machine."""

import logging
import os
import random
import socket
import threading
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from automation import kinds
from automation.enums import JobState
from automation.exceptions import LostClaimError
from automation.kinds import Abandon, Claim, Kind, Postpone, Proceed
from automation.models import Job, JobAttempt
from automation.services import open_escalation
from leadwizard.lib import correlation
from leadwizard.lib.errors import IntegrationError
from leadwizard.lib.ids import uuid7
from tenants.scoping import scope

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 5


def owner_name() -> str:
    """Return who works here: machine, process and thread."""
    return f"{socket.gethostname()[:48]}:{os.getpid()}:{threading.get_ident() % 100_000}"


def run_job(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Try the job once, if it is due and free; return the state it came to, or None when there was nothing to do.

    Never raises for a failure of the job itself: that is what the ladder and the dead letters are for.
    """
    claim = claim_job(organization_id, job_id)
    if claim is None:
        return None
    kind = kinds.get(claim.kind)
    with correlation.correlated(claim.correlation_id or correlation.accept(None)):
        try:
            kind.run(claim)
            if not claim.is_finished:
                with claim.finishing():
                    pass
        except LostClaimError:
            logger.warning("job %s was handed on while this worker ran it", job_id)
            return None
        except IntegrationError as error:
            return _fail(kind, claim, error.message, permanent=error.permanent, retry_after=error.retry_after)
        except Exception as error:
            # The text of an unforeseen error may hold anything: it goes to the log, the row gets its name only.
            logger.exception("job %s (%s) broke", job_id, kind.name)
            return _fail(kind, claim, type(error).__name__)
    return JobState.DONE


def claim_job(organization_id: UUID, job_id: UUID) -> Claim | None:
    """Take the job if it is due and nobody has it, and let its kind decide whether to run it now."""
    now = timezone.now()
    with scope(organization_id):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=JobState.WAITING, run_at__lte=now)
            .first()
        )
        if job is None:
            return None
        kind = kinds.get(job.kind)
        decision = kind.prepare(job, now) if kind.prepare else Proceed()
        if isinstance(decision, Postpone):
            job.run_at, job.last_error = decision.until, decision.reason
            job.save(update_fields=["run_at", "last_error"])
            return None
        if isinstance(decision, Abandon):
            _close(kind, job, JobState.CANCELLED, decision.reason, now)
            return None
        job.state = JobState.RUNNING
        job.attempt += 1
        job.attempt_id = uuid7()
        job.owner = owner_name()
        job.lease_until = now + kind.lease
        job.effect = kind.current_effect()
        job.save(update_fields=["state", "attempt", "attempt_id", "owner", "lease_until", "effect"])
        JobAttempt.objects.create(pk=job.attempt_id, job=job, attempt=job.attempt, owner=job.owner, started_at=now)
    return Claim(
        organization_id=organization_id,
        job_id=job.pk,
        kind=job.kind,
        attempt_id=job.attempt_id,
        attempt=job.attempt,
        payload=job.payload,
        correlation_id=job.correlation_id,
        prepared=decision.value,
    )


def _close(kind: Kind, job: Job, state: JobState, reason: str, now: datetime) -> None:
    job.state = state
    job.closing_reason = reason[:240]
    job.finished_at = now
    job.save(update_fields=["state", "closing_reason", "finished_at"])
    if kind.settle:
        kind.settle(job, state, reason)


def _fail(
    kind: Kind, claim: Claim, error: str, *, permanent: bool = False, retry_after: float | None = None
) -> JobState | None:
    """Put the job back on the ladder, or bury it; the rows that follow it change in the same transaction."""
    now = timezone.now()
    with scope(claim.organization_id):
        job = (
            Job.objects.select_for_update()
            .filter(pk=claim.job_id, attempt_id=claim.attempt_id, state__in=[JobState.RUNNING, JobState.UNKNOWN])
            .first()
        )
        if job is None:
            return None
        is_dead = permanent or job.attempt >= MAX_ATTEMPTS
        job.state = JobState.DEAD if is_dead else JobState.WAITING
        job.last_error = error[:500]
        job.lease_until = None
        job.rung_at = None
        if not is_dead:
            job.run_at = now + next_delay(kind.ladder, job.attempt, retry_after)
        job.save(update_fields=["state", "last_error", "lease_until", "rung_at", "run_at"])
        JobAttempt.objects.filter(pk=claim.attempt_id).update(ended_at=now, outcome=job.state, error=error[:500])
        if kind.settle:
            kind.settle(job, JobState(job.state), error)
        if is_dead:
            title = kind.describe(job) if kind.describe else kind.name
            open_escalation("dead_letter", title, job=job, context={"error": error[:500], "kind": kind.name})
        return JobState(job.state)


def next_delay(ladder: tuple[int, ...], attempt: int, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after the given failed attempt (1-based); the provider's wish wins, within a day."""
    if retry_after is not None:
        return timedelta(seconds=min(max(retry_after, 1.0), 86_400.0))
    step = ladder[min(attempt, len(ladder)) - 1]
    # Spread, so that what failed together does not come back together.
    return timedelta(seconds=step * random.uniform(0.8, 1.2))  # noqa: S311 - no secret


def release_expired(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Take a job away from a worker whose lease is over; return its new state, or None when it is not so."""
    now = timezone.now()
    with scope(organization_id):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=JobState.RUNNING, lease_until__lt=now)
            .first()
        )
        if job is None:
            return None
        kind = kinds.get(job.kind)
        error = "the worker went away"
        outcome = JobState.UNKNOWN if job.effect == "once" else JobState.WAITING
        is_dead = outcome == JobState.WAITING and job.attempt >= MAX_ATTEMPTS
        job.state = JobState.DEAD if is_dead else outcome
        job.unknown_at = now if job.state == JobState.UNKNOWN else None
        job.lease_until = None
        job.rung_at = None
        job.run_at = now
        job.last_error = error
        job.save(update_fields=["state", "unknown_at", "lease_until", "rung_at", "run_at", "last_error"])
        JobAttempt.objects.filter(job=job, attempt=job.attempt, ended_at=None).update(
            ended_at=now, outcome=job.state, error=error
        )
        if kind.settle:
            kind.settle(job, JobState(job.state), error)
        if is_dead or job.state == JobState.UNKNOWN:
            title = kind.describe(job) if kind.describe else kind.name
            reason = "dead_letter" if is_dead else "unknown_outcome"
            open_escalation(reason, title, job=job, context={"error": error, "kind": kind.name})
        return JobState(job.state)


def assert_no_transaction() -> None:
    """Refuse to call a provider while a transaction is open: it would hold rows and connections for seconds.

    Raises:
        RuntimeError: one is open.
    """
    # A test's own wrapper does not count; Django marks it the same way for durable blocks.
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        msg = "a provider was to be called inside a transaction"
        raise RuntimeError(msg)
