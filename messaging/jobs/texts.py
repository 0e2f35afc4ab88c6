"""The jobs around texts: one carries a notice out, one works off reports, one takes in what members text."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.enums import Effect, Queue
from automation.kinds import Abandon, CannotTell, Claim, Decision, DidNotHappen, Finding, Happened, Kind, Proceed
from automation.models import InboxEvent, Job
from messaging.adapters.base import OutgoingText, Sent
from messaging.adapters.registry import can_text, own_number, text_transport
from messaging.enums import ARRIVED_STATES, READY_STATES, DispatchState, NoticeKind
from messaging.exceptions import OptedOutError
from messaging.jobs.deliveries import confirm_notice, home_of, keep_notice_receipt, settle_notice
from messaging.models import Notice
from messaging.services import ReceivedText, has_stopped, receive_text, record_delivery, stop_texts
from messaging.services.notices import DELIVER_TEXT
from tenants.scoping import scope

PROVIDER: Final = "twilio"
TEXT_REPORT: Final = "messaging.text_report"
RECEIVE_TEXT: Final = "messaging.receive_text"
# When a text is too old to be said. A code is over by then; an alert of yesterday is in the mailbox and on the page.
_TOO_OLD: Final = {
    NoticeKind.VERIFICATION: timedelta(minutes=10),
    NoticeKind.OPT_OUT: timedelta(minutes=5),
    NoticeKind.TEXTING: timedelta(hours=1),
}
_OLDEST: Final = timedelta(hours=24)
_STATES: Final = {
    "sent": DispatchState.SENT,
    "delivered": DispatchState.DELIVERED,
    "undelivered": DispatchState.BOUNCED,
    "failed": DispatchState.BOUNCED,
}
_OPTED_OUT: Final = "21610"


def prepare_text(job: Job, now: datetime) -> Decision:
    """Take the text up, if it still waits, is still worth saying, and its number did not ask for silence."""
    notice = Notice.objects.select_for_update().filter(pk=job.payload["notice"]).first()
    if notice is None or notice.state not in READY_STATES:
        return Abandon("the text is no longer waiting")
    kind = NoticeKind(notice.kind)
    if not can_text():
        return Abandon("Texts are not set up.")
    if now > notice.created_at + _TOO_OLD.get(kind, _OLDEST):
        return Abandon("It is too late to say this.")
    # The one text after a STOP says that it was heard.
    if kind != NoticeKind.OPT_OUT and has_stopped(notice.to_address):
        return Abandon("The number asked us to stop.")
    if notice.member and not notice.member.is_active:
        return Abandon("Not a member any more.")
    notice.state = DispatchState.SENDING
    notice.save(update_fields=["state"])
    return Proceed(OutgoingText(to=notice.to_address, body=(notice.rendered or {})["text"]))


def deliver_text(claim: Claim) -> None:
    """Hand the text to the provider, once, and keep the receipt."""
    text: OutgoingText = claim.prepared
    notice_id = claim.payload["notice"]
    path = reverse("messaging:twilio_report", args=[claim.organization_id, notice_id, claim.attempt_id])
    try:
        with claim.outside():
            accepted = text_transport().send(
                OutgoingText(to=text.to, body=text.body, report_url=f"{settings.PUBLIC_URL}{path}")
            )
    except OptedOutError as error:
        with claim.finishing():
            stop_texts(text.to, now=timezone.now())
            Notice.objects.filter(pk=notice_id).update(
                state=DispatchState.CANCELLED, error=error.message, rendered=None
            )
        return
    receipt = {"provider": accepted.provider, "provider_id": accepted.provider_id, "sent_at": timezone.now()}
    with claim.finishing():
        keep_notice_receipt(notice_id, receipt)


def reconcile_text(job: Job) -> Finding:
    """Look in Twilio's list for a text whose answer was lost."""
    home = home_of(job)
    with scope(home):
        notice = Notice.objects.get(pk=job.payload["notice"])
        body = (notice.rendered or {}).get("text", "")
        others = Notice.objects.filter(to_address=notice.to_address, provider=PROVIDER).exclude(pk=notice.pk)
        # Another text with the same words must not be taken for this one.
        known = set(others.exclude(provider_id="").values_list("provider_id", flat=True))
    if notice.state in ARRIVED_STATES and notice.provider_id:
        return Happened({"sent_at": notice.sent_at or timezone.now()})
    if not body or not can_text():
        return CannotTell("Nobody can be asked whether the text was sent.")
    sent = text_transport().find_sent(notice.to_address, since=job.left_at or job.created_at, body=body, known=known)
    if sent == Sent.HAPPENED:
        return Happened({"provider": PROVIDER, "sent_at": job.left_at or timezone.now()})
    if sent == Sent.DID_NOT_HAPPEN:
        return DidNotHappen()
    return CannotTell("Twilio's list of texts does not say whether this one was sent.")


