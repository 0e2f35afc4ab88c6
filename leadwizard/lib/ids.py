"""Identifiers made by the application, so that a row has its id before it is saved."""

import os
import threading
import time
import uuid
from datetime import datetime

_lock = threading.Lock()
_last = 0
# The system's chance for so many ids at once: each time it is asked, another thread may take over.
_CHANCES = 64
_BYTES = 9
_chances: list[bytes] = []
# A child's ids must not be its parent's.
os.register_at_fork(after_in_child=_chances.clear)

# Crockford's base 32 without the letters that are read as digits or make words.
_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> uuid.UUID:
    """Return a time-ordered UUID of version 7 (RFC 9562, section 5.7).

    Ids made by one process grow strictly: within a millisecond the 12 bits after the
    version count up from a random start, and a clock that steps back does not reorder them.
    """
    global _last  # noqa: PLW0603 - one counter per process is the point
    chance = _chance()
    with _lock:
        stamp = (time.time_ns() // 1_000_000) << 12
        _last = max(_last + 1, stamp | (chance >> 62))
        stamp = _last
    value = (stamp >> 12) << 80
    value |= 0x7 << 76
    value |= (stamp & 0xFFF) << 64
    value |= 0b10 << 62
    value |= chance & ((1 << 62) - 1)
    return uuid.UUID(int=value)


def first_at(moment: datetime) -> uuid.UUID:
    """Return what no id is smaller than that is made at the moment or later, to the millisecond."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)


def reference(length: int = 6) -> str:
    """Return a random code that a person can read over the phone (30 letters, about 4.9 bits each)."""
    return "".join(_REFERENCE_ALPHABET[_chance() % len(_REFERENCE_ALPHABET)] for _ in range(length))


def _chance() -> int:
    """Return 72 bits of the system's chance that nobody was given before."""
    while True:
        try:
            return int.from_bytes(_chances.pop())
        except IndexError:
            fresh = os.urandom(_BYTES * _CHANCES)
            _chances.extend(fresh[start : start + _BYTES] for start in range(0, len(fresh), _BYTES))
