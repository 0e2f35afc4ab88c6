"""The overview: what happened, whose turn it is, what comes next. Quarantined leads never count."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left, TruncDate
from django.urls import reverse
from django.utils import timezone

from leads.charts import Columns, Day, stacked
from leads.durations import duration
from leads.enums import Communication, LeadStatus, Urgency
from leads.models import WAITING, Form, Lead, LeadQuerySet
from leads.queries.forms import public_url
from leads.queries.lists import COUNT_CAP, EXCERPT, chips_of, foreign_language, with_drafts
from messaging.enums import Direction, MessageKind
from messaging.models import Message
from tenants.models import Organization

CHART_DAYS: Final = 14
WEEK: Final = timedelta(days=7)
SHOWN_WAITING: Final = 6
SHOWN_LATEST: Final = 5
# Of those who wait, as many of each urgency are put in order by what they said last.
MOST_RANKED: Final = 250
# The response time of a week is that of its newest leads, this many at most.
RESPONSE_CAP: Final = 5000

_AUTOMATIC: Final = Q(communication=Communication.AI_REPLIED)
_CLOSED_UNANSWERED: Final = Q(
    status__in=[LeadStatus.LOST, LeadStatus.ARCHIVED],
    communication__in=[Communication.NEW, Communication.ACKNOWLEDGED],
)
# What the model has not seen counts as normal.
_URGENCY: Final = Case(
    When(urgency=Urgency.EMERGENCY, then=Value(0)),
    When(urgency=Urgency.HIGH, then=Value(1)),
    When(urgency=Urgency.LOW, then=Value(3)),
    default=Value(2),
    output_field=IntegerField(),
)
_RANKED: Final = ((Urgency.EMERGENCY,), (Urgency.HIGH,), (Urgency.NORMAL, ""), (Urgency.LOW,))


class Percentile(Aggregate):
    """The value below which a share of the rows lies, between two neighbours in proportion."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression: Any, share: float, **options: Any) -> None:
        super().__init__(expression, share=float(share), **options)


def overview_context(organization: Organization, *, now: datetime) -> dict[str, Any]:
    """Return what the overview shows, but the follow-ups; all times in the active zone."""
    chart = chart_of(now)
    today = chart.columns[-1].day
    waiting = Lead.objects.get_queryset().waiting()
    latest = list(with_drafts(Lead.objects.get_queryset().trusted()).order_by("-created_at", "-id")[:SHOWN_LATEST])
    forms = list(Form.objects.filter(is_active=True).order_by("created_at", "id")[:1])
    return {
        "chart": chart,
        "today": today,
        "week": week_figures(now),
        "response": response_times(now),
        "wait": longest_wait(waiting, now),
        "waiting": [_waiting_row(lead, organization, now) for lead in _shown_waiting(waiting)],
        "latest": [_latest_row(lead, organization) for lead in latest],
        "form_url": public_url(forms[0]) if forms else "",
    }


def chart_of(now: datetime) -> Columns:
    """Return the leads of the last 14 days of the active zone, today included."""
    last = timezone.localdate(now)
    first = last - timedelta(days=CHART_DAYS - 1)
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    start -= timedelta(days=CHART_DAYS - 1)
    rows = (
        Lead.objects.get_queryset()
        .trusted()
        .filter(created_at__gte=start)
        .annotate(day=TruncDate("created_at"))
        .order_by()
        .values("day")
        .annotate(
            total=Count("pk"),
            automatic=Count("pk", filter=_AUTOMATIC),
            waiting=Count("pk", filter=WAITING),
        )
    )
    by_day = {
        row["day"]: Day(
            row["day"],
            automatic=row["automatic"],
            team=row["total"] - row["automatic"] - row["waiting"],
            waiting=row["waiting"],
        )
        for row in rows
    }
    days = [first + timedelta(days=offset) for offset in range(CHART_DAYS)]
    return stacked([by_day.get(day, Day(day)) for day in days])


