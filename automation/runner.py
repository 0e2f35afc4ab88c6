"""One try of a job: claim, run, settle. The claim is committed before anything leaves the machine."""

import logging
import math
import os
import random
import socket
import threading
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from automation import kinds
from automation.enums import Effect, JobState
from automation.exceptions import LostClaimError
from automation.kinds import Abandon, Claim, Kind, Postpone, Proceed
from automation.models import Job, JobAttempt
from automation.services import open_escalation, resolve_escalations
from leadwizard.lib import correlation
from leadwizard.lib.errors import IntegrationError
from leadwizard.lib.ids import uuid7
from tenants.scoping import scope

logger = logging.getLogger(__name__)

MAX_ATTEMPTS: Final = 5
_ESCALATED: Final = {JobState.DEAD: "dead_letter", JobState.UNKNOWN: "unknown_outcome"}


def owner_name() -> str:
    """Return who works here: machine, process and thread."""
    return f"{socket.gethostname()[:48]}:{os.getpid()}:{threading.get_ident() % 100_000}"


def run_job(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Try the job once, if it is due and free; return the state it came to, or None when there was nothing to do.

    Never raises for a failure of the job itself: that is what the ladder and the dead letters are for.
    """
    try:
        claim = claim_job(organization_id, job_id)
    except Exception as error:
        logger.exception("job %s could not be prepared", job_id)
        return _fail_unprepared(organization_id, job_id, type(error).__name__)
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
            logger.exception("job %s (%s) broke", job_id, kind.name)
            return _fail(kind, claim, type(error).__name__, ambiguous=True)
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
        job.effect = kind.current_effect()
        return _take(job, organization_id, now, kind.lease, decision.value)


def _take(job: Job, organization_id: UUID, now: datetime, lease: timedelta, prepared: Any = None) -> Claim:
    job.state = JobState.RUNNING
    job.attempt += 1
    job.attempt_id = uuid7()
    job.owner = owner_name()
    job.lease_until = now + lease
    job.save(update_fields=["state", "attempt", "attempt_id", "owner", "lease_until", "effect"])
    JobAttempt.objects.create(pk=job.attempt_id, job=job, attempt=job.attempt, owner=job.owner, started_at=now)
    return Claim(
        organization_id=organization_id,
        job_id=job.pk,
        kind=job.kind,
        attempt_id=job.attempt_id,
        attempt=job.attempt,
        payload=job.payload,
        queued_at=job.created_at,
        correlation_id=job.correlation_id,
        prepared=prepared,
    )


def _fail_unprepared(organization_id: UUID, job_id: UUID, error: str) -> JobState | None:
    """Count a claim that broke as a try, or a job that cannot be prepared would come back for ever."""
    now = timezone.now()
    with scope(organization_id):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=JobState.WAITING, run_at__lte=now)
            .first()
        )
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

    What must not be repeated and may have happened becomes unknown instead, for a person to decide.
    """
    now = timezone.now()
    with scope(claim.organization_id):
        job = (
            Job.objects.select_for_update()
            .filter(pk=claim.job_id, attempt_id=claim.attempt_id, state__in=[JobState.RUNNING, JobState.UNKNOWN])
            .first()
        )
        if job is None:
            return None
        if ambiguous and not permanent and job.effect == Effect.ONCE:
            state = JobState.UNKNOWN
        elif permanent or job.attempt >= MAX_ATTEMPTS:
            state = JobState.DEAD
        else:
            state = JobState.WAITING
            job.run_at = now + next_delay(kind.ladder if kind else kinds.MESSAGES, job.attempt, retry_after)
        if job.state == JobState.UNKNOWN != state:
            # The outcome is known now: nobody needs to find it out any more.
            resolve_escalations(job.pk, now)
        _put_down(kind, job, state, error[:500], now)
        return state


def _put_down(kind: Kind | None, job: Job, state: JobState, error: str, now: datetime) -> None:
    """End the try under way without success; ask for somebody where the job cannot go on by itself."""
    job.state = state
    job.last_error = error
    job.unknown_at = (job.unknown_at or now) if state == JobState.UNKNOWN else None
    job.lease_until = None
    job.rung_at = None
    job.save(update_fields=["state", "last_error", "unknown_at", "lease_until", "rung_at", "run_at"])
    JobAttempt.objects.filter(job=job, ended_at=None).update(ended_at=now, outcome=state, error=error)
    if kind and kind.settle:
        kind.settle(job, state, error)
    reason = _ESCALATED.get(state)
    if reason:
        title = kind.describe(job) if kind and kind.describe else job.kind
        open_escalation(reason, title, job=job, context={"error": error, "kind": job.kind})


def next_delay(ladder: tuple[int, ...], attempt: int, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after the given failed attempt (1-based); the provider's wish wins, within a day."""
    if retry_after is not None and not math.isnan(retry_after):
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
        if job.effect == Effect.ONCE:
            state = JobState.UNKNOWN
        else:
            state = JobState.DEAD if job.attempt >= MAX_ATTEMPTS else JobState.WAITING
        job.run_at = now
        _put_down(kinds.find(job.kind), job, state, "the worker went away", now)
        return state


def assert_no_transaction() -> None:
    """Refuse to call a provider while a transaction is open: it would hold rows and connections for seconds.

    Raises:
        RuntimeError: one is open.
    """
    # A test's own wrapper does not count; Django marks it the same way for durable blocks.
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        msg = "a provider was to be called inside a transaction"
        raise RuntimeError(msg)
