"""The job that takes in a mail that Resend received for us."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.enums import Effect, Queue
from automation.kinds import Abandon, Claim, Decision, Kind, Proceed
from automation.models import InboxEvent, Job
from leadwizard.lib.provider_calls import provider_call
from messaging.adapters.resend_inbound import PROVIDER, TOO_LARGE, fetch_received, read_received
from messaging.models import Contact, ReplyAddress
from messaging.services.inbound import receive_email
from messaging.services.replies import find_reply_address, find_unsubscribe_address
from messaging.services.unsubscribing import unsubscribe
from tenants import scoping
from tenants.registry import Found

RECEIVE: Final = "messaging.receive"
RECEIVED_TYPE: Final = "email.received"
# A mail names a few recipients of ours; one with thousands of names is looked at up to here.
_RECIPIENTS_MAX: Final = 100


def _recipients(body: dict[str, Any]) -> list[str]:
    """Return the bare addresses that a mail was for, each once; `received_for` knows of blind copies too."""
    facts = body.get("data")
    if not isinstance(facts, dict):
        return []
    named = [
        entry
        for name in ("received_for", "to", "cc")
        if isinstance(facts.get(name), list)
        for entry in facts[name][:_RECIPIENTS_MAX]
        if isinstance(entry, str)
    ]
    return list(dict.fromkeys(parseaddr(entry)[1].lower() for entry in named))[:_RECIPIENTS_MAX]


def _found(body: dict[str, Any]) -> Iterator[tuple[str, Found]]:
    """Yield what kind of address of ours a mail was for, and where it leads. Needs no scope."""
    for address in _recipients(body):
        if found := find_reply_address(address):
            yield "reply", found
        elif found := find_unsubscribe_address(address):
            yield "unsubscribe", found


def owners(body: dict[str, Any]) -> list[UUID]:
    """Return the organizations that a received mail is for, each once. Needs no scope."""
    return list(dict.fromkeys(found.organization_id for _kind, found in _found(body)))


def prepare_receipt(job: Job, now: datetime) -> Decision:
    """Read what the webhook said, and which of the organization's addresses the mail was for."""
    event = InboxEvent.objects.get(pk=job.payload["event"])
    if event.processed_at is not None:
        return Abandon("the mail was taken in before")
    ours = scoping.current_organization_id()
    facts = event.body.get("data")
    return Proceed(
        {
            "facts": facts if isinstance(facts, dict) else {},
            "found": [(kind, found.subject_id) for kind, found in _found(event.body) if found.organization_id == ours],
        }
    )


def take_in(claim: Claim) -> None:
    """Fetch the mail and let it join its threads; a mail for nobody is noted and left alone."""
    facts, found = claim.prepared["facts"], claim.prepared["found"]
    email_id = str(facts.get("email_id", ""))
    replies = [subject_id for kind, subject_id in found if kind == "reply"]
    mail = None
    if replies and email_id:
        with claim.outside(), provider_call(PROVIDER, "fetch"):
            mail = fetch_received(email_id, announced=read_received(email_id, facts, text=TOO_LARGE))
    now = timezone.now()
    with claim.finishing():
        event = InboxEvent.objects.select_for_update().get(pk=claim.payload["event"])
        if event.processed_at is not None:
            return
        for address in ReplyAddress.objects.select_related("contact", "member__user").filter(pk__in=replies):
            if mail:
                receive_email(mail, address, now=now)
        asking = [subject_id for kind, subject_id in found if kind == "unsubscribe"]
        for contact in Contact.objects.filter(pk__in=asking):
            unsubscribe(contact, now=now)
        event.processed_at = now
        event.save(update_fields=["processed_at"])


def describe_receipt(job: Job) -> str:
    """Say whose mail could not be fetched."""
    event = InboxEvent.objects.filter(pk=job.payload["event"]).first()
    facts = event.body.get("data") if event else None
    sender = facts.get("from") if isinstance(facts, dict) else None
    return f"An e-mail from {sender} could not be fetched" if sender else "A received e-mail could not be fetched"


kinds.register(
    Kind(
        RECEIVE,
        take_in,
        queue=Queue.QUICK,
        effect=Effect.REPEATABLE,
        prepare=prepare_receipt,
        describe=describe_receipt,
        label=_("Incoming e-mail"),
    )
)
