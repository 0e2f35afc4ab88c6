"""What Celery runs: it brings ids, nothing else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from automation import clock, heartbeats, mending, services, sweeper, work
from automation.bell import Ring
from tenants.registry import organization_ids
from tenants.scoping import scope

KEEP_FINISHED = timedelta(days=30)


@shared_task(name="automation.run_job", bind=True)
def run_job(self: Any, organization_id: str, job_id: str, is_unknown: bool = False) -> None:  # noqa: FBT001, FBT002 - a message's
    """Try a job once, or find out about one, and go on with what it made and what else is due."""
    queue = str((self.request.delivery_info or {}).get("routing_key") or "")
    work.answer(Ring(queue, UUID(organization_id), UUID(job_id), is_unknown))


@shared_task(name="automation.sweep")
def sweep() -> None:
    """Ring for due work and release what dead workers held; each second."""
    sweeper.sweep()


@shared_task(name="automation.pulse")
def pulse(queue: str) -> None:
    """Show that the queue's workers hear, and that the beat beats; every ten seconds.

    It is also where a clock that went back is noticed.
    """
    if heartbeats.note(queue, heartbeats.BEAT):
        mending.mend_all()


@shared_task(name="automation.purge")
def purge() -> None:
    """Delete old finished jobs, organization by organization; each hour."""
    before = clock.now() - KEEP_FINISHED
    for organization_id in organization_ids():
        with scope(organization_id):
            services.purge_finished(before)
            services.purge_model_texts(before)
