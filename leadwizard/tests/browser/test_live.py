"""Pages that look again by themselves: told by the real stream, and while somebody works in them."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Response, Route, expect

from leads.enums import Communication
from leads.models import Lead
from leads.tests import scenes
from leadwizard.lib import live
from leadwizard.lib.couriers import Courier
from leadwizard.tests.browser.streams import Stream
from tenants.scoping import scope

pytestmark = pytest.mark.browser

POLL = 31_000


@pytest.fixture
def form(world):
    return scenes.form(world.organization, title="Main form")


@pytest.fixture
def leads(world, form):
    """Return three leads, the newest first."""
    names = ("Priya", "Jim", "Rosa")
    return [scenes.lead(world.organization, form, name=name, email=f"{name}@example.com") for name in names][::-1]


@pytest.fixture
def leads_url(client, page, site, world):
    """Sign Alice in without the form, and return where her leads are."""
    _sign_in(client, page, site, world)
    return f"{site}/o/{world.organization.slug}/leads/"


def _sign_in(client, page, site, world):
    client.force_login(world.alice.user)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])


def _is_a_look(response: Response) -> bool:
    return "hx-request" in response.request.headers and response.request.headers.get("hx-target") == "results"


def _look(page: Page) -> None:
    """Have the page look again, as when somebody comes back to it, and wait until it shows what it found."""
    with page.expect_response(_is_a_look):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(150)


# --- told by the stream -----------------------------------------------------------------------------------------------


@pytest.fixture
def stream(site, settings, tmp_path, monkeypatch):
    """Let pages hear what changed, by the very processes that an installation runs."""
    found = Stream(tmp_path)
    settings.EVENTS_URL = found.url
    settings.REDIS_URL = found.redis_url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {**policy, "connect-src": [*policy["connect-src"], found.url.removesuffix("/events/")]}
    }
    live._redis.cache_clear()
    # One that no earlier failure made wait.
    monkeypatch.setattr(live, "courier", Courier("herald", live._send, gather=0.1))
    try:
        found.start("valkey")
        found.start("events")
        yield found
    finally:
        found.supervisor.stop()
        live._redis.cache_clear()


def _open(page: Page, address: str) -> None:
    """Open a page and wait until its stream is."""
    with page.expect_response(lambda response: "/events/?door=" in response.url and response.ok):
        page.goto(address)
    page.wait_for_timeout(200)


def test_a_lead_that_comes_in_shows_within_seconds_and_is_said_once(page, world, form, leads, stream, leads_url):
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    _open(page, leads_url)
    scenes.lead(world.organization, form, name="Terrence Okafor", email="terrence@example.com")
    expect(page.get_by_role("link", name="Terrence Okafor")).to_be_visible()
    expect(page.locator("#said")).to_have_text("4 leads shown")
    expect(page.locator(".rail [data-waiting]")).to_contain_text("4")
    expect(page.get_by_role("navigation", name="Views").get_by_role("link", name="All")).to_have_text("All 4")
    assert refused == []


def test_what_happens_elsewhere_is_no_news_here(page, world, form, leads, stream, leads_url):
    _open(page, leads_url)
    looks = []
    page.on("response", lambda response: looks.append(response.url) if _is_a_look(response) else None)
    scenes.lead(world.other, scenes.form(world.other, slug="beta"), name="Somebody else", email="else@example.com")
    page.wait_for_timeout(2500)
    assert looks == []


@pytest.mark.parametrize("gone", ["events", "valkey"])
def test_without_the_stream_the_page_looks_by_itself_until_it_is_back(
    page, world, form, leads, stream, leads_url, gone
):
    page.clock.install()
    _open(page, leads_url)
    stream.stop(gone)
    scenes.lead(world.organization, form, name="Terrence Okafor", email="terrence@example.com")
    page.wait_for_timeout(1000)
    expect(page.get_by_role("link", name="Terrence Okafor")).to_have_count(0)
    page.clock.fast_forward(POLL)
    expect(page.get_by_role("link", name="Terrence Okafor")).to_be_visible()
    expect(page.locator(".toast")).to_have_count(0)

    stream.start(gone)
    page.wait_for_timeout(5500)  # what carries names leaves Redis alone for five seconds after a failure
    with page.expect_response(lambda response: "/events/?door=" in response.url and response.ok):
        page.clock.fast_forward(POLL)
    scenes.lead(world.organization, form, name="Dale Kowalczyk", email="dale@example.com")
    expect(page.get_by_role("link", name="Dale Kowalczyk")).to_be_visible()


def test_with_the_first_lead_the_list_is_all_there(page, world, form, leads_url):
    page.goto(leads_url)
    expect(page.get_by_role("heading", name="No leads yet")).to_be_visible()
    for name in ("searchbox", "navigation"):
        expect(page.get_by_role("main").get_by_role(name)).to_have_count(0)
    scenes.lead(world.organization, form, name="Rosa", email="rosa@example.com")
    _look(page)
    expect(page.get_by_role("link", name="Rosa")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Search leads")).to_be_visible()
    expect(page.get_by_role("navigation", name="Views").get_by_role("link", name="All")).to_have_text("All 1")
    expect(page.get_by_role("link", name="CSV")).to_be_visible()


# --- somebody works in the page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "name"),
    [("link", "Jim"), ("checkbox", "Select Jim"), ("checkbox", "Select all on this page")],
)
def test_whoever_stands_in_the_list_stays_there_when_it_grows(page, world, form, leads, leads_url, role, name):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(leads_url)
    page.get_by_role(role, name=name).focus()
    scenes.lead(world.organization, form, name="Terrence Okafor", email="terrence@example.com")
    _look(page)
    expect(page.locator(".rows > li").first).to_contain_text("Terrence Okafor")
    expect(page.get_by_role(role, name=name)).to_be_focused()


def test_whoever_stands_on_a_row_that_leaves_stands_on_the_one_in_its_place(page, world, leads, leads_url):
    page.goto(f"{leads_url}?view=waiting")
    for leaves, next_one in (("Jim", "Priya"), ("Priya", "Rosa")):
        page.get_by_role("link", name=leaves).focus()
        with scope(world.organization.pk):
            Lead.objects.filter(name=leaves).update(communication=Communication.OWNER_REPLIED)
        _look(page)
        expect(page.get_by_role("link", name=leaves)).to_have_count(0)
        expect(page.get_by_role("link", name=next_one)).to_be_focused()
        page.wait_for_timeout(2000)  # a topic is looked at once in two seconds
    with scope(world.organization.pk):
        Lead.objects.update(communication=Communication.OWNER_REPLIED)
    _look(page)
    expect(page.get_by_role("heading", name="Nobody is waiting for you")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()


def test_what_is_ticked_while_the_list_is_on_its_way_stays_ticked(page, world, form, leads, leads_url):
    page.goto(leads_url)
    scenes.lead(world.organization, form, name="Terrence Okafor", email="terrence@example.com")
    arrive = _hold(page, lambda query: "q" not in query)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    arrive.wait_for_request()
    page.get_by_role("checkbox", name="Select Jim").check()
    arrive()
    page.wait_for_timeout(300)
    expect(page.get_by_role("checkbox", name="Select Jim")).to_be_checked()
    expect(page.get_by_text("1 selected")).to_be_visible()


def test_what_somebody_searches_for_is_not_lost_to_a_look_that_comes_in_between(page, leads, leads_url):
    page.goto(leads_url)
    arrive = _hold(page, lambda query: query.get("q") == ["jim"])
    page.get_by_role("searchbox", name="Search leads").press_sequentially("jim")
    arrive.wait_for_request()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(700)
    arrive()
    expect(page.locator(".row.lead")).to_have_count(1)
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"\?q=jim$"))
    expect(page.get_by_role("searchbox", name="Search leads")).to_be_focused()


def test_a_look_that_comes_late_does_not_undo_a_search(page, leads, leads_url):
    page.goto(leads_url)
    arrive = _hold(page, lambda query: "q" not in query)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    arrive.wait_for_request()
    page.get_by_role("searchbox", name="Search leads").press_sequentially("jim")
    expect(page.locator(".row.lead")).to_have_count(1)
    arrive()
    page.wait_for_timeout(300)
    expect(page.locator(".row.lead")).to_have_count(1)
    expect(page.get_by_role("link", name="CSV")).to_have_attribute("href", re.compile(r"\?q=jim$"))


class _Held:
    """An answer that has not arrived yet; called, it does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []

    def wait_for_request(self) -> None:
        for _step in range(100):
            if self.routes:
                return
            self.page.wait_for_timeout(50)
        pytest.fail("nothing was asked for")

    def __call__(self) -> None:
        for route in self.routes:
            route.continue_()


