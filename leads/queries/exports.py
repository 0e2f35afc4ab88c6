"""Leads as a file for a spreadsheet, made while it is sent."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from leads.models import Lead
from leads.queries.lists import source_label
from leads.queries.narrowing import Narrowing
from leadwizard.lib import keyset, spreadsheets
from tenants.models import Membership, Organization
from tenants.scoping import scope

CHUNK: Final = 500
# Without it Excel takes the file for Windows-1252.
BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
CAMPAIGN: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")


def lead_lines(organization: Organization, member: Membership, narrowing: Narrowing, now: datetime) -> Iterator[str]:
    """Yield the narrowed leads as lines of a CSV file, newest first, with the memory of one chunk.

    Every chunk has a scope of its own: the request's is over when an answer is streamed. What comes in meanwhile is
    newer than the first line, and so left out.
    """
    yield BYTE_ORDER_MARK + spreadsheets.line(_head())
    cursor = ""
    while True:
        with scope(organization.pk, lists=True), timezone.override(organization.zone):
            rows = narrowing.leads(member, now).select_related("form", "assigned_to__user")
            page = keyset.page(rows.defer("idempotency_key", "network_address"), cursor, size=CHUNK)
            lines = "".join(spreadsheets.line(_cells(lead, organization)) for lead in page.rows)
        yield lines
        cursor = page.older
        if not cursor:
            return


def _head() -> list[object]:
    return [
        _("Number"),
        _("Date"),
        _("Name"),
        _("E-mail"),
        _("Phone"),
        _("Service"),
        _("Preferred time"),
        _("Message"),
        _("Status"),
        _("Communication"),
        _("Urgency"),
        _("Source"),
        _("Assigned to"),
        *CAMPAIGN,
    ]


def _cells(lead: Lead, organization: Organization) -> list[object]:
    return [
        lead.reference,
        lead.created_at.astimezone(organization.zone).isoformat(timespec="seconds"),
        lead.name,
        lead.email,
        lead.phone,
        lead.service,
        lead.preferred_time,
        lead.message,
        lead.get_status_display(),
        lead.get_communication_display(),
        lead.get_urgency_display(),
        source_label(lead),
        lead.assigned_to.display_name if lead.assigned_to else "",
        *(lead.attribution.get(name, "") for name in CAMPAIGN),
    ]
