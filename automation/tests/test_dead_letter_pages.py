"""The pages about dead letters: one, several at once, and who may do what."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from automation.enums import JobState
from automation.models import Escalation
from automation.tests import scenes, troubles
from tenants.enums import Role
from tenants.models import AuditEvent
from tenants.scoping import scope
from tenants.tests import worlds

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def organization(world, rings):
    with scenes.kind(label="Small work"), scenes.kind(name="tests.other", label="Other work"):
        yield world.organization


@pytest.fixture
def alice(client, world):
    client.force_login(world.alice.user)
    return client


@pytest.fixture
def bob(client, world):
    client.force_login(world.bob.user)
    return client


def _list(organization, **query):
    return reverse("automation:dead_letters", args=[organization.slug], query=query)


def _address(organization, job, name="dead_letter"):
    return reverse(f"automation:{name}", args=[organization.slug, job.pk])


def _bulk(client, organization, name, jobs, query="", **values):
    address = reverse(f"automation:bulk_{name}", args=[organization.slug]) + query
    return client.post(address, {"job": [str(job.pk) for job in jobs], **values})


def _titles(page):
    return [row.title for row in page.context["rows"]]


def _said(page):
    return [str(message) for message in page.context["messages"]]


def _states(*jobs):
    return [scenes.reload(job).state for job in jobs]


def test_an_empty_list_says_what_the_page_is_for(alice, organization):
    html = alice.get(_list(organization)).content.decode()
    assert "No dead letters" in html
    assert "Work that fails is tried again by itself" in html
    assert "Nothing was dismissed" in alice.get(_list(organization, state="dismissed")).content.decode()
    assert "Nothing of this kind" in alice.get(_list(organization, kind=scenes.KIND)).content.decode()


def test_the_list_says_what_it_was_why_and_since_when(alice, organization):
    at = timezone.now() - timedelta(hours=3)
    troubles.dead_letter(organization, "E-mail to <b>Rosa</b> was not sent", at=at)
    html = alice.get(_list(organization)).content.decode()
    assert "E-mail to &lt;b&gt;Rosa&lt;/b&gt; was not sent" in html
    for words in ("Resend had a fault (503).", "Gave up after 5 tries", "Small work", "3\u00a0h</time>"):
        assert words in html


def test_a_dead_letter_without_an_escalation_is_named_after_its_kind(alice, organization):
    troubles.dead_letter(organization)
    with scope(organization.pk):
        Escalation.objects.update(job=None)
    assert _titles(alice.get(_list(organization))) == ["Small work did not work"]


def test_filters_and_words_narrow_the_list(alice, organization):
    troubles.dead_letter(organization, "Rosa", at=timezone.now() - timedelta(minutes=3))
    troubles.dead_letter(organization, "Jim", kind="tests.other", error="The quota is used up.")
    troubles.unknown_send(organization)
    assert _titles(alice.get(_list(organization))) == ["Jim", "Rosa"]
    assert _titles(alice.get(_list(organization, order="oldest"))) == ["Rosa", "Jim"]
    assert _titles(alice.get(_list(organization, kind="tests.other"))) == ["Jim"]
    assert _titles(alice.get(_list(organization, kind="bogus"))) == ["Jim", "Rosa"]
    assert _titles(alice.get(_list(organization, q="rosa"))) == ["Rosa"]
    assert _titles(alice.get(_list(organization, q="QUOTA"))) == ["Jim"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(alice, organization, count):
    for number in range(count):
        troubles.dead_letter(organization, f"Case {number}")
    with CaptureQueriesContext(connection) as captured:
        assert len(alice.get(_list(organization)).context["rows"]) == count
    assert len(troubles.pages_own(captured)) == 10


def test_pages_follow_each_other(alice, organization):
    start = timezone.now() - timedelta(hours=1)
    for number in range(27):
        troubles.dead_letter(organization, f"Case {number}", tries=1, at=start + timedelta(seconds=number))
    first = alice.get(_list(organization, kind=scenes.KIND))
    second = alice.get(first.context["pager"]["older_url"])
    assert _titles(first) == [f"Case {number}" for number in range(26, 1, -1)]
    assert _titles(second) == ["Case 1", "Case 0"]
    assert "kind=tests.work" in second.context["pager"]["newer_url"]


def test_staff_let_it_go_on_and_its_address_outlives_that(bob, world, organization):
    job = troubles.dead_letter(organization, "E-mail to Rosa was not sent")
    page = bob.post(_address(organization, job, "retry"), follow=True)
    assert page.status_code == 200
    assert _said(page) == ["It is tried again now."]
    assert 'id="case-retry"' not in page.content.decode()
    assert _said(bob.post(_address(organization, job, "retry"), follow=True)) == []
    with scope(organization.pk):
        event = AuditEvent.objects.get(action="job.retried")
    assert (event.actor_id, event.subject_id) == (world.bob.membership.pk, job.pk)


def test_a_dismissal_needs_a_reason_and_shows_it(bob, organization):
    job = troubles.dead_letter(organization)
    address = _address(organization, job, "dismiss")
    assert bob.post(address, {"reason": ""}).status_code == 422
    assert _states(job) == [JobState.DEAD]
    page = bob.post(address, {"reason": "Told <i>by</i> phone."}, follow=True)
    assert "Told &lt;i&gt;by&lt;/i&gt; phone." in page.content.decode()
    assert _titles(bob.get(_list(organization))) == []
    assert len(_titles(bob.get(_list(organization, state="dismissed")))) == 1


def test_work_of_unknown_outcome_is_not_sent_again_from_here(bob, organization):
    job = troubles.unknown_send(organization)
    assert bob.get(_address(organization, job)).status_code == 404
    assert bob.post(_address(organization, job, "retry")).status_code == 404
    assert _said(bob.get(_bulk(bob, organization, "retry", [job])["Location"])) == ["0 are tried again now."]
    assert _states(job) == [JobState.UNKNOWN]


def test_a_part_is_the_panel_alone(bob, organization):
    job = troubles.dead_letter(organization)
    shown = bob.get(_address(organization, job)).content.decode()
    for name in ("retry", "dismiss"):
        assert f'action="{_address(organization, job, name)}" hx-post="{_address(organization, job, name)}"' in shown
    html = bob.post(_address(organization, job, "retry"), **HTMX).content.decode()
    assert "<html" not in html
    assert f'id="row-{job.pk}" hx-swap-oob="true"' in html
    assert "It is tried again now." in html


def test_staff_try_several_again_and_come_back_to_their_filters(bob, organization):
    rosa, jim, priya = (troubles.dead_letter(organization, name) for name in ("Rosa", "Jim", "Priya"))
    answer = _bulk(bob, organization, "retry", [rosa, jim], "?kind=tests.work&bogus=1")
    assert answer["Location"] == _list(organization, kind="tests.work")
    assert _said(bob.get(answer["Location"])) == ["2 are tried again now."]
    assert _states(rosa, jim, priya) == [JobState.WAITING, JobState.WAITING, JobState.DEAD]


def test_staff_do_not_dismiss_several_at_once(bob, organization):
    job = troubles.dead_letter(organization)
    assert _bulk(bob, organization, "dismiss", [job], reason="x").status_code == 403
    assert "formaction" not in bob.get(_list(organization)).content.decode()
    assert _states(job) == [JobState.DEAD]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_admins_and_owners_dismiss_several_with_a_reason(client, organization, role):
    client.force_login(worlds.person(organization, "boss@acme.example", "Boss", role).user)
    jobs = [troubles.dead_letter(organization) for _each in range(2)]
    refused = client.get(_bulk(client, organization, "dismiss", jobs, reason=" ")["Location"])
    assert _said(refused) == ["Say in a few words why. The team sees it later."]
    assert _states(*jobs) == [JobState.DEAD] * 2
    done = client.get(_bulk(client, organization, "dismiss", jobs, reason="Old.")["Location"])
    assert _said(done) == ["2 are closed, and not tried again."]
    assert _states(*jobs) == [JobState.DISMISSED] * 2
    assert _said(client.get(_bulk(client, organization, "retry", [])["Location"])) == [
        "Nothing was selected. Tick the boxes beside the titles first."
    ]


def test_a_stranger_finds_nothing_and_changes_nothing(client, world, organization):
    job = troubles.dead_letter(organization)
    client.force_login(world.charlie.user)
    assert client.get(_list(organization)).status_code == 404
    for name in ("retry", "dismiss"):
        assert client.post(_address(organization, job, name), {"reason": "x"}).status_code == 404
        assert client.post(_address(world.other, job, name), {"reason": "x"}).status_code == 404
        assert _bulk(client, organization, name, [job], reason="x").status_code == 404
        # Through their own door the ticked ids lead nowhere.
        assert _bulk(client, world.other, name, [job], reason="x").status_code == 303
    assert client.get(_address(world.other, job)).status_code == 404
    assert _titles(client.get(_list(world.other))) == []
    assert _states(job) == [JobState.DEAD]


def test_what_is_unknown_or_was_never_given_up_is_not_found(alice, organization):
    waiting = scenes.job(organization.pk)
    for job_id in (uuid4(), waiting.pk):
        for name in ("dead_letter", "retry", "dismiss"):
            address = reverse(f"automation:{name}", args=[organization.slug, job_id])
            assert (alice.get if name == "dead_letter" else alice.post)(address).status_code == 404
