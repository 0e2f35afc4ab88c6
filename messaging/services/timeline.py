"""Writing the timeline."""

from datetime import datetime
from uuid import UUID

from leadwizard.lib import live
from messaging.enums import TimelineKind
from messaging.models import TimelineEntry
from tenants.models import Membership
from tenants.scoping import current_organization_id


def add_entry(
    contact_id: UUID,
    kind: TimelineKind,
    *,
    at: datetime,
    about_id: UUID | None = None,
    message_id: UUID | None = None,
    actor: Membership | None = None,
    facts: dict[str, str] | None = None,
) -> TimelineEntry:
    """Add a fact about a contact, in the transaction of what caused it."""
    tell_browsers(about_id)
    actor_id = actor.pk if actor else None
    entry = new_entry(contact_id, kind, at=at, about_id=about_id, message_id=message_id, actor_id=actor_id, facts=facts)
    # Its only key is its new id; `create` takes twice the time for the same statement.
    TimelineEntry.objects.insert_new(entry)
    return entry


def new_entry(
    contact_id: UUID,
    kind: TimelineKind,
    *,
    at: datetime,
    about_id: UUID | None = None,
    message_id: UUID | None = None,
    actor_id: UUID | None = None,
    facts: dict[str, str] | None = None,
) -> TimelineEntry:
    """Return an entry that the caller inserts along with what caused it; then `tell_browsers`."""
    return TimelineEntry(
        contact_id=contact_id,
        kind=kind,
        about_id=about_id,
        message_id=message_id,
        actor_id=actor_id,
        facts=facts or {},
        at=at,
    )


def tell_browsers(about_id: UUID | None) -> None:
    """Let pages that show this thread, or a list with it, look again once the transaction is committed."""
    if about_id:
        live.changed(current_organization_id(), f"thread:{about_id}")