def _hold(page: Page, is_meant) -> _Held:
    """Hold back what the list asks for where its query is the one meant."""
    held = _Held(page)

    def handle(route):
        url = urlsplit(route.request.url)
        if url.path.endswith("/leads/") and not held.routes and is_meant(parse_qs(url.query)):
            held.routes.append(route)
        else:
            route.continue_()

    page.route("**/leads/**", handle)
    return held


def test_a_look_at_nothing_new_is_not_said(page, leads, leads_url):
    page.goto(leads_url)
    _look(page)
    expect(page.locator("#said")).to_have_text("")


def test_a_conversation_gains_what_is_new_and_keeps_the_rest_for_whoever_listens(
    page, world, leads, leads_url, mailbox, drain
):
    lead = leads[0]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{leads_url}{lead.pk}/?tab=messages")
    page.get_by_role("checkbox", name="Select Rosa").focus()
    expect(page.locator("#thread article")).to_have_count(1)
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver((changes) => {
                for (const change of changes) for (const node of change.addedNodes) window.said.push(node.textContent);
            }).observe(document.getElementById("thread"), { childList: true, subtree: true });
        }"""
    )
    drain()
    with page.expect_response(lambda response: f"{lead.pk}/" in response.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("#thread article")).to_have_count(2)
    said = " ".join(page.evaluate("window.said"))
    assert "Water is coming" not in said
    assert page.locator("#thread article").last.locator(".bub").inner_text()[:20] in said
    # The lead's row came along, in its place.
    expect(page.locator(f"#row-{lead.pk}").get_by_text("Acknowledged")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select Rosa")).to_be_focused()


def _look_at_panel(page, lead):
    with page.expect_response(
        lambda response: f"/leads/{lead.pk}/" in response.url and response.request.method == "GET"
    ):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(150)


def test_a_lead_beside_the_list_follows_and_a_note_that_somebody_writes_stays(page, world, leads, leads_url):
    lead = leads[0]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{leads_url}{lead.pk}/")
    note = page.get_by_role("textbox", name="Note")
    note.press_sequentially("Gate code 12.")
    page.get_by_label("Status", exact=True).last.select_option("Booked")
    note.focus()
    scenes.draft(lead)
    _look_at_panel(page, lead)
    expect(page.locator(".panel-chips").get_by_text("Draft waits")).to_be_visible()
    expect(page.get_by_role("link", name="Review the draft")).to_be_visible()
    expect(note).to_have_value("Gate code 12.")
    expect(note).to_be_focused()
    expect(page.get_by_label("Status", exact=True).last).to_have_value("booked")
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notes").get_by_text("Gate code 12.")).to_be_visible()
    page.get_by_role("link", name="Review the draft").click()
    expect(page.get_by_role("heading", name="Reply it wrote")).to_be_visible()


def test_what_was_refused_stays_to_be_read(page, world, leads, leads_url):
    page.goto(f"{leads_url}{leads[0].pk}/")
    page.get_by_role("button", name="Add note").click()
    refused = page.locator(".panel").get_by_text("Write something first.")
    expect(refused).to_be_visible()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    _look(page)
    page.wait_for_timeout(400)
    expect(refused).to_be_visible()
    assert [url for url in asked if str(leads[0].pk) in url] == []


def test_when_the_sign_in_ends_nobody_is_taken_away_from_what_they_write(page, client, site, world, leads, leads_url):
    address = f"{leads_url}{leads[0].pk}/?tab=messages"
    page.goto(address)
    text = page.get_by_role("textbox", name="Your answer")
    text.fill("Somebody is with you at six.")
    page.context.clear_cookies()
    _look(page)
    expect(page.get_by_role("alert")).to_contain_text("Your sign-in has ended")
    expect(text).to_have_value("Somebody is with you at six.")
    expect(text).to_be_focused()
    assert page.url == address

    page.get_by_role("button", name="Close").click()
    page.wait_for_timeout(2000)  # a topic is looked at once in two seconds
    _look(page)
    expect(page.get_by_role("alert")).to_have_count(0)

    _sign_in(client, page, site, world)
    page.wait_for_timeout(2000)
    _look(page)
    page.context.clear_cookies()
    page.wait_for_timeout(2000)
    _look(page)
    expect(page.get_by_role("alert")).to_contain_text("Your sign-in has ended")
    _sign_in(client, page, site, world)
    page.wait_for_timeout(2000)
    _look(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(text).to_have_value("Somebody is with you at six.")


def test_offline_the_page_stays_as_it_is_and_looks_as_soon_as_it_is_back(page, world, form, leads, leads_url):
    page.goto(leads_url)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(700)
    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator(".row.lead")).to_have_count(3)
    scenes.lead(world.organization, form, name="Terrence Okafor", email="terrence@example.com")
    page.context.set_offline(False)
    expect(page.get_by_role("link", name="Terrence Okafor")).to_be_visible()
