"""The overview says whose turn it is, and its figures are those of the rows."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from leads import services
from leads.enums import Communication, LeadSource, LeadStatus, Suspicion, SuspicionReason, Urgency
from leads.models import Lead
from leads.queries.overview import chart_of, response_times, week_figures
from leads.services import Enquiry, Origin
from leads.tests import scenes
from leads.views.overview import sentence
from messaging.enums import Direction, DispatchState, MessageKind, RunState, SequencePurpose
from messaging.models import Message, Run
from messaging.services.sequences import ensure_sequence
from tenants.scoping import scope

pytestmark = pytest.mark.django_db

# Tuesday, 2:00 PM in New York.
NOW = datetime(2026, 11, 17, 19, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


def _lead(world, form, *, ago=timedelta(0), suspicion=SuspicionReason.NONE, **values):
    number = uuid4().hex[:8]
    enquiry = Enquiry(name=values.pop("name", "Rosa Delgado"), email=f"{number}@example.com", message="A leak.")
    with scope(world.organization.pk):
        lead = services.capture_lead(
            form,
            enquiry,
            organization=world.organization,
            origin=Origin(source=LeadSource.PAGE, suspicion=suspicion),
            idempotency_key=number,
            now=NOW - ago,
        ).lead
        if values:
            Lead.objects.filter(pk=lead.pk).update(**values)
    return lead


def _said(world, lead, kind, *, at, direction=Direction.OUT, **values):
    left = {"verdict": {"allowed": True}, "state": DispatchState.SENT, "sent_at": at}
    with scope(world.organization.pk):
        return Message.objects.create(
            contact=lead.contact,
            about_id=lead.pk,
            kind=kind,
            direction=direction,
            created_at=at,
            **({"state": DispatchState.RECEIVED} if direction == Direction.IN else left),
            **values,
        )


def _get(client, world, person=None):
    client.force_login((person or world.alice).user)
    return client.get(reverse("leads:overview", args=[world.organization.slug]))


def test_the_dashboard_begins_with_the_overview(client, world):
    client.force_login(world.alice.user)
    answer = client.get(reverse("tenants:dashboard", args=[world.organization.slug]))
    assert answer.headers["Location"] == reverse("leads:overview", args=[world.organization.slug])


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (0, "Nobody is waiting for you."),
        (1, "One person is waiting for you, Dana."),
        (3, "Three people are waiting for you, Dana."),
        (12, "Twelve people are waiting for you, Dana."),
        (13, "13 people are waiting for you, Dana."),
        (1001, "More than 1000 people are waiting for you, Dana."),
    ],
)
def test_the_first_sentence_counts_in_words_up_to_twelve(waiting, words):
    assert sentence(waiting, "Dana") == words


def test_a_new_organization_is_told_what_to_do_first(client, world, form):
    page = _get(client, world).content.decode()

    assert "Nobody is waiting for you." in page
    for address in ("leads:forms", "leads:reply_settings"):
        assert reverse(address, args=[world.organization.slug]) in page
    assert "Median response" not in page


def test_staff_are_not_sent_to_settings_they_may_not_open(client, world, form):
    page = _get(client, world, world.bob).content.decode()
    assert reverse("leads:reply_settings", args=[world.organization.slug]) not in page
    assert reverse("leads:forms", args=[world.organization.slug]) in page


def test_the_most_urgent_come_first_and_among_equals_the_longest_wait(client, world, form):
    _lead(world, form, name="Late normal", ago=timedelta(minutes=5), urgency=Urgency.NORMAL)
    _lead(world, form, name="Unread", ago=timedelta(minutes=40))
    _lead(world, form, name="Old low", ago=timedelta(days=2), urgency=Urgency.LOW)
    _lead(world, form, name="Emergency", ago=timedelta(minutes=1), urgency=Urgency.EMERGENCY)
    _lead(world, form, name="Answered", communication=Communication.OWNER_REPLIED)

    answer = _get(client, world)

    rows = answer.context["waiting"]
    assert [row["lead"].name for row in rows] == ["Emergency", "Unread", "Late normal", "Old low"]
    assert answer.context["sentence"] == "Four people are waiting for you, Alice."
    assert answer.context["longest"] == "2\u00a0days"


def test_a_customer_who_replied_waits_since_the_reply_and_is_quoted(client, world, form):
    lead = _lead(world, form, ago=timedelta(days=3), communication=Communication.CUSTOMER_REPLIED)
    at = NOW - timedelta(minutes=26)
    _said(world, lead, MessageKind.INBOUND, at=at, direction=Direction.IN, body="Thursday works.")
    vacation = {"direction": Direction.IN, "body": "I am away.", "is_automatic": True}
    _said(world, lead, MessageKind.INBOUND, at=NOW - timedelta(minutes=2), **vacation)

    answer = _get(client, world)

    [row] = answer.context["waiting"]
    assert (row["said"], row["waited"], row["has_replied"]) == ("Thursday works.", "26\u00a0min", True)
    assert "longest 26\u00a0min" in answer.content.decode()


def test_a_draft_is_reviewed_and_a_person_with_a_phone_can_be_called(client, world, form):
    lead = _lead(world, form, phone="+19375550142")
    with scope(world.organization.pk):
        Message.objects.create(
            contact=lead.contact, about_id=lead.pk, kind=MessageKind.DRAFT, direction=Direction.OUT,
            state=DispatchState.DRAFT, created_at=NOW,
        )  # fmt: skip

    page = _get(client, world).content.decode()

    assert 'href="tel:+19375550142"' in page
    assert "Review" in page
    assert "Draft waits" in page


def test_quarantined_leads_count_nowhere(client, world, form):
    _lead(world, form, name="Cheap Pills", suspicion=SuspicionReason.LINKS)
    _lead(world, form, name="Known Spam", suspicion=SuspicionReason.LINKS, status=LeadStatus.NEW)
    with scope(world.organization.pk):
        Lead.objects.filter(name="Known Spam").update(suspicion=Suspicion.SPAM)

    page = _get(client, world).content.decode()
    assert "Nobody is waiting for you." in page
    assert "Cheap Pills" not in page

    _lead(world, form)
    context = _get(client, world).context
    assert (context["today"].total, context["week"]["total"], context["wait"]["count"]) == (1, 1, 1)
    assert len(context["latest"]) == 1


def test_leads_of_another_organization_count_nowhere(client, world):
    other = scenes.form(world.other, slug="beta")
    scenes.lead(world.other, other, name="Secret Person")
    page = _get(client, world).content.decode()
    assert "Secret Person" not in page
    assert "Nobody is waiting for you." in page


def test_today_begins_at_midnight_where_the_organization_is(world, form, settings):
    # 14 hours ago it was midnight in New York; 4:59 UTC is still yesterday there.
    _lead(world, form, ago=timedelta(hours=14))
    _lead(world, form, ago=timedelta(hours=14, minutes=1))
    from django.utils import timezone

    with timezone.override("America/New_York"), scope(world.organization.pk):
        chart = chart_of(NOW)

    assert [column.day.total for column in chart.columns[-2:]] == [1, 1]
    assert len(chart.columns) == 14


def test_each_lead_of_the_chart_is_in_one_series(world, form):
    _lead(world, form)
    _lead(world, form, communication=Communication.CUSTOMER_REPLIED)
    _lead(world, form, communication=Communication.AI_REPLIED)
    _lead(world, form, communication=Communication.AI_REPLIED, status=LeadStatus.WON)
    _lead(world, form, communication=Communication.OWNER_REPLIED)
    _lead(world, form, communication=Communication.ACKNOWLEDGED, status=LeadStatus.CONTACTED)
    with scope(world.organization.pk):
        today = chart_of(NOW).columns[-1].day
    assert (today.automatic, today.team, today.waiting, today.total) == (2, 2, 2, 6)


def test_answered_counts_seven_days_and_not_what_was_closed_without_an_answer(world, form):
    _lead(world, form)
    _lead(world, form, communication=Communication.AI_REPLIED)
    _lead(world, form, communication=Communication.OWNER_REPLIED)
    _lead(world, form, communication=Communication.ACKNOWLEDGED, status=LeadStatus.BOOKED)
    _lead(world, form, communication=Communication.ACKNOWLEDGED, status=LeadStatus.ARCHIVED)
    for days in (8, 9, 20):
        _lead(world, form, ago=timedelta(days=days))
    with scope(world.organization.pk):
        found = week_figures(NOW)
    assert found == {"total": 5, "change": 3, "fewer": -3, "answered": 3, "automatic": 1, "team": 2}


def test_the_response_time_is_that_of_the_first_message_that_left(world, form):
    for seconds in (10, 20, 30, 40, 200):
        lead = _lead(world, form, ago=timedelta(hours=1))
        start = NOW - timedelta(hours=1)
        _said(world, lead, MessageKind.REPLY, at=start + timedelta(seconds=seconds + 600))
        _said(world, lead, MessageKind.ACKNOWLEDGEMENT, at=start + timedelta(seconds=seconds))
    old = _lead(world, form, ago=timedelta(days=8))
    _said(world, old, MessageKind.REPLY, at=NOW)
    _lead(world, form)
    with scope(world.organization.pk):
        found = response_times(NOW)
    assert found == {"median": timedelta(seconds=30), "most": timedelta(seconds=168)}


def test_without_messages_there_is_no_response_time(client, world, form):
    _lead(world, form)
    assert "nothing was sent in seven days" in _get(client, world).content.decode()


def _run(world, lead, *, next_at):
    with scope(world.organization.pk):
        return Run.objects.create(
            sequence=ensure_sequence(SequencePurpose.FOLLOW_UP),
            contact=lead.contact,
            about_id=lead.pk,
            state=RunState.ACTIVE,
            next_at=next_at,
            started_at=NOW - timedelta(days=1),
        )


def test_follow_ups_are_listed_with_what_is_overdue_first(client, world, form):
    for name, in_hours in (("Priya", 1), ("Jim", -2), ("Tom", 26)):
        lead = _lead(world, form, name=name)
        with scope(world.organization.pk):
            type(lead.contact).objects.filter(pk=lead.contact_id).update(name=name)
        _run(world, lead, next_at=NOW + timedelta(hours=in_hours))

    rows = _get(client, world).context["follow_ups"]

    assert [(row["name"], row["mark"], row["state"]) for row in rows] == [
        ("Jim", "stop", "2\u00a0h overdue"),
        ("Priya", "", "3:00\u00a0PM"),
        ("Tom", "", "Wed 4:00\u00a0PM"),
    ]


def test_a_follow_up_that_stopped_after_its_tries_says_why(client, world, form):
    from automation.enums import Effect, JobState, Queue
    from automation.models import Job

    run = _run(world, _lead(world, form), next_at=NOW - timedelta(hours=2))
    with scope(world.organization.pk):
        Job.objects.create(
            kind="messaging.run_step", queue=Queue.QUICK, effect=Effect.ROWS, run_at=NOW, state=JobState.DEAD,
            dedupe_key=f"{run.pk}:1", last_error="The mail server is away.",
        )  # fmt: skip
    [row] = _get(client, world).context["follow_ups"]
    assert row["detail"] == "It stopped after several tries: The mail server is away."


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_asks_a_fixed_number_of_questions(client, world, form, count, django_assert_max_num_queries):
    for _place in range(count):
        lead = _lead(world, form, communication=Communication.CUSTOMER_REPLIED)
        _run(world, lead, next_at=NOW - timedelta(hours=2))
    client.force_login(world.alice.user)
    from leads.queries.follow_ups import follow_ups
    from leads.queries.overview import overview_context

    with scope(world.organization.pk), django_assert_max_num_queries(12):
        overview_context(world.organization, now=NOW)
        follow_ups(world.organization, now=NOW)


def test_strangers_find_nothing_and_the_signed_out_sign_in(client, world):
    address = reverse("leads:overview", args=[world.organization.slug])
    assert client.get(address).headers["Location"].startswith("/account/login/")
    client.force_login(world.charlie.user)
    assert client.get(address).status_code == 404
