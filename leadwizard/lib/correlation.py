"""What the work under way is about: one id from a request through its jobs and provider calls, and facts beside it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Final

from leadwizard.lib import scrubbing
from leadwizard.lib.ids import uuid7

HEADER = "X-Correlation-ID"
# The facts that log lines and error reports may carry: ids and names of ours, never what somebody typed.
FACTS: Final = ("organization", "onboarding_session", "job", "kind", "route")

# What a mail's tags may hold, too: the id goes out with it, and comes back with its reports.
_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_current: ContextVar[str] = ContextVar("correlation_id", default="")
_facts: ContextVar[Mapping[str, str]] = ContextVar("correlation_facts", default=_NOTHING)


def current() -> str:
    """Return the id of the work under way, or an empty string outside of any."""
    return _current.get()


def facts() -> Mapping[str, str]:
    """Return what is known of the work under way, by the names in `FACTS`."""
    return _facts.get()


def is_well_formed(candidate: str) -> bool:
    """Say whether it may be an id: 8 to 64 letters, digits, `_-`. One kept from before may hold something else."""
    return _WELL_FORMED.fullmatch(candidate) is not None


def accept(candidate: str | None) -> str:
    """Return a caller's id when it is well-formed (8 to 64 letters, digits, `_-`), else a new one.

    An id goes into every log line: one that looks like a phone number or a key is not taken.
    """
    if candidate and is_well_formed(candidate) and scrubbing.text(candidate) == candidate:
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


def adopt(correlation_id: str) -> None:
    """Go on under another id, up to the end of the block that the work runs in.

    For a provider's report: once it is read, it belongs to the request that caused what is reported of. Nothing but an
    id is taken.
    """
    if is_well_formed(correlation_id):
        _current.set(correlation_id)


@contextmanager
def about(**facts: str) -> Iterator[None]:
    """Add facts of `FACTS` while the block runs.

    Raises:
        ValueError: a name is none of them.
    """
    if unknown := facts.keys() - set(FACTS):
        msg = f"no such facts: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    token = _facts.set(MappingProxyType({**_facts.get(), **facts}))
    try:
        yield
    finally:
        _facts.reset(token)
