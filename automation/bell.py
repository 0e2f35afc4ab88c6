"""Ringing the workers. A ring may be lost: the sweep rings again."""

import logging
import os
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, NamedTuple
from uuid import UUID

from celery import current_app

logger = logging.getLogger(__name__)

# After a failed ring Redis is left alone for this long.
PAUSE_SECONDS: Final = 5.0
# An organization's rings at once and a second, in each process; what is beyond waits for its turn with everybody's.
BURST: Final = 20
PER_SECOND: Final = 10.0
_REMEMBERED: Final = 1_000
_OUTSTANDING: Final = 1_000


class Ring(NamedTuple):
    """Which job a worker of which queue is asked to run."""

    queue: str
    organization_id: UUID
    job_id: UUID


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
    """Rings through Celery, and skips Redis for a while after a failure."""

    def __init__(self) -> None:
        self._closed_until = 0.0
        self._buckets = Buckets()
        self._guard = threading.Lock()
        self._process = 0
        self._waiting: queue.Queue[Ring] = queue.Queue(_OUTSTANDING)

    def announce(self, ring: Ring) -> None:
        """Have the ring go out soon, if the organization's share allows it; never waits, never raises.

        A worker that has just made the job may take it up itself instead.
        """
        taken_along = _taken_along.get()
        if taken_along is not None:
            taken_along.append(ring)
        elif self._buckets.take(ring.organization_id):
            self._hand_over(ring)

    def ring(self, queue_name: str, organization_id: UUID, job_id: UUID) -> bool:
        """Ask a worker of the queue to run the job; say whether the ring went out."""
        if time.monotonic() < self._closed_until:
            return False
        try:
            current_app.send_task(
                "automation.run_job", args=[str(organization_id), str(job_id)], queue=queue_name, retry=False
            )
        except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the job is safe
            self._closed_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("the bell is out of order for %.0f s: %s", PAUSE_SECONDS, type(error).__name__)
            return False
        return True

    def _hand_over(self, ring: Ring) -> None:
        # A broker that is silent instead of gone holds its caller for seconds: a thread of its own waits for it, and
        # whoever has just saved something does not.
        with self._guard:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._waiting = queue.Queue(_OUTSTANDING)
                threading.Thread(target=self._ring_on, args=[self._waiting], name="bell", daemon=True).start()
        try:
            self._waiting.put_nowait(ring)
        except queue.Full:
            logger.warning("more rings than the bell can take; the sweep rings for the rest")

    def _ring_on(self, waiting: queue.Queue[Ring]) -> None:
        while True:
            self.ring(*waiting.get())


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
