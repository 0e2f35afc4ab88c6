"""Rate limits: sliding windows in Redis for all processes, in this process's memory while Redis is away."""

import logging
import math
import threading
import time
from functools import cache
from typing import Final

from django.conf import settings
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

logger = logging.getLogger(__name__)

# After a failure Redis is left alone for this long, so that requests do not wait for it one by one.
PAUSE_SECONDS: Final = 5.0
_TIMEOUT: Final = 0.25


class Limiter:
    """Counts hits; degrades to counting per process, and never to refusing everybody."""

    def __init__(self, storage: Storage) -> None:
        self._shared = MovingWindowRateLimiter(storage)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._away_until = 0.0
        self._lock = threading.Lock()

    def wait(self, item: RateLimitItem, *names: str) -> int:
        """Count a hit; return 0 when it is within the limit, else the whole seconds until one is again."""
        if time.monotonic() >= self._away_until:
            try:
                return self._hit(self._shared, item, names)
            except Exception as error:  # noqa: BLE001 - whatever the client raises, the visitor is served
                with self._lock:
                    self._away_until = time.monotonic() + PAUSE_SECONDS
                logger.warning("rate limits count per process for %.0f s: %s", PAUSE_SECONDS, type(error).__name__)
        return self._hit(self._own, item, names)

    @staticmethod
    def _hit(window: MovingWindowRateLimiter, item: RateLimitItem, names: tuple[str, ...]) -> int:
        if window.hit(item, *names):
            return 0
        seconds = math.ceil(window.get_window_stats(item, *names).reset_time - time.time())
        return min(max(1, seconds), item.get_expiry())


@cache
def _limiter() -> Limiter:
    # Waits where another thread is in the middle of importing it: the library takes half a module for an old version.
    import redis  # noqa: F401

    options = {"socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT}
    return Limiter(storage_from_string(settings.REDIS_URL, **options))  # type: ignore[arg-type]  # the options are redis-py's


@cache
def _item(limit: str) -> RateLimitItem:
    return parse(limit)


def wait(purpose: str, caller: str, limit: str) -> int:
    """Count one use of `purpose` by `caller` against a limit such as `10/minute`.

    Returns 0 when it is allowed, else the seconds for `Retry-After`.
    """
    return _limiter().wait(_item(limit), purpose, caller)
