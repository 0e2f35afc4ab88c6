"""Ringing the workers. A ring may be lost: the sweep rings again."""

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple
from uuid import UUID

from celery import current_app

from leadwizard.lib.couriers import Courier

# An organization's rings at once and a second, in each process; what is beyond waits for its turn with everybody's.
BURST: Final = 20
PER_SECOND: Final = 10.0
# With so many rings in a queue its workers have their hands full, and look for what is overlooked after each of them:
# another ring would cost more than it tells.
CROWD: Final = 16
# For so long, in seconds, a crowd that was seen counts as one without another look.
CROWDED: Final = 0.05
# What waits for longer than this, in seconds, has no ring of its own, or its ring stands behind others. On a full
# machine a job that somebody is just coming to waits for tenths of a second: whoever looks sooner takes it out of that
# hand, and one of the two asks the database in vain.
OVERLOOKED: Final = 0.6
_REMEMBERED: Final = 1_000


class Ring(NamedTuple):
    """Which job a worker of which queue is asked to run, or, where its outcome is unknown, to find out about."""

    queue: str
    organization_id: UUID
    job_id: UUID
    is_unknown: bool = False


class Buckets:
    """Lets each organization ring only so often, so that one with thousands of jobs never fills the queue."""

    def __init__(self) -> None:
        self._levels: OrderedDict[UUID, tuple[float, float]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, organization_id: UUID) -> bool:
        """Take one ring of the organization's share; say whether there was one."""
        now = time.monotonic()
        with self._guard:
            level, since = self._levels.pop(organization_id, (float(BURST), now))
            level = min(float(BURST), level + (now - since) * PER_SECOND)
            is_left = level >= 1.0
            self._levels[organization_id] = (level - 1.0 if is_left else level, now)
            if len(self._levels) > _REMEMBERED:
                # The one that rang longest ago: its bucket has long been full again.
                self._levels.popitem(last=False)
        return is_left


class Bell:
    """Rings through Celery, not in a crowd, and skips Redis for a while after a failure."""

    def __init__(self) -> None:
        self._buckets = Buckets()
        self._courier = Courier("bell", self._send)
        self._left_out: dict[str, tuple[Ring, float]] = {}
        self._crowded_until: dict[str, float] = {}
        self._guard = threading.Lock()

    def announce(self, ring: Ring) -> None:
        """Have the ring go out soon, if the organization's share allows it; never waits, never raises.

        A worker that has just made the job may take it up itself instead.
        """
        taken_along = _taken_along.get()
        if taken_along is not None:
            taken_along.append(ring)
        elif self._buckets.take(ring.organization_id):
            self._hand_over(ring)

    def ring(self, ring: Ring) -> bool:
        """Ask a worker of the queue; say whether the ring went out."""
        return self._courier.carry(ring)

    def _hand_over(self, ring: Ring) -> None:
        if self._is_known_crowd(ring):
            self._leave_out(ring)
        else:
            # One that is lost is rung again by the sweep.
            self._courier.hand_over(ring)

    def _send(self, ring: Ring) -> bool:
        if self._is_known_crowd(ring):
            self._leave_out(ring)
            return False
        with current_app.producer_or_acquire() as producer:
            if not ring.is_unknown and producer.channel.client.llen(ring.queue) >= CROWD:
                self._crowded_until[ring.queue] = time.monotonic() + CROWDED
                self._leave_out(ring)
                return False
            arguments = [str(ring.organization_id), str(ring.job_id), ring.is_unknown]
            current_app.send_task(
                "automation.run_job", args=arguments, queue=ring.queue, retry=False, producer=producer
            )
            return True

    def _is_known_crowd(self, ring: Ring) -> bool:
        # Nobody looks for unknown outcomes without a ring: one always goes out.
        return not ring.is_unknown and time.monotonic() < self._crowded_until.get(ring.queue, 0.0)

    def _leave_out(self, ring: Ring) -> None:
        """Do not ring, but for the last one that was left out, when all of them count as overlooked.

        The crowd may be gone by then, and with it the workers that look.
        """
        with self._guard:
            is_first = ring.queue not in self._left_out
            self._left_out[ring.queue] = ring, time.monotonic()
        if is_first:
            self._look_after(ring.queue, OVERLOOKED)

    def _look_after(self, queue: str, seconds: float) -> None:
        timer = threading.Timer(seconds, self._ring_for_the_last, [queue])
        timer.daemon = True
        timer.start()

    def _ring_for_the_last(self, queue: str) -> None:
        with self._guard:
            ring, since = self._left_out[queue]
            left = since + OVERLOOKED - time.monotonic()
            if left <= 0:
                del self._left_out[queue]
        if left > 0:
            self._look_after(queue, left)
        else:
            self._hand_over(ring)


_taken_along: ContextVar[list[Ring] | None] = ContextVar("taken_along", default=None)


@contextmanager
def taking_along() -> Iterator[list[Ring]]:
    """Collect the rings for jobs that the block makes, instead of letting them go out."""
    collected: list[Ring] = []
    token = _taken_along.set(collected)
    try:
        yield collected
    finally:
        _taken_along.reset(token)


bell = Bell()
