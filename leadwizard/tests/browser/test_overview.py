"""Overview, settings and forms in a real browser: both themes, three widths, without a mouse, without script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from leads.enums import Communication, Urgency
from leads.models import Form, Lead, ReplySettings
from leads.tests import scenes
from leadwizard.tests.browser.looks import faults_of, in_two_looks
from messaging.enums import RunState, SequencePurpose
from messaging.models import Run
from messaging.services.sequences import ensure_sequence
from tenants.models import User
from tenants.scoping import scope
from tenants.tests.worlds import PASSWORD

pytestmark = pytest.mark.browser

LONG = "María Fernanda Castellanos de la Cruz-Featherstonehaugh Okonkwo"
PAGES = ("leads:overview", "leads:reply_settings", "leads:forms")


@pytest.fixture
def busy(world):
    """An organization with leads of every kind, long words included."""
    form = scenes.form(
        world.organization, slug="acme", title="Tell us " + "more " * 12, allowed_origins=["https://a.example"]
    )
    for place, urgency in enumerate((Urgency.EMERGENCY, Urgency.HIGH, Urgency.LOW, "")):
        lead = scenes.lead(
            world.organization, form, name=LONG if place == 0 else f"Rosa {place}", email=f"rosa{place}@example.com",
            phone="+19375550142" if place == 0 else "", message="Water is coming through the ceiling. " * 9,
        )  # fmt: skip
        with scope(world.organization.pk):
            Lead.objects.filter(pk=lead.pk).update(
                urgency=urgency, created_at=timezone.now() - timedelta(days=place, minutes=26)
            )
            Run.objects.create(
                sequence=ensure_sequence(SequencePurpose.FOLLOW_UP), contact=lead.contact, about_id=lead.pk,
                state=RunState.ACTIVE, started_at=timezone.now(),
                next_at=timezone.now() + timedelta(hours=3 * place - 2),
            )  # fmt: skip
    for place in range(9):
        lead = scenes.lead(world.organization, form, name=f"Answered {place}", email=f"done{place}@example.com")
        with scope(world.organization.pk):
            Lead.objects.filter(pk=lead.pk).update(
                created_at=timezone.now() - timedelta(days=place),
                communication=(Communication.AI_REPLIED, Communication.OWNER_REPLIED)[place % 2],
            )
    with scope(world.organization.pk):
        ReplySettings.objects.create(
            services=["Drains", "Water heaters"], prices=[{"service": "Drain check", "price": "$89"}],
            weekly_hours={"0": ["07:00", "18:00"]}, smart_auto_reply=True,
        )  # fmt: skip
    return world


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail").fill("alice@acme.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Work")).to_be_attached()


@in_two_looks
def test_the_pages_have_no_fault_that_axe_finds_and_never_scroll_sideways(page, site, busy, width, theme):
    User.objects.update(theme=theme)
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    _sign_in(page, site)
    page.set_viewport_size({"width": width, "height": 900})
    for name in PAGES:
        page.goto(site + reverse(name, args=[busy.organization.slug]))
        assert faults_of(page) == [], name
    assert faults == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_empty_and_refused_pages_have_no_fault_either(page, site, world, theme):
    User.objects.update(theme=theme)
    scenes.form(world.organization)
    _sign_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting for you.")
    assert faults_of(page) == []

    page.goto(site + reverse("leads:reply_settings", args=[world.organization.slug]))
    page.get_by_label("Phone numbers").fill("911x")
    page.get_by_label("Wednesday, opens").fill("17:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").get_by_text("Two things need a second look")).to_be_visible()
    expect(page.get_by_label("Phone numbers")).to_have_value("911x")
    assert faults_of(page) == []


def test_without_a_mouse_the_day_begins_at_the_most_urgent_person(page, site, busy):
    _sign_in(page, site)
    page.goto(site + reverse("leads:overview", args=[busy.organization.slug]))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    met = []
    for _step in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")
        met.append(name)
        if name == f"Reply {LONG}":
            break
    assert met.index(LONG) < met.index(f"Call {LONG}") < met.index(f"Reply {LONG}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=LONG)).to_be_visible()


def test_the_chart_can_be_read_as_a_table(page, site, busy):
    _sign_in(page, site)
    page.goto(site + reverse("leads:overview", args=[busy.organization.slug]))
    expect(page.get_by_role("img", name="Leads per day, last 14 days")).to_be_visible()
    page.get_by_text("Show as a table").click()
    rows = page.get_by_role("row").all_inner_texts()
    assert rows[0].split("\t") == ["Day", "LeadWizard answered", "Your team", "Waiting"]
    assert rows[-1].startswith("Today")
    figures = [[int(figure) for figure in row.split("\t")[1:]] for row in rows[1:]]
    assert (len(figures), [sum(series) for series in zip(*figures, strict=True)]) == (14, [5, 4, 4])


def test_without_script_settings_are_saved_and_the_form_is_shared(browser, site, busy):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, site)
    page.get_by_role("link", name="Settings", exact=True).first.click()
    page.get_by_label("Show me replies first").uncheck()
    page.get_by_label("Service 2", exact=True).fill("Hourly rate")
    page.get_by_label("Price 2", exact=True).fill("from $140")
    page.get_by_label("Saturday, opens").fill("08:30")
    page.get_by_label("Saturday, closes").fill("13:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_label("Service 2", exact=True)).to_have_value("Hourly rate")

    page.get_by_role("link", name="My form").first.click()
    page.get_by_label("Sites that may show it").fill("www.acme.example/contact")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Sites that may show it")).to_have_value("https://www.acme.example")
    context.close()

    with scope(busy.organization.pk):
        kept = ReplySettings.objects.get()
        assert kept.owner_approval_required is False
        assert kept.prices[1] == {"service": "Hourly rate", "price": "from $140"}
        assert kept.weekly_hours == {"0": ["07:00", "18:00"], "5": ["08:30", "13:00"]}
        assert Form.objects.get().allowed_origins == ["https://www.acme.example"]


def test_link_and_code_are_copied_with_a_press(browser, site, busy):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    _sign_in(page, site)
    page.goto(site + reverse("leads:forms", args=[busy.organization.slug]))
    page.get_by_role("button", name="Copy the line for your website").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f'<script src="{site}/e/acme.js" async></script>'
    context.close()


def test_the_day_follows_what_happens_and_nobody_is_moved(page, site, busy):
    _sign_in(page, site)
    page.goto(site + reverse("leads:overview", args=[busy.organization.slug]))
    expect(page.get_by_role("heading", level=1)).to_have_text("Four people are waiting for you, Alice.")
    page.get_by_text("Show as a table").click()
    page.get_by_role("link", name="Reply Rosa 2").focus()
    with scope(busy.organization.pk):
        form = Form.objects.get()
        Lead.objects.filter(name="Rosa 1").update(communication=Communication.OWNER_REPLIED)
    scenes.lead(busy.organization, form, name="Terrence Okafor", email="terrence@example.com")
    scenes.lead(busy.organization, form, name="Dale Kowalczyk", email="dale@example.com")
    # As if the page came back into sight: what it does every half minute, too.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("Five people are waiting for you, Alice.")
    expect(page.get_by_role("link", name="Dale Kowalczyk").first).to_be_visible()
    expect(page.get_by_role("link", name="Reply Rosa 2")).to_be_focused()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button", name="Copy form link")).to_be_visible()
    assert faults_of(page) == []
