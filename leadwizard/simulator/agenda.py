"""What is to happen later, without holding up the answer to anybody."""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections.abc import Callable
from threading import Condition, Thread

logger = logging.getLogger(__name__)

WORKERS = 4
"""Enough that one slow receiver of webhooks does not hold up the others."""


class Agenda:
    """Runs actions at their time on a few daemon threads, earliest first."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._changed = Condition()
        self._open = True
        self._workers = [Thread(target=self._work, name=f"agenda-{number}", daemon=True) for number in range(WORKERS)]
        for worker in self._workers:
            worker.start()

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        with self._changed:
            due = time.monotonic() + seconds
            heapq.heappush(self._due, (due, next(self._numbers), action))
            self._changed.notify()

    def clear(self) -> None:
        with self._changed:
            self._due.clear()

    def close(self) -> None:
        """Forgets what is not due yet; an action that is running may finish within 2 s."""
        with self._changed:
            self._open = False
            self._due.clear()
            self._changed.notify_all()
        for worker in self._workers:
            worker.join(timeout=2)

    def _work(self) -> None:
        while (action := self._next()) is not None:
            try:
                action()
            except Exception:
                logger.exception("an action of the agenda failed")

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            while self._open:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
            return None
