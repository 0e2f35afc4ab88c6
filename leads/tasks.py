"""What the clock asks of leads."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from leads import services
from tenants.registry import organization_ids
from tenants.scoping import scope

KEEP_SPAM: Final = timedelta(days=30)


@shared_task(name="leads.purge_spam")
def purge_spam() -> None:
    """Delete what was marked as spam a month ago, organization by organization; each hour."""
    before = timezone.now() - KEEP_SPAM
    for organization_id in organization_ids():
        with scope(organization_id):
            services.purge_spam(before)
