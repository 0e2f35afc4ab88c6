"""The list of leads: one page, its tabs and its counts, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from automation.queries.attention import attention_figure, attention_words
from leads.enums import OPEN_TO_WORK, Communication, Suspicion
from leads.models import Form, Lead
from leads.queries.narrowing import QUARANTINE, VIEWS, Narrowing
from leadwizard.lib import keyset
from leadwizard.lib.counts import CappedCount, capped_words
from messaging.enums import DispatchState, MessageKind
from messaging.models import Message
from tenants.models import Membership, Organization

PAGE_SIZE: Final = 25
# Beyond this a figure says "1000+": an exact count of a million rows is worth no one's second.
COUNT_CAP: Final = 1000
EXCERPT: Final = 160
# Counting every tab on every page would cost more than it tells.
_COUNTED: Final = ("all", "waiting", QUARANTINE)
_ANSWERED: Final = (Communication.AI_REPLIED, Communication.OWNER_REPLIED)


@dataclass(frozen=True)
class LeadRow:
    """One line of the list. `chips` are names of the look's chips, `lang` is set where the words are not English."""

    id: Any
    name: str
    excerpt: str
    lang: str
    urgency: str
    urgency_label: str
    chips: list[str]
    is_trusted: bool
    created_at: datetime
    relay: list[str]
    relay_label: str
    source_label: str
    assigned_to: str
    url: str


def capped_count(rows: models.QuerySet[Any]) -> int | str:
    """Return how many rows there are, or "1000+"."""
    return capped_words(rows.order_by()[: COUNT_CAP + 1].count(), COUNT_CAP)


def list_context(
    organization: Organization, *, narrowing: Narrowing, member: Membership, forms: Sequence[Form], now: datetime
) -> dict[str, Any]:
    """Return what the list of leads shows; `forms` are all of the organization's, oldest first."""
    rows = with_drafts(narrowing.leads(member, now).select_related("form", "assigned_to__user"))
    page = keyset.page(rows.defer("idempotency_key"), narrowing.cursor, size=PAGE_SIZE)
    everything = Lead.objects.get_queryset()
    counted = {name: VIEWS[name][1](everything) for name in _COUNTED}
    counted["week"] = counted["all"].filter(created_at__gte=now - timedelta(days=7))
    # One round trip for all the figures: each stops at the cap.
    own = [CappedCount(rows, COUNT_CAP) for rows in counted.values()]
    figures = Organization.objects.values_list(*own, attention_figure()).get()
    counts = dict(zip(counted, figures[:-1], strict=True))
    list_url = reverse("leads:list", args=[organization.slug])
    return {
        "leads": [row_of(lead, organization, narrowing.query()) for lead in page.rows],
        "views": [
            {
                "key": key,
                "label": label,
                "count": capped_words(counts.get(key, 0), COUNT_CAP),
                "turn": key == "waiting",
                "current": key == narrowing.view,
                "url": list_url + (f"?view={key}" if key != "all" else ""),
            }
            for key, (label, _narrow) in VIEWS.items()
        ],
        "pager": {
            "newer_url": f"{list_url}?{narrowing.query(cursor=page.newer)}" if page.newer else "",
            "older_url": f"{list_url}?{narrowing.query(cursor=page.older)}" if page.older else "",
            "shown": len(page.rows),
        },
        "narrowing": narrowing,
        "query": narrowing.query(),
        # The very page that is shown, for when it looks again by itself.
        "own_url": f"{list_url}?{narrowing.query(cursor=narrowing.cursor)}",
        "quarantine": narrowing.view == QUARANTINE,
        "waiting_count": capped_words(counts["waiting"], COUNT_CAP),
        "attention_count": attention_words(figures[-1]),
        "week_count": min(counts["week"], COUNT_CAP),
        "total": min(counts["all"], COUNT_CAP),
        "suspects": counts[QUARANTINE],
        "form_url": settings.PUBLIC_URL + reverse("leads:form", args=[forms[0].slug]) if forms else None,
    }


def with_drafts(leads: models.QuerySet[Lead]) -> models.QuerySet[Lead]:
    """Add `has_draft` to each lead: a suggestion waits for a person."""
    drafts = Message.objects.filter(about_id=OuterRef("pk"), kind=MessageKind.DRAFT, state=DispatchState.DRAFT)
    # An EXISTS would be answered by reading every message once, for the 25 leads of a page, too.
    found = Subquery(drafts.values_list(Value(True), flat=True)[:1], output_field=models.BooleanField())
    return leads.annotate(has_draft=Coalesce(found, False))


def row_of(lead: Lead, organization: Organization, query: str = "", *, has_draft: bool | None = None) -> LeadRow:
    """Return the lead as a line; `query` are the list's filters, which the panel's address keeps.

    Raises:
        AttributeError: `has_draft` is not given and the lead does not come from `with_drafts`.
    """
    if has_draft is None:
        has_draft = lead.has_draft  # type: ignore[attr-defined]  # annotated
    marks, label = relay_marks(lead)
    return LeadRow(
        id=lead.pk,
        name=lead.name,
        excerpt=" ".join(lead.message[: EXCERPT * 2].split())[:EXCERPT],
        lang=foreign_language(lead),
        urgency=lead.urgency,
        urgency_label=lead.get_urgency_display(),
        chips=chips_of(lead, has_draft=has_draft),
        is_trusted=lead.suspicion in OPEN_TO_WORK,
        created_at=lead.created_at,
        relay=marks,
        relay_label=label,
        source_label=source_label(lead),
        assigned_to=lead.assigned_to.display_name if lead.assigned_to else "",
        url=reverse("leads:lead", args=[organization.slug, lead.pk]) + (f"?{query}" if query else ""),
    )


def source_label(lead: Lead) -> str:
    """Return the way the lead came in: its form's title, or that of the door where the form is gone."""
    return lead.form.title if lead.form else str(lead.get_source_display())


def foreign_language(lead: Lead) -> str:
    """Return the language of the stranger's browser where the page's own would be a wrong guess."""
    return "" if lead.locale in {"", "en"} else lead.locale


def chips_of(lead: Lead, *, has_draft: bool) -> list[str]:
    """Return the names of the chips: who spoke last or what waits, and where a person put the lead."""
    if lead.suspicion == Suspicion.SUSPECT:
        return ["quarantined"]
    if lead.suspicion == Suspicion.SPAM:
        return ["spam"]
    waits = has_draft and not lead.is_closed and lead.communication not in _ANSWERED
    return ["draft" if waits else lead.communication, *([lead.status] if lead.status != "new" else [])]


def relay_marks(lead: Lead) -> tuple[list[str], str]:
    """Return the marks of received, acknowledged, answered, closed, and one sentence for them."""
    communication = Communication(lead.communication)
    answered = communication in _ANSWERED
    acknowledged = answered or communication in {Communication.ACKNOWLEDGED, Communication.CUSTOMER_REPLIED}
    if lead.suspicion not in OPEN_TO_WORK:
        return ["done", "held", "next", "next"], _("Received, answered by nobody")
    if lead.is_closed:
        spoken = answered or communication == Communication.CUSTOMER_REPLIED
        return ["done", "done" if acknowledged else "next", "done" if spoken else "next", "done"], _("Closed")
    if answered:
        return ["done", "done", "done", "next"], _("Answered")
    if communication == Communication.CUSTOMER_REPLIED:
        return ["done", "done", "turn", "next"], _("The customer replied, your answer is next")
    if acknowledged:
        return ["done", "done", "turn", "next"], _("Acknowledged, your answer is next")
    return ["done", "next", "turn", "next"], _("Received, your answer is next")
