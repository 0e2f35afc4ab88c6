"""The beat's plan of what is rung when: in the database, and unmoved by a clock that goes back."""

import time
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django_celery_beat.schedulers import DatabaseScheduler

_FUTURE: Final = timedelta(seconds=1)
# How often the database is asked whether somebody changed the plan, in seconds.
_ASK_AFTER: Final = 5.0
# By how many seconds Celery shortens each pause.
_EARLY: Final = 0.01


class Scheduler(DatabaseScheduler):
    """Rings again at once after the clock went back.

    As it is, the plan waits until the clock has come again to where everything was last rung: no sweep for as long as
    the clock went back.
    """

    _asked_at = float("-inf")

    def tick(self, *arguments: Any, **options: Any) -> float:
        """Ring for what is due; return the seconds until the next look."""
        now = timezone.now()
        if self._forget_what_is_to_come(now):
            # The order in which entries are looked at is kept by the clock, too.
            self._heap = None
        wait: float = super().tick(*arguments, **options)
        # Celery comes early, and then looks without any pause until it is time.
        return wait if wait >= 0 else wait + _EARLY

    def schedule_changed(self) -> bool:
        """Say whether the plan was changed, within some seconds: it is asked several times for each ring."""
        now = time.monotonic()
        if now < self._asked_at + _ASK_AFTER:
            return False
        self._asked_at = now
        return bool(super().schedule_changed())

    def _forget_what_is_to_come(self, now: datetime) -> bool:
        """Let nothing have been rung later than now; say whether something was."""
        ahead = [entry for entry in (self._schedule or {}).values() if entry.last_run_at > now + _FUTURE]
        for entry in ahead:
            entry.last_run_at = entry.model.last_run_at = now
        return bool(ahead)
