"""The pages about escalations: what they show, to whom, and what each role may do there."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from automation import desk
from automation.enums import EscalationState, JobState
from automation.models import Escalation, EscalationComment
from automation.tests import scenes, troubles
from tenants.enums import Role
from tenants.scoping import scope
from tenants.tests import worlds

HTMX = {"HTTP_HX_REQUEST": "true"}
ACTIONS = ("assign", "comment", "resolve", "escalation_retry", "escalation_dismiss")


@pytest.fixture
def organization(world, rings):
    with scenes.kind(label="Small work"):
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
    return reverse("automation:escalations", args=[organization.slug], query=query)


def _address(organization, escalation, name="escalation"):
    return reverse(f"automation:{name}", args=[organization.slug, escalation.pk])


def _titles(page):
    return [row.title for row in page.context["rows"]]


def _reload(escalation):
    with scope(scenes.home(escalation)):
        return Escalation.objects.get(pk=escalation.pk)


def _said(page):
    return [str(message) for message in page.context["messages"]]


def test_an_empty_list_says_what_the_page_is_for(alice, organization):
    html = alice.get(_list(organization)).content.decode()
    assert "Nothing needs attention" in html
    assert "When LeadWizard cannot go on by itself, it asks here" in html
    assert re.search(r"data-attention></span>", html)


def test_each_tab_shows_its_own(alice, world, organization):
    mine, bobs, nobodys, done = (troubles.question(organization, title) for title in ("Mine", "Bob's", "Free", "Done"))
    people = world.alice.membership, world.bob.membership
    with scope(organization.pk):
        desk.assign_escalation(mine.pk, people[0], actor=people[0])
        desk.assign_escalation(bobs.pk, people[1], actor=people[0])
        desk.resolve_escalation(done, note="", actor=people[0], now=timezone.now())
    assert _titles(alice.get(_list(organization))) == [nobodys.title, "Bob's", "Mine"]
    assert _titles(alice.get(_list(organization, view="mine"))) == ["Mine"]
    assert _titles(alice.get(_list(organization, view="nobody"))) == ["Free"]
    assert _titles(alice.get(_list(organization, view="resolved"))) == ["Done"]
    assert _titles(alice.get(_list(organization, view="bogus"))) == [nobodys.title, "Bob's", "Mine"]
    page = alice.get(_list(organization))
    assert [(tab["key"], tab["count"]) for tab in page.context["tabs"]] == [
        ("open", 3), ("mine", 1), ("nobody", 1), ("resolved", 0), ("dead", 0),
    ]  # fmt: skip


def test_a_trouble_counts_once_in_the_rail_on_every_page(alice, organization):
    troubles.dead_letter(organization)
    troubles.question(organization)
    with scope(organization.pk):
        Escalation.objects.filter(reason="dead_letter").update(state=EscalationState.RESOLVED)
    troubles.dead_letter(organization)
    for address in (_list(organization), reverse("leads:forms", args=[organization.slug])):
        page = alice.get(address)
        assert page.context["attention_count"] == 3
        assert page.content.decode().count("waiting: </span>3") == 2


def test_words_are_looked_for_in_titles_and_errors(alice, organization):
    troubles.dead_letter(organization, "E-mail to Rosa was not sent")
    troubles.dead_letter(organization, "E-mail to Jim was not sent", error="The quota is used up.")
    assert _titles(alice.get(_list(organization, q="rosa MAIL"))) == ["E-mail to Rosa was not sent"]
    assert _titles(alice.get(_list(organization, q="quota"))) == ["E-mail to Jim was not sent"]
    html = alice.get(_list(organization, q="<i>nobody</i>\0")).content.decode()
    assert "Nothing needs attention" not in html
    assert "<i>nobody" not in html


@pytest.mark.parametrize("order", ["", "oldest"])
def test_pages_follow_each_other_in_both_orders_and_back(alice, organization, order):
    start = timezone.now() - timedelta(hours=1)
    titles = [f"Case {number}" for number in range(53)]
    with scope(organization.pk):
        Escalation.objects.bulk_create(
            Escalation(reason="x", title=title, opened_at=start + timedelta(seconds=number))
            for number, title in enumerate(titles)
        )
    wanted = titles if order else titles[::-1]
    forth, back = ("newer_url", "older_url") if order else ("older_url", "newer_url")
    pages = [alice.get(_list(organization, order=order))]
    while pages[-1].context["pager"][forth]:
        pages.append(alice.get(pages[-1].context["pager"][forth]))
    assert [_titles(page) for page in pages] == [wanted[:25], wanted[25:50], wanted[50:]]
    returned = alice.get(pages[2].context["pager"][back])
    assert _titles(returned) == wanted[25:50]
    first = alice.get(returned.context["pager"][back])
    assert (_titles(first), first.context["pager"][back]) == (wanted[:25], "")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(alice, world, organization, count):
    for number in range(count):
        asked = troubles.escalation_of(troubles.dead_letter(organization, f"Case {number}"))
        with scope(organization.pk):
            desk.assign_escalation(asked.pk, world.bob.membership, actor=world.alice.membership)
    with CaptureQueriesContext(connection) as captured:
        assert len(alice.get(_list(organization)).context["rows"]) == count
    assert len(troubles.pages_own(captured)) == 10


def test_the_page_tells_what_happened_in_words(alice, organization):
    asked = troubles.escalation_of(
        troubles.dead_letter(organization, 'E-mail to <script>alert("x")</script> was not sent', error="KeyError")
    )
    html = alice.get(_address(organization, asked)).content.decode()
    assert "E-mail to &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; was not sent" in html
    assert "<script>alert" not in html
    assert "Something in LeadWizard itself broke." in html
    assert "KeyError" not in html
    assert html.count("It did not work, and was planned again") == 4
    assert "It did not work, and LeadWizard gave up" in html
    assert "Small work" in html
    assert "Try again" in html
    assert "Dismiss" in html
    assert "Resolve</button>" not in html
    for name in ("assign", "comment", "escalation_retry", "escalation_dismiss"):
        assert f'action="{_address(organization, asked, name)}" hx-post="{_address(organization, asked, name)}"' in html


def test_a_part_is_the_panel_alone_and_brings_the_row_and_the_figure_along(alice, organization):
    asked = troubles.question(organization)
    html = alice.get(_address(organization, asked), **HTMX).content.decode()
    assert "<html" not in html
    assert f'id="row-{asked.pk}" hx-swap-oob="true"' in html
    assert 'hx-swap-oob="innerHTML:[data-attention]"' in html
    assert "<html" not in alice.get(_list(organization), **HTMX).content.decode()


def test_staff_take_it_hand_it_back_and_give_it_to_nobody_else(bob, world, organization):
    asked = troubles.question(organization)
    address = _address(organization, asked, "assign")
    mine, hers = str(world.bob.membership.pk), str(world.alice.membership.pk)
    assert bob.post(address, {"member": mine}).status_code == 303
    assert _reload(asked).assigned_to_id == world.bob.membership.pk
    assert bob.post(address, {"member": hers}).status_code == 403
    assert bob.post(address, {"member": ""}).status_code == 303
    assert _reload(asked).assigned_to_id is None
    with scope(organization.pk):
        desk.assign_escalation(asked.pk, world.alice.membership, actor=world.alice.membership)
    assert bob.post(address, {"member": ""}).status_code == 403
    assert _reload(asked).assigned_to_id == world.alice.membership.pk


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OWNER])
def test_admins_and_owners_give_it_to_anybody_of_the_team(client, world, organization, role):
    boss = worlds.person(organization, "boss@acme.example", "Boss", role)
    client.force_login(boss.user)
    asked = troubles.question(organization)
    address = _address(organization, asked, "assign")
    answer = client.post(address, {"member": str(world.bob.membership.pk)}, follow=True)
    assert _said(answer) == ["Bob Baker takes care of it."]
    assert _reload(asked).assigned_to_id == world.bob.membership.pk
    assert client.post(address, {"member": str(world.charlie.membership.pk)}).status_code == 422
    assert _reload(asked).assigned_to_id == world.bob.membership.pk


def test_staff_comment_once_per_composer_and_a_refusal_keeps_the_rest(bob, world, organization):
    asked, token = troubles.question(organization), str(uuid4())
    address = _address(organization, asked, "comment")
    for _press in range(2):
        assert bob.post(address, {"comment": "I <b>call</b> them.", "token": token}).status_code == 303
    assert bob.post(address, {"comment": " ", "token": str(uuid4())}).status_code == 422
    with scope(organization.pk):
        assert list(EscalationComment.objects.values_list("body", flat=True)) == ["I <b>call</b> them."]
    html = bob.get(_address(organization, asked)).content.decode()
    assert "I &lt;b&gt;call&lt;/b&gt; them." in html
    assert "Bob Baker" in html


def test_staff_resolve_with_a_note_and_a_second_press_changes_nothing(bob, world, organization):
    asked = troubles.question(organization)
    address = _address(organization, asked, "resolve")
    assert f'action="{address}"' in bob.get(_address(organization, asked)).content.decode()
    page = bob.post(address, {"note": "Called them."}, follow=True)
    assert _said(page) == ["It is resolved."]
    assert "Bob Baker ended this" in page.content.decode()
    assert _said(bob.post(address, {"note": "Again."}, follow=True)) == []
    assert _reload(asked).note == "Called them."


def test_an_ending_says_by_whom_also_when_nobody_did_it_or_is_there_any_more(alice, organization):
    asked = troubles.question(organization)
    ended = {"state": EscalationState.RESOLVED, "resolved_at": timezone.now()}
    for how, words in (("", "This ended by itself"), ("settled", "Somebody who has left the team ended this")):
        with scope(organization.pk):
            Escalation.objects.update(resolution=how, **ended)
        assert words in alice.get(_address(organization, asked)).content.decode()


def test_resolving_does_not_hide_work_that_waits(bob, organization):
    asked = troubles.escalation_of(troubles.dead_letter(organization))
    answer = bob.post(_address(organization, asked, "resolve"), {"note": ""})
    assert answer.status_code == 422
    assert "Decide what becomes of the work first" in answer.content.decode()
    assert _reload(asked).state == EscalationState.OPEN


def test_of_an_unknown_send_staff_choose_between_two_plain_ways(bob, organization):
    first, second = (troubles.unknown_send(organization, title) for title in ("One", "Two"))
    html = bob.get(_address(organization, troubles.escalation_of(first))).content.decode()
    assert "It may arrive twice" in html
    for name in ("escalation_retry", "escalation_dismiss"):
        assert f'action="{_address(organization, troubles.escalation_of(first), name)}"' in html
    assert ">Send again</button>" in re.sub(r"<svg.*?</svg>", "", html)
    assert ">Leave it</button>" in html

    again = bob.post(_address(organization, troubles.escalation_of(first), "escalation_retry"), follow=True)
    assert _said(again) == ["It is tried again now."]
    assert scenes.reload(first).state == JobState.WAITING

    left = bob.post(_address(organization, troubles.escalation_of(second), "escalation_dismiss"), follow=True)
    assert _said(left) == ["It is left as it is."]
    kept = scenes.reload(second)
    assert (kept.state, kept.closing_reason) == (
        JobState.DISMISSED,
        "Nobody can tell whether it arrived; it was not sent again.",
    )
    assert _titles(bob.get(_list(organization))) == []


def test_a_page_that_is_out_of_date_decides_nothing(bob, organization):
    job = troubles.dead_letter(organization)
    old = troubles.escalation_of(job)
    bob.post(_address(organization, old, "escalation_retry"), follow=True)
    with scope(organization.pk):
        type(job).objects.filter(pk=job.pk).update(state=JobState.UNKNOWN, unknown_at=timezone.now())
    for action in ("escalation_retry", "escalation_dismiss"):
        assert _said(bob.post(_address(organization, old, action), {"reason": "x"}, follow=True)) == []
    assert scenes.reload(job).state == JobState.UNKNOWN


def test_a_dead_letter_is_dismissed_here_only_with_a_reason(bob, organization):
    job = troubles.dead_letter(organization)
    address = _address(organization, troubles.escalation_of(job), "escalation_dismiss")
    refusal = bob.post(address, {"reason": " "})
    assert refusal.status_code == 422
    assert "Say in a few words why." in refusal.content.decode()
    assert scenes.reload(job).state == JobState.DEAD
    assert bob.post(address, {"reason": "Told by phone."}).status_code == 303
    assert scenes.reload(job).closing_reason == "Told by phone."


def test_work_that_nobody_does_any_more_says_so_when_tried(bob, organization):
    asked = troubles.escalation_of(troubles.dead_letter(organization, kind="tests.gone"))
    page = bob.post(_address(organization, asked, "escalation_retry"), follow=True)
    assert _said(page) == ["LeadWizard no longer does this kind of work. You can only dismiss it."]


def test_filters_survive_a_change(bob, organization):
    asked = troubles.question(organization)
    answer = bob.post(_address(organization, asked, "resolve") + "?view=nobody&q=person&bogus=1", {"note": ""})
    assert answer["Location"] == _address(organization, asked) + "?view=nobody&q=person"


def test_a_stranger_finds_nothing_here_and_changes_nothing(client, world, organization):
    asked = troubles.escalation_of(troubles.dead_letter(organization))
    client.force_login(world.charlie.user)
    assert client.get(_list(organization)).status_code == 404
    assert client.get(_address(organization, asked)).status_code == 404
    values = {"member": "", "comment": "x", "token": str(uuid4()), "note": "x", "reason": "x"}
    for action in ACTIONS:
        assert client.post(_address(organization, asked, action), values).status_code == 404
        # Nor through the door of their own house.
        assert client.post(_address(world.other, asked, action), values).status_code == 404
    assert client.get(_address(world.other, asked)).status_code == 404
    assert _titles(client.get(_list(world.other))) == []
    kept = _reload(asked)
    assert (kept.state, kept.assigned_to_id) == (EscalationState.OPEN, None)
    with scope(organization.pk):
        assert EscalationComment.objects.count() == 0


def test_what_is_unknown_is_not_found_and_reading_changes_nothing(alice, organization):
    asked = troubles.question(organization)
    for action in ("escalation", *ACTIONS):
        address = reverse(f"automation:{action}", args=[organization.slug, uuid4()])
        assert (alice.get if action == "escalation" else alice.post)(address).status_code == 404
    for action in ACTIONS:
        assert alice.get(_address(organization, asked, action)).status_code == 405


def test_the_signed_out_sign_in(client, organization):
    assert client.get(_list(organization)).headers["Location"].startswith("/account/login/")
