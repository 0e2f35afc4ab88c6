"""The jobs that carry mail out and provider reports in."""

import logging
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from automation import kinds
from automation.enums import FINAL_STATES, Effect, JobState, Queue
from automation.kinds import Abandon, Claim, Decision, Kind, Proceed
from automation.models import InboxEvent, Job
from automation.runner import assert_no_transaction
from messaging import permission, senders
from messaging.adapters.base import OutgoingEmail
from messaging.adapters.registry import email_effect, email_transport
from messaging.enums import READY_STATES, Direction, DispatchState, SuppressionReason, TimelineKind
from messaging.models import Message, Notice
from messaging.services import add_entry, record_delivery, suppress
from messaging.services.messages import DELIVER, announce
from messaging.services.notices import DELIVER_NOTICE
from tenants.models import Organization

logger = logging.getLogger(__name__)

RESEND_EVENT: Final = "messaging.resend_event"


def _mail(row: Message | Notice) -> OutgoingEmail:
    parts: dict[str, str] = row.rendered or {}
    is_automatic = isinstance(row, Notice) or row.is_automatic
    return OutgoingEmail(
        sender=senders.mailbox(row.sender_name, settings.EMAIL_ADDRESS),
        to=row.to_address,
        subject=parts["subject"],
        text=parts["text"],
        html=parts["html"],
        reply_to=row.reply_to,
        # RFC 3834: other machines must not answer an automatic mail.
        headers={"Auto-Submitted": "auto-generated"} if is_automatic else {},
        tags={"organization": str(row.organization_id), "dispatch": str(row.pk)},
    )


def prepare_message(job: Job, now: datetime) -> Decision:
    """Ask for permission in the claim's transaction, and keep the verdict."""
    message = Message.objects.select_for_update().filter(pk=job.payload["message"]).first()
    if message is None or message.state not in READY_STATES:
        return Abandon("the message is no longer waiting")
    verdict = permission.decide(message, organization=Organization.objects.get(), now=now)
    message.verdict = verdict.facts()
    if not verdict.is_allowed:
        message.save(update_fields=["verdict"])
        return Abandon(verdict.reason)
    message.state = DispatchState.SENDING
    message.allowed_at = message.allowed_at or now
    message.save(update_fields=["verdict", "state", "allowed_at"])
    return Proceed(_mail(message))


def prepare_notice(job: Job, now: datetime) -> Decision:
    """Take the notice up, if it still waits."""
    notice = Notice.objects.select_for_update().filter(pk=job.payload["notice"]).first()
    if notice is None or notice.state not in READY_STATES:
        return Abandon("the notice is no longer waiting")
    notice.state = DispatchState.SENDING
    notice.save(update_fields=["state"])
    return Proceed(_mail(notice))


def _send(claim: Claim, row_id: str) -> dict[str, Any]:
    assert_no_transaction()
    # The row's id and not the attempt's: every try of this mail is the same mail to the provider.
    accepted = email_transport().send(claim.prepared, key=row_id)
    return {"provider": accepted.provider, "provider_id": accepted.provider_id, "sent_at": timezone.now()}


def deliver_message(claim: Claim) -> None:
    """Hand the message to the provider and keep the receipt."""
    message_id = claim.payload["message"]
    receipt = _send(claim, message_id)
    with claim.finishing():
        Message.objects.filter(pk=message_id).update(rendered=None, error="", **receipt)
        # A provider's report may have come first; it has moved the state further than this.
        Message.objects.filter(pk=message_id, state=DispatchState.SENDING).update(state=DispatchState.SENT)
        message = Message.objects.get(pk=message_id)
        add_entry(
            message.contact_id,
            TimelineKind.MESSAGE_SENT,
            at=receipt["sent_at"],
            about_id=message.about_id,
            message=message,
            actor=message.author,
        )


def deliver_notice(claim: Claim) -> None:
    """Hand the notice to the provider and keep the receipt."""
    notice_id = claim.payload["notice"]
    receipt = _send(claim, notice_id)
    with claim.finishing():
        Notice.objects.filter(pk=notice_id).update(rendered=None, error="", **receipt)
        Notice.objects.filter(pk=notice_id, state=DispatchState.SENDING).update(state=DispatchState.SENT)


_FOLLOWS: Final[dict[JobState, DispatchState]] = {
    JobState.WAITING: DispatchState.QUEUED,
    JobState.DEAD: DispatchState.FAILED,
    JobState.CANCELLED: DispatchState.CANCELLED,
    JobState.DISMISSED: DispatchState.FAILED,
    JobState.UNKNOWN: DispatchState.UNKNOWN,
}
# A job that fails after the provider's report must not take the report back.
_FOLLOWING: Final = (
    DispatchState.QUEUED,
    DispatchState.HELD,
    DispatchState.SENDING,
    DispatchState.FAILED,
    DispatchState.UNKNOWN,
)
_ENTRIES: Final = {
    JobState.DEAD: TimelineKind.MESSAGE_FAILED,
    JobState.CANCELLED: TimelineKind.MESSAGE_CANCELLED,
}


