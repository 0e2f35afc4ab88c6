"""The form inside somebody else's page, put there by one line."""

import re

import pytest
from limits.storage import MemoryStorage
from playwright.sync_api import Page, expect

from leads.models import Lead
from leads.tests import scenes
from leadwizard.lib import limits
from leadwizard.tests.browser.hosts import host, strict
from leadwizard.tests.browser.looks import in_two_looks
from tenants.scoping import scope

pytestmark = pytest.mark.browser


@pytest.fixture
def words(page: Page):
    """Everything that the console says."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def _line(site, slug="acme", more=""):
    return f'<body><h1>Contact us</h1><script src="{site}/e/{slug}.js" async{more}></script><p>Below</p></body>'


def _height(page: Page, place: int = 0) -> float:
    box = page.locator("iframe").nth(place).bounding_box()
    assert box
    return box["height"]


def _fits(page: Page) -> None:
    """Wait until the frame is exactly as high as what is in it."""
    page.wait_for_function("() => document.querySelector('iframe').style.blockSize !== '40rem'")
    inside = page.frames[-1].evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
    assert abs(_height(page) - inside) <= 1


def test_on_a_page_with_a_strict_policy_the_form_stands_where_the_line_does_and_keeps_where_people_came_from(
    page, site, world, words, settings
):
    settings.FORM_MINIMUM_SECONDS = 0
    with host(lambda: _line(site, more=' data-x_plan="gold"'), strict(site)) as business:
        scenes.form(world.organization, slug="acme", allowed_origins=[business], title="Tell us more")
        page.goto(f"{business}/contact?utm_source=van&utm_campaign=spring&secret=1")
        frame = page.locator("iframe")
        expect(frame).to_have_attribute("title", "Tell us more, Acme Plumbing")
        assert page.evaluate("document.querySelector('script').nextElementSibling.tagName") == "IFRAME"
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("heading", name="Tell us more")).to_be_visible()
        _fits(page)

        inside.get_by_label("Name").fill("Rosa")
        inside.get_by_label("E-mail").fill("rosa@example.com")
        inside.get_by_label("Your message").fill("The valve is stuck.")
        inside.get_by_role("button", name="Send my request").click()
        expect(inside.get_by_role("heading", level=1)).to_have_text("Thank you, Rosa. We have it.")
        page.wait_for_timeout(200)
        _fits(page)
        assert page.url.startswith(business)

        with scope(world.organization.pk):
            kept = Lead.objects.get().attribution
        assert kept["utm_source"] == "van"
        assert kept["utm_campaign"] == "spring"
        assert kept["page"] == f"{business}/contact"
        assert kept["x_plan"] == "gold"
        assert "secret" not in str(kept)
    assert words == []


def test_the_frame_grows_when_errors_appear_and_follows_the_width(page, site, world, words):
    with host(lambda: _line(site), strict(site)) as business:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        page.set_viewport_size({"width": 1200, "height": 900})
        page.goto(business)
        inside = page.frame_locator("iframe")
        expect(inside.get_by_role("button", name="Send my request")).to_be_visible()
        _fits(page)
        before = _height(page)

        inside.get_by_role("button", name="Send my request").click()
        expect(inside.get_by_text("things need a second look")).to_be_visible()
        page.wait_for_timeout(200)
        _fits(page)
        assert _height(page) > before + 60

        page.set_viewport_size({"width": 380, "height": 700})
        page.wait_for_timeout(300)
        _fits(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 380
        assert page.frames[-1].evaluate("document.activeElement.getAttribute('role')") == "alert"
    # What Chromium says of a refused form in a frame, and of an autofocus there.
    assert [text for text in words if "422" not in text and "autofocus" not in text] == []


@in_two_looks
def test_one_request_too_many_is_said_inside_the_frame_and_nothing_typed_is_lost(
    page, site, world, words, monkeypatch, width, theme
):
    monkeypatch.setattr("leads.views.public.SUBMISSIONS", "1/minute")
    # Counted here: on a busy machine Redis may be late once, and the count would begin anew in this process.
    counter = limits.Limiter(MemoryStorage())
    monkeypatch.setattr(limits, "_limiter", lambda: counter)
    with host(lambda: _line(site), strict(site)) as business:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(business)
        inside = page.frame_locator("iframe")
        inside.get_by_label("Your message").fill("The valve is stuck.")
        # The first press lacks a name, and counts.
        for words_of_alert in ("things need a second look", "Many requests came from your network just now."):
            inside.get_by_role("button", name="Send my request").click()
            expect(inside.get_by_role("alert")).to_contain_text(words_of_alert)
            # The frame takes its new height, and the button its place: a press in between meets nothing.
            page.wait_for_timeout(200)
        expect(inside.get_by_label("Your message")).to_have_value("The valve is stuck.")
        _fits(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [text for text in words if not re.search("422|429|autofocus", text)] == []


def test_the_line_works_twice_on_a_page(page, site, world, words):
    with host(lambda: _line(site) + _line(site, "other"), strict(site)) as business:
        for slug, title in (("acme", "First form"), ("other", "Second form")):
            scenes.form(world.organization, slug=slug, allowed_origins=[business], title=title)
        page.goto(business)
        expect(page.locator("iframe")).to_have_count(2)
        for title in ("First form", "Second form"):
            framed = page.frame_locator(f'iframe[title="{title}, Acme Plumbing"]')
            expect(framed.get_by_role("heading", name=title)).to_be_visible()
        page.wait_for_timeout(200)
        # 40rem is what a frame has before it is told.
        assert all(_height(page, place) not in {0, 640} for place in (0, 1))
    assert words == []


def test_on_a_site_that_the_form_does_not_list_it_stays_away(page, site, world):
    with host(lambda: _line(site)) as business, host(lambda: _line(site), strict(site)) as stranger:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        with page.expect_console_message(lambda message: "in its list of sites" in message.text) as said:
            page.goto(stranger)
        assert stranger in said.value.text
        expect(page.frame_locator("iframe").get_by_role("button", name="Send my request")).to_have_count(0)
        expect(page.get_by_text("Below")).to_be_visible()


def test_an_unknown_form_breaks_nothing(page, site, world, words):
    with host(lambda: _line(site, "nobody"), strict(site)) as business:
        page.goto(business)
        expect(page.get_by_text("Below")).to_be_visible()
        page.wait_for_timeout(200)
    expect(page.locator("iframe")).to_have_count(0)
    assert words == ["LeadWizard: there is no form “nobody”."]


def test_only_the_forms_own_frame_and_origin_can_change_its_height(page, site, world):
    with host(lambda: _line(site), strict(site)) as business:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        page.goto(business)
        expect(page.frame_locator("iframe").get_by_role("button", name="Send my request")).to_be_visible()
        page.wait_for_timeout(200)
        before = _height(page)
        page.evaluate("window.postMessage({ leadwizard: 'height', height: 5 }, '*')")
        page.frames[-1].evaluate("parent.postMessage({ leadwizard: 'height', height: 'url(x)' }, '*')")
        page.frames[-1].evaluate("parent.postMessage({ leadwizard: 'height', height: 1e9 }, '*')")
        page.wait_for_timeout(200)
        assert _height(page) == before


def test_a_listed_sites_script_reads_and_sends_through_the_api_and_another_ones_cannot(page, site, world):
    with host(lambda: "<body>own form</body>") as business, host(lambda: "<body>thief</body>") as stranger:
        scenes.form(world.organization, slug="acme", allowed_origins=[business])
        send = """async (api) => {
          const body = JSON.stringify({ name: "Rosa", email: "rosa@example.com", message: "The valve is stuck." });
          const headers = { "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
          return (await fetch(`${api}/submissions`, { method: "POST", headers, body })).status;
        }"""
        page.goto(business)
        assert page.evaluate(send, f"{site}/api/v1/forms/acme") == 201
        page.goto(stranger)
        with pytest.raises(Exception, match=re.compile("Failed to fetch")):
            page.evaluate(send, f"{site}/api/v1/forms/acme")
