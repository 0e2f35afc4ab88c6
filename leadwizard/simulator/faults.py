"""Being told to fail: which requests and webhooks go wrong, how, and how often."""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import Any

BEFORE = frozenset({"status", "delay", "hang", "reset", "garbage"})
"""Nothing is accepted, except after a delay."""
AFTER = frozenset({"accept_then_500", "accept_then_hang", "accept_then_reset"})
"""Accepted and in the ledger; only the caller does not learn it."""
WEBHOOK = frozenset({"webhook_repeat", "webhook_drop", "webhook_reorder"})
MODES = BEFORE | AFTER | WEBHOOK

HTTP_ERROR = range(400, 600)
NUMBERS = frozenset({"probability", "times", "status", "retry_after", "seconds", "seed"})
FIELDS = NUMBERS | {"provider", "mode", "match"}
MATCHES = frozenset({"to", "path", "type"})


class Dropped(ConnectionResetError):  # noqa: N818 - nothing failed: this is what was ordered
    """The connection ends here, without an answer. Only our own server understands it."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("dropped as ordered")
        self.reset = reset


@dataclass(slots=True, kw_only=True)
class Fault:
    """One instruction.

    ``times`` is how often it may still strike (None: for ever). ``seconds`` is the length of a
    delay, a hang, or how long a reordered webhook is held back; for ``webhook_repeat`` it is the
    gap before the copy. ``match`` narrows by shell pattern: ``to`` any recipient, ``path`` the
    request's path, ``type`` the event type of a webhook.
    """

    mode: str
    provider: str = "resend"
    probability: float = 1.0
    times: int | None = None
    status: int = 500
    retry_after: float | None = None
    seconds: float | None = None
    match: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    struck: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - a repeatable die, not a secret

    @classmethod
    def from_json(cls, data: Any) -> Fault:
        """Raises ValueError with a sentence that says what is wrong."""
        if not isinstance(data, dict):
            raise ValueError("a fault is a JSON object")  # noqa: TRY004 - one kind of refusal for callers
        if unknown := sorted(set(data) - FIELDS):
            raise ValueError(f"unknown: {', '.join(unknown)}")
        if data.get("mode") not in MODES:
            raise ValueError(f"mode must be one of {', '.join(sorted(MODES))}")
        for name in NUMBERS:
            value = data.get(name)
            if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
                raise ValueError(f"{name} must be a number")
        match = data.get("match") or {}
        if not isinstance(match, dict) or not set(match) <= MATCHES:
            raise ValueError(f"match knows only {', '.join(sorted(MATCHES))}")
        if not all(isinstance(pattern, str) for pattern in match.values()):
            raise ValueError("what match looks for must be text")
        fault = cls(**{name: value for name, value in data.items() if value is not None})
        if not 0 <= fault.probability <= 1:
            raise ValueError("probability lies between 0 and 1")
        if fault.status not in HTTP_ERROR:
            raise ValueError("status lies between 400 and 599")
        return fault

    def fits(self, *, path: str, recipients: Iterable[str], event_type: str) -> bool:
        to = self.match.get("to", "").lower()
        return (
            fnmatchcase(path, self.match.get("path", "*"))
            and fnmatchcase(event_type, self.match.get("type", "*"))
            and (not to or any(fnmatchcase(address.lower(), to) for address in recipients))
        )

    def strikes(self) -> bool:
        """Throws the die; a fault that is used up never strikes."""
        return self.times != 0 and self._dice.random() < self.probability

    def public(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "provider": self.provider,
            "mode": self.mode,
            "probability": self.probability,
            "times": self.times,
            "status": self.status,
            "retry_after": self.retry_after,
            "seconds": self.seconds,
            "match": self.match,
            "seed": self.seed,
            "struck": self.struck,
        }


class Faults:
    """The instructions in force, asked in the order in which they were given."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = Lock()

    def add(self, faults: Iterable[Fault]) -> None:
        with self._lock:
            self._faults.extend(faults)

    def take(
        self,
        provider: str,
        modes: Collection[str],
        *,
        path: str = "",
        recipients: Collection[str] = (),
        event_type: str = "",
    ) -> Fault | None:
        """The first that fits and strikes, used up by one; None when all goes well."""
        with self._lock:
            for fault in self._faults:
                if (
                    fault.mode in modes
                    and fault.provider == provider
                    and fault.fits(path=path, recipients=recipients, event_type=event_type)
                    and fault.strikes()
                ):
                    fault.struck += 1
                    if fault.times is not None:
                        fault.times -= 1
                    return fault
            return None

    def give_back(self, fault: Fault) -> None:
        """It had nothing to spoil: the request was refused anyway."""
        with self._lock:
            fault.struck -= 1
            if fault.times is not None:
                fault.times += 1

    def remove(self, fault_id: str | None = None) -> None:
        """One, or all of them."""
        with self._lock:
            self._faults = [fault for fault in self._faults if fault_id is not None and fault.id != fault_id]

    def public(self) -> list[dict[str, Any]]:
        with self._lock:
            return [fault.public() for fault in self._faults]
