"""What a provider is to the simulator. A new one is one module and one line in ``PROVIDERS``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Protocol

from werkzeug.wrappers import Request, Response

from leadwizard.simulator.controls import PageRoute
from leadwizard.simulator.faults import Fault
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

DELAY = 1.0
"""Seconds, when a fault does not say."""


@dataclass(slots=True)
class Call:
    """One request to a provider, with what has been ordered to go wrong."""

    world: World
    request: Request
    ending: Event
    fault: Fault | None = None
    args: dict[str, str] = field(default_factory=dict)
    _paused: bool = False

    def pause(self) -> None:
        """Sits out an ordered delay, once.

        Handlers call it between taking the request in hand and accepting it, so that a second
        request with the same idempotency key finds the first one in flight.
        """
        if self._paused or self.fault is None or self.fault.mode != "delay":
            return
        self._paused = True
        self.sit_out(DELAY if self.fault.seconds is None else self.fault.seconds)

    def sit_out(self, seconds: float) -> None:
        """Wait so long; a reset meanwhile ends the call without an answer."""
        self.world.sit_out(seconds, self.ending)


Handler = Callable[[Call], Response]


@dataclass(frozen=True, slots=True)
class Route:
    """One documented endpoint; ``path`` in werkzeug's notation, handed to ``Call.args``."""

    method: str
    path: str
    handler: Handler


class Provider(Protocol):
    """Speaks one provider's protocol under ``prefix`` (the root for Resend)."""

    name: str
    title: str
    purpose: str
    prefix: str
    routes: tuple[Route, ...]
    levers: tuple[PageRoute, ...]
    """Controls of its own for tests, under /__sim__/."""

    def recipients(self, request: Request) -> list[str]:
        """Bare addresses or numbers that the request is about, for faults that pick by them."""
        ...

    def failure(self, status: int, *, retry_after: float | None = None) -> Response:
        """A refusal in this provider's own form."""
        ...

    def accepted(self) -> int:
        """How many requests it has accepted, for people."""
        ...

    def forget(self) -> None:
        """As if just started: drops what the world does not keep for it."""
        ...

    def resume(self, entry: Entry) -> None:
        """Goes on with an entry found in the journal: whatever has not happened to it yet."""
        ...

    def target(self, webhook: Webhook) -> str:
        """Where this webhook is posted to; empty when nobody asked for it."""
        ...

    def sign(self, webhook: Webhook) -> dict[str, str]:
        """The headers of one delivery, signed as of now."""
        ...
