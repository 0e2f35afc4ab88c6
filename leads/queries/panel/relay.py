"""Who has had a lead, and who has it now."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.enums import OPEN_TO_WORK, Communication
from leads.models import Lead
from messaging.enums import Direction, DispatchState, MessageKind
from messaging.models import Message
from tenants.models import Organization

_LEFT = frozenset(
    {
        DispatchState.QUEUED,
        DispatchState.SENDING,
        DispatchState.SENT,
        DispatchState.DELIVERED,
        DispatchState.UNKNOWN,
    }
)


def after(start: datetime, end: datetime) -> str:
    """Return how long something took, in words: after 6 s, after 11 min, after 3 h, after 2 days."""
    seconds = max(0, int((end - start).total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return _("after %(n)s s") % {"n": seconds}
    if seconds < 3600:  # noqa: PLR2004 - an hour
        return _("after %(n)s min") % {"n": seconds // 60}
    if seconds < 86400:  # noqa: PLR2004 - a day
        return _("after %(n)s h") % {"n": seconds // 3600}
    days = seconds // 86400
    return ngettext("after %(n)s day", "after %(n)s days", days) % {"n": days}


def waiting(since: datetime, now: datetime) -> str:
    """Return how long somebody has waited, in words."""
    return after(since, now).replace(_("after"), _("waiting"), 1)


def relay_steps(lead: Lead, messages: list[Message], now: datetime) -> list[dict[str, str]]:
    """Return who has had the lead and who has it now: at most one step is somebody's turn.

    `messages` is the thread, oldest first, without drafts.
    """
    received = timezone.localtime(lead.created_at)
    steps = [{"state": "done", "label": _("Received"), "detail": date_format(received, "g:i:s A")}]
    if lead.suspicion not in OPEN_TO_WORK:
        return [*steps, {"state": "held", "label": _("Quarantined"), "detail": _("answered by nobody")}]
    reply = next((message for message in messages if message.kind == MessageKind.REPLY and _left(message)), None)
    receipt = next((message for message in messages if message.kind == MessageKind.ACKNOWLEDGEMENT), None)
    # The first answer is one of the two: where it was a personal reply, nothing was acknowledged.
    if receipt or not reply:
        steps.append(_first_answer_step(lead, receipt))
    if reply:
        label = _("LeadWizard answered") if reply.is_automatic else _("You answered")
        steps.append(
            {"state": "done", "label": label, "detail": after(lead.created_at, reply.sent_at or reply.created_at)}
        )
    if lead.is_closed:
        steps.append({"state": "done", "label": lead.get_status_display(), "detail": ""})
    elif lead.communication == Communication.CUSTOMER_REPLIED or not reply:
        newest = next((m for m in reversed(messages) if m.direction == Direction.IN and not m.is_automatic), None)
        since = newest.created_at if newest else lead.created_at
        steps.append({"state": "turn", "label": _("Your answer"), "detail": waiting(since, now)})
    return steps


def _left(message: Message) -> bool:
    return message.direction == Direction.OUT and message.state in _LEFT


def _first_answer_step(lead: Lead, receipt: Message | None) -> dict[str, str]:
    label = _("Acknowledged")
    if receipt is None:
        return {"state": "now", "label": label, "detail": _("on its way")}
    if receipt.state in {DispatchState.SENT, DispatchState.DELIVERED}:
        return {"state": "done", "label": label, "detail": after(lead.created_at, receipt.sent_at or lead.created_at)}
    if receipt.state in {DispatchState.QUEUED, DispatchState.SENDING}:
        return {"state": "now", "label": label, "detail": _("on its way")}
    if receipt.state == DispatchState.UNKNOWN:
        return {"state": "unknown", "label": label, "detail": _("we cannot tell")}
    return {"state": "stop", "label": _("Not acknowledged"), "detail": state_words(receipt)}


def state_words(message: Message) -> str:
    """Return what became of a message, in words."""
    if message.direction == Direction.IN:
        return ""
    state, why = message.state, message.error
    if state == DispatchState.DELIVERED and message.delivered_at:
        return _("Delivered by e-mail %(after)s") % {"after": after(message.created_at, message.delivered_at)}
    if state == DispatchState.UNKNOWN:
        return _("We cannot tell whether this went out.")
    if not why:
        return str(message.get_state_display())
    reasons = {
        DispatchState.BOUNCED: _("Bounced: %(why)s"),
        DispatchState.FAILED: _("Failed: %(why)s"),
        DispatchState.CANCELLED: _("Not sent: %(why)s"),
        DispatchState.QUEUED: _("Not sent yet: %(why)s It is tried again by itself."),
    }
    return reasons.get(DispatchState(state), str(message.get_state_display())) % {"why": why}


def public_steps(*, is_sent: bool, organization: Organization, email: str = "") -> list[dict[str, str]]:
    """Return what happens next, for the stranger: before and after sending."""
    reads = _("%(name)s reads it") % {"name": organization.name}
    if is_sent:
        return [
            {"state": "done", "label": _("We received your request"), "detail": ""},
            {
                "state": "now",
                "label": _("A confirmation is on its way"),
                "detail": _("to %(email)s") % {"email": email},
            },
            {"state": "next", "label": reads, "detail": _("and answers you in person")},
        ]
    return [
        {"state": "next", "label": _("You get a confirmation"), "detail": _("by e-mail, in about a minute")},
        {"state": "next", "label": reads, "detail": _("and answers you in person")},
        {"state": "next", "label": _("You decide"), "detail": _("nothing is booked without your yes")},
    ]
