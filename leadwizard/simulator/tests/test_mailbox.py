"""The pages for people, and what a mail may not do to them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from leadwizard.simulator.pages import PER_PAGE, links_beside
from leadwizard.simulator.tests.talking import Client, until

HOSTILE = (
    "<!doctype html><html><head><title>t</title></head><body id=b>"
    "<script>document.title = 'ran'</script>"
    "<img src=x onerror=\"document.title = 'ran'\">"
    "<svg onload=\"document.title = 'ran'\"></svg>"
    '<iframe srcdoc="<script>parent.document.title = &quot;ran&quot;</script>"></iframe>'
    '<form action="/mailbox/clear" method="post"><button>x</button></form></body></html>'
)


def rows(page: str) -> list[str]:
    return re.findall(r'class="cover clip to"[^>]*>([^<]*)<', page)


def test_an_empty_mailbox_says_what_to_do(client: Client) -> None:
    page = client.get("/mailbox/").text
    assert "No mail yet." in page
    assert "Clear" not in page


def test_mails_are_listed_newest_first_and_found_by_recipient(client: Client) -> None:
    client.send(to="Rosa Delgado <rosa@example.com>")
    client.send(to=["jim@example.com", "ann@example.com"])
    assert rows(client.get("/mailbox/").text) == ["jim@example.com and 1 more", "rosa@example.com"]
    assert rows(client.get("/mailbox/?q=DELGADO").text) == ["rosa@example.com"]
    assert rows(client.get("/mailbox/?q=ann%40").text) == ["jim@example.com and 1 more"]
    assert "No mail to “nobody”" in client.get("/mailbox/?q=nobody").text


def test_tabs_filter_by_what_became_of_a_mail(client: Client) -> None:
    client.send(to="rosa@example.com")
    client.send(to="bounced@example.com")
    assert until(lambda: {entry["last_event"] for entry in client.entries()} == {"delivered", "bounced"})
    assert rows(client.get("/mailbox/?view=delivered").text) == ["rosa@example.com"]
    assert rows(client.get("/mailbox/?view=trouble").text) == ["bounced@example.com"]
    assert rows(client.get("/mailbox/?view=way").text) == []
    assert len(rows(client.get("/mailbox/?view=nonsense").text)) == 2


def test_pages_lead_to_older_mails_and_back(client: Client) -> None:
    for number in range(2 * PER_PAGE + 3):
        client.send(to=f"p{number}@example.com")
    everybody = [f"p{number}@example.com" for number in reversed(range(2 * PER_PAGE + 3))]

    def turn(page: str, label: str) -> str:
        (link,) = re.findall(rf'href="([^"]+)">{label}', page)
        return client.get(link.replace("&amp;", "&")).text

    first = client.get("/mailbox/").text
    second = turn(first, "Older")
    third = turn(second, "Older")
    assert rows(first) + rows(second) + rows(third) == everybody
    assert "Newer</a>" not in first
    assert "Older<" not in third
    assert rows(turn(third, "Newer")) == rows(second)
    assert rows(turn(second, "Newer")) == rows(first)


def test_a_mail_shows_its_parts_its_key_and_its_events(client: Client) -> None:
    email_id = client.send("order/17", cc="cc@example.com", tags=[{"name": "message", "value": "t17"}]).json["id"]
    assert until(lambda: client.entries()[0]["last_event"] == "delivered")
    page = client.get(f"/mailbox/{email_id}/").text
    for piece in ("order/17", "cc@example.com", "t17", "email.delivered", "Hello Rosa", "Kept here"):
        assert piece in page
    assert f'src="/mailbox/{email_id}/html"' in page
    assert "<p>Hello Rosa</p>" in client.get(f"/mailbox/{email_id}/html").text


def test_a_mail_without_html_has_no_frame(client: Client) -> None:
    email_id = client.send(html=None).json["id"]
    assert "<iframe" not in client.get(f"/mailbox/{email_id}/").text
    assert client.get(f"/mailbox/{email_id}/html").status == 404


def test_a_mail_that_is_gone_says_so(client: Client) -> None:
    answer = client.get("/mailbox/4ef9a417-02e9-4d39-ad75-9611e0fcc33c/")
    assert answer.status == 404
    assert "not here" in answer.text


def test_clear_empties_the_mailbox_for_its_own_page_only(client: Client) -> None:
    client.send()
    assert client.ask("POST", "/mailbox/clear", headers={"Origin": "https://elsewhere.example"}).status == 403
    assert len(client.entries()) == 1
    own = {"Origin": f"http://127.0.0.1:{client.port}", "Sec-Fetch-Site": "same-origin"}
    answer = client.ask("POST", "/mailbox/clear", headers={**own})
    assert (answer.status, answer.headers["Location"]) == (303, "/mailbox/")
    assert client.entries() == []


def test_everything_a_stranger_wrote_is_escaped(client: Client) -> None:
    nasty = "<script>alert(1)</script>"
    email_id = client.send(subject=nasty, text=nasty, html=None, headers_={"X-A": nasty}).json["id"]
    for path in ("/mailbox/", f"/mailbox/{email_id}/", "/mailbox/?q=%3Cscript%3E"):
        page = client.get(path)
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_the_html_of_a_mail_is_locked_in(client: Client) -> None:
    email_id = client.send(html=HOSTILE).json["id"]
    answer = client.get(f"/mailbox/{email_id}/html")
    policy = answer.headers["Content-Security-Policy"]
    sandbox, default = [rule.strip() for rule in policy.split(";")][:2]
    assert sandbox == "sandbox allow-popups allow-popups-to-escape-sandbox"
    assert default == "default-src 'none'"
    assert "script-src" not in policy
    assert "form-action 'none'" in policy
    frame = re.search(r"<iframe[^>]*>", client.get(f"/mailbox/{email_id}/").text)
    assert frame
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame[0]


@pytest.mark.browser
def test_no_script_of_a_mail_runs_in_a_real_browser(client: Client, tmp_path: Path) -> None:
    # The test command installs one; without it this test fails rather than looking away.
    browser = os.environ.get("LEADWIZARD_CHROMIUM") or shutil.which("chromium") or "chromium"

    def page_after_loading(url: str) -> str:
        command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
        command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        command += [f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=500", "--dump-dom", url]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

    unprotected = tmp_path / "mail.html"
    unprotected.write_text(HOSTILE)
    email_id = client.send(html=HOSTILE).json["id"]
    assert "<title>ran</title>" in page_after_loading(unprotected.as_uri()), "the mail is not hostile at all"
    shown = page_after_loading(f"http://127.0.0.1:{client.port}/mailbox/{email_id}/html")
    assert "<title>t</title>" in shown


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<!DOCTYPE html><html><HEAD lang=en><p>", '<!DOCTYPE html><html><HEAD lang=en><base target="_blank"><p>'),
        ("<!doctype html><header>x", '<!doctype html><base target="_blank"><header>x'),
        ("<html><body>", '<html><base target="_blank"><body>'),
        ("<p>", '<base target="_blank"><p>'),
    ],
)
def test_links_open_beside_the_mailbox(html: str, shown: str) -> None:
    assert links_beside(html) == shown


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simulator.css", 200),
        ("/static/nothing.css", 404),
        ("/static/../manage.py", 404),
        ("/static/%2e%2e/manage.py", 404),
    ],
)
def test_only_the_look_is_served(client: Client, path: str, status: int) -> None:
    assert client.get(path).status == status


def test_the_start_page_names_the_providers_and_their_address(client: Client) -> None:
    page = client.get("/").text
    assert "Resend" in page
    assert f"http://127.0.0.1:{client.port}" in page
