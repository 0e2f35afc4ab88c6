"""Webhooks: kept, sent, tried again, repeated, held back or dropped as told."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from leadwizard.simulator import times

if TYPE_CHECKING:
    from leadwizard.simulator.world import World

SUCCESS = range(200, 300)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """One event as its receiver sees it.

    States: kept (no address to send it to), waiting, delivered, failed (all attempts used up),
    dropped (by a fault).
    """

    id: str
    provider: str
    type: str
    entry_id: str
    body: str
    created_at: datetime
    state: str = "kept"
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "provider": self.provider,
            "type": self.type,
            "entry_id": self.entry_id,
            "body": self.body,
            "created_at": times.iso(self.created_at),
            "state": self.state,
            "deliveries": self.deliveries,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Webhook:
        return cls(**record | {"created_at": times.parse(record["created_at"])})


class Posts:
    """Posts to receivers over connections that stay open, as vendors do."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._idle: list[tuple[str, HTTPConnection]] = []
        self._lock = Lock()

    def post(self, url: str, *, headers: dict[str, str], body: str) -> int:
        """The status of the answer; redirects are answers, not followed.

        Raises:
            OSError, HTTPException: nobody there, or no proper answer in time.
            ValueError: not an address to post to.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"not an http(s) address: {url or 'empty'}")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = {"user-agent": "Svix-Webhooks"} | headers
        place = f"{parts.scheme}://{parts.netloc}"
        kept = self._take(place)
        if kept is not None:
            try:
                return self._ask(kept, place, path, head, body.encode())
            except (RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                pass  # closed by the receiver meanwhile
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        return self._ask(kind(parts.hostname, parts.port, timeout=self._timeout), place, path, head, body.encode())

    def close(self) -> None:
        with self._lock:
            for _place, connection in self._idle:
                connection.close()
            self._idle.clear()

    def _take(self, place: str) -> HTTPConnection | None:
        with self._lock:
            for number, (known, connection) in enumerate(self._idle):
                if known == place:
                    del self._idle[number]
                    return connection
            return None

    def _ask(self, connection: HTTPConnection, place: str, path: str, headers: dict[str, str], body: bytes) -> int:
        is_kept = False
        try:
            connection.request("POST", path, body, headers)
            with connection.getresponse() as answer:
                answer.read()
                is_kept = not answer.will_close
                return answer.status
        finally:
            if is_kept:
                with self._lock:
                    self._idle.append((place, connection))
            else:
                connection.close()


class Webhooks:
    """All events of this world, in the order in which they happened."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._webhooks: dict[str, Webhook] = {}
        self._posts = Posts(world.config.webhook_timeout)

    def all(self) -> list[Webhook]:
        with self._world.lock:
            return list(self._webhooks.values())

    def of_entry(self, entry_id: str) -> list[Webhook]:
        return [webhook for webhook in self.all() if webhook.entry_id == entry_id]

    def get(self, webhook_id: str) -> Webhook | None:
        return self._webhooks.get(webhook_id)

    def public(self, webhook: Webhook) -> dict[str, Any]:
        """With headers signed as of now, so that a test can post them itself."""
        headers = self._world.providers[webhook.provider].sign(webhook)
        return webhook.record() | {"headers": headers}

    def keep(self, webhook: Webhook, recipients: Sequence[str]) -> float | None:
        """Takes a new event in. Returns the seconds until its first attempt, None for never."""
        self._webhooks[webhook.id] = webhook
        world = self._world
        if not world.providers[webhook.provider].target(webhook):
            return None

        def told(mode: str) -> float | None:
            fault = world.faults.take(webhook.provider, {mode}, recipients=recipients, event_type=webhook.type)
            if fault is None:
                return None
            return 4 * world.config.event_pause if fault.seconds is None else fault.seconds

        if told("webhook_drop") is not None:
            webhook.state = "dropped"
            return None
        webhook.state = "waiting"
        wait = told("webhook_reorder") or 0.0
        if (gap := told("webhook_repeat")) is not None:
            world.agenda.later(wait + gap, lambda: self._attempt(webhook, again=False))
        return wait

    def restore(self, webhook: Webhook) -> None:
        self._webhooks[webhook.id] = webhook

    def restore_delivery(self, webhook_id: str, delivery: dict[str, Any], state: str) -> None:
        if webhook := self._webhooks.get(webhook_id):
            webhook.deliveries.append(delivery)
            webhook.state = state

    def start(self, webhook: Webhook, wait: float) -> None:
        self._world.agenda.later(wait, lambda: self._attempt(webhook, again=True))

    def replay(
        self,
        webhooks: Sequence[Webhook],
        *,
        copies: int = 1,
        shuffle: bool = False,
        seed: int | None = None,
        url: str = "",
    ) -> list[dict[str, Any]]:
        """Posts them again here and now, with their old ids and fresh signatures."""
        line = [webhook for webhook in webhooks for _ in range(copies)]
        if shuffle:
            random.Random(seed).shuffle(line)  # noqa: S311 - a repeatable order, not a secret
        return [{"id": webhook.id} | self._deliver(webhook, url) for webhook in line]

    def clear(self) -> None:
        self._webhooks.clear()

    def close(self) -> None:
        self._posts.close()

    def _attempt(self, webhook: Webhook, *, again: bool) -> None:
        if self._webhooks.get(webhook.id) is not webhook:
            return  # cleared in the meantime
        delivery = self._deliver(webhook)
        retries = self._world.config.webhook_retries
        tries = len(webhook.deliveries)
        if again and delivery["status"] not in SUCCESS and tries <= len(retries):
            self.start(webhook, retries[tries - 1])

    def _deliver(self, webhook: Webhook, url: str = "") -> dict[str, Any]:
        world = self._world
        provider = world.providers[webhook.provider]
        delivery: dict[str, Any] = {"at": times.iso(times.now()), "status": None, "error": ""}
        try:
            delivery["status"] = self._posts.post(
                url or provider.target(webhook),
                headers={"content-type": "application/json"} | provider.sign(webhook),
                body=webhook.body,
            )
        except (OSError, HTTPException, ValueError) as error:
            delivery["error"] = f"{type(error).__name__}: {error}"
        with world.lock:
            webhook.deliveries.append(delivery)
            webhook.state = self._state_after(webhook, delivery["status"])
            if self._webhooks.get(webhook.id) is webhook:
                world.journal.append(
                    {
                        "record": "delivery",
                        "webhook": webhook.id,
                        "delivery": delivery,
                        "state": webhook.state,
                    }
                )
        return delivery

    def _state_after(self, webhook: Webhook, status: int | None) -> str:
        if status in SUCCESS:
            return "delivered"
        used_up = len(webhook.deliveries) > len(self._world.config.webhook_retries)
        return "failed" if used_up and webhook.state == "waiting" else webhook.state
