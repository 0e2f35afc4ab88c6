"""What every e-mail transport promises."""

from dataclasses import dataclass, field
from typing import Protocol


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
    """The provider took the mail and gave it this id."""

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
