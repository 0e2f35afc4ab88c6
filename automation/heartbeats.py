"""Signs of life: a worker that runs and hears nothing looks healthy to everything but this."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from automation.enums import Queue
from automation.models import Heartbeat

BEAT: Final = "beat"
# Three pulses missed.
SILENT: Final = timedelta(seconds=35)


def note(*names: str) -> None:
    """Write down that these parts are at work now."""
    now = timezone.now()
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now) for name in sorted(names)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def ages(now: datetime) -> dict[str, timedelta | None]:
    """Return how long ago the beat and each queue's workers were last seen at work; None: never."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    return {name: now - seen[name] if name in seen else None for name in (BEAT, *Queue.values)}


def silent(now: datetime) -> list[str]:
    """Return the parts that have not been seen at work for too long."""
    return [name for name, age in ages(now).items() if age is None or age > SILENT]
