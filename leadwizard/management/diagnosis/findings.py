"""What a diagnosis is made of.

No finding carries a secret: the texts of other libraries' errors stay out, since they may quote an address with its
password.
"""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One matter, how it is, and what to do about it (empty where nothing is to be done)."""

    name: str
    state: State
    text: str
    hint: str = ""


def ok(name: str, text: str) -> Finding:
    """Say that a matter is well."""
    return Finding(name, State.OK, text)


def warn(name: str, text: str, hint: str) -> Finding:
    """Say that a matter wants a look."""
    return Finding(name, State.WARN, text, hint)


def fail(name: str, text: str, hint: str) -> Finding:
    """Say that a matter keeps the installation from working."""
    return Finding(name, State.FAIL, text, hint)


def split_url(text: str) -> SplitResult | None:
    """Return the parts of an address, or None where it has no host or a port that is none."""
    try:
        parts = urlsplit(text)
        # Reading the port is what checks it.
        is_address = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_address else None
