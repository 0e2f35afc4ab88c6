"""What becomes of a mail, and the webhooks that tell of it (resend.com/docs/webhooks)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadwizard.simulator import times
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.webhooks import Webhook

FATES: dict[str, tuple[str, ...]] = {
    "delivered": ("delivered",),
    "bounced": ("bounced",),
    "complained": ("delivered", "complained"),
    "delayed": ("delivery_delayed", "delivered"),
    "suppressed": ("suppressed",),
}
LOCAL_PARTS = {"bounce": "bounced"} | {fate: fate for fate in FATES}
DELAYED = 16
"""Pauses until a delayed mail arrives after all."""

EXTRAS: dict[str, dict[str, Any]] = {
    "bounced": {
        "bounce": {
            "diagnosticCode": ["smtp; 550 5.1.1 Unknown User"],
            "message": "The recipient's email provider sent a hard bounce message: there is no such mailbox.",
            "subType": "General",
            "type": "Permanent",
        }
    },
    "suppressed": {
        "suppressed": {
            "message": "Resend has suppressed sending to this address because an earlier mail to it bounced.",
            "type": "OnAccountSuppressionList",
        }
    },
}


@dataclass(frozen=True, slots=True)
class Step:
    """One event to come: what, to whom, and how many pauses after acceptance."""

    event: str
    recipients: tuple[str, ...]
    pauses: float


def fate_of(address: str) -> str:
    """By address, like Resend's own test addresses: ``bounced+anything@resend.dev``.

    Here the part before the @ decides at every domain, and all of bounce.example bounces.
    """
    local, _, domain = address.lower().rpartition("@")
    if domain == "bounce.example":
        return "bounced"
    return LOCAL_PARTS.get(local.partition("+")[0], "delivered")


def plan(recipients: Iterable[str]) -> list[Step]:
    """All that will happen, in order; always the same for the same recipients."""
    fates: dict[str, list[str]] = {}
    for address in recipients:
        fates.setdefault(fate_of(address), []).append(address)
    sent = tuple(address for fate in fates for address in fates[fate] if fate != "suppressed")
    steps = [Step("sent", sent, 0.2)] if sent else []
    for fate, addresses in fates.items():
        pauses = 1
        for event in FATES[fate]:
            steps.append(Step(event, tuple(addresses), pauses))
            pauses = DELAYED if event == "delivery_delayed" else pauses + 1
    return sorted(steps, key=lambda step: step.pauses)


def webhook_of(entry: Entry, step: Step, at: datetime) -> Webhook:
    data: dict[str, Any] = {
        "created_at": times.milliseconds(entry.at),
        "email_id": entry.id,
        "message_id": entry.details["message_id"],
        "from": entry.sender,
        "to": list(step.recipients),
        "subject": entry.subject,
    }
    data |= EXTRAS.get(step.event, {})
    if entry.details["tags"]:
        data["tags"] = {tag["name"]: tag["value"] for tag in entry.details["tags"]}
    if entry.details["headers"]:
        # Not in the reference, but sent all the same: anymail finds its metadata there.
        data["headers"] = [{"name": name, "value": value} for name, value in entry.details["headers"].items()]
    event = {"type": f"email.{step.event}", "created_at": times.milliseconds(at), "data": data}
    return Webhook(
        id=f"msg_{secrets.token_hex(14)}",
        provider=entry.provider,
        type=f"email.{step.event}",
        entry_id=entry.id,
        body=json.dumps(event, separators=(",", ":")),
        created_at=at,
    )
