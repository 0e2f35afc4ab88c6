"""The beat's plan of what is rung when: in the database, and unmoved by a clock that goes back."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django_celery_beat.schedulers import DatabaseScheduler

_FUTURE: Final = timedelta(seconds=1)


class Scheduler(DatabaseScheduler):
    """Rings again at once after the clock went back.

    As it is, the plan waits until the clock has come again to where everything was last rung: no sweep for as long as
    the clock went back.
    """

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Ring for what is due; return the seconds until the next look."""
        now = timezone.now()
        if self._forget_what_is_to_come(now):
            # The order in which entries are looked at is kept by the clock, too.
            self._heap = None
        wait: float = super().tick(*arguments, **options)
        return wait

    def _forget_what_is_to_come(self, now: datetime) -> bool:
        """Let nothing have been rung later than now; say whether something was."""
        ahead = [entry for entry in (self._schedule or {}).values() if entry.last_run_at > now + _FUTURE]
        for entry in ahead:
            entry.last_run_at = entry.model.last_run_at = now
        return bool(ahead)
