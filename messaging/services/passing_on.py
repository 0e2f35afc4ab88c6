"""A member answers by mail or by text, outside of our pages: the words go to the customer in the business's name."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from messaging.enums import MessageKind, StopReason
from messaging.links import leads_inside
from messaging.models import Contact, Message
from messaging.services.messages import queue_message, why_not_by_email
from messaging.services.sequences import stop_runs_of
from tenants import audit
from tenants.models import Membership
from tenants.queries import current_organization

PASSED_ON: Final = "inbound_reply"
_PREFIXES: Final = re.compile(r"((re|fwd?|aw|rv)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True)
class MemberAnswer:
    """Words of the team for a contact; without a member, of the business's own mailbox. `key` makes them go once."""

    contact: Contact
    about_id: UUID | None
    member: Membership | None
    body: str
    key: UUID


def why_not(answer: MemberAnswer, *, silent: str) -> str:
    """Return why the answer must not go to the contact, or an empty string; `silent` is said where it has no words."""
    if answer.member and not answer.member.is_active:
        return "you are no longer a member."
    if not answer.body:
        return silent
    # A program whose quotations we do not know: our alerts hold links that act for the member.
    if leads_inside(answer.body, home=settings.PUBLIC_URL):
        return "it still held a part of our message with a link that is meant for you alone."
    return why_not_by_email(answer.contact.email)


def pass_on(answer: MemberAnswer, *, now: datetime) -> Message | None:
    """Send the answer to the contact by e-mail, as the member's; None when it went out before."""
    message = queue_message(
        answer.contact,
        organization=current_organization(),
        kind=MessageKind.REPLY,
        to_address=answer.contact.email,
        template="reply",
        context={
            "body": answer.body,
            "author": answer.member.display_name if answer.member else "",
            "subject": _subject(answer),
        },
        purpose=PASSED_ON,
        subject_id=answer.key,
        about_id=answer.about_id,
        author=answer.member,
        is_automatic=False,
        body=answer.body,
        now=now,
    )
    if message is None:
        return None
    audit.record("reply.passed_on", "message", message.pk, actor=answer.member)
    stop_runs_of(answer.contact, StopReason.ANSWERED, now=now)
    return message


def _subject(answer: MemberAnswer) -> str:
    """Return the subject of the thread, as an answer has it."""
    subjects = Message.objects.filter(contact=answer.contact, about_id=answer.about_id).exclude(subject="")
    newest = subjects.order_by("-created_at", "-id").values_list("subject", flat=True).first()
    return f"Re: {_PREFIXES.sub('', newest or '', count=1) or current_organization().name}"
