"""What a worker does when the bell rings: the job, what the job made, and what else is due."""

import random
import time
from datetime import timedelta
from typing import Final

from automation import recovery, runner, sweeper
from automation.bell import OVERLOOKED, Ring, bell, taking_along
from automation.enums import Queue

# A worker goes on for so long after a ring; then it listens again, or a fault in here could make it deaf.
SLICE_SECONDS: Final = 2.0
# After nothing was found, nobody in this process looks again for this long.
REST_SECONDS: Final = 0.25
BATCH: Final = 16

_rests_until: dict[str, float] = {}


def answer(ring: Ring) -> None:
    """Run, or find out about, the job that was rung for; go on with what it made, and with what is overlooked."""
    end = time.monotonic() + SLICE_SECONDS
    _run_through(ring, ring.queue, end)
    while time.monotonic() < end and time.monotonic() >= _rests_until.get(ring.queue, 0.0):
        found = sweeper.due_jobs(grace=timedelta(seconds=OVERLOOKED), queue=ring.queue, most=BATCH)
        if not found:
            _rests_until[ring.queue] = time.monotonic() + REST_SECONDS
            return
        # Workers that look at the same time would all begin with the same job.
        random.shuffle(found)
        for due in found:
            if time.monotonic() >= end:
                return
            _run_through(due, ring.queue, end)


def _run_through(ring: Ring, queue: str, end: float) -> None:
    """Run a job, and the jobs that it makes where this worker may; the bell rings for the others."""
    waiting = [ring]
    while waiting:
        current = waiting.pop(0)
        is_first = current is ring
        if not is_first and (current.queue not in _served_by(queue) or time.monotonic() >= end):
            bell.announce(current)
            continue
        with taking_along() as made:
            (recovery.reconcile if current.is_unknown else runner.run_job)(current.organization_id, current.job_id)
        waiting += made


def _served_by(queue: str) -> frozenset[str]:
    # A quick worker never takes up slow work: sends and webhooks would wait behind it.
    return frozenset({Queue.QUICK, queue}) if queue else frozenset()
