"""Dead letters: a page of the list, and one with its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from automation import subjects, wording
from automation.enums import EscalationState, JobState
from automation.models import Escalation, Job, JobAttempt
from automation.queries.attempts import tries_of
from automation.queries.escalations import pager, tabs_context
from automation.queries.narrowing import Narrowing
from leadwizard.lib import keyset
from tenants.models import Membership, Organization

PAGE_SIZE: Final = 25


@dataclass(frozen=True)
class DeadLetterRow:
    """One line of the list; `title` may hold a stranger's name. `since` is when it was due for its last try."""

    id: UUID
    title: str
    was_told: bool
    kind: str
    error: str
    attempts: int
    is_waiting: bool
    state: str
    since: datetime
    url: str


def list_context(organization: Organization, *, narrowing: Narrowing, member: Membership) -> dict[str, Any]:
    """Return what the list of dead letters shows."""
    list_url = reverse("automation:dead_letters", args=[organization.slug])
    page = keyset.page(
        _told(narrowing.dead_letters()),
        narrowing.cursor,
        size=PAGE_SIZE,
        column="run_at",
        is_oldest_first=narrowing.is_oldest_first,
    )
    return {
        "rows": [row_of(job, organization, narrowing.query()) for job in page.rows],
        "pager": pager(page, list_url, narrowing),
        "list_url": list_url,
        # The very page that is shown, for when it looks again by itself.
        "own_url": f"{list_url}?{narrowing.query(cursor=narrowing.cursor)}",
        "narrowing": narrowing,
        "query": narrowing.query(),
        **tabs_context(organization, member, "dead"),
    }


def _told(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """Add to each job what its newest escalation said it was about: a kind's own words cost a question each."""
    told = Escalation.objects.filter(job_id=OuterRef("pk")).order_by("-opened_at", "-id")
    return jobs.annotate(told=Subquery(told.values("title")[:1]))


def row_of(job: Job, organization: Organization, query: str = "") -> DeadLetterRow:
    """Return a dead letter as a line.

    Raises:
        AttributeError: the job comes from nowhere in this module.
    """
    url = reverse("automation:dead_letter", args=[organization.slug, job.pk])
    told: str | None = job.told  # type: ignore[attr-defined]  # annotated
    return DeadLetterRow(
        id=job.pk,
        was_told=bool(told),
        title=wording.title_words(told or job.kind, job.kind),
        kind=wording.kind_label(job.kind),
        error=wording.error_words(job.last_error),
        attempts=job.attempt,
        is_waiting=job.state == JobState.DEAD,
        state=job.get_state_display(),
        since=job.run_at,
        url=f"{url}?{query}" if query else url,
    )


def find_dead_letter(job_id: UUID) -> Job | None:
    """Return a job of the organization in scope that is a dead letter, or was one: its address outlives that."""
    gave_up = JobAttempt.objects.filter(job=OuterRef("pk"), outcome=JobState.DEAD)
    rows = _told(Job.objects.filter(Q(state__in=[JobState.DEAD, JobState.DISMISSED]) | Exists(gave_up)))
    return rows.filter(pk=job_id).first()


def panel_context(job: Job, organization: Organization, narrowing: Narrowing) -> dict[str, Any]:
    """Return what the panel of a dead letter shows."""
    row = row_of(job, organization, narrowing.query())
    query = narrowing.query(cursor=narrowing.cursor)
    close_url = reverse("automation:dead_letters", args=[organization.slug])
    asked = Escalation.objects.filter(job=job, state=EscalationState.OPEN).first()
    return {
        "job": job,
        "shown_id": job.pk,
        "row": row,
        "title": row.title if row.was_told else wording.describe(job),
        "kind": wording.kind_label(job.kind),
        "error": wording.error_words(job.last_error),
        "advice": wording.advice(job) if job.state == JobState.DEAD else "",
        "subject": subjects.find(job.payload, organization.slug),
        "tries": tries_of(job),
        "is_dead": job.state == JobState.DEAD,
        "asked_url": reverse("automation:escalation", args=[organization.slug, asked.pk]) if asked else "",
        "query": query,
        "close_url": f"{close_url}?{query}" if query else close_url,
    }
