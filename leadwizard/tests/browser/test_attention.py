"""Work that needs a person, in a real browser: by rule in both themes, with the keyboard alone, and without script."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from automation import desk
from automation.enums import JobState
from automation.models import JobAttempt
from automation.tests import scenes, troubles
from leadwizard.tests.browser.looks import faults_of, in_two_looks
from tenants.models import AuditEvent
from tenants.scoping import scope

pytestmark = pytest.mark.browser

LONG = "Wolfeschlegelsteinhausenbergerdorff-" * 4
HOSTILE = 'E-mail to <img src=x onerror="document.title=1"> {{ 7 }} was not sent'


@pytest.fixture
def organization(world, rings):
    with scenes.kind(label="Small work"):
        yield world.organization


@pytest.fixture
def rings(monkeypatch):
    from automation.bell import Bell

    monkeypatch.setattr(Bell, "ring", lambda *_call: True)


@pytest.fixture
def base(client, page, site, world, organization):
    """Sign Alice in without the form, and return where her pages are."""
    client.force_login(world.alice.user)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
    return f"{site}/o/{organization.slug}"


@in_two_looks
def test_no_page_has_a_fault(page, world, organization, base, theme, width):
    alice, now = world.alice.membership, timezone.now()
    letter = troubles.dead_letter(organization, HOSTILE, error="E" + "e" * 400)
    closed = troubles.dead_letter(organization, f"E-mail to {LONG} was not sent", at=now - timedelta(days=3))
    unknown = troubles.escalation_of(troubles.unknown_send(organization))
    question = troubles.question(organization, LONG, asked_by=LONG)
    asked, ended = troubles.escalation_of(letter), troubles.escalation_of(closed)
    with scope(organization.pk):
        desk.assign_escalation(asked.pk, world.bob.membership, actor=alice)
        desk.comment_on_escalation(asked.pk, f"{LONG}\n\nx", author=alice, token=uuid4(), now=now)
        desk.dismiss(closed.pk, reason=LONG[:200], actor=alice, now=now)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    paths = {
        "open": "escalations/",
        "nothing found": "escalations/?q=nobody",
        "nothing mine": "escalations/?view=mine",
        "resolved": "escalations/?view=resolved",
        "dead letter's": f"escalations/{asked.pk}/",
        "unknown": f"escalations/{unknown.pk}/",
        "question": f"escalations/{question.pk}/",
        "ended": f"escalations/{ended.pk}/?view=resolved",
        "dead": "dead-letters/",
        "none of the kind": "dead-letters/?kind=messaging.deliver",
        "letter": f"dead-letters/{letter.pk}/",
        "closed": f"dead-letters/{closed.pk}/?state=dismissed",
        "overview": "overview/",
    }
    faults = {}
    for name, path in paths.items():
        page.goto(f"{base}/{path}")
        faults[name] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}
    page.goto(f"{base}/dead-letters/")
    if page.locator(".pick input").first.is_visible():
        page.locator(".pick input").first.check()
        assert faults_of(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_empty_pages_have_no_fault_and_a_calm_rail(page, base, theme):
    page.emulate_media(color_scheme=theme)
    for path, words in (("escalations/", "Nothing needs attention"), ("dead-letters/", "No dead letters")):
        page.goto(f"{base}/{path}")
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        expect(page.locator(".rail [data-attention]")).to_be_hidden()
        assert faults_of(page) == []


def test_with_the_keyboard_alone_it_is_opened_taken_talked_about_and_left(page, world, organization, base):
    asked = troubles.question(organization, "Asks for a person")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}/escalations/")
    page.get_by_role("link", name="Asks for a person").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="Asks for a person")).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/escalations/{asked.pk}/$"))

    _tab_to(page, "#case-take")
    page.keyboard.press("Enter")
    row = page.locator(f"#row-{asked.pk}")
    expect(row.get_by_text("You have it")).to_be_visible()
    expect(page.locator("#case-take")).to_have_text("Hand it back")
    expect(page.locator("#case-take")).to_be_focused()

    _tab_to(page, "textarea[name=comment]")
    page.keyboard.type("I call them at four.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".notes").get_by_text("I call them at four.")).to_be_visible()

    page.locator("#case-title").focus()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page.get_by_role("link", name="Asks for a person")).to_be_focused()
    expect(page).to_have_url(f"{base}/escalations/")


def _tab_to(page: Page, selector: str) -> None:
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_a_second_click_tries_nothing_twice_and_the_page_follows(page, organization, base):
    job = troubles.dead_letter(organization, "E-mail to Rosa was not sent")
    page.goto(f"{base}/dead-letters/{job.pk}/")
    badge = page.locator(".rail [data-attention]")
    expect(badge).to_contain_text("1")
    page.get_by_role("button", name="Try again").dblclick()
    expect(page.get_by_text("It is tried again now.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    expect(badge).to_be_hidden()
    assert scenes.reload(job).state == JobState.WAITING
    with scope(organization.pk):
        assert AuditEvent.objects.filter(action="job.retried").count() == 1
        assert JobAttempt.objects.filter(job=job).count() == 5


def test_a_dismissal_without_a_reason_is_refused_at_its_field(page, organization, base):
    job = troubles.dead_letter(organization)
    page.goto(f"{base}/escalations/{troubles.escalation_of(job).pk}/")
    page.get_by_role("button", name="Dismiss").click()
    reason = page.get_by_role("textbox", name="Why it is not needed any more")
    expect(reason).to_be_focused()
    expect(page.get_by_text("Say in a few words why.")).to_be_visible()
    reason.fill("Told by phone.")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("Alice Archer ended this")).to_be_visible()
    expect(page.locator(".panel").get_by_text("Told by phone.")).to_be_visible()


def test_a_strangers_markup_stays_words(page, organization, base):
    job = troubles.dead_letter(organization, HOSTILE)
    for path in ("escalations/", f"dead-letters/{job.pk}/"):
        page.goto(f"{base}/{path}")
        expect(page.get_by_role("link", name=HOSTILE)).to_be_visible()
        assert page.locator("img").count() == 0


def test_several_are_ticked_and_dismissed(page, organization, base):
    jobs = [troubles.dead_letter(organization, f"E-mail to {name} was not sent") for name in ("Rosa", "Jim", "Priya")]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{base}/dead-letters/")
    dismiss = page.get_by_role("button", name="Dismiss")
    expect(dismiss).to_be_hidden()
    page.get_by_role("checkbox", name="Select all on this page").check()
    page.get_by_role("checkbox", name="Select: E-mail to Jim was not sent").uncheck()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_label("Why they are not needed any more").fill("Old.")
    dismiss.click()
    expect(page.get_by_text("2 are closed, and not tried again.")).to_be_visible()
    expect(page.locator(".row.lead")).to_have_count(1)
    assert [scenes.reload(job).state for job in jobs] == [JobState.DISMISSED, JobState.DEAD, JobState.DISMISSED]


def test_a_search_changes_the_rows_and_the_address(page, organization, base):
    for name in ("Rosa", "Jim"):
        troubles.dead_letter(organization, f"E-mail to {name} was not sent")
    page.goto(f"{base}/dead-letters/")
    page.get_by_role("searchbox", name="Search dead letters").fill("jim")
    expect(page.locator(".row.lead")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=jim"))
    page.get_by_label("Order").select_option("Oldest first")
    expect(page).to_have_url(re.compile("order=oldest"))
    page.get_by_role("link", name="E-mail to Jim").click()
    expect(page).to_have_url(re.compile(r"/dead-letters/[0-9a-f-]{36}/\?q=jim&order=oldest"))


def test_without_script_everything_is_still_there(browser, client, site, world, organization):
    job = troubles.dead_letter(organization, "E-mail to Rosa was not sent")
    question = troubles.question(organization, "Asks for a person")
    context = browser.new_context(java_script_enabled=False)
    client.force_login(world.bob.user)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/o/{organization.slug}/overview/")
    page.get_by_role("link", name="2 things need attention").click()
    page.get_by_role("searchbox", name="Search escalations").fill("person")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Asks for a person").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("Bob Baker takes care of it.")).to_be_visible()
    page.get_by_role("textbox", name="Comment").fill("I call them.")
    page.get_by_role("button", name="Add comment").click()
    expect(page.locator(".notes").get_by_text("I call them.")).to_be_visible()
    page.get_by_role("textbox", name="What was done").fill("Called.")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("Bob Baker ended this")).to_be_visible()
    page.get_by_role("link", name="Dead letters").click()
    page.get_by_role("checkbox", name="Select: E-mail to Rosa was not sent").check()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 is tried again now.")).to_be_visible()
    assert scenes.reload(job).state == JobState.WAITING
    assert question.pk
    context.close()
