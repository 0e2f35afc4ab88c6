"""What became of a mail after the provider took it; states only move forward."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from automation.services import confirm_job
from leadwizard.lib.addresses import plain_email
from messaging.enums import Channel, DispatchState, SuppressionReason, TimelineKind
from messaging.models import Message, Notice, Suppression, TimelineEntry
from messaging.services.messages import DELIVER, announce
from messaging.services.notices import DELIVER_NOTICE, DELIVER_TEXT
from messaging.services.timeline import add_entry, new_entry, tell_browsers
from tenants import audit
from tenants.compiled import Compiled, CompiledUpdate

# From which states each report may move a mail. A bounce may come after a delivery; nothing comes after a bounce.
# FAILED means that every try went without an answer or was refused: a report knows better.
_BEFORE: Final = (DispatchState.SENDING, DispatchState.UNKNOWN, DispatchState.QUEUED, DispatchState.FAILED)
_FORWARD: Final[dict[DispatchState, tuple[DispatchState, ...]]] = {
    DispatchState.SENT: _BEFORE,
    DispatchState.DELIVERED: (*_BEFORE, DispatchState.SENT),
    DispatchState.BOUNCED: (*_BEFORE, DispatchState.SENT, DispatchState.DELIVERED),
}
_MESSAGE: Final = Compiled(lambda message: Message.objects.filter(pk=message))
_NOTICE: Final = Compiled(lambda notice: Notice.objects.filter(pk=notice))
_MESSAGE_ARRIVED: Final = CompiledUpdate(
    lambda dispatch, mail: Message.objects.filter(
        pk=dispatch, state=DispatchState.SENT, provider_id=mail, sent_at__isnull=False, verdict__isnull=False
    ),
    "delivered_at",
    returning=("contact", "about_id"),
    state=DispatchState.DELIVERED,
)
_NOTICE_ARRIVED: Final = CompiledUpdate(
    lambda dispatch, mail: Notice.objects.filter(
        pk=dispatch, state=DispatchState.SENT, provider_id=mail, sent_at__isnull=False
    ),
    "delivered_at",
    state=DispatchState.DELIVERED,
)
_ENTRIES: Final = {
    DispatchState.DELIVERED: TimelineKind.MESSAGE_DELIVERED,
    DispatchState.BOUNCED: TimelineKind.MESSAGE_BOUNCED,
}


def record_arrival(dispatch_id: UUID, *, provider_id: str, at: datetime) -> list[TimelineEntry] | None:
    """Note that a message or notice arrived, where we know it to have left under the provider's id; None elsewhere.

    What `record_delivery` does for any report, for the most frequent of all. Returns what the caller inserts along with
    the report.
    """
    for contact_id, about_id in _MESSAGE_ARRIVED.run(dispatch=dispatch_id, mail=provider_id, delivered_at=at):
        tell_browsers(about_id)
        kind = TimelineKind.MESSAGE_DELIVERED
        return [new_entry(contact_id, kind, at=at, about_id=about_id, message_id=dispatch_id)]
    return [] if _NOTICE_ARRIVED.run(dispatch=dispatch_id, mail=provider_id, delivered_at=at) else None


def record_delivery(
    dispatch_id: UUID,
    *,
    provider: str,
    provider_id: str,
    state: DispatchState,
    words: str = "",
    at: datetime,
) -> bool:
    """Move a message or notice of the organization in scope forward; say whether it moved.

    A report that comes late, twice or out of order changes nothing. A message that never had permission is not moved.
    """
    facts: dict[str, Any] = {"pk": dispatch_id, "state__in": _FORWARD[state], "provider_id__in": ["", provider_id]}
    changes: dict[str, Any] = {"state": state, "provider": provider, "provider_id": provider_id}
    if state == DispatchState.DELIVERED:
        changes["delivered_at"] = at
    if state == DispatchState.BOUNCED:
        changes["error"] = words[:500]
    is_message = bool(Message.objects.filter(verdict__isnull=False, **facts).update(**changes))
    if not is_message and not Notice.objects.filter(**facts).update(**changes):
        return False
    message = _MESSAGE.get(message=dispatch_id) if is_message else None
    row = message or _NOTICE.get(notice=dispatch_id)
    if row.sent_at is None:
        # The report is the answer that a try never got.
        for kind in [DELIVER] if message else [DELIVER_NOTICE, DELIVER_TEXT]:
            confirm_job(kind, str(dispatch_id), {"sent_at": at})
    if message and state in _ENTRIES:
        add_entry(message.contact_id, _ENTRIES[state], at=at, about_id=message.about_id, message_id=message.pk)
        if message.sent_at is None or state == DispatchState.BOUNCED:
            # Who spoke last is another question where it was not known to have left, and where it came back.
            announce(message)
    return True


def _plain(address: str) -> str:
    try:
        return plain_email(address)
    except ValueError:
        return address.lower()


def suppress(
    address: str, reason: SuppressionReason, *, at: datetime, channel: Channel = Channel.EMAIL
) -> Suppression | None:
    """Never write to the address again on the channel; None when that was so already."""
    suppression = Suppression(channel=channel, address=_plain(address), reason=reason, since=at)
    if not Suppression.objects.insert_new(suppression):
        return None
    audit.record("suppression.added", "suppression", suppression.pk, fields=["address"])
    return suppression
