"""The leads' pages in a real browser: with the keyboard alone, by rule and in both themes, and while things fail."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from leads.enums import LeadSource, SuspicionReason
from leads.models import Lead, ReplySettings
from leads.services import Origin
from leads.tests import scenes
from leadwizard.tests.browser.looks import faults_of, in_two_looks
from messaging.models import Message
from tenants.scoping import scope
from tenants.tests.worlds import PASSWORD

pytestmark = pytest.mark.browser

SUSPECT = Origin(source=LeadSource.PAGE, suspicion=SuspicionReason.HONEYPOT)
LONG = "Wolfeschlegelsteinhausenbergerdorff-" * 3
TABS = ("overview", "ai", "messages", "timeline")


@pytest.fixture
def form(world):
    return scenes.form(world.organization, title="Main form", services=["Repair"])


@pytest.fixture
def rosa(world, form):
    return scenes.lead(world.organization, form, phone="+19375550142", service="Repair")


@pytest.fixture
def leads_url(client, page, site, world):
    """Sign Alice in without the form, and return where her leads are."""
    client.force_login(world.alice.user)
    cookie = client.cookies["session"]
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    return f"{site}/o/{world.organization.slug}/leads/"


def _fill(world, form, rosa):
    scenes.draft(rosa)
    scenes.lead(world.organization, form, name=LONG, email=f"{'e' * 60}@example.com", message="m" * 3000)
    scenes.lead(world.organization, form, name="María Castellanos", message="Hola, ¿atienden los sábados?", locale="es")
    scenes.lead(world.organization, form, name="Suspect", origin=SUSPECT)
    with scope(world.organization.pk):
        ReplySettings.objects.create()


@in_two_looks
def test_no_page_of_leads_has_a_fault(page, world, form, rosa, leads_url, theme, width):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}
    _fill(world, form, rosa)
    with scope(world.organization.pk):
        long, suspect = Lead.objects.get(name=LONG), Lead.objects.get(name="Suspect")
    pages = {
        "": leads_url,
        "nothing found": f"{leads_url}?q=nobody",
        "nothing won": f"{leads_url}?view=won",
        "quarantine": f"{leads_url}?view=quarantine",
        "suspect": f"{leads_url}{suspect.pk}/?view=quarantine",
        "long": f"{leads_url}{long.pk}/",
        "edit": f"{leads_url}{rosa.pk}/?tab=ai&edit=draft",
        "silent": f"{leads_url}{long.pk}/?tab=ai",
        **{tab: f"{leads_url}{rosa.pk}/?tab={tab}" for tab in TABS},
    }
    for name, address in pages.items():
        page.goto(address)
        faults[name] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_empty_list_has_no_fault(page, form, leads_url, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(leads_url)
    expect(page.get_by_role("heading", name="No leads yet")).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("width", [1280, 1440])
def test_on_a_wide_screen_no_chip_stands_under_the_urgency(page, world, rosa, leads_url, width):
    with scope(world.organization.pk):
        Lead.objects.update(urgency="emergency", status="contacted", communication="customer_replied")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(leads_url)
    row = page.locator(f"#row-{rosa.pk}")
    urgency = row.locator(".prio").bounding_box()
    chips = [chip.bounding_box() for chip in row.locator(".chip").all()]
    assert len(chips) == 2
    assert min(chip["x"] for chip in chips) >= urgency["x"] + urgency["width"]
    in_one_line = chips[0]["y"] == chips[1]["y"]
    assert in_one_line == (width == 1440)


def test_with_the_keyboard_alone_a_lead_is_opened_walked_through_and_left(page, world, form, rosa, leads_url):
    _fill(world, form, rosa)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(leads_url)
    link = page.get_by_role("link", name="Rosa Delgado")
    link.focus()
    page.keyboard.press("Enter")
    title = page.get_by_role("heading", level=2, name="Rosa Delgado")
    expect(title).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/leads/{rosa.pk}/$"))

    tab = page.get_by_role("navigation", name="Lead").get_by_role("link", name="AI")
    for _step in range(12):
        page.keyboard.press("Tab")
        if tab.evaluate("element => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Reply it wrote")).to_be_visible()
    expect(page.get_by_role("navigation", name="Lead").get_by_role("link", name="AI")).to_be_focused()
    expect(page.locator("mark")).to_have_text("$189")
    page.go_back()
    expect(page.get_by_role("heading", name="What they wrote")).to_be_visible()
    # Going back has loaded the page anew; before its script listens, only a program could go on.
    page.wait_for_load_state()
    page.go_forward()
    expect(page.get_by_role("heading", name="Reply it wrote")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page.get_by_role("link", name="Rosa Delgado")).to_be_focused()
    expect(page).to_have_url(leads_url)


def test_a_draft_is_edited_and_sent_and_the_row_follows(page, world, form, rosa, leads_url, mailbox, drain):
    scenes.draft(rosa)
    page.goto(f"{leads_url}{rosa.pk}/?tab=ai")
    row = page.locator(f"#row-{rosa.pk}")
    expect(row.get_by_text("Draft waits")).to_be_visible()
    page.get_by_role("link", name="Edit and send").click()
    text = page.get_by_role("textbox", name="Your answer")
    expect(text).to_be_focused()
    expect(text).to_have_value(scenes.REPLY)
    text.fill("Somebody is with you at six.")
    page.get_by_role("button", name="Send e-mail").dblclick()
    expect(page.get_by_role("log").get_by_text("Somebody is with you at six.")).to_be_visible()
    expect(row.get_by_text("Owner replied")).to_be_visible()
    drain()
    answers = [mail for mail in mailbox.to("rosa@example.com") if mail["subject"].startswith("Re:")]
    assert len(answers) == 1


def test_several_leads_are_ticked_and_moved(page, world, form, leads_url):
    for name in ("Rosa", "Jim", "Priya"):
        scenes.lead(world.organization, form, name=name, email=f"{name}@example.com")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(leads_url)
    change = page.get_by_role("button", name="Change status")
    expect(change).to_be_hidden()
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.get_by_role("checkbox", name="Select Jim").uncheck()
    expect(page.get_by_text("2 selected")).to_be_visible()
    page.get_by_label("New status").select_option("Booked")
    change.click()
    expect(page.get_by_text("2 leads are now: Booked.")).to_be_visible()
    expect(page.locator(".chip", has_text="Booked")).to_have_count(2)


def test_filters_change_the_list_its_address_and_the_file(page, world, form, rosa, leads_url):
    _fill(world, form, rosa)
    page.goto(leads_url)
    page.get_by_label("Urgency").select_option("Emergency")
    expect(page.locator(".row.lead")).to_have_count(1)
    expect(page).to_have_url(re.compile("urgency=emergency"))
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"leads\.csv\?urgency=emergency"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_bytes().count(b"\r\n") == 2
    page.reload()
    expect(page.get_by_label("Urgency")).to_have_value("emergency")
    expect(page.locator(".row.lead")).to_have_count(1)


def test_offline_nothing_typed_is_lost(page, world, form, rosa, leads_url):
    page.goto(f"{leads_url}{rosa.pk}/")
    note = page.get_by_role("textbox", name="Note")
    note.fill("Gate code 12.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("That did not reach us. What you typed is still here.")).to_be_visible()
    expect(note).to_have_value("Gate code 12.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notes").get_by_text("Gate code 12.")).to_be_visible()
    expect(note).to_have_value("")


def test_without_script_everything_is_still_there(browser, client, site, world, form, rosa):
    scenes.draft(rosa)
    context = browser.new_context(java_script_enabled=False)
    client.force_login(world.alice.user)
    context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
    page = context.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{site}/o/{world.organization.slug}/leads/")
    expect(page.get_by_role("checkbox", name="Select all on this page")).to_have_count(0)
    page.get_by_role("checkbox", name="Select Rosa Delgado").check()
    page.get_by_label("New status").select_option("Contacted")
    page.get_by_role("button", name="Change status").click()
    expect(page.get_by_text("1 lead is now: Contacted.")).to_be_visible()
    page.get_by_label("Urgency").select_option("Low")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="No lead matches these filters")).to_be_visible()
    page.get_by_role("link", name="Clear the filters").click()
    page.get_by_role("link", name="Rosa Delgado").click()
    page.get_by_role("link", name="Messages").click()
    page.get_by_role("link", name="Use it").click()
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(scenes.REPLY)
    page.get_by_role("button", name="Send e-mail").click()
    expect(page.get_by_text("Your answer to Rosa Delgado is on its way.")).to_be_visible()
    context.close()


def test_what_became_of_an_answer_shows_by_itself_and_nobody_waits_any_more(page, site, world, mailbox, drain):
    form = scenes.form(world.organization)
    lead = scenes.lead(world.organization, form)
    drain()
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail").fill("alice@acme.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{site}/o/{world.organization.slug}/leads/{lead.pk}/?tab=messages")
    badge = page.locator(".rail [data-waiting]")
    expect(badge).to_contain_text("1")

    page.get_by_role("textbox", name="Your answer").fill("On my way.")
    page.get_by_role("button", name="Send e-mail").click()
    expect(page.locator("#thread .state").last).to_have_text("Queued")
    expect(badge).to_be_hidden()
    page.get_by_role("textbox", name="Your answer").fill("And one more thing")
    drain()

    # As if the page came back into sight: what it does every half minute, too.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#thread .state").last).to_have_text("Sent")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value("And one more thing")


@pytest.fixture
def slides(page):
    """Return what has slid in on the page so far."""
    page.add_init_script(
        "window.slid = []; document.addEventListener('transitionrun', (event) => window.slid.push("
        "event.target.className + ' ' + event.propertyName))"
    )
    return lambda: [name for name in page.evaluate("window.slid") if re.match("(panel|scrim)\\b", name)]


def test_a_panel_slides_in_when_it_is_opened_and_not_when_it_came_with_the_page(page, form, rosa, leads_url, slides):
    page.goto(f"{leads_url}{rosa.pk}/")
    page.wait_for_timeout(300)
    assert slides() == []
    page.get_by_role("link", name="Messages").click()
    expect(page.get_by_role("log")).to_be_visible()
    page.wait_for_timeout(300)
    assert slides() == []

    page.goto(leads_url)
    page.get_by_role("link", name="Rosa Delgado").click()
    expect(page.locator(".panel-title")).to_be_focused()
    page.wait_for_timeout(300)
    assert slides() != []


@in_two_looks
def test_a_mail_of_somebody_else_is_told_apart_without_a_fault(page, world, form, rosa, leads_url, theme, width):
    with scope(world.organization.pk):
        for name, address in (("Sam Reyes", "sam@elsewhere.example"), (LONG, f"{'e' * 64}@{'long' * 12}.example")):
            Message.objects.create(
                contact=rosa.contact,
                direction="in",
                kind="inbound",
                state="received",
                sender_name=name,
                from_address=address,
                subject="Re: Your request",
                body="Tuesday at nine works for us.",
                about_id=rosa.pk,
                created_at=timezone.now(),
            )
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{leads_url}{rosa.pk}/?tab=messages")
    expect(page.get_by_text("From sam@elsewhere.example, not Rosa’s address")).to_be_visible()
    assert page.get_by_role("log").evaluate("log => log.scrollWidth - log.clientWidth") == 0
    assert faults_of(page) == []
