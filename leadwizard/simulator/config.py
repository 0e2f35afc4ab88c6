"""What one simulator is told when it starts."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


def new_webhook_secret() -> str:
    """A signing secret in the form that Resend hands out: ``whsec_`` and 24 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Keys, addresses and paces. All durations are seconds.

    Raises:
        ValueError: the webhook secret or the webhook address cannot be used.
    """

    resend_key: str = "re_simulator"
    openai_key: str = "sk-simulator"
    openai_model: str = "simulator-1"
    twilio_sid: str = "AC" + 32 * "0"
    twilio_token: str = "simulator"  # noqa: S105 - of nobody
    twilio_number: str = "+19375550199"
    """The number that texts come from and are answered to."""
    texts_url: str = ""
    """Where a text that somebody writes is told; reports go to the address that came with the text."""
    webhook_secret: str = field(default_factory=new_webhook_secret)
    webhook_url: str = ""
    """Where tracking events go. Empty: they are kept for listing and replay, not sent."""
    webhook_events: tuple[str, ...] = ()
    """The types of events that were asked for; the others are kept, not sent. Empty: all of them."""
    state: Path | None = None
    """Folder of the journal. None: nothing survives the process."""
    rate_limit: int = 0
    """Requests per second before 429. Resend documents 10; 0 switches the limit off."""
    event_pause: float = 0.25
    """Between one delivery event of a mail and its next."""
    webhook_timeout: float = 15.0
    webhook_retries: tuple[float, ...] = (0.5, 1, 2, 5, 10, 30, 60)
    """Resend waits 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h; nobody here has a day."""

    def __post_init__(self) -> None:
        self.signing_key()
        check_address(self.webhook_url)
        check_address(self.texts_url)

    def signing_key(self) -> bytes:
        """The bytes inside ``whsec_…``."""
        prefix, _, encoded = self.webhook_secret.partition("_")
        if prefix != "whsec" or not encoded:
            raise ValueError("the webhook secret must look like whsec_ and base64")
        try:
            return base64.b64decode(encoded, validate=True)
        except ValueError as error:
            raise ValueError("the part of the webhook secret after whsec_ is no base64") from error


def check_address(url: str) -> None:
    """Raises ValueError unless the address is empty or one that an event can be posted to."""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError(f"not an http(s) address: {url}")