def describe_text(job: Job) -> str:
    """Say whose text could not be sent: by name, since a member's number is nobody else's business."""
    notice = Notice.objects.select_related("member__user").filter(pk=job.payload["notice"]).first()
    if notice is None or notice.member is None:
        return "A text was not sent"
    return f"A text to {notice.member.display_name} was not sent ({notice.get_kind_display().lower()})"


# --- reports --------------------------------------------------------------------------------------------------------


def work_off_report(claim: Claim) -> None:
    """Apply one report of Twilio; a repeat of it finds it processed."""
    with claim.finishing():
        event = InboxEvent.objects.select_for_update().get(pk=claim.payload["event"])
        if event.processed_at is not None:
            return
        now = timezone.now()
        _apply_report(event.body, now)
        event.processed_at = now
        event.save(update_fields=["processed_at"])


def _apply_report(body: dict[str, Any], now: datetime) -> None:
    form = body["form"]
    state, sid, code = _STATES.get(str(form.get("MessageStatus"))), str(form.get("MessageSid")), form.get("ErrorCode")
    notice = Notice.objects.filter(pk=UUID(body["dispatch"])).first()
    if notice is None or state is None or notice.provider_id not in {"", sid}:
        return
    if code == _OPTED_OUT:
        stop_texts(notice.to_address, now=now)
    record_delivery(
        notice.pk,
        provider="twilio",
        provider_id=sid,
        state=state,
        words=f"Not delivered ({code})." if code else "Not delivered.",
        at=now,
    )


# --- what members text ----------------------------------------------------------------------------------------------


def prepare_receipt(job: Job, now: datetime) -> Decision:
    """Give up where the text was a keyword, or was taken in before."""
    event = InboxEvent.objects.get(pk=job.payload["event"])
    return Abandon("the text was taken in before") if event.processed_at else Proceed()


def take_text_in(claim: Claim) -> None:
    """Let a text go where it is for, and mark it in the same transaction."""
    with claim.finishing():
        event = InboxEvent.objects.select_for_update().get(pk=claim.payload["event"])
        if event.processed_at is not None:
            return
        form, now = event.body, timezone.now()
        if form.get("To") == own_number():
            receive_text(
                ReceivedText(
                    provider_id=event.event_id,
                    number=str(form.get("From", "")),
                    body=str(form.get("Body", "")),
                    media_count=_count(form.get("NumMedia")),
                ),
                now=now,
            )
        event.processed_at = now
        event.save(update_fields=["processed_at"])


def _count(text: object) -> int:
    digits = str(text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0  # noqa: PLR2004 - ten at most


kinds.register(
    Kind(
        DELIVER_TEXT,
        deliver_text,
        queue=Queue.QUICK,
        effect=Effect.ONCE,
        prepare=prepare_text,
        settle=settle_notice,
        reconcile=reconcile_text,
        confirm=confirm_notice,
        # Twilio's list is a moment behind.
        settling=timedelta(minutes=5),
        describe=describe_text,
        label=_("Text to a member"),
    )
)
kinds.register(
    Kind(TEXT_REPORT, work_off_report, queue=Queue.QUICK, effect=Effect.ROWS, label=_("Report about a text"))
)
kinds.register(
    Kind(
        RECEIVE_TEXT,
        take_text_in,
        queue=Queue.QUICK,
        effect=Effect.ROWS,
        prepare=prepare_receipt,
        label=_("Text from a member"),
    )
)
