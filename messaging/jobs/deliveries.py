"""The jobs that carry mail out."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.enums import FINAL_STATES, JobState, Queue
from automation.kinds import (
    Abandon,
    CannotTell,
    Claim,
    Decision,
    DidNotHappen,
    Finding,
    Happened,
    Kind,
    Postpone,
    Proceed,
)
from automation.models import Job
from leadwizard.lib import correlation
from leadwizard.lib.provider_calls import provider_call
from messaging import permission, senders
from messaging.adapters.base import OutgoingEmail
from messaging.adapters.registry import email_effect, email_transport, keeps_email_keys
from messaging.enums import ARRIVED_STATES, READY_STATES, DispatchState, TimelineKind
from messaging.models import Message, Notice, TimelineEntry
from messaging.services import add_entry, new_entry, tell_browsers
from messaging.services.messages import DELIVER, announce
from messaging.services.notices import DELIVER_NOTICE
from tenants.compiled import Compiled, CompiledUpdate
from tenants.scoping import scope

# How often a held message is looked at again, and when it is too old to be said at all.
HOLD_FOR: Final = timedelta(hours=1)
HOLD_AT_MOST: Final = timedelta(hours=72)
_LOCKED_MESSAGE: Final = Compiled(
    lambda message: Message.objects.select_for_update(of=("self",)).select_related("organization").filter(pk=message)
)
_LOCKED_NOTICE: Final = Compiled(lambda notice: Notice.objects.select_for_update().filter(pk=notice))
# Where an answer of the provider, on time or late, takes what we send. A report may have come first, and has then
# moved the state further than this.
_SENT_AT_LEAST: Final = Case(
    When(state__in=(DispatchState.SENDING, DispatchState.UNKNOWN), then=Value(DispatchState.SENT)), default=F("state")
)
_AFTERWARDS: Final[dict[str, Any]] = {"rendered": None, "error": "", "state": _SENT_AT_LEAST}
_RECEIPT: Final = ("provider", "provider_id", "sent_at")
_ALLOWED: Final = CompiledUpdate(
    lambda message: Message.objects.filter(pk=message),
    "verdict",
    "allowed_at",
    state=DispatchState.SENDING,
    held_until=None,
)
_MESSAGE_SENT: Final = CompiledUpdate(
    lambda message: Message.objects.filter(pk=message),
    *_RECEIPT,
    returning=("contact", "about_id", "author"),
    **_AFTERWARDS,
)
_TAKEN_UP: Final = CompiledUpdate(lambda notice: Notice.objects.filter(pk=notice), state=DispatchState.SENDING)
_NOTICE_SENT: Final = CompiledUpdate(lambda notice: Notice.objects.filter(pk=notice), *_RECEIPT, **_AFTERWARDS)


def _mail(row: Message | Notice, job: Job) -> OutgoingEmail:
    parts: dict[str, Any] = row.rendered or {}
    is_automatic = isinstance(row, Notice) or row.is_automatic
    return OutgoingEmail(
        sender=senders.mailbox(row.sender_name, settings.EMAIL_ADDRESS),
        to=row.to_address,
        subject=parts["subject"],
        text=parts["text"],
        html=parts["html"],
        reply_to=row.reply_to,
        # RFC 3834: other machines must not answer an automatic mail.
        headers={**({"Auto-Submitted": "auto-generated"} if is_automatic else {}), **parts.get("headers", {})},
        tags={
            "organization": str(row.organization_id),
            "dispatch": str(row.pk),
            # The job's, which every try of it has: the provider compares what comes under the same key.
            # Resend refuses a mail for good whose tag holds another sign.
            **({"cause": job.correlation_id} if correlation.is_well_formed(job.correlation_id) else {}),
        },
    )


def prepare_message(job: Job, now: datetime) -> Decision:
    """Ask for permission in the claim's transaction, and keep the verdict."""
    message = _LOCKED_MESSAGE.first(message=UUID(job.payload["message"]))
    if message is None or message.state not in READY_STATES:
        return Abandon("the message is no longer waiting")
    verdict = permission.decide(message, organization=message.organization, now=now)
    message.verdict = verdict.facts()
    if verdict.is_held and now < message.created_at + HOLD_AT_MOST:
        return _hold(message, verdict.reason, now)
    if not verdict.is_allowed:
        message.save(update_fields=["verdict"])
        return Abandon(verdict.reason)
    _ALLOWED.run(message=message.pk, verdict=message.verdict, allowed_at=message.allowed_at or now)
    return Proceed(_mail(message, job))


def _hold(message: Message, reason: str, now: datetime) -> Postpone:
    """Let the message wait for what is missing; every rule is asked again then."""
    is_new = message.state != DispatchState.HELD
    message.state, message.error, message.held_until = DispatchState.HELD, reason, now + HOLD_FOR
    message.save(update_fields=["verdict", "state", "error", "held_until"])
    if is_new:
        announce(message)
    return Postpone(message.held_until, reason)


def prepare_notice(job: Job, now: datetime) -> Decision:
    """Take the notice up, if it still waits."""
    notice = _LOCKED_NOTICE.first(notice=UUID(job.payload["notice"]))
    if notice is None or notice.state not in READY_STATES:
        return Abandon("the notice is no longer waiting")
    _TAKEN_UP.run(notice=notice.pk)
    return Proceed(_mail(notice, job))


