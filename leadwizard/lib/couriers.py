"""Carrying messages to Redis in the background, for senders who must neither wait nor fail.

A message may be lost: whoever hands one over has another way by which the same becomes known later.
"""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

logger = logging.getLogger(__name__)

# After a failure Redis is left alone for this long.
PAUSE_SECONDS: Final = 5.0
OUTSTANDING: Final = 1_000

M = TypeVar("M", bound=Hashable)


class Courier(Generic[M]):
    """Carries messages one by one in a thread of its own, and skips Redis for a while after a failure.

    Args:
        name: what it is called in log lines, such as `bell`.
        send: sends one message, or returns False for one that it leaves out; whatever it raises counts as a failure.
        gather: seconds for which it collects before it sends; equal messages in that time are sent once.
    """

    def __init__(self, name: str, send: Callable[[M], object], *, gather: float = 0.0) -> None:
        self._name = name
        self._send = send
        self._gather = gather
        self._closed_until = 0.0
        self._guard = threading.Lock()
        self._process = 0
        self._waiting: queue.Queue[M] = queue.Queue(OUTSTANDING)

    def hand_over(self, message: M) -> None:
        """Have the message sent soon; never waits, never raises."""
        # A broker that is silent instead of gone holds its caller for seconds: a thread of its own waits for it, and
        # whoever has just saved something does not. A child process needs its own: threads are not forked along.
        with self._guard:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._waiting = queue.Queue(OUTSTANDING)
                threading.Thread(target=self._work, args=[self._waiting], name=self._name, daemon=True).start()
        try:
            self._waiting.put_nowait(message)
        except queue.Full:
            logger.warning("more messages than the %s can take: one is lost", self._name)

    def carry(self, message: M) -> bool:
        """Send the message now and in this thread; say whether it went out. Never raises."""
        if time.monotonic() < self._closed_until:
            return False
        try:
            return self._send(message) is not False
        except Exception as error:  # noqa: BLE001 - whatever the client raises, what it tells of is saved
            self._closed_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("the %s is out of order for %.0f s: %s", self._name, PAUSE_SECONDS, type(error).__name__)
            return False

    def _work(self, waiting: queue.Queue[M]) -> None:
        while True:
            messages = {waiting.get(): None}
            if self._gather:
                time.sleep(self._gather)
                while not waiting.empty():
                    messages[waiting.get()] = None
            for message in messages:
                self.carry(message)
