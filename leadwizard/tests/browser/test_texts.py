"""A member's phone in a real browser: proven, texted, answered, and the customer's mailbox at the end."""

import re
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from leads.tests import scenes
from leadwizard.tests.browser.looks import faults_of, in_two_looks
from messaging.models import MemberPhone
from messaging.services import stop_texts
from messaging.tests import texting
from tenants.scoping import scope

pytestmark = pytest.mark.browser

BOB = "+19375550112"


def _signed_in(client, page: Page, site: str, person) -> None:
    client.force_login(person.user)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])


def _wait_for(page: Page, words: str) -> None:
    """Wait for the page that answers a form: its words are there before its style sheet is."""
    expect(page.get_by_text(words).first).to_be_visible()
    page.wait_for_load_state()


def _write(phone: Page, simulator, words: str, *, count: int) -> None:
    """Type a text on the phone, and look again when the product has answered for so many of them."""
    phone.get_by_label("Text to").fill(words)
    phone.get_by_role("button", name="Text", exact=True).click()
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        told = [found for found in simulator.webhooks() if found["type"] == "message.received"]
        if len(told) >= count and all(found["state"] == "delivered" for found in told):
            break
        time.sleep(0.05)
    phone.get_by_role("link", name="Look again").click()


@pytest.fixture
def town(phones, site, settings, simulator):
    """The product at its own address, to which the simulator tells what happens, as `up` has it."""
    settings.PUBLIC_URL = site
    simulator.post("/__sim__/settings", {"texts_url": f"{site}/webhooks/twilio/sms/"})
    return site


def test_from_the_number_to_the_customers_mailbox(page, client, town, world, phones, drain, simulator, mailbox):
    _signed_in(client, page, town, world.bob)
    page.goto(f"{town}/o/{world.organization.slug}/overview/")
    page.get_by_role("link", name="Notifications").click()

    # The number and the agreement, which nobody ticks for him; the code comes to the phone.
    page.get_by_label("Mobile number").fill("937-555-0112")
    page.get_by_role("button", name="Text me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("Without your agreement")
    page.get_by_label("LeadWizard may text me").check()
    page.get_by_role("button", name="Text me a code").click()
    expect(page.get_by_text("Waits for the code")).to_be_visible()
    drain()
    phone = page.context.new_page()
    phone.goto(f"{simulator.url}/phone/{BOB}/")
    code = re.search(r"\b\d{6}\b", phone.get_by_role("log").inner_text())
    assert code
    page.get_by_label("Code").fill(code[0])
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("switch", name="By text").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("switch", name="By text")).to_be_checked()

    # A stranger writes on the form; the phone rings, and the link in the text opens the lead.
    form = scenes.form(world.organization)
    lead = scenes.lead(world.organization, form)
    drain()
    phone.get_by_role("link", name="Look again").click()
    alert = phone.get_by_role("log").get_by_role("article").last
    expect(alert).to_contain_text("Acme Plumbing: new request from Rosa Delgado.")
    expect(alert).to_contain_text("Reply to answer Rosa.")
    link = alert.get_by_role("link").get_attribute("href")
    assert urlsplit(link).path == f"/o/{world.organization.slug}/leads/{lead.pk}/"

    # The answer, typed on the phone.
    _write(phone, simulator, "We can be there at six.", count=1)
    expect(phone.get_by_text("Received, answer 200")).to_be_visible()
    drain()
    phone.get_by_role("link", name="Look again").click()
    expect(phone.get_by_role("log").get_by_role("article").last).to_contain_text("Sent to Rosa Delgado by e-mail.")

    # The customer's mailbox shows it, from the business.
    answer = mailbox.to("rosa@example.com")[-1]
    phone.goto(f"{simulator.url}/mailbox/{answer['id']}/")
    expect(phone.get_by_text("We can be there at six.").first).to_be_visible()
    expect(phone.get_by_text("Acme Plumbing <").first).to_be_visible()
    # And the thread, as his own reply.
    page.goto(f"{link}?tab=messages")
    words = page.locator("article.msg.me")
    expect(words).to_contain_text("We can be there at six.")
    expect(words).to_contain_text("You reply by e-mail")

    # Stop, from the phone: the page says so.
    phone.goto(f"{simulator.url}/phone/{BOB}/")
    _write(phone, simulator, "STOP", count=2)
    expect(phone.get_by_text("You have successfully been unsubscribed")).to_be_visible()
    expect(phone.get_by_text("Received, answer 200")).to_have_count(2)
    page.goto(f"{town}/o/{world.organization.slug}/notifications/")
    expect(page.get_by_text("This phone asked for silence")).to_be_visible()


@in_two_looks
def test_no_state_of_the_page_has_a_fault(page, client, town, world, phones, drain, theme, width, settings):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    _signed_in(client, page, town, world.bob)
    url = f"{town}/o/{world.organization.slug}/notifications/"
    faults = {}

    def look(name: str) -> None:
        page.goto(url)
        faults[name] = faults_of(page)

    look("no number")
    page.get_by_role("button", name="Text me a code").click()
    _wait_for(page, "Without your agreement")
    faults["refused"] = faults_of(page)
    texting.asked(world.organization, world.bob.membership, BOB)
    look("waits for the code")
    with scope(world.organization.pk):
        MemberPhone.objects.all().delete()
    texting.proven(phones, drain, world.organization, world.alice.membership)
    phone = texting.proven(phones, drain, world.organization, world.bob.membership, BOB)
    look("confirmed")
    stop_texts(phone.number, now=phone.agreed_at)
    look("stopped")
    settings.TWILIO_AUTH_TOKEN = ""
    look("not set up")
    page.goto(f"{town}/account/profile/")
    faults["account"] = faults_of(page)
    _signed_in(client, page, town, world.alice)
    page.goto(f"{town}/o/{world.organization.slug}/settings/")
    faults["settings"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}


@in_two_looks
def test_the_simulators_phones_have_no_fault(page, phones, simulator, theme, width):
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    faults = {}

    def look(name: str, path: str) -> None:
        page.goto(f"{simulator.url}{path}")
        faults[name] = faults_of(page)

    look("no phones", "/phone/")
    look("quiet", f"/phone/{BOB}/")
    phones.write(BOB, "Hello " * 60 + "w" * 200)
    phones.write(BOB, "STOP")
    look("phones", "/phone/")
    look("phone", f"/phone/{BOB}/")
    look("start", "/")
    page.goto(f"{simulator.url}/phone/{BOB}/")
    with page.expect_navigation():
        page.get_by_role("button", name="Text", exact=True).click()
    _wait_for(page, "Type something first.")
    faults["nothing typed"] = faults_of(page)
    assert {name: found for name, found in faults.items() if found} == {}