def _send(claim: Claim, row_id: str) -> dict[str, Any]:
    transport = email_transport()
    with claim.outside(), provider_call(transport.name, "send"):
        # The row's id and not the attempt's: every try of this mail is the same mail to the provider.
        accepted = transport.send(claim.prepared, key=row_id)
    return {"provider": accepted.provider, "provider_id": accepted.provider_id, "sent_at": timezone.now()}


def deliver_message(claim: Claim) -> None:
    """Hand the message to the provider and keep the receipt."""
    message_id = claim.payload["message"]
    receipt = _send(claim, message_id)
    with claim.finishing():
        for found in _MESSAGE_SENT.run(message=UUID(message_id), **receipt):
            _note_sent(message_id, *found, at=receipt["sent_at"])


def deliver_notice(claim: Claim) -> None:
    """Hand the notice to the provider and keep the receipt."""
    notice_id = claim.payload["notice"]
    receipt = _send(claim, notice_id)
    with claim.finishing():
        keep_notice_receipt(notice_id, receipt)


def _note_sent(
    message_id: str, contact_id: UUID, about_id: UUID | None, author_id: UUID | None, *, at: datetime
) -> None:
    entry = new_entry(
        contact_id, TimelineKind.MESSAGE_SENT, at=at, about_id=about_id, message_id=UUID(message_id), actor_id=author_id
    )
    TimelineEntry.objects.insert_new(entry)
    tell_browsers(about_id)


def keep_notice_receipt(notice_id: str, receipt: dict[str, Any]) -> None:
    """Save that a provider took the notice, and what it said: `provider`, `provider_id`, `sent_at`."""
    _NOTICE_SENT.run(notice=UUID(notice_id), **receipt)


def reconcile_message(job: Job) -> Finding:
    """Find out whether a message left in a try whose answer was lost."""
    with scope(home_of(job)):
        return _finding(Message.objects.get(pk=job.payload["message"]))


def reconcile_notice(job: Job) -> Finding:
    """Find out whether a notice left in a try whose answer was lost."""
    with scope(home_of(job)):
        return _finding(Notice.objects.get(pk=job.payload["notice"]))


def _finding(row: Message | Notice) -> Finding:
    # A provider that reports of the mail has it. One that keeps our keys is not asked: a repeat within that time is the
    # answer, and a job that came here is past it. Neither vendor lets a mail be looked up by what we know of it.
    if row.state in ARRIVED_STATES and row.provider_id:
        return Happened({"sent_at": row.sent_at or timezone.now()})
    if row.state not in READY_STATES and row.state != DispatchState.SENDING:
        return DidNotHappen()
    return CannotTell("The mail provider took our connection and never said whether it took the mail.")


def confirm_message(job: Job, receipt: dict[str, Any]) -> None:
    """Save what a try did after all; the receipt says at least when: `sent_at`."""
    rows = Message.objects.filter(pk=job.payload["message"])
    rows.update(**_AFTERWARDS, **receipt)
    for found in rows.values_list("contact_id", "about_id", "author_id"):
        _note_sent(job.payload["message"], *found, at=receipt["sent_at"])


def confirm_notice(job: Job, receipt: dict[str, Any]) -> None:
    """Save what a try did after all; the receipt says at least when: `sent_at`."""
    Notice.objects.filter(pk=job.payload["notice"]).update(**_AFTERWARDS, **receipt)


def home_of(job: Job) -> UUID:
    """Return the organization of a job that was saved."""
    if job.organization_id is None:
        msg = "the job was never saved"
        raise ValueError(msg)
    return job.organization_id


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
        add_entry(
            message.contact_id, _ENTRIES[state], at=timezone.now(), about_id=message.about_id, message_id=message.pk
        )


def settle_notice(job: Job, state: JobState, reason: str) -> None:
    """Let the notice's state follow its job, in the same transaction."""
    notices = Notice.objects.filter(pk=job.payload["notice"])
    notices.filter(state__in=_FOLLOWING).update(state=_FOLLOWS[state], error=reason[:500])
    if state in FINAL_STATES:
        # Nothing will be sent any more, so a secret link must not stay either.
        notices.update(rendered=None)


def describe_message(job: Job) -> str:
    """Say which message could not be sent, or may not have been."""
    message = Message.objects.select_related("contact").filter(pk=job.payload["message"]).first()
    return f"E-mail to {message.contact.name} {_fate(job)}" if message else f"A message {_fate(job)}"


def describe_notice(job: Job) -> str:
    """Say which notice could not be sent, or may not have been."""
    notice = Notice.objects.filter(pk=job.payload["notice"]).first()
    return f"{notice.get_kind_display()} to {notice.to_address} {_fate(job)}" if notice else f"A notice {_fate(job)}"


def _fate(job: Job) -> str:
    return "may not have been sent" if job.state == JobState.UNKNOWN else "was not sent"


kinds.register(
    Kind(
        DELIVER,
        deliver_message,
        queue=Queue.QUICK,
        effect=email_effect,
        prepare=prepare_message,
        settle=settle_message,
        reconcile=reconcile_message,
        confirm=confirm_message,
        keeps_keys=keeps_email_keys,
        describe=describe_message,
        label=_("Message to a customer"),
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
        reconcile=reconcile_notice,
        confirm=confirm_notice,
        keeps_keys=keeps_email_keys,
        describe=describe_notice,
        label=_("Notice to the team"),
    )
)
