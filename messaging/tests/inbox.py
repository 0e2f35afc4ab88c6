"""Mail that comes in, over the simulator: written there, told by its signed webhook, fetched over HTTP."""

from itertools import count
from typing import Any
from uuid import UUID

from django.test import Client

from messaging.enums import ReplyAudience
from messaging.models import Contact, Message
from messaging.services import reply_address
from messaging.tests import scenes
from tenants.models import Organization
from tenants.scoping import scope

DOMAIN = "in.leadwizard.example"
PATH = "/webhooks/resend/"
_numbers = count(1)


def address(
    organization: Organization,
    *,
    contact: Contact | None = None,
    audience: ReplyAudience = ReplyAudience.CONTACT,
    about_id: UUID | None = None,
    **values: Any,
) -> str:
    """Return a reply address of the organization's thread with the contact, Rosa when none is named."""
    person = contact or scenes.contact(organization)
    with scope(organization.pk):
        return reply_address(person, audience, about_id=about_id, **values)


def write(simulator: Any, to: str | list[str], text: str | None = "Tuesday works.", **values: Any) -> dict[str, str]:
    """Let Rosa write a mail; return the ids of the mail and of its webhook."""
    mail = {"from": "Rosa Delgado <rosa@example.com>", "to": to, "subject": "Re: Your request", "text": text, **values}
    made: dict[str, str] = simulator.post("/__sim__/inbound", mail)
    return made


def tell(simulator: Any, webhook_id: str) -> int:
    """Deliver a webhook to the product as the provider would, freshly signed; return the answer's status."""
    [webhook] = [found for found in simulator.webhooks() if found["id"] == webhook_id]
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in webhook["headers"].items()}
    answer = Client().generic("POST", PATH, webhook["body"].encode(), content_type="application/json", **headers)
    return answer.status_code


def came(simulator: Any, to: str | list[str], text: str | None = "Tuesday works.", **values: Any) -> None:
    """Let Rosa write, and tell the product once."""
    made = write(simulator, to, text, **values)
    assert tell(simulator, made["webhook"]) == 204


def received(organization: Organization) -> list[Message]:
    """Return what came in, oldest first."""
    with scope(organization.pk):
        return list(Message.objects.filter(kind="inbound").order_by("created_at", "pk"))
