"""A contact asks to be left alone."""

from datetime import datetime
from typing import Final

from automation.services import cancel_jobs
from messaging.enums import (
    ConsentChannel,
    Direction,
    DispatchState,
    StopReason,
    SuppressionReason,
    TimelineKind,
)
from messaging.models import Consent, Contact, Message
from messaging.services.deliveries import suppress
from messaging.services.messages import DELIVER
from messaging.services.sequences import stop_runs_of
from messaging.services.timeline import add_entry

_REASON: Final = str(StopReason.OPTED_OUT.label)


def unsubscribe(contact: Contact, *, now: datetime) -> bool:
    """End all e-mail to the contact, at every address that we wrote to; say whether that was news.

    All of it in the caller's transaction: suppression, consent, plans, and what waits to be sent by itself.
    """
    waiting = Message.objects.filter(contact=contact, direction=Direction.OUT)
    addresses = {contact.email, *waiting.values_list("to_address", flat=True)} - {""}
    news = [suppress(address, SuppressionReason.ASKED, at=now) for address in sorted(addresses)]
    Consent.objects.filter(contact=contact, channel=ConsentChannel.EMAIL, withdrawn_at=None).update(withdrawn_at=now)
    stop_runs_of(contact, StopReason.OPTED_OUT, now=now)
    undecided = waiting.filter(is_automatic=True, state__in=[DispatchState.QUEUED, DispatchState.HELD])
    for message_id in undecided.order_by("pk").values_list("pk", flat=True):
        cancel_jobs(DELIVER, str(message_id), reason=_REASON)
    if not any(news):
        return False
    add_entry(contact.pk, TimelineKind.SUPPRESSED, at=now, facts={"reason": SuppressionReason.ASKED})
    return True
