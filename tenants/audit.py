"""Writing the audit trail, in the transaction of the act."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from leadwizard.lib import correlation
from tenants.models import AuditEvent, Membership


def record(
    action: str,
    subject_kind: str,
    subject_id: UUID | None,
    *,
    actor: Membership | None = None,
    fields: Iterable[str] = (),
) -> None:
    """Add an audit entry to the organization in scope.

    `fields` are names of fields, never their values; `actor` None means the system itself.
    """
    AuditEvent.objects.create(
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        actor_id=actor.pk if actor else None,
        fields=sorted(fields),
        correlation_id=correlation.current(),
        at=timezone.now(),
    )
