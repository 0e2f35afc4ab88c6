"""A text message as Twilio checks, keeps and shows it (twilio.com/docs/messaging/api/message-resource)."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from leadwizard.simulator import times
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.received import Received
from leadwizard.simulator.twilio.errors import ApiError

NAME = "twilio"
KIND = "sms"
API_VERSION = "2010-04-01"
LONGEST_BODY = 1600
E164 = re.compile(r"\+[1-9][0-9]{6,14}")

# GSM 03.38: what one septet holds, and what takes two.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_LONG = frozenset("^{}\\[~]|€\f")

# Twilio's own test numbers; each behaves the same here (twilio.com/docs/iam/test-credentials).
REFUSED: dict[str, tuple[int, str]] = {
    "+15005550001": (21211, "The 'To' number {to} is not a valid phone number."),
    "+15005550002": (21612, "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number."),
    "+15005550003": (
        21408,
        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number",
    ),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number: {to}, is not a valid mobile number"),
}
# Ours: taken, sent, and never delivered.
UNDELIVERED: dict[str, int] = {"+15005550030": 30003, "+15005550034": 30034}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that Twilio would take."""

    sender: str
    to: str
    body: str
    status_callback: str


def read_text(form: MultiDict[str, str], *, own_number: str) -> Text:
    """Raises ApiError for the first thing that is wrong, as Twilio does."""
    to, sender, body = form.get("To", "").strip(), form.get("From", "").strip(), form.get("Body", "")
    callback = form.get("StatusCallback", "").strip()
    if not to:
        raise ApiError(400, 21604, "A 'To' phone number is required.")
    if not sender and not form.get("MessagingServiceSid"):
        raise ApiError(400, 21603, "A 'From' phone number is required.")
    if not E164.fullmatch(to):
        raise ApiError(400, 21211, f"The 'To' number {to} is not a valid phone number.")
    if to == sender:
        raise ApiError(400, 21266, "'To' and 'From' number cannot be the same")
    if sender != own_number:
        raise ApiError(
            400,
            21606,
            f"The 'From' number {sender} is not a valid, SMS-capable inbound phone number or short code for your"
            " account.",
        )
    if not body.strip():
        raise ApiError(400, 21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise ApiError(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if callback and (urlsplit(callback).scheme not in {"http", "https"} or not urlsplit(callback).hostname):
        raise ApiError(400, 21609, f"The StatusCallback URL {callback} is not a valid URL.")
    if refusal := REFUSED.get(to):
        raise ApiError(400, refusal[0], refusal[1].format(to=to))
    return Text(sender=sender, to=to, body=body, status_callback=callback)


def entry_of(text: Text, *, direction: str = "outbound-api") -> Entry:
    return Entry(
        id=new_sid(),
        provider=NAME,
        kind=KIND,
        to=text.to,
        sender=text.sender,
        subject="",
        body=text.body,
        idempotency_key=None,
        at=times.now(),
        details={
            "status_callback": text.status_callback,
            "direction": direction,
            "num_segments": segments(text.body),
        },
    )


def new_sid() -> str:
    return f"SM{secrets.token_hex(16)}"


def segments(body: str) -> int:
    """How many messages the network makes of the text."""
    if all(letter in GSM or letter in GSM_LONG for letter in body):
        units, alone, joined = sum(2 if letter in GSM_LONG else 1 for letter in body), 160, 153
    else:
        units, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= alone else -(-units // joined)


def resource(account: str, entry: Entry | Received) -> dict[str, Any]:
    """The Message resource of a text that went out or came in."""
    sent = isinstance(entry, Entry)
    body = entry.body if isinstance(entry, Entry) else entry.text or ""
    status = _status(entry) if isinstance(entry, Entry) else "received"
    uri = f"/{API_VERSION}/Accounts/{account}/Messages/{entry.id}.json"
    code = UNDELIVERED.get(entry.to) if isinstance(entry, Entry) and status == "undelivered" else None
    return {
        "account_sid": account,
        "api_version": API_VERSION,
        "body": body,
        "date_created": rfc_2822(entry.at),
        "date_sent": None if status == "queued" else rfc_2822(entry.at),
        "date_updated": rfc_2822(entry.at),
        "direction": entry.details["direction"] if isinstance(entry, Entry) else "inbound",
        "error_code": code,
        "error_message": None,
        "from": entry.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(segments(body)),
        "price": None,
        "price_unit": "USD" if sent else None,
        "sid": entry.id,
        "status": status,
        "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        "to": entry.to if isinstance(entry, Entry) else entry.to[0],
        "uri": uri,
    }


def _status(entry: Entry) -> str:
    return entry.last_event


def rfc_2822(moment: datetime) -> str:
    return format_datetime(moment.replace(microsecond=0))
