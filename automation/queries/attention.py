"""How much waits for a person, in one question."""

from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from automation.enums import EscalationState, JobState
from automation.models import Escalation, Job
from leadwizard.lib.counts import CappedCount, capped_words
from tenants.models import Membership, Organization

# Beyond this a figure says "99+": it stands on a badge.
COUNT_CAP: Final = 99


def open_escalations() -> QuerySet[Escalation]:
    """Return the escalations that somebody still must end."""
    return Escalation.objects.filter(state=EscalationState.OPEN)


def dead_letters() -> QuerySet[Job]:
    """Return the jobs that used up their attempts and wait."""
    return Job.objects.filter(state=JobState.DEAD)


def troubles() -> QuerySet[Any]:
    """Return the ids of what waits for a person, each trouble once: a dead letter may have its open escalation.

    Open escalations stand first: a count with a cap then never looks through thousands of dead letters, because as
    many as have an open escalation have been counted before it comes to them.
    """
    asked = open_escalations().filter(job_id=OuterRef("pk"))
    unasked = dead_letters().filter(~Exists(asked))
    return open_escalations().values("pk").union(unasked.values("pk"), all=True)


def attention_figure() -> CappedCount:
    """Return the figure of the badge as a part of a page's own question; `attention_words` puts it in words."""
    return CappedCount(troubles(), COUNT_CAP)


def attention_words(figure: int) -> int | str:
    """Return how many troubles wait for a person."""
    return capped_words(figure, COUNT_CAP)


def attention_count() -> int | str:
    """Ask how many troubles wait for a person."""
    return attention_words(Organization.objects.values_list(attention_figure(), flat=True).get())


def tab_counts(member: Membership) -> dict[str, int | str]:
    """Return the figures of the tabs, and `attention` for the whole, in one question."""
    rows = {
        "open": open_escalations(),
        "mine": open_escalations().filter(assigned_to=member),
        "nobody": open_escalations().filter(assigned_to=None),
        "dead": dead_letters(),
        "attention": troubles(),
    }
    figures = Organization.objects.values_list(*(CappedCount(found, COUNT_CAP) for found in rows.values())).get()
    return {name: capped_words(count, COUNT_CAP) for name, count in zip(rows, figures, strict=True)}