def week_figures(now: datetime) -> dict[str, int]:
    """Return how many leads came in seven days and in the seven before, and how many were answered by whom.

    A lead counts as answered by LeadWizard when its personal reply was the last word, by the team when a person
    wrote or moved it on. One that was closed without an answer was not answered.
    """
    recent = Q(created_at__gte=now - WEEK)
    found = (
        Lead.objects.get_queryset()
        .trusted()
        .filter(created_at__gte=now - 2 * WEEK)
        .aggregate(
            both=Count("pk"),
            total=Count("pk", filter=recent),
            automatic=Count("pk", filter=recent & _AUTOMATIC),
            unanswered=Count("pk", filter=recent & (WAITING | _CLOSED_UNANSWERED)),
        )
    )
    answered = found["total"] - found["unanswered"]
    return {
        "total": found["total"],
        "change": (change := 2 * found["total"] - found["both"]),
        "fewer": -change,
        "answered": answered,
        "automatic": found["automatic"],
        "team": answered - found["automatic"],
    }


def response_times(now: datetime) -> dict[str, timedelta | None]:
    """Return the median and the 95th percentile of seven days: from the enquiry to the first message that left."""
    first = (
        Message.objects.filter(about_id=OuterRef("pk"), direction=Direction.OUT, sent_at__isnull=False)
        .order_by("sent_at")
        .values("sent_at")[:1]
    )
    taken = ExpressionWrapper(F("first_sent_at") - F("created_at"), output_field=DurationField())
    return (
        Lead.objects.get_queryset()
        .trusted()
        .filter(created_at__gte=now - WEEK)
        .annotate(first_sent_at=Subquery(first, output_field=DateTimeField()))
        .annotate(taken=taken)
        .order_by("-created_at", "-id")[:RESPONSE_CAP]
        .aggregate(median=Percentile("taken", 0.5), most=Percentile("taken", 0.95))
    )


def _spoken(field: str) -> Subquery:
    """Return what the lead's person said last: by the form or by mail, and not their mailbox by itself."""
    return Subquery(
        Message.objects.filter(
            about_id=OuterRef("pk"), kind__in=[MessageKind.ENQUIRY, MessageKind.INBOUND], is_automatic=False
        )
        .order_by("-created_at", "-id")
        .values(field)[:1]
    )


def _with_wait(leads: LeadQuerySet) -> LeadQuerySet:
    return leads.annotate(since=Coalesce(_spoken("created_at"), F("created_at")))


def longest_wait(waiting: LeadQuerySet, now: datetime) -> dict[str, Any]:
    """Return how many wait, at most one more than the cap, and for how long the one who waits longest."""
    found = (
        _with_wait(waiting)
        .order_by("created_at", "id")[: COUNT_CAP + 1]
        .aggregate(
            count=Count("pk"),
            first=Min("since"),
        )
    )
    return {
        "count": found["count"],
        "is_more": found["count"] > COUNT_CAP,
        "longest": now - found["first"] if found["first"] else None,
    }


def _shown_waiting(waiting: LeadQuerySet) -> list[Lead]:
    """Return those whose turn is first: the most urgent, among equals the longest wait."""
    said = Left(Coalesce(_spoken("body"), F("message")), EXCERPT * 2, output_field=CharField())
    # Each class of urgency sends those who came first: six lines do not ask what a hundred thousand said last.
    classes = [
        waiting.filter(urgency__in=urgencies).order_by("created_at", "id").values("pk")[:MOST_RANKED]
        for urgencies in _RANKED
    ]
    first = Lead.objects.get_queryset().filter(pk__in=classes[0].union(*classes[1:], all=True))
    rows = with_drafts(_with_wait(first)).annotate(said=said, rank=_URGENCY)
    return list(rows.order_by("rank", "since", "id")[:SHOWN_WAITING])  # type: ignore[misc]  # annotated


def _waiting_row(lead: Any, organization: Organization, now: datetime) -> dict[str, Any]:
    return {
        "lead": lead,
        "lang": foreign_language(lead),
        "said": " ".join(lead.said.split())[:EXCERPT],
        "has_draft": lead.has_draft,
        "has_replied": lead.communication == Communication.CUSTOMER_REPLIED,
        "waited": duration(now - lead.since),
        "url": _url(lead, organization),
    }


def _latest_row(lead: Any, organization: Organization) -> dict[str, Any]:
    return {
        "lead": lead,
        "about": lead.service or " ".join(lead.message[:EXCERPT].split()),
        "chip": chips_of(lead, has_draft=lead.has_draft)[-1 if lead.is_closed else 0],
        "url": _url(lead, organization),
    }


def _url(lead: Lead, organization: Organization) -> str:
    return reverse("leads:lead", args=[organization.slug, lead.pk])
