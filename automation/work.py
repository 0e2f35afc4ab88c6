"""What a worker does when the bell rings: the job, what the job made, and what else is due."""

import os
import threading
import time
from datetime import timedelta
from functools import cache
from typing import Final
from uuid import UUID

from automation import recovery, runner, sweeper
from automation.bell import OVERLOOKED, Ring, bell, taking_along
from automation.enums import JobState, Queue

# A worker looks for more to do for so long after a ring, and goes on with what a job made for so long after its begin;
# then it listens again, or a fault in here could make it deaf.
SLICE_SECONDS: Final = 2.0
# After nothing was found, nobody in this process looks again for this long: as long as it takes until what is due then
# counts as overlooked.
REST_SECONDS: Final = OVERLOOKED
# What was found so long ago, another process has probably taken.
STALE_SECONDS: Final = 0.5
BATCH: Final = 16
# Of what is found, each process begins with a part of its own: with the same, they would take turns at being too late.
PARTS: Final = 4
REMEMBERED: Final = 4_000

# The last jobs that this process has done: none of them is ever due again, but the bell may still ring for them.
_done: dict[UUID, None] = {}
# What its threads have in hand.
_in_hand: set[UUID] = set()


class Overlooked:
    """Due work of one queue that no ring reached, looked up by one thread for all threads of this process."""

    def __init__(self, queue: str) -> None:
        self._queue = queue
        self._found: list[Ring] = []
        # Processes that are started together have numbers that follow one another.
        self._part = os.getpid() % PARTS
        self._passed: dict[UUID, float] = {}
        self._stale_at = self._rests_until = 0.0
        self._guard = threading.Lock()

    def take(self) -> Ring | None:
        """Return a job that nobody else in this process was given, or None when nothing was found lately."""
        with self._guard:
            now = time.monotonic()
            if now >= self._stale_at:
                self._found.clear()
            if not self._found and now >= self._rests_until:
                self._look(now)
            while self._found:
                ring = self._found.pop(0)
                if not _is_known(ring):
                    return ring
            return None

    def pass_by(self, ring: Ring) -> None:
        """Another process had that job: look anew the next time, for both work through the same, and leave it to them.

        While they take it up it still looks as if it waited.
        """
        with self._guard:
            self._found.clear()
            self._passed[ring.job_id] = time.monotonic() + STALE_SECONDS

    def _look(self, now: float) -> None:
        # Those that a sweep rang for, too: their rings stand behind others, each of which brings a slice of work.
        due = sweeper.due_jobs(
            grace=timedelta(seconds=OVERLOOKED), queue=self._queue, most=BATCH, rung_before=timedelta(0)
        )
        self._passed = {job: until for job, until in self._passed.items() if now < until}
        found = [ring for ring in due if ring.job_id not in self._passed and not _is_known(ring)]
        # In their order otherwise: what waits for long must not wait for longer by chance.
        self._found = sorted(found, key=self._is_anothers)
        self._stale_at = now + STALE_SECONDS
        if not found:
            self._rests_until = now + REST_SECONDS

    def _is_anothers(self, ring: Ring) -> bool:
        return ring.job_id.int % PARTS != self._part


def answer(ring: Ring) -> None:
    """Run, or find out about, the job that was rung for; go on with what it made, and with what is overlooked."""
    end = time.monotonic() + SLICE_SECONDS
    _run_through(ring, ring.queue)
    overlooked = _overlooked_of(ring.queue)
    while time.monotonic() < end and (due := overlooked.take()):
        if not _run_through(due, ring.queue):
            overlooked.pass_by(due)


def _run_through(ring: Ring, queue: str) -> bool:
    """Run a job, and the jobs that it makes where this worker may; the bell rings for the others.

    Returns whether the job was still there.
    """
    end = time.monotonic() + SLICE_SECONDS
    with taking_along() as waiting:
        state = _act(ring)
    while waiting:
        made = waiting.pop(0)
        if made.queue not in _served_by(queue) or time.monotonic() >= end:
            bell.announce(made)
            continue
        with taking_along() as more:
            _act(made)
        waiting += more
    return state is not None


def _act(ring: Ring) -> JobState | None:
    if ring.is_unknown:
        return recovery.reconcile(ring.organization_id, ring.job_id)
    if _is_known(ring):
        return None
    _in_hand.add(ring.job_id)
    try:
        state = runner.run_job(ring.organization_id, ring.job_id)
    finally:
        _in_hand.discard(ring.job_id)
    if state == JobState.DONE:
        if len(_done) >= REMEMBERED:
            _done.clear()
        _done[ring.job_id] = None
    return state


def _is_known(ring: Ring) -> bool:
    """Whether this process has done the job, or is at it."""
    return ring.job_id in _done or ring.job_id in _in_hand


@cache
def _overlooked_of(queue: str) -> Overlooked:
    return Overlooked(queue)


def _served_by(queue: str) -> frozenset[str]:
    # A quick worker never takes up slow work: sends and webhooks would wait behind it.
    return frozenset({Queue.QUICK, queue}) if queue else frozenset()