def settle_message(job: Job, state: JobState, reason: str) -> None:
    """Let the message's state follow its job, in the same transaction."""
    rows = Message.objects.filter(pk=job.payload["message"], state__in=_FOLLOWING)
    if not rows.update(state=_FOLLOWS[state], error=reason[:500]):
        return
    message = Message.objects.get(pk=job.payload["message"])
    announce(message)
    if state in _ENTRIES:
        add_entry(message.contact_id, _ENTRIES[state], at=timezone.now(), about_id=message.about_id, message=message)


def settle_notice(job: Job, state: JobState, reason: str) -> None:
    """Let the notice's state follow its job, in the same transaction."""
    notices = Notice.objects.filter(pk=job.payload["notice"])
    notices.filter(state__in=_FOLLOWING).update(state=_FOLLOWS[state], error=reason[:500])
    if state in FINAL_STATES:
        # Nothing will be sent any more, so a secret link must not stay either.
        notices.update(rendered=None)


def describe_message(job: Job) -> str:
    """Say which message could not be sent."""
    message = Message.objects.select_related("contact").filter(pk=job.payload["message"]).first()
    return f"E-mail to {message.contact.name} was not sent" if message else "A message was not sent"


def describe_notice(job: Job) -> str:
    """Say which notice could not be sent."""
    notice = Notice.objects.filter(pk=job.payload["notice"]).first()
    return f"{notice.get_kind_display()} to {notice.to_address} was not sent" if notice else "A notice was not sent"


# What Resend's event types mean in our words; types that are not here (opened, clicked) change nothing.
RESEND_STATES: Final = {
    "email.sent": DispatchState.SENT,
    "email.delivered": DispatchState.DELIVERED,
    "email.bounced": DispatchState.BOUNCED,
    "email.complained": DispatchState.DELIVERED,
    "email.failed": DispatchState.BOUNCED,
    "email.suppressed": DispatchState.BOUNCED,
}


def process_resend_event(claim: Claim) -> None:
    """Apply one report of Resend; a repeat of it finds it processed."""
    with claim.finishing():
        event = InboxEvent.objects.select_for_update().get(pk=claim.payload["event"])
        if event.processed_at is None:
            _apply_resend(event.body)
            event.processed_at = timezone.now()
            event.save(update_fields=["processed_at"])


def _apply_resend(body: dict[str, Any]) -> None:
    facts = _object(body, "data")
    kind = str(body.get("type", ""))
    state = RESEND_STATES.get(kind)
    dispatch_id = _uuid(_tags(facts).get("dispatch"))
    if state is None or dispatch_id is None:
        return
    address = _reported_address(dispatch_id, str(facts.get("email_id", "")))
    bounce = _object(facts, "bounce")
    record_delivery(
        dispatch_id,
        provider="resend",
        provider_id=str(facts.get("email_id", "")),
        state=state,
        words=str(bounce.get("message", "")),
        at=_moment(body.get("created_at")),
    )
    if not address:
        return
    if kind == "email.complained":
        suppress(address, SuppressionReason.COMPLAINED, at=timezone.now())
    # A full mailbox or a busy server is no reason to stop for ever.
    if kind == "email.bounced" and str(bounce.get("type", "Permanent")) == "Permanent":
        suppress(address, SuppressionReason.BOUNCED, at=timezone.now())


def _reported_address(dispatch_id: UUID, provider_id: str) -> str:
    """Return where the message went that a report is about; empty where the report does not fit a message of ours."""
    rows = Message.objects.filter(
        pk=dispatch_id, direction=Direction.OUT, verdict__isnull=False, provider_id__in=["", provider_id]
    )
    return rows.values_list("to_address", flat=True).first() or ""


def _moment(text: object) -> datetime:
    """Return a provider's time, or now where it cannot be read or is more than a year away."""
    now = timezone.now()
    try:
        found = parse_datetime(str(text))
        if found is not None and timezone.is_aware(found) and abs(found - now) < timedelta(days=366):
            return found
    except (ValueError, OverflowError):
        pass
    return now


def _object(body: dict[str, Any], name: str) -> dict[str, Any]:
    found = body.get(name)
    return found if isinstance(found, dict) else {}


def _tags(facts: dict[str, Any]) -> dict[str, str]:
    """Return Resend's tags, which come as an object or as a list of pairs."""
    tags = facts.get("tags")
    if isinstance(tags, dict):
        return {str(name): str(value) for name, value in tags.items()}
    if isinstance(tags, list):
        return {str(tag.get("name")): str(tag.get("value")) for tag in tags if isinstance(tag, dict)}
    return {}


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


kinds.register(
    Kind(
        DELIVER,
        deliver_message,
        queue=Queue.QUICK,
        effect=email_effect,
        prepare=prepare_message,
        settle=settle_message,
        describe=describe_message,
    )
)
kinds.register(
    Kind(
        DELIVER_NOTICE,
        deliver_notice,
        queue=Queue.QUICK,
        effect=email_effect,
        prepare=prepare_notice,
        settle=settle_notice,
        describe=describe_notice,
    )
)
kinds.register(Kind(RESEND_EVENT, process_resend_event, queue=Queue.QUICK, effect=Effect.ROWS))
