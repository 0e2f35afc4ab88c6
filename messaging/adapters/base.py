"""What every transport of mail and texts promises, and a received mail in our words."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Protocol

from messaging.machines import is_machine_mail


@dataclass(frozen=True)
class OutgoingEmail:
    """A mail as it goes out; `tags` come back with the provider's webhooks."""

    sender: str
    to: str
    subject: str
    text: str
    html: str
    reply_to: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """The provider took the mail or text and gave it this id."""

    provider: str
    provider_id: str


class EmailTransport(Protocol):
    """A way to send one mail to one person."""

    name: str

    def send(self, mail: OutgoingEmail, *, key: str) -> Accepted:
        """Hand the mail over; the same `key` and mail are delivered once where the provider can promise that.

        Raises:
            IntegrationError: the provider refused (`permanent`), did not answer, or may have taken it (`ambiguous`).
        """
        ...


@dataclass(frozen=True)
class OutgoingText:
    """A text as it goes out; reports of it are posted to `report_url`."""

    to: str
    body: str
    report_url: str = ""


class Sent(StrEnum):
    """What became of a text whose outcome we never learned."""

    HAPPENED = "happened"
    DID_NOT_HAPPEN = "did_not_happen"
    CANNOT_TELL = "cannot_tell"


class TextTransport(Protocol):
    """A way to text one person."""

    name: str

    def send(self, text: OutgoingText) -> Accepted:
        """Hand the text over, once: no provider of texts knows a key that would make a repeat harmless.

        Raises:
            OptedOutError: the number asked to be left alone.
            IntegrationError: the provider refused (`permanent`), did not answer, or may have taken it (`ambiguous`).
        """
        ...

    def find_sent(self, to: str, *, since: datetime, body: str, known: Collection[str] = ()) -> Sent:
        """Say whether a text with this body left for the number since then. Never raises, never sends.

        `known` are the provider's ids of texts that belong to other sends of ours, and so are not the one in question.
        """
        ...


@dataclass(frozen=True)
class ReceivedEmail:
    """A mail that a provider received for us; header names are in lower case."""

    provider_id: str
    sender: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachment_count: int = 0

    @property
    def sender_address(self) -> str:
        """The sender's bare address in lower case; empty where there is none."""
        return parseaddr(self.sender)[1].lower()

    @property
    def sender_name(self) -> str:
        """The name before the sender's address, as the sender chose it."""
        return parseaddr(self.sender)[0]

    @property
    def is_automatic(self) -> bool:
        """Say whether a machine wrote it."""
        return is_machine_mail(sender=self.sender_address, subject=self.subject, headers=self.headers)
