"""The list of leads: one page, its tabs and its counts, in a fixed number of queries."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.enums import Communication, LeadStatus
from leads.models import Form, Lead, LeadQuerySet
from leadwizard.lib import keyset
from tenants.models import Organization

PAGE_SIZE: Final = 25
# Beyond this a figure says "1000+": an exact count of a million rows is worth no one's second.
COUNT_CAP: Final = 1000
EXCERPT: Final = 160


@dataclass(frozen=True)
class LeadRow:
    """One line of the list."""

    id: Any
    name: str
    excerpt: str
    status: str
    communication: str
    created_at: datetime
    relay: list[str]
    relay_label: str
    source_label: str
    url: str
    status_label: str

    def get_status_display(self) -> str:
        """Return the status in words."""
        return self.status_label


_VIEWS: Final[dict[str, tuple[Any, Callable[[LeadQuerySet], LeadQuerySet]]]] = {
    "all": (gettext_lazy("All"), lambda leads: leads),
    "waiting": (gettext_lazy("Waiting for me"), lambda leads: leads.waiting()),
    "answered": (
        gettext_lazy("Answered"),
        lambda leads: leads.filter(communication__in=[Communication.AI_REPLIED, Communication.OWNER_REPLIED]),
    ),
    "won": (gettext_lazy("Won"), lambda leads: leads.filter(status=LeadStatus.WON)),
    "closed": (
        gettext_lazy("Closed"),
        lambda leads: leads.filter(status__in=[LeadStatus.LOST, LeadStatus.ARCHIVED]),
    ),
}
# Counting every tab on every page would cost more than it tells.
_COUNTED: Final = ("all", "waiting")


def capped_count(rows: models.QuerySet[Any]) -> int | str:
    """Return how many rows there are, or "1000+"."""
    count = rows.order_by()[: COUNT_CAP + 1].count()
    return f"{COUNT_CAP}+" if count > COUNT_CAP else count


def list_context(
    organization: Organization, *, view: str, text: str, status: str, cursor: str, now: datetime
) -> dict[str, Any]:
    """Return what the list of leads shows."""
    view = view if view in _VIEWS else "all"
    everything = Lead.objects.get_queryset()
    rows = _VIEWS[view][1](everything)
    if text:
        rows = rows.matching(text)
    if status in LeadStatus.values:
        rows = rows.filter(status=status)
    page = keyset.page(rows.select_related("form").defer("idempotency_key"), cursor, size=PAGE_SIZE)
    kept = {
        name: value
        for name, value in (("view", view if view != "all" else ""), ("q", text), ("status", status))
        if value
    }
    list_url = reverse("leads:list", args=[organization.slug])
    counts = {name: capped_count(_VIEWS[name][1](everything)) for name in _COUNTED}
    form = Form.objects.order_by("created_at", "id").first()
    return {
        "leads": [row_of(lead, organization, kept) for lead in page.rows],
        "views": [
            {
                "key": key,
                "label": label,
                "count": counts.get(key, 0),
                "turn": key == "waiting",
                "current": key == view,
                "url": list_url + (f"?{urlencode({'view': key})}" if key != "all" else ""),
            }
            for key, (label, _narrow) in _VIEWS.items()
        ],
        "pager": {
            "newer_url": _page_url(list_url, kept, page.newer),
            "older_url": _page_url(list_url, kept, page.older),
            "shown": len(page.rows),
        },
        "week_count": capped_count(everything.filter(created_at__gte=now - timedelta(days=7))),
        # A number, for the plural: beyond the cap it is the cap.
        "total": total if isinstance(total := counts["all"], int) else COUNT_CAP,
        "form_url": settings.PUBLIC_URL + reverse("leads:form", args=[form.slug]) if form else None,
    }


def _page_url(list_url: str, kept: dict[str, str], cursor: str) -> str:
    return f"{list_url}?{urlencode({**kept, 'cursor': cursor})}" if cursor else ""


def row_of(lead: Lead, organization: Organization, kept: dict[str, str] | None = None) -> LeadRow:
    """Return the lead as a line; `kept` are the list's filters, which the panel's address keeps."""
    marks, label = relay_marks(lead)
    query = f"?{urlencode(kept)}" if kept else ""
    return LeadRow(
        id=lead.pk,
        name=lead.name,
        excerpt=" ".join(lead.message[: EXCERPT * 2].split())[:EXCERPT],
        status=lead.status,
        communication=lead.communication,
        created_at=lead.created_at,
        relay=marks,
        relay_label=label,
        source_label=str(lead.get_source_display()),
        url=reverse("leads:lead", args=[organization.slug, lead.pk]) + query,
        status_label=lead.get_status_display(),
    )


def relay_marks(lead: Lead) -> tuple[list[str], str]:
    """Return the marks of received, acknowledged, answered, closed, and one sentence for them."""
    communication = Communication(lead.communication)
    answered = communication in {Communication.AI_REPLIED, Communication.OWNER_REPLIED}
    acknowledged = answered or communication in {Communication.ACKNOWLEDGED, Communication.CUSTOMER_REPLIED}
    if lead.is_closed:
        spoken = answered or communication == Communication.CUSTOMER_REPLIED
        return ["done", "done" if acknowledged else "next", "done" if spoken else "next", "done"], _("Closed")
    if answered:
        return ["done", "done", "done", "next"], _("Answered")
    if acknowledged:
        return ["done", "done", "turn", "next"], _("Acknowledged, your answer is next")
    return ["done", "next", "turn", "next"], _("Received, your answer is next")
