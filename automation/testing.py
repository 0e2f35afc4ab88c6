"""Running the background work inside a test, without workers."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models.functions import Now

from automation import ownership, runner, sweeper
from automation.enums import JobState
from automation.exceptions import LostClaimError
from automation.models import Job
from tenants.scoping import scope


class OwnerWithin(ownership.Owner):
    """An owner without a lock, whose fence goes through Django's connection and sees what is not committed."""

    def key(self) -> int | None:
        """Hold no lock: this process is taken for gone when a lease is over."""
        return None

    def fence(self, organization_id: UUID, job_id: UUID, attempt_id: UUID, lease_until: datetime) -> None:
        """Renew the lease, or raise `LostClaimError`."""
        with scope(organization_id):
            job = Job.objects.filter(pk=job_id, attempt_id=attempt_id, state=JobState.RUNNING)
            if not job.update(left_at=Now(), lease_until=lease_until):
                raise LostClaimError(str(job_id))


def drain(rounds: int = 10) -> list[JobState]:
    """Run due jobs, and the jobs they make, until none is due; return the states they came to.

    Raises:
        AssertionError: after `rounds` there is still work, which means that jobs make jobs for ever.
    """
    states: list[JobState] = []
    for _round in range(rounds):
        jobs = sweeper.due_jobs(grace=timedelta(0))
        if not jobs:
            return states
        for job in jobs:
            state = runner.run_job(job.organization_id, job.job_id)
            if state is not None:
                states.append(state)
    msg = f"still not drained after {rounds} rounds"
    raise AssertionError(msg)
