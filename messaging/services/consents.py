"""Keeping what a person agreed to."""

from datetime import datetime
from uuid import UUID

from messaging.enums import ConsentChannel
from messaging.models import Consent, Contact


def record_consent(
    contact: Contact,
    channel: ConsentChannel,
    *,
    wording: str,
    version: str,
    page: str,
    address: str,
    about_id: UUID | None,
    now: datetime,
) -> Consent:
    """Keep a person's agreement with the exact words they saw."""
    return Consent.objects.create(
        contact=contact,
        channel=channel,
        wording=wording,
        version=version,
        page=page[:500],
        address=address,
        about_id=about_id,
        given_at=now,
    )
