"""Job kinds and jobs that tests about the engine start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import time_machine
from django.utils import timezone

from automation import kinds, runner, services
from automation.enums import Effect, JobState, Queue
from automation.kinds import Claim, Kind
from automation.models import Job
from tenants.models import TenantModel
from tenants.scoping import scope

KIND = "tests.work"


def succeed(claim: Claim) -> None:
    """Do nothing, well."""


@contextmanager
def kind(run: Any = succeed, *, name: str = KIND, effect: Any = Effect.ROWS, **options: Any) -> Iterator[Kind]:
    """Register a kind of work while the block runs."""
    registered = kinds.register(Kind(name, run, queue=Queue.QUICK, effect=effect, **options))
    try:
        yield registered
    finally:
        del kinds._kinds[name]


def job(organization_id: UUID, *, name: str = KIND, **values: Any) -> Job:
    """Queue one job of the kind."""
    with scope(organization_id):
        return services.enqueue(name, {}, **values)


def home(row: TenantModel) -> UUID:
    """Return the organization of a row that was saved."""
    assert row.organization_id is not None
    return row.organization_id


def reload(job: Job) -> Job:
    """Return the job as it stands now."""
    with scope(home(job)):
        return Job.objects.get(pk=job.pk)


def run(job: Job) -> JobState | None:
    """Try the job once."""
    return runner.run_job(home(job), job.pk)


def run_until_rest(job: Job, clock: time_machine.Traveller, tries: int = 12) -> list[JobState | None]:
    """Try the job each time it is due, moving the clock there, until it waits no more."""
    came_to: list[JobState | None] = []
    for _try in range(tries):
        job = reload(job)
        if job.state != JobState.WAITING:
            return came_to
        clock.move_to(max(job.run_at, timezone.now()) + timedelta(seconds=1))
        came_to.append(run(job))
    return came_to


def let_lease_run_out(job: Job, clock: time_machine.Traveller) -> None:
    """Move the clock behind the job's lease."""
    lease_until = reload(job).lease_until
    assert lease_until is not None
    clock.move_to(lease_until + timedelta(seconds=1))
