"""Everything that a real provider would have sent on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadwizard.simulator import times

RESERVED = ("id", "provider", "kind", "to", "from", "subject", "body", "idempotency_key", "at")


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing that was accepted: a mail, later a text message or a call.

    ``to`` is the first recipient, ``body`` the plain text, ``at`` the moment of acceptance;
    ``details`` holds what only this provider knows. ``number`` grows by one per entry.
    """

    id: str
    provider: str
    kind: str
    to: str
    sender: str
    subject: str
    body: str
    idempotency_key: str | None
    at: datetime
    details: dict[str, Any]
    events: list[dict[str, str]] = field(default_factory=list)
    number: int = 0

    @property
    def last_event(self) -> str:
        return self.events[-1]["type"] if self.events else "queued"

    def public(self) -> dict[str, Any]:
        """The form of ledger.json."""
        return self.record() | {"number": self.number, "last_event": self.last_event}

    def record(self) -> dict[str, Any]:
        """The form of the journal."""
        return {
            "id": self.id,
            "provider": self.provider,
            "kind": self.kind,
            "to": self.to,
            "from": self.sender,
            "subject": self.subject,
            "body": self.body,
            "idempotency_key": self.idempotency_key,
            "at": times.iso(self.at),
            "events": self.events,
            **self.details,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Entry:
        known = {*RESERVED, "events"}
        return cls(
            id=record["id"],
            provider=record["provider"],
            kind=record["kind"],
            to=record["to"],
            sender=record["from"],
            subject=record["subject"],
            body=record["body"],
            idempotency_key=record["idempotency_key"],
            at=times.parse(record["at"]),
            details={name: value for name, value in record.items() if name not in known},
            events=list(record["events"]),
        )


class Ledger:
    """Entries in the order of acceptance. Callers hold the world's lock."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._by_id: dict[str, Entry] = {}
        self._count = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        self._count += 1
        entry.number = self._count
        self._entries.append(entry)
        self._by_id[entry.id] = entry

    def get(self, entry_id: str) -> Entry | None:
        return self._by_id.get(entry_id)

    def oldest_first(self) -> Iterator[Entry]:
        return iter(list(self._entries))

    def newest_first(self) -> Iterator[Entry]:
        return reversed(list(self._entries))

    def select(self, *, since: datetime | None = None, to: str = "", limit: int | None = None) -> list[Entry]:
        """Oldest first. ``to`` matches any recipient exactly; ``limit`` keeps the newest ones."""
        wanted = to.strip().lower()
        found = [
            entry
            for entry in self._entries
            if (since is None or entry.at >= since) and (not wanted or wanted in recipients_of(entry))
        ]
        return found if limit is None else found[max(len(found) - limit, 0) :]

    def clear(self) -> None:
        self._entries.clear()
        self._by_id.clear()


def recipients_of(entry: Entry) -> list[str]:
    """Every bare address in lower case; an entry without a list has the one in ``to``."""
    addresses: list[str] = entry.details.get("recipients", [entry.to])
    return [address.lower() for address in addresses]
