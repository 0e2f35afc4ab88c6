"""What the clock asks of messaging."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from messaging.models import AddressTally


@shared_task(name="messaging.purge_tallies")
def purge_tallies() -> None:
    """Delete tallies that no cap counts any more; each hour."""
    AddressTally.objects.filter(at__lt=timezone.now() - timedelta(hours=25)).delete()
