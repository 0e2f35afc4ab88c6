"""The engine's time: the database's, which all machines share, whatever the clock of one of them says."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from leadwizard.lib.statements import carry_out

# A machine's clock is believed as long as it is no further from the database's.
AGREES: Final = timedelta(seconds=1)
# The database is asked again after so long, in each process, and at once when this machine's clock jumps.
ASK_AGAIN_SECONDS: Final = 10.0


@dataclass(frozen=True)
class _Heard:
    """What the database said, and when that was by a clock that never jumps."""

    at: datetime
    tick: float
    slack: timedelta
    differs: bool

    def expected(self, tick: float) -> datetime:
        return self.at + timedelta(seconds=tick - self.tick)

    def agrees(self, ours: datetime, tick: float) -> bool:
        return abs(ours - self.expected(tick)) <= AGREES + self.slack


class Clock:
    """This machine's clock while it agrees with the database's, otherwise the latter, counted on in between.

    Machines that agree use their own clocks, so that what one process has just made due is due for the others as well.
    """

    def __init__(
        self,
        ask: Callable[[], datetime],
        ours: Callable[[], datetime] = timezone.now,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._ours = ours
        self._tick = tick
        self._heard: _Heard | None = None

    def now(self) -> datetime:
        """Return the time; seldom a round trip to the database, through the caller's connection.

        Raises:
            django.db.DatabaseError: it was to be asked, and does not answer.
        """
        heard = self._heard
        if heard is None or self._tick() - heard.tick > ASK_AGAIN_SECONDS:
            heard = self._listen()
        ours, tick = self._ours(), self._tick()
        if not heard.agrees(ours, tick) and not heard.differs:
            # They agreed a moment ago: one of the two has jumped.
            heard = self._listen()
            ours, tick = self._ours(), self._tick()
        return ours if heard.agrees(ours, tick) else heard.expected(tick)

    def _listen(self) -> _Heard:
        before = self._tick()
        at = self._ask()
        after = self._tick()
        # The answer was given somewhere between the two.
        slack = timedelta(seconds=after - before)
        middle = _Heard(at, (before + after) / 2, slack, differs=False)
        self._heard = _Heard(at, middle.tick, slack, differs=not middle.agrees(self._ours(), self._tick()))
        return self._heard


def _ask_database() -> datetime:
    # Not now(), which stands still within a transaction.
    [[found]] = carry_out("SELECT clock_timestamp()", ())
    at: datetime = found
    return at


_clock: Final = Clock(_ask_database)


def now() -> datetime:
    """Return the engine's time; leases, ladders and settling times are counted by nothing else.

    Raises:
        django.db.DatabaseError: the database was to be asked, and does not answer.
    """
    return _clock.now()
