"""The main job in a real browser: a phone fills the form, the owner finds the lead and answers."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from leads.tests import scenes
from tenants.tests.worlds import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def phone(browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


def _fill(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name").fill("Rosa Delgado-Whitcombe")
    page.get_by_label("E-mail").fill("rosa@example.com")
    page.get_by_label(re.compile("^Phone")).fill("(937) 555-0142")
    page.get_by_label("What do you need?").select_option("Emergency repair")
    page.get_by_label("Your message").fill("Water is coming through the kitchen ceiling <b>now</b>.")


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/account/login/")
    page.get_by_label("E-mail").fill("alice@acme.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_a_stranger_writes_on_a_phone_and_the_owner_answers(phone, page, site, world, simulator, mailbox, drain):
    form = scenes.form(world.organization, services=["Emergency repair", "Water heater"])
    faults = []
    for seen in (phone, page):
        seen.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        seen.on("pageerror", lambda error: faults.append(str(error)))

    _fill(phone, f"{site}/f/{form.slug}/")
    phone.get_by_role("button", name="Send my request").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you, Rosa. We have it.")
    drain()

    [receipt] = mailbox.to("rosa@example.com")
    assert receipt["from"] == "Acme Plumbing <hello@leadwizard.example>"
    assert receipt["reply_to"] == ["office@acme.example"]
    [alert] = mailbox.to("office@acme.example")

    _sign_in(page, site)
    expect(page.get_by_role("heading", level=1)).to_have_text("One person is waiting for you, Alice.")
    page.goto(re.search(rf"{site}/o/\S+", alert["body"]).group(0))
    expect(page.get_by_role("heading", name="Rosa Delgado-Whitcombe")).to_be_visible()
    page.get_by_role("link", name="Messages").click()
    expect(page.get_by_text("Water is coming through the kitchen ceiling <b>now</b>.").last).to_be_visible()
    page.get_by_role("textbox", name="Your answer").fill("On my way, there by 6:30.")
    page.get_by_role("button", name="Send e-mail").click()
    expect(page.get_by_text("On my way, there by 6:30.").last).to_be_visible()
    drain()

    answer = mailbox.to("rosa@example.com")[-1]
    assert answer["subject"].startswith("Re: Emergency repair")
    assert "On my way, there by 6:30." in answer["body"]
    phone.goto(f"{simulator.url}/mailbox/")
    expect(phone.get_by_text(answer["subject"]).first).to_be_visible()

    page.get_by_role("link", name="Timeline").click()
    for words in ("Wrote on the form", "Acknowledgement: sent", "Reply: sent"):
        expect(page.get_by_text(words)).to_be_visible()
    assert faults == []


def test_what_was_typed_survives_a_refusal(phone, site, world):
    form = scenes.form(world.organization)
    phone.goto(f"{site}/f/{form.slug}/")
    phone.get_by_label("Name").fill("Rosa")
    phone.get_by_label("E-mail").fill("rosa@example")
    phone.get_by_label("Your message").fill("The valve is stuck.")
    phone.get_by_role("button", name="Send my request").click()

    expect(phone.get_by_label("Your message")).to_have_value("The valve is stuck.")
    expect(phone.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")
    phone.get_by_label("E-mail").fill("rosa@example.com")
    phone.get_by_role("button", name="Send my request").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you, Rosa. We have it.")


@contextmanager
def _host(markup: Callable[[], str]):
    """Serve a page of somebody else's site on a port, and so an origin, of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(markup().encode())

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_form_works_inside_a_frame_of_the_business_and_nowhere_else(page, site, world):
    frame = f'<iframe title="form" src="{site}/f/acme/?embed=1" width="360" height="900"></iframe>'
    with _host(lambda: frame) as business, _host(lambda: frame) as stranger:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        inside = page.frame_locator("iframe")

        page.goto(business)
        inside.get_by_label("Name").fill("Rosa")
        inside.get_by_label("E-mail").fill("rosa@example.com")
        inside.get_by_label("Your message").fill("The valve is stuck.")
        inside.get_by_role("button", name="Send my request").click()
        expect(inside.get_by_role("heading", level=1)).to_have_text("Thank you, Rosa. We have it.")

        with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
            page.goto(stranger)
        expect(inside.get_by_role("button", name="Send my request")).to_have_count(0)


def test_without_script_the_owner_still_answers(browser, site, world, mailbox, drain):
    form = scenes.form(world.organization)
    lead = scenes.lead(world.organization, form)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, site)
    page.goto(f"{site}/o/{world.organization.slug}/leads/{lead.pk}/?tab=messages")
    page.get_by_role("textbox", name="Your answer").fill("Tomorrow at nine.")
    page.get_by_role("button", name="Send e-mail").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    drain()
    assert any("Tomorrow at nine." in mail["body"] for mail in mailbox.to("rosa@example.com"))
    context.close()
