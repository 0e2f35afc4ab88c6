"""Saying something to a contact, and keeping what a contact said."""

from datetime import datetime
from typing import Any
from uuid import UUID

from automation.services import new_job, ring_for
from messaging import rendering
from messaging.enums import (
    COMMERCIAL_KINDS,
    Channel,
    Direction,
    DispatchState,
    MessageKind,
    ReplyAudience,
    TimelineKind,
)
from messaging.exceptions import CannotWriteError
from messaging.models import Contact, Message, TimelineEntry
from messaging.permission import find_suppression
from messaging.services.replies import reply_address, unsubscribe_headers, unsubscribe_url
from messaging.services.timeline import new_entry, tell_browsers
from messaging.signals import thread_changed
from tenants.models import Membership, Organization

DELIVER = "messaging.deliver"


def record_inbound(
    contact: Contact, *, channel: Channel, kind: MessageKind, body: str, about_id: UUID | None, at: datetime
) -> Message:
    """Keep what a contact said, with its timeline entry."""
    message, entry = new_inbound(contact, channel=channel, kind=kind, body=body, about_id=about_id, at=at)
    Message.objects.insert_new(message, entry)
    tell_browsers(about_id)
    if kind != MessageKind.ENQUIRY:
        # With an enquiry the thread only begins.
        announce(message)
    return message


def new_inbound(
    contact: Contact, *, channel: Channel, kind: MessageKind, body: str, about_id: UUID | None, at: datetime
) -> tuple[Message, TimelineEntry]:
    """Return what a contact said and its timeline entry, both yet to be inserted; then `tell_browsers`."""
    message = Message(
        contact=contact,
        direction=Direction.IN,
        channel=channel,
        kind=kind,
        state=DispatchState.RECEIVED,
        body=body,
        about_id=about_id,
        created_at=at,
    )
    entry = TimelineKind.ENQUIRY if kind == MessageKind.ENQUIRY else TimelineKind.MESSAGE_RECEIVED
    return message, new_entry(contact.pk, entry, at=at, about_id=about_id, message_id=message.pk)


def announce(message: Message) -> None:
    """Tell higher apps that a thread got a message, or that one of its messages changed its state."""
    if message.about_id:
        thread_changed.send(sender=Message, about_id=message.about_id)
        tell_browsers(message.about_id)


def queue_message(
    contact: Contact,
    *,
    organization: Organization,
    kind: MessageKind,
    to_address: str,
    template: str,
    context: dict[str, Any],
    purpose: str,
    subject_id: UUID,
    step: int = 0,
    about_id: UUID | None = None,
    author: Membership | None = None,
    is_automatic: bool | None = None,
    body: str = "",
    locale: str = "",
    is_announced: bool = True,
    now: datetime,
) -> Message | None:
    """Queue one e-mail to a contact; return None when its send key was used before.

    The mail is rendered here, so that every try sends the same bytes. Without `author` LeadWizard speaks, unless
    `is_automatic` says that a person does who is no member (the business's own mailbox). With `is_announced` false the
    caller tells higher apps and browsers that the thread has changed, together with what else it changes.
    """
    reply_to = reply_address(contact, ReplyAudience.CONTACT, about_id=about_id) or organization.contact_email
    is_commercial = kind in COMMERCIAL_KINDS
    rendered = rendering.render(
        template,
        {
            "recipient_name": contact.name,
            "replies_read": bool(reply_to),
            "unsubscribe_url": unsubscribe_url(contact) if is_commercial else "",
            **context,
        },
        organization=organization,
        locale=locale,
    )
    message = Message(
        contact=contact,
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        kind=kind,
        is_automatic=author is None if is_automatic is None else is_automatic,
        author=author,
        to_address=to_address.lower(),
        sender_name=organization.name,
        reply_to=reply_to,
        subject=rendered.subject,
        body=body or rendered.words,
        rendered={**rendered.parts(), "headers": unsubscribe_headers(contact) if is_commercial else {}},
        about_id=about_id,
        purpose=purpose,
        subject_id=subject_id,
        step=step,
        created_at=now,
    )
    delivery = new_job(DELIVER, {"message": message.pk}, dedupe_key=str(message.pk))
    if not Message.objects.insert_new(message, delivery):
        return None
    ring_for(delivery)
    if is_announced:
        announce(message)
    return message


def reply_by_email(
    contact: Contact,
    *,
    organization: Organization,
    author: Membership,
    to_address: str,
    body: str,
    subject_line: str,
    token: UUID,
    about_id: UUID | None,
    now: datetime,
) -> Message | None:
    """Queue a person's reply; None when the same composer was sent before (`token` is its send key).

    Raises:
        CannotWriteError: there is no address, or it must not be written to.
    """
    refusal = why_not_by_email(to_address)
    if refusal:
        raise CannotWriteError(refusal)
    return queue_message(
        contact,
        organization=organization,
        kind=MessageKind.REPLY,
        to_address=to_address,
        template="reply",
        context={"body": body, "author": author.display_name, "subject": subject_line},
        purpose="reply",
        subject_id=token,
        about_id=about_id,
        author=author,
        body=body,
        now=now,
    )


def why_not_by_email(address: str) -> str:
    """Return why nobody may write to the address, or an empty string."""
    if not address:
        return "There is no e-mail address. Call instead."
    found = find_suppression(Channel.EMAIL, address)
    return f"No more e-mail to {address}: {found.get_reason_display().lower()}." if found else ""
