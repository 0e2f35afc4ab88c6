"""How much waits for a person, in one question."""

from collections.abc import Iterable
from typing import Final

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


def _unasked() -> QuerySet[Job]:
    """Return the dead letters that no open escalation speaks of: the others would count twice."""
    return dead_letters().filter(~Exists(open_escalations().filter(job_id=OuterRef("pk"))))


def attention_counts() -> list[CappedCount]:
    """Return what `attention_words` adds up, for a page that asks for more figures in the same question."""
    return [CappedCount(open_escalations(), COUNT_CAP), CappedCount(_unasked(), COUNT_CAP)]


def attention_words(figures: Iterable[int]) -> int | str:
    """Return how many troubles wait for a person."""
    return capped_words(sum(figures), COUNT_CAP)


def attention_count() -> int | str:
    """Ask how many troubles wait for a person."""
    return attention_words(Organization.objects.values_list(*attention_counts()).get())


def tab_counts(member: Membership) -> dict[str, int | str]:
    """Return the figures of the tabs, and `attention` for the whole, in one question."""
    rows = {
        "open": open_escalations(),
        "mine": open_escalations().filter(assigned_to=member),
        "nobody": open_escalations().filter(assigned_to=None),
        "dead": dead_letters(),
        "unasked": _unasked(),
    }
    counted = (CappedCount(found, COUNT_CAP) for found in rows.values())
    figures = dict(zip(rows, Organization.objects.values_list(*counted).get(), strict=True))
    figures["attention"] = figures["open"] + figures.pop("unasked")
    return {name: capped_words(count, COUNT_CAP) for name, count in figures.items()}
