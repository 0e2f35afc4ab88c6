"""Writing the timeline."""

from datetime import datetime
from uuid import UUID

from messaging.enums import TimelineKind
from messaging.models import Message, TimelineEntry
from tenants.models import Membership


def add_entry(
    contact_id: UUID,
    kind: TimelineKind,
    *,
    at: datetime,
    about_id: UUID | None = None,
    message: Message | None = None,
    actor: Membership | None = None,
    facts: dict[str, str] | None = None,
) -> TimelineEntry:
    """Add a fact about a contact, in the transaction of what caused it."""
    return TimelineEntry.objects.create(
        contact_id=contact_id,
        kind=kind,
        about_id=about_id,
        message=message,
        actor=actor,
        facts=facts or {},
        at=at,
    )
