"""Signs of life: a worker that runs and hears nothing looks healthy to everything but this."""

from datetime import datetime, timedelta
from typing import Final

from automation import clock
from automation.enums import Queue
from automation.models import Heartbeat

BEAT: Final = "beat"
# The process of the live updates: it notes that what it publishes comes back to it.
EVENTS: Final = "events"
# Three pulses missed.
SILENT: Final = timedelta(seconds=35)
# Not a part: when the clock was last found to have gone back.
CLOCK: Final = "clock"
# So far ahead no note can be unless the clock went back: parts may differ by less.
FUTURE: Final = timedelta(seconds=5)
# Some process may hear of it a little later than the others, and write times that were taken back until then.
UNSETTLED: Final = timedelta(seconds=30)


def note(*names: str) -> bool:
    """Write down that these parts are at work now; say whether the clock lately went back behind an earlier note."""
    now = clock.now()
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    went_back = any(at > now + FUTURE for at in seen.values())
    noted = {*names, CLOCK} if went_back else {*names}
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=now) for name in sorted(noted)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )
    return went_back or (CLOCK in seen and now - seen[CLOCK] <= UNSETTLED)


def ages(now: datetime) -> dict[str, timedelta | None]:
    """Return how long ago each part was last seen at work: the beat, live updates, the queues' workers; None: never."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    return {name: now - seen[name] if name in seen else None for name in (BEAT, EVENTS, *Queue.values)}


def silent(now: datetime) -> list[str]:
    """Return the parts that have not been seen at work for too long."""
    return [name for name, age in ages(now).items() if age is None or age > SILENT]
