"""Escalations: a page of the list, and one with everything that is known of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from automation import subjects, wording
from automation.enums import EscalationState, JobState
from automation.models import Escalation, EscalationComment
from automation.queries.attempts import tries_of
from automation.queries.attention import tab_counts
from automation.queries.narrowing import VIEWS, Narrowing
from leadwizard.lib import keyset
from tenants.models import Membership, Organization

PAGE_SIZE: Final = 25
# A talk that is longer shows its newest part.
MOST_COMMENTS: Final = 200


@dataclass(frozen=True)
class EscalationRow:
    """One line of the list; `title` may hold a stranger's name."""

    id: UUID
    title: str
    reason: str
    error: str
    is_open: bool
    holder: str
    is_mine: bool
    opened_at: datetime
    url: str


def list_context(organization: Organization, *, narrowing: Narrowing, member: Membership) -> dict[str, Any]:
    """Return what the list of escalations shows."""
    list_url = reverse("automation:escalations", args=[organization.slug])
    rows = narrowing.escalations(member).select_related("assigned_to__user", "resolved_by__user")
    page = keyset.page(
        rows, narrowing.cursor, size=PAGE_SIZE, column="opened_at", is_oldest_first=narrowing.is_oldest_first
    )
    return {
        "rows": [row_of(escalation, organization, member, narrowing.query()) for escalation in page.rows],
        "pager": pager(page, list_url, narrowing),
        "list_url": list_url,
        # The very page that is shown, for when it looks again by itself.
        "own_url": f"{list_url}?{narrowing.query(cursor=narrowing.cursor)}",
        "narrowing": narrowing,
        **tabs_context(organization, member, narrowing.view),
    }


def tabs_context(organization: Organization, member: Membership, current: str) -> dict[str, Any]:
    """Return the tabs of both lists with their figures, and the figure of the shell."""
    counts = tab_counts(member)
    list_url = reverse("automation:escalations", args=[organization.slug])
    views = {name: (label, list_url + (f"?view={name}" if name != "open" else "")) for name, label in VIEWS.items()}
    dead = wording.DEAD_LETTERS, reverse("automation:dead_letters", args=[organization.slug])
    return {
        "tabs": [
            {"key": name, "label": label, "url": url, "count": counts.get(name, 0), "current": name == current}
            for name, (label, url) in {**views, "dead": dead}.items()
        ],
        "attention_count": counts["attention"],
    }


def pager(page: keyset.Page[Any], address: str, narrowing: Narrowing) -> dict[str, Any]:
    """Return the ways to the pages beside one: before and after it as the list is ordered."""
    newer, older = (
        f"{address}?{narrowing.query(cursor=cursor)}" if cursor else "" for cursor in (page.newer, page.older)
    )
    return {"newer_url": newer, "older_url": older, "is_oldest_first": narrowing.is_oldest_first}


def row_of(escalation: Escalation, organization: Organization, member: Membership, query: str = "") -> EscalationRow:
    """Return an escalation as a line; `query` are the list's filters, which the panel's address keeps."""
    is_open = escalation.state == EscalationState.OPEN
    holder = escalation.assigned_to if is_open else escalation.resolved_by
    url = reverse("automation:escalation", args=[organization.slug, escalation.pk])
    return EscalationRow(
        id=escalation.pk,
        title=wording.title_words(escalation.title),
        reason=wording.reason_label(escalation),
        error=wording.error_words(str(escalation.context.get("error", ""))),
        is_open=is_open,
        holder=holder.display_name if holder else "",
        is_mine=holder is not None and holder.pk == member.pk,
        opened_at=escalation.opened_at,
        url=f"{url}?{query}" if query else url,
    )


def find_escalation(escalation_id: UUID) -> Escalation | None:
    """Return an escalation of the organization in scope with its people and its job."""
    rows = Escalation.objects.select_related("assigned_to__user", "resolved_by__user", "job")
    return rows.filter(pk=escalation_id).first()


def panel_context(
    escalation: Escalation, organization: Organization, member: Membership, narrowing: Narrowing
) -> dict[str, Any]:
    """Return what the panel of an escalation shows."""
    job = escalation.job
    tries = tries_of(job) if job else []
    query = narrowing.query(cursor=narrowing.cursor)
    newest_first = EscalationComment.objects.filter(escalation=escalation).select_related("author__user")
    close_url = reverse("automation:escalations", args=[organization.slug])
    ids = {**escalation.context, **(job.payload if job else {})}
    return {
        "escalation": escalation,
        "shown_id": escalation.pk,
        "row": row_of(escalation, organization, member, narrowing.query()),
        "story": wording.story(escalation),
        "advice": wording.advice(job) if job and job.state == JobState.DEAD else "",
        "facts": wording.facts(escalation.context),
        "subject": subjects.find(ids, organization.slug),
        "job": job,
        "kind": wording.kind_label(job.kind) if job else "",
        "tries": tries,
        "is_dead": job is not None and job.state == JobState.DEAD,
        "is_unknown": job is not None and job.state == JobState.UNKNOWN,
        "comments": list(newest_first.order_by("-at", "-id")[:MOST_COMMENTS])[::-1],
        "query": query,
        "close_url": f"{close_url}?{query}" if query else close_url,
    }
