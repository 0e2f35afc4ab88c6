"""What Celery runs: it brings ids, nothing else."""

from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from automation import runner, services, sweeper
from tenants.registry import organization_ids
from tenants.scoping import scope

KEEP_FINISHED = timedelta(days=30)


@shared_task(name="automation.run_job")
def run_job(organization_id: str, job_id: str) -> None:
    """Try a job once."""
    runner.run_job(UUID(organization_id), UUID(job_id))


@shared_task(name="automation.sweep")
def sweep() -> None:
    """Ring for due work and release what dead workers held; each second."""
    sweeper.sweep()


@shared_task(name="automation.purge")
def purge() -> None:
    """Delete old finished jobs, organization by organization; each hour."""
    before = timezone.now() - KEEP_FINISHED
    for organization_id in organization_ids():
        with scope(organization_id):
            services.purge_finished(before)
            services.purge_model_texts(before)
