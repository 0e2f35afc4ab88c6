"""Turning a draft into a message that is sent."""

from datetime import datetime

from automation.services import enqueue
from messaging.enums import DispatchState, MessageKind, ReplyAudience
from messaging.models import Message
from messaging.rendering import Rendered
from messaging.services.messages import DELIVER, announce
from messaging.services.replies import reply_address
from tenants.models import Membership, Organization


def send_draft(
    draft: Message, *, body: str, rendered: Rendered, organization: Organization, actor: Membership, now: datetime
) -> Message:
    """Queue a locked draft as the member's own reply; the row goes on, so one draft can be sent once."""
    answer_to = reply_address(draft.contact, ReplyAudience.CONTACT, about_id=draft.about_id)
    draft.kind = MessageKind.REPLY
    draft.state = DispatchState.QUEUED
    draft.is_automatic = False
    draft.author = actor
    draft.body = body
    draft.subject = rendered.subject
    draft.rendered = rendered.parts()
    draft.sender_name = organization.name
    draft.reply_to = answer_to or organization.contact_email
    draft.created_at = now
    draft.save()
    enqueue(DELIVER, {"message": draft.pk}, dedupe_key=str(draft.pk))
    announce(draft)
    return draft
