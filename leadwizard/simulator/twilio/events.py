"""Webhooks as Twilio posts them: signed forms (twilio.com/docs/usage/security)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import parse_qsl, urlencode

from leadwizard.simulator import times
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.received import Received
from leadwizard.simulator.twilio.texts import API_VERSION, NAME, UNDELIVERED, segments
from leadwizard.simulator.webhooks import Webhook

RECEIVED = "message.received"


def plan(to: str) -> list[tuple[str, float]]:
    """What will be reported, in order, and how many pauses after acceptance."""
    return [("queued", 0.2), ("sent", 1), ("undelivered" if to in UNDELIVERED else "delivered", 2)]


def status_of(account: str, entry: Entry, status: str) -> Webhook:
    form = {
        "AccountSid": account,
        "ApiVersion": API_VERSION,
        "From": entry.sender,
        "MessageSid": entry.id,
        "MessageStatus": status,
        "SmsSid": entry.id,
        "SmsStatus": status,
        "To": entry.to,
    }
    if status == "undelivered":
        form["ErrorCode"] = str(UNDELIVERED[entry.to])
    return _webhook(f"message.{status}", entry.id, form)


def received_of(account: str, text: Received) -> Webhook:
    form = {
        "ToCountry": "US",
        "ToState": "",
        "SmsMessageSid": text.id,
        "NumMedia": str(len(text.attachments)),
        "ToCity": "",
        "FromZip": "",
        "SmsSid": text.id,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text.text or "",
        "FromCountry": "US",
        "To": text.to[0],
        "ToZip": "",
        "NumSegments": str(segments(text.text or "")),
        "MessageSid": text.id,
        "AccountSid": account,
        "From": text.sender,
        "ApiVersion": API_VERSION,
    }
    if kind := text.headers.get("opt-out-type"):
        form["OptOutType"] = kind
    for number in range(len(text.attachments)):
        form[f"MediaContentType{number}"] = "image/jpeg"
        form[f"MediaUrl{number}"] = (
            f"https://api.twilio.com/{API_VERSION}/Accounts/{account}/Messages/{text.id}/Media/{number}"
        )
    return _webhook(RECEIVED, text.id, form)


def _webhook(kind: str, entry_id: str, form: dict[str, str]) -> Webhook:
    return Webhook(
        id=f"EV{secrets.token_hex(16)}",
        provider=NAME,
        type=kind,
        entry_id=entry_id,
        body=urlencode(form),
        created_at=times.now(),
    )


def signature(token: str, url: str, body: str) -> str:
    """HMAC-SHA1 over the address and the form's fields, sorted, names and values joined; in base64."""
    fields = sorted(parse_qsl(body, keep_blank_values=True))
    text = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()
