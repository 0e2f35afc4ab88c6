"""Ringing the workers. A ring may be lost: the sweep rings again."""

import logging
import threading
import time
from typing import Final
from uuid import UUID

from celery import current_app

logger = logging.getLogger(__name__)

# After a failed ring Redis is left alone for this long, so that requests do not wait for it one by one.
PAUSE_SECONDS: Final = 5.0


class Bell:
    """Rings through Celery, and skips Redis for a while after a failure."""

    def __init__(self) -> None:
        self._closed_until = 0.0
        self._lock = threading.Lock()

    def ring(self, queue: str, organization_id: UUID, job_id: UUID) -> bool:
        """Ask a worker of the queue to run the job; say whether the ring went out."""
        if time.monotonic() < self._closed_until:
            return False
        try:
            current_app.send_task(
                "automation.run_job", args=[str(organization_id), str(job_id)], queue=queue, retry=False
            )
        except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the job is safe
            with self._lock:
                self._closed_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("the bell is out of order for %.0f s: %s", PAUSE_SECONDS, type(error).__name__)
            return False
        return True


bell = Bell()
