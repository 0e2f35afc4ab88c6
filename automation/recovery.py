"""What becomes of a try that nobody finished: handed on, or found out about."""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from automation import clock, kinds, ownership, runner
from automation.enums import Effect, JobState
from automation.kinds import CannotTell, DidNotHappen, Finding, Happened, Kind, scaled
from automation.models import Job
from automation.services import complete_job, resolve_escalations
from leadwizard.lib import correlation
from leadwizard.lib.errors import IntegrationError
from tenants.scoping import scope

logger = logging.getLogger(__name__)

GONE: Final = "the worker went away"
# A process that holds a job for so many leases, paused or stuck, loses all it holds.
PATIENCE_LEASES: Final = 10
# A provider that does not answer is asked again so often, and for so long before a person is.
ASK_AGAIN: Final = timedelta(minutes=1)
ASK_AT_MOST: Final = timedelta(hours=1)
# Nobody rings for a job that is being asked about; after this the one who asked is taken for gone.
ASKING: Final = timedelta(minutes=1)


def release_expired(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Take a job away from an owner that is gone; return its new state, or None when it is not so.

    An owner that lives, however late, keeps its job: it may be about to send. One that is late beyond any reason loses
    the lock that lets it send, and at the next sweep the job.
    """
    now = clock.now()
    with scope(organization_id):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=JobState.RUNNING, lease_until__lt=now)
            .first()
        )
        if job is None or job.lease_until is None:
            return None
        kind = kinds.find(job.kind)
        if not ownership.is_gone(job.owner_key):
            lease = scaled(kind.lease if kind else timedelta(seconds=60))
            if job.owner_key is not None and now > job.lease_until + PATIENCE_LEASES * lease:
                logger.error("job %s: %s holds it for too long and is cut off", job_id, job.owner)
                ownership.disown(job.owner_key)
            return None
        # Who passed no fence let nothing out, and will pass none any more.
        if job.left_at and job.effect == Effect.ONCE:
            return runner.become_unknown(kind, job, GONE, now)
        if job.left_at:
            runner.note_uncertainty(job)
        if job.attempt >= runner.MAX_ATTEMPTS:
            return runner.bury(kind, job, GONE, now)
        return runner.back_to_waiting(kind, job, GONE, now, now)


def reconcile(organization_id: UUID, job_id: UUID) -> JobState | None:
    """Find out what became of a try whose answer was lost; return the job's new state, or None when it is not due.

    The worker's own late answer, or a provider's report, may come at any time, and wins.
    """
    asked = _take_up(organization_id, job_id)
    if asked is None:
        return None
    job, kind = asked
    with (
        correlation.correlated(job.correlation_id or correlation.accept(None)),
        correlation.about(organization=str(organization_id), job=str(job_id), kind=job.kind),
    ):
        try:
            finding: Finding | None = (
                kind.reconcile(job) if kind and kind.reconcile else CannotTell("Nobody can be asked what became of it.")
            )
        except IntegrationError as error:
            finding = None
            logger.warning("%s could not be asked what became of the job", error.provider)
        except Exception:
            finding = None
            logger.exception("the job could not be asked about")
        return _apply(organization_id, job, kind, finding)


def _take_up(organization_id: UUID, job_id: UUID) -> tuple[Job, Kind | None] | None:
    now = clock.now()
    with scope(organization_id):
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(pk=job_id, state=JobState.UNKNOWN, reconcile_at__lte=now)
            .first()
        )
        if job is None:
            return None
        job.reconcile_at = now + scaled(ASKING)
        job.save(update_fields=["reconcile_at"])
        return job, kinds.find(job.kind)


def _apply(organization_id: UUID, asked: Job, kind: Kind | None, finding: Finding | None) -> JobState | None:
    now = clock.now()
    with scope(organization_id):
        # The same try as asked about: meanwhile it may have been answered, sent again, and be unknown once more.
        job = (
            Job.objects.select_for_update()
            .filter(pk=asked.pk, state=JobState.UNKNOWN, attempt_id=asked.attempt_id)
            .first()
        )
        if job is None:
            return None
        if finding is None:
            if job.unknown_at and now < job.unknown_at + scaled(ASK_AT_MOST):
                job.reconcile_at = now + scaled(ASK_AGAIN)
                job.save(update_fields=["reconcile_at"])
                return JobState.UNKNOWN
            finding = CannotTell("The provider could not be asked what became of it.")
        match finding:
            case Happened(receipt):
                complete_job(job, receipt, now)
                return JobState.DONE
            case DidNotHappen():
                job.uncertain_since = None
                resolve_escalations(job.pk, now)
                if job.attempt >= runner.MAX_ATTEMPTS:
                    return runner.bury(kind, job, job.last_error, now)
                return runner.back_to_waiting(kind, job, job.last_error, now, now)
            case CannotTell(reason):
                runner.ask_a_person(kind, job, reason)
                return JobState.UNKNOWN
