"""Idempotency keys as the providers keep them: for a day, tied to the request they came with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leadwizard.simulator import times

KEPT = timedelta(hours=24)


class KeyReusedError(Exception):
    """The key came before, with another request."""


class KeyInFlightError(Exception):
    """The first request with this key has not been answered yet."""


def fingerprint(body: Any) -> str:
    """The same for bodies that differ only in the order of their fields."""
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


@dataclass(slots=True)
class Claim:
    """One key. ``answer`` is None while the first request is being worked on."""

    scope: str
    key: str
    fingerprint: str
    at: datetime
    answer: Any = None

    def record(self) -> dict[str, Any]:
        return {
            "scope": self.scope,
            "key": self.key,
            "fingerprint": self.fingerprint,
            "at": times.iso(self.at),
            "answer": self.answer,
        }


class Keys:
    """Claims by scope (provider, method and path) and key. Callers hold the world's lock."""

    def __init__(self) -> None:
        self._claims: dict[tuple[str, str], Claim] = {}

    def claim(self, scope: str, key: str, print_of_body: str) -> Claim:
        """The claim that this request now holds, or the answered one that it repeats.

        Raises:
            KeyReusedError: the key belongs to another body.
            KeyInFlightError: the same request is under way.
        """
        held = self._claims.get((scope, key))
        if held is not None and held.at > times.now() - KEPT:
            if held.fingerprint != print_of_body:
                raise KeyReusedError
            if held.answer is None:
                raise KeyInFlightError
            return held
        fresh = Claim(scope, key, print_of_body, times.now())
        self._claims[scope, key] = fresh
        return fresh

    def release(self, claim: Claim) -> None:
        """Refused requests do not use up their key."""
        if claim.answer is None and self._claims.get((claim.scope, claim.key)) is claim:
            del self._claims[claim.scope, claim.key]

    def restore(self, record: dict[str, Any]) -> None:
        claim = Claim(
            record["scope"],
            record["key"],
            record["fingerprint"],
            times.parse(record["at"]),
            record["answer"],
        )
        self._claims[claim.scope, claim.key] = claim

    def answered(self) -> list[Claim]:
        return [claim for claim in self._claims.values() if claim.answer is not None]

    def clear(self) -> None:
        self._claims.clear()
