"""One id that follows a request through its jobs and provider calls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from leadwizard.lib.ids import uuid7

HEADER = "X-Correlation-ID"

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current() -> str:
    """Return the id of the work under way, or an empty string outside of any."""
    return _current.get()


def accept(candidate: str | None) -> str:
    """Return a caller's id when it is well-formed (8 to 64 letters, digits, `._-`), else a new one."""
    if candidate and _WELL_FORMED.fullmatch(candidate):
        return candidate
    return str(uuid7())


@contextmanager
def correlated(correlation_id: str) -> Iterator[str]:
    """Carry the id while the block runs."""
    token = _current.set(correlation_id)
    try:
        yield correlation_id
    finally:
        _current.reset(token)
