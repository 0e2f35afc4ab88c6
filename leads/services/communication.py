"""Who spoke last."""

from typing import Final
from uuid import UUID

from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from leads.enums import Communication
from leads.models import Analysis, Lead
from messaging.enums import Direction, DispatchState, MessageKind
from messaging.models import Message
from messaging.services import tell_browsers
from tenants.compiled import CompiledUpdate

# What did not leave, or did not arrive, was not said.
_UNSAID: Final = (
    DispatchState.DRAFT,
    DispatchState.DISCARDED,
    DispatchState.HELD,
    DispatchState.BOUNCED,
    DispatchState.FAILED,
    DispatchState.CANCELLED,
)
# Who the newest message says has spoken last; as it was where nobody has.
_SPOKE_LAST: Final = Case(
    When(kind=MessageKind.ENQUIRY, then=Value(Communication.NEW)),
    When(kind=MessageKind.ACKNOWLEDGEMENT, then=Value(Communication.ACKNOWLEDGED)),
    When(kind=MessageKind.INBOUND, then=Value(Communication.CUSTOMER_REPLIED)),
    When(direction=Direction.OUT, is_automatic=True, then=Value(Communication.AI_REPLIED)),
    When(direction=Direction.OUT, then=Value(Communication.OWNER_REPLIED)),
)


def _derived() -> Coalesce:
    newest = (
        Message.objects.filter(about_id=OuterRef("pk"))
        .exclude(state__in=_UNSAID)
        # A machine's answer says nothing, a follow-up is not an answer.
        .exclude(kind=MessageKind.INBOUND, is_automatic=True)
        .exclude(kind=MessageKind.FOLLOW_UP)
        .order_by("-created_at", "-id")
    )
    return Coalesce(Subquery(newest.values(said=_SPOKE_LAST)[:1]), F("communication"))


# What stays as it is keeps its row: a new one costs an entry in each of the table's indexes.
_COMMUNICATION: Final = CompiledUpdate(
    lambda lead: Lead.objects.filter(pk=lead).exclude(communication=_derived()), communication=_derived
)
_WITH_URGENCY: Final = CompiledUpdate(lambda lead: Lead.objects.filter(pk=lead), "urgency", communication=_derived)


def derive_communication(lead_id: UUID) -> None:
    """Set a lead's communication status from its newest message."""
    _COMMUNICATION.run(lead=lead_id)


def note_analysis(lead: Lead, analysis: Analysis | None) -> None:
    """Let the lead say what has just been found out and answered: its urgency, and who spoke last; tell browsers."""
    if analysis and analysis.urgency != lead.urgency:
        _WITH_URGENCY.run(lead=lead.pk, urgency=analysis.urgency)
    else:
        derive_communication(lead.pk)
    tell_browsers(lead.pk)
