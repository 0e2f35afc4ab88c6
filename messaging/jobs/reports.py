"""The job that works off what Resend reports of mail that went out."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.enums import Effect, Queue
from automation.kinds import Claim, Kind
from automation.models import InboxEvent
from messaging.enums import Direction, DispatchState, StopReason, SuppressionReason
from messaging.models import Message, TimelineEntry
from messaging.services import record_arrival, record_delivery, stop_runs_of, suppress
from tenants.compiled import Compiled

RESEND_EVENT: Final = "messaging.resend_event"

# What Resend's event types mean in our words; types that are not here (opened, clicked) change nothing.
RESEND_STATES: Final = {
    "email.sent": DispatchState.SENT,
    "email.delivered": DispatchState.DELIVERED,
    "email.bounced": DispatchState.BOUNCED,
    "email.complained": DispatchState.DELIVERED,
    "email.failed": DispatchState.BOUNCED,
    "email.suppressed": DispatchState.BOUNCED,
}

_EVENT: Final = Compiled(lambda event: InboxEvent.objects.select_for_update().filter(pk=event))
# What somebody who complains or cannot be reached is told no more.
_ENDS_MAIL: Final = ("email.complained", "email.bounced")


def apply_at_once(body: dict[str, Any]) -> list[TimelineEntry] | None:
    """Apply a report that a mail arrived which we know to have left, the most frequent of all; None for any other.

    Returns what is inserted along with the report. Whatever else is reported may concern an address or a sequence, and
    is worked off by a job of its own.
    """
    facts = _object(body, "data")
    dispatch_id = _uuid(tags_of(facts).get("dispatch"))
    provider_id = str(facts.get("email_id", ""))
    if body.get("type") != "email.delivered" or dispatch_id is None or not provider_id:
        return None
    return record_arrival(dispatch_id, provider_id=provider_id, at=_moment(body.get("created_at")))


def process_resend_event(claim: Claim) -> None:
    """Apply one report of Resend; a repeat of it finds it processed."""
    with claim.finishing():
        event = _EVENT.get(event=UUID(claim.payload["event"]))
        if event.processed_at is None:
            _apply_resend(event.body)
            event.processed_at = timezone.now()
            event.save(update_fields=["processed_at"])


def _apply_resend(body: dict[str, Any]) -> None:
    facts = _object(body, "data")
    kind = str(body.get("type", ""))
    state = RESEND_STATES.get(kind)
    dispatch_id = _uuid(tags_of(facts).get("dispatch"))
    if state is None or dispatch_id is None:
        return
    address = _reported_address(dispatch_id, str(facts.get("email_id", ""))) if kind in _ENDS_MAIL else ""
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
        stop_runs_of(
            Message.objects.select_related("contact").get(pk=dispatch_id).contact,
            StopReason.OPTED_OUT,
            now=timezone.now(),
        )
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


def tags_of(facts: dict[str, Any]) -> dict[str, str]:
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
    Kind(RESEND_EVENT, process_resend_event, queue=Queue.QUICK, effect=Effect.ROWS, label=_("Delivery report"))
)
