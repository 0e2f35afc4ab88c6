"""Who spoke last."""

from typing import Final
from uuid import UUID

from leads.enums import Communication
from leads.models import Lead
from messaging.enums import Direction, DispatchState, MessageKind
from messaging.models import Message
from tenants.compiled import Compiled, CompiledUpdate

_SPOKE_LAST: Final = {
    MessageKind.ENQUIRY: Communication.NEW,
    MessageKind.ACKNOWLEDGEMENT: Communication.ACKNOWLEDGED,
    MessageKind.INBOUND: Communication.CUSTOMER_REPLIED,
}
# What did not leave, or did not arrive, was not said.
_UNSAID: Final = (
    DispatchState.DRAFT,
    DispatchState.DISCARDED,
    DispatchState.HELD,
    DispatchState.BOUNCED,
    DispatchState.FAILED,
    DispatchState.CANCELLED,
)
_NEWEST: Final = Compiled(
    lambda lead: (
        Message.objects.filter(about_id=lead)
        .exclude(state__in=_UNSAID)
        # A machine's answer says nothing, a follow-up is not an answer.
        .exclude(kind=MessageKind.INBOUND, is_automatic=True)
        .exclude(kind=MessageKind.FOLLOW_UP)
        .order_by("-created_at", "-id")
        .values_list("kind", "direction", "is_automatic")[:1]
    )
)
# What stays as it is keeps its row: a new one costs an entry in each of the table's indexes.
_COMMUNICATION: Final = CompiledUpdate(
    lambda lead, known: Lead.objects.filter(pk=lead).exclude(communication=known), "communication"
)


def derive_communication(lead_id: UUID) -> None:
    """Set a lead's communication status from its newest message."""
    newest = _NEWEST.first(lead=lead_id)
    if newest is None:
        return
    kind, direction, is_automatic = newest
    spoke = _SPOKE_LAST.get(MessageKind(kind))
    if spoke is None and direction == Direction.OUT:
        spoke = Communication.AI_REPLIED if is_automatic else Communication.OWNER_REPLIED
    if spoke is not None:
        _COMMUNICATION.run(lead=lead_id, known=spoke.value, communication=spoke)
