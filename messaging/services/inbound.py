"""What comes in by mail: whose thread it joins, and what of it was really said."""

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from leadwizard.lib.texts import one_line
from messaging.adapters.base import ReceivedEmail
from messaging.enums import (
    Channel,
    Direction,
    DispatchState,
    MessageKind,
    NoticeKind,
    ReplyAudience,
    StopReason,
    TimelineKind,
)
from messaging.markup import text_of
from messaging.models import Message, ReplyAddress
from messaging.quoting import newest_words, whole_text
from messaging.services.messages import announce
from messaging.services.notices import notify
from messaging.services.passing_on import MemberAnswer, pass_on, why_not
from messaging.services.sequences import stop_runs_of
from messaging.services.timeline import add_entry
from messaging.signals import message_received
from tenants import audit
from tenants.queries import current_organization

INBOUND: Final = "inbound"


def reply_text(mail: ReceivedEmail) -> str:
    """Return what the person wrote without the quoted mail; empty where there is a quotation alone, or nothing."""
    return newest_words(mail.text) if mail.text.strip() else newest_words(text_of(mail.html))


def _words(mail: ReceivedEmail) -> str:
    """Return what a thread shows of a contact's mail: never nothing, since a mail did come."""
    words = reply_text(mail) or whole_text(mail.text) or whole_text(text_of(mail.html)) or one_line(mail.subject)
    count = mail.attachment_count
    if count:
        words += f"\n\n[{count} {'attachment was' if count == 1 else 'attachments were'} not kept]"
    return words.strip() or "[The mail was empty]"


def receive_email(mail: ReceivedEmail, address: ReplyAddress, *, now: datetime) -> Message | None:
    """Let a received mail join its thread; None when it did before, or was not taken.

    A contact's words are kept as they are and end what is planned with the contact. A machine's answer is kept too, and
    changes nothing else. A team member's words go on to the contact in the business's name, if they come from the
    address that the alert went to.
    """
    if address.audience == ReplyAudience.TEAM:
        return _pass_on(mail, address, now)
    message = Message(
        contact=address.contact,
        direction=Direction.IN,
        channel=Channel.EMAIL,
        kind=MessageKind.INBOUND,
        state=DispatchState.RECEIVED,
        is_automatic=mail.is_automatic,
        sender_name=one_line(mail.sender_name)[:120],
        from_address=mail.sender_address[:254],
        subject=one_line(mail.subject)[:240],
        body=_words(mail),
        provider="resend",
        provider_id=mail.provider_id[:128],
        purpose=INBOUND,
        subject_id=_mail_key(mail, address),
        about_id=address.about_id,
        created_at=now,
    )
    if not Message.objects.insert_new(message):
        return None
    entry = TimelineKind.AUTO_REPLY if message.is_automatic else TimelineKind.MESSAGE_RECEIVED
    add_entry(message.contact_id, entry, at=now, about_id=message.about_id, message_id=message.pk)
    announce(message)
    if not message.is_automatic:
        stop_runs_of(address.contact, StopReason.REPLIED, now=now)
        message_received.send(sender=Message, message=message)
    return message


def _mail_key(mail: ReceivedEmail, address: ReplyAddress) -> UUID:
    # The same mail, told to us any number of times, joins the thread of an address once.
    return uuid5(address.pk, mail.provider_id)


def _pass_on(mail: ReceivedEmail, address: ReplyAddress, now: datetime) -> Message | None:
    """Send a member's answer on; what cannot be sent on is told to the member and left in the audit trail."""
    if mail.is_automatic:
        audit.record("reply.ignored", "reply_address", address.pk)
        return None
    answer = MemberAnswer(
        contact=address.contact,
        about_id=address.about_id,
        member=address.member,
        body=reply_text(mail),
        key=_mail_key(mail, address),
    )
    refusal = _why_not(mail, address, answer)
    if refusal:
        audit.record("reply.refused", "reply_address", address.pk)
        _tell_member(mail, address, "reply_refused", {"reason": refusal}, now)
        return None
    message = pass_on(answer, now=now)
    if message and mail.attachment_count:
        _tell_member(mail, address, "reply_without_files", {}, now)
    return message


def _why_not(mail: ReceivedEmail, address: ReplyAddress, answer: MemberAnswer) -> str:
    """Return why a member's answer must not go to the contact, or an empty string."""
    if mail.sender_address != address.bound_to:
        return f"it came from {mail.sender_address}, and only {address.bound_to} may answer this way."
    return why_not(answer, silent="there were no words above the quoted e-mail.")


def _tell_member(
    mail: ReceivedEmail, address: ReplyAddress, template: str, context: dict[str, str], now: datetime
) -> None:
    """Tell the address that the alert went to, and never the one that a mail claims to come from."""
    notify(
        NoticeKind.ESCALATION,
        to_address=address.bound_to,
        template=template,
        context={"contact_name": address.contact.name, **context},
        organization=current_organization(),
        member=address.member,
        about_id=address.about_id,
        dedupe_key=str(_mail_key(mail, address)),
        now=now,
    )
