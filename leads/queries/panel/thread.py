"""What was said about a lead, as the thread shows it."""

from typing import Any, Final

from django.utils.translation import gettext as _

from leads.models import Lead
from leads.queries.lists import foreign_language
from leads.queries.panel.relay import state_words
from messaging.enums import Channel, Direction, DispatchState, MessageKind
from messaging.models import Message
from tenants.models import Membership

_MARKS: Final[dict[str, tuple[str, str]]] = {
    DispatchState.QUEUED: ("now", ""),
    DispatchState.SENDING: ("now", ""),
    DispatchState.SENT: ("sent", ""),
    DispatchState.DELIVERED: ("done", ""),
    DispatchState.BOUNCED: ("stop", "stop"),
    DispatchState.FAILED: ("stop", "stop"),
    DispatchState.HELD: ("held", ""),
    DispatchState.CANCELLED: ("held", ""),
    DispatchState.UNKNOWN: ("unknown", "turn"),
}
_PLAIN: Final = frozenset({MessageKind.ENQUIRY, MessageKind.INBOUND})


def message_facts(message: Message, member: Membership, lead: Lead) -> dict[str, Any]:
    """Return a message as the thread shows it."""
    outgoing = message.direction == Direction.OUT
    mark, tone = _MARKS.get(message.state, ("", "")) if outgoing else ("", "")
    kind = "" if message.kind in _PLAIN else message.get_kind_display().lower()
    return {
        "id": message.pk,
        "outgoing": outgoing,
        "automatic": message.is_automatic,
        "author": author_name(message, member, lead),
        "other_sender": other_sender(message, lead),
        "channel_label": _("by the form") if message.channel == Channel.FORM else _("by e-mail"),
        "kind_label": _("automatic reply") if message.is_automatic and not outgoing else kind,
        "at": message.created_at,
        "subject": message.subject,
        "body": message.body,
        "lang": "" if outgoing and message.kind != MessageKind.REPLY else foreign_language(lead),
        "state_mark": mark,
        "state_text": state_words(message),
        "state_tone": tone,
    }


def author_name(message: Message, member: Membership, lead: Lead) -> str:
    """Return who speaks, as seen by the member."""
    if message.direction == Direction.IN:
        if other_sender(message, lead):
            return message.sender_name or _("Somebody else")
        return lead.first_name or _("The customer")
    if message.is_automatic:
        return "LeadWizard"
    if message.author is None:
        return _("A former member")
    return member_name(message.author, member)


def other_sender(message: Message, lead: Lead) -> str:
    """Return the address that wrote where it is not the customer's: anybody who got our mail can answer it."""
    return message.other_sender(lead.email, lead.contact.email)


def member_name(someone: Membership, member: Membership) -> str:
    """Return a member's name, as seen by the member."""
    return _("You") if someone.pk == member.pk else someone.display_name
