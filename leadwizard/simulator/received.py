"""What people sent to the product: mail and texts that their provider took in and tells of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from leadwizard.simulator import times


@dataclass(slots=True, kw_only=True)
class Received:
    """A mail or a text that came in; ``answers`` is the id of the mail of ours that it replies to, if any.

    ``kind`` is that of ledger entries. Address lists keep the form in which they were given. ``headers`` by lower-case
    name.
    """

    id: str
    sender: str
    to: list[str]
    subject: str
    at: datetime
    message_id: str
    kind: str = "email"
    cc: list[str] = field(default_factory=list)
    bcc: list[str] = field(default_factory=list)
    reply_to: list[str] = field(default_factory=list)
    text: str | None = None
    html: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    answers: str = ""

    def record(self) -> dict[str, Any]:
        """The form of the journal."""
        return asdict(self) | {"at": times.iso(self.at)}

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Received:
        return cls(**record | {"at": times.parse(record["at"])})


class Receipts:
    """What was received, in the order in which it came. Callers hold the world's lock."""

    def __init__(self) -> None:
        self._by_id: dict[str, Received] = {}

    def add(self, mail: Received) -> None:
        self._by_id[mail.id] = mail

    def get(self, mail_id: str) -> Received | None:
        return self._by_id.get(mail_id)

    def newest_first(self) -> Iterator[Received]:
        return reversed(list(self._by_id.values()))

    def answers_to(self, entry_id: str) -> list[Received]:
        """Oldest first."""
        return [mail for mail in self._by_id.values() if mail.answers == entry_id]

    def clear(self) -> None:
        self._by_id.clear()
