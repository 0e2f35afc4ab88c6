"""Writing the timeline."""

from datetime import datetime
from uuid import UUID

from leadwizard.lib import live
from messaging.enums import TimelineKind
from messaging.models import Message, TimelineEntry
from tenants.models import Membership
from tenants.scoping import current_organization_id


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
    tell_browsers(about_id)
    entry = TimelineEntry(
        contact_id=contact_id,
        kind=kind,
        about_id=about_id,
        message=message,
        actor=actor,
        facts=facts or {},
        at=at,
    )
    # Its only key is its new id; `create` takes twice the time for the same statement.
    TimelineEntry.objects.insert_new(entry)
    return entry


def tell_browsers(about_id: UUID | None) -> None:
    """Let pages that show this thread, or a list with it, look again once the transaction is committed."""
    if about_id:
        live.changed(current_organization_id(), f"thread:{about_id}")
