"""POST /emails and its refusals, as the documentation has them."""

from __future__ import annotations

import base64
from email.errors import ObsoleteHeaderDefect
from email.policy import default as strict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadwizard.simulator import Simulator
from leadwizard.simulator.resend import mails
from leadwizard.simulator.tests.talking import KEY, Client, mail, until


def test_an_accepted_mail_is_in_the_ledger_with_all_that_was_said(client: Client) -> None:
    answer = client.send(
        "order/1",
        to=["Rosa <rosa@example.com>", "jim@example.com"],
        cc="office@example.com",
        bcc=["log@example.com"],
        reply_to="answers@example.com",
        headers_={"X-Entity": "17"},
        tags=[{"name": "message", "value": "01-ab_9"}],
        attachments=[{"filename": "a.txt", "content": base64.b64encode(b"four").decode()}],
    )
    assert answer.status == 200
    assert list(answer.json) == ["id"]
    (entry,) = client.entries()
    at, message_id = entry.pop("at"), entry.pop("message_id")
    assert at.endswith("+00:00")
    assert message_id.startswith("<")
    for changing in ("events", "last_event", "number"):
        entry.pop(changing)
    assert entry == {
        "id": answer.json["id"],
        "provider": "resend",
        "kind": "email",
        "to": "rosa@example.com",
        "from": "Hollis & Daughters <hello@mail.leadwizard.example>",
        "subject": "We have your request",
        "body": "Hello Rosa",
        "idempotency_key": "order/1",
        "to_all": ["Rosa <rosa@example.com>", "jim@example.com"],
        "cc": ["office@example.com"],
        "bcc": ["log@example.com"],
        "reply_to": ["answers@example.com"],
        "recipients": ["rosa@example.com", "jim@example.com", "office@example.com", "log@example.com"],
        "html": "<p>Hello Rosa</p>",
        "text": "Hello Rosa",
        "headers": {"X-Entity": "17"},
        "tags": [{"name": "message", "value": "01-ab_9"}],
        "attachments": [
            {"filename": "a.txt", "content_type": None, "content_id": None, "path": None, "size": 4},
        ],
        "scheduled_at": None,
        "topic_id": None,
    }


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"from_": None}, "missing_required_field", "`from`"),
        ({"from_": ""}, "missing_required_field", "`from`"),
        ({"to": None}, "missing_required_field", "`to`"),
        ({"to": []}, "missing_required_field", "`to`"),
        ({"subject": None}, "missing_required_field", "`subject`"),
        ({"html": None, "text": None}, "missing_required_field", "`html` or `text`"),
        ({"from_": "nobody"}, "validation_error", "`from`"),
        ({"from_": "a@example.com, b@example.com"}, "validation_error", "`from`"),
        ({"from_": "Acme, Inc. <a@example.com>"}, "validation_error", "`from`"),
        ({"from_": "Us: a@example.com;"}, "validation_error", "`from`"),
        ({"from_": "A <a@example.com> b"}, "validation_error", "`from`"),
        ({"from_": "A <A <a@example.com>>"}, "validation_error", "`from`"),
        ({"from_": "A <a@example.com"}, "validation_error", "`from`"),
        ({"from_": "a b@example.com"}, "validation_error", "`from`"),
        ({"from_": "a@example"}, "validation_error", "`from`"),
        ({"from_": "a@example.com\r\nBcc: b@example.com"}, "validation_error", "`from`"),
        ({"from_": 7}, "validation_error", "`from`"),
        ({"to": "a@example.com, b@example.com"}, "validation_error", "`to`"),
        ({"to": ["a@example.com", "half@"]}, "validation_error", "`to`"),
        ({"to": [7]}, "validation_error", "`to`"),
        ({"to": [f"p{number}@example.com" for number in range(51)]}, "validation_error", "50"),
        ({"reply_to": "half@"}, "validation_error", "`reply_to`"),
        ({"subject": ["no"]}, "validation_error", "`subject`"),
        ({"headers_": {"X-A": 1}}, "validation_error", "`X-A`"),
        ({"headers_": {"X-A": "1\nBcc: b@example.com"}}, "validation_error", "`X-A`"),
        ({"tags": [{"name": "a b", "value": "1"}]}, "validation_error", "ASCII"),
        ({"tags": [{"name": "a", "value": "x" * 257}]}, "validation_error", "ASCII"),
        ({"tags": [{"name": "a"}]}, "validation_error", "`value`"),
        ({"tags": ["a"]}, "validation_error", "`value`"),
        ({"attachments": [{"filename": "a.txt"}]}, "invalid_attachment", "`content`"),
        ({"attachments": [{"filename": "a.txt", "content": "é"}]}, "invalid_attachment", "base64"),
        ({"scheduled_at": "soon-ish"}, "validation_error", "`scheduled_at`"),
        ({"scheduled_at": "in 31 days"}, "validation_error", "30 days"),
    ],
)
def test_a_wrong_mail_is_refused_and_not_sent(client: Client, changes: dict[str, Any], name: str, words: str) -> None:
    answer = client.send(**changes)
    assert (answer.status, answer.json["statusCode"], answer.json["name"]) == (422, 422, name)
    assert words in answer.json["message"]
    assert client.entries() == []


@pytest.mark.parametrize(
    "sender",
    [
        "a@example.com",
        "<a@example.com>",
        '"Acme, Inc." <a@example.com>',
        "Dr. Hollis <a@example.com>",
        "Zoë & Daughters <a@example.com>",
        "=?utf-8?q?Zo=C3=AB?= <a@example.com>",
        "O'Neil <o'neil@mail.example.co.uk>",
    ],
)
def test_one_proper_mailbox_is_taken(client: Client, sender: str) -> None:
    assert client.send(from_=sender).status == 200


def test_fifty_recipients_are_taken(client: Client) -> None:
    assert client.send(to=[f"p{number}@example.com" for number in range(50)]).status == 200


@pytest.mark.parametrize(
    ("header", "status", "name"),
    [
        ({"Authorization": None}, 401, "missing_api_key"),
        ({"Authorization": "Basic abc"}, 401, "missing_api_key"),
        ({"Authorization": "Bearer "}, 401, "missing_api_key"),
        ({"Authorization": f"Bearer {KEY}x"}, 403, "invalid_api_key"),
        ({"User-Agent": None}, 403, "validation_error"),
    ],
)
def test_strangers_are_refused(client: Client, header: dict[str, str | None], status: int, name: str) -> None:
    answer = client.send(headers=header)
    assert (answer.status, answer.json["name"]) == (status, name)
    assert client.entries() == []


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/", 200, None),
        ("GET", "/domains", 404, "not_found"),
        ("POST", "/emails/", 200, None),
        ("POST", "/email", 404, "not_found"),
        ("POST", "/emails/1/cancel", 404, "not_found"),
        ("DELETE", "/emails", 405, "method_not_allowed"),
        ("PUT", "/emails/batch", 405, "method_not_allowed"),
    ],
)
def test_unknown_paths_and_methods_are_refused(
    client: Client, method: str, path: str, status: int, name: str | None
) -> None:
    answer = client.ask(method, path, mail())
    assert answer.status == status
    if name:
        assert answer.json["name"] == name
        assert answer.json["statusCode"] == status


@pytest.mark.parametrize("body", ["", "{", '"text"', '{"subject": "\\ud800"}'])
def test_what_is_no_mail_at_all_is_refused(client: Client, body: str) -> None:
    answer = client.ask("POST", "/emails", body)
    assert answer.status in {400, 422}
    assert answer.json["name"] == "validation_error"


def test_text_is_made_from_html_when_none_is_given(client: Client) -> None:
    html = "<head><title>T</title><style>p{}</style></head><h1>Hello\n Rosa</h1><p>All <b>well</b> &amp; good</p>"
    client.send(text=None, html=html)
    client.send(text="", html=html)
    made, refused = client.entries()
    assert (made["body"], made["text"]) == ("Hello Rosa\nAll well & good", None)
    assert (refused["body"], refused["text"]) == ("", "")


def test_a_sent_mail_can_be_looked_up(client: Client) -> None:
    email_id = client.send(tags=[{"name": "a", "value": "b"}]).json["id"]
    assert until(lambda: client.get(f"/emails/{email_id}").json["last_event"] == "delivered")
    found = client.get(f"/emails/{email_id}").json
    created_at = found.pop("created_at")
    assert created_at.endswith("+00")
    found.pop("message_id")
    assert found == {
        "object": "email",
        "id": email_id,
        "to": ["rosa@example.com"],
        "from": "Hollis & Daughters <hello@mail.leadwizard.example>",
        "subject": "We have your request",
        "html": "<p>Hello Rosa</p>",
        "text": "Hello Rosa",
        "bcc": [],
        "cc": [],
        "reply_to": [],
        "last_event": "delivered",
        "scheduled_at": None,
        "tags": [{"name": "a", "value": "b"}],
    }


def test_looking_up_what_is_not_there_is_refused(client: Client) -> None:
    nobody = client.get("/emails/4ef9a417-02e9-4d39-ad75-9611e0fcc33c")
    assert (nobody.status, nobody.json["name"]) == (404, "not_found")
    no_id = client.get("/emails/7")
    assert (no_id.status, no_id.json["name"]) == (422, "invalid_parameter")


def test_the_list_is_paged_newest_first(client: Client) -> None:
    ids = [client.send(subject=f"Mail {number}").json["id"] for number in range(5)][::-1]

    def page(query: str) -> tuple[list[str], bool]:
        answer = client.get(f"/emails{query}").json
        return [row["id"] for row in answer["data"]], answer["has_more"]

    assert page("") == (ids, False)
    assert page("?limit=2") == (ids[:2], True)
    assert page(f"?limit=2&after={ids[1]}") == (ids[2:4], True)
    assert page(f"?limit=2&after={ids[3]}") == (ids[4:], False)
    assert page(f"?limit=2&before={ids[3]}") == (ids[1:3], True)
    assert [client.get(f"/emails?{wrong}").status for wrong in ("limit=0", "limit=101", "limit=x")] == [422] * 3
    assert client.get(f"/emails?after={ids[0]}&before={ids[1]}").status == 422


def test_a_batch_is_accepted_whole_or_not_at_all(client: Client) -> None:
    answer = client.ask("POST", "/emails/batch", [mail(to="a@example.com"), mail(to="b@example.com")])
    assert [row["id"] for row in answer.json["data"]] == [entry["id"] for entry in client.entries()]
    assert [entry["to"] for entry in client.entries()] == ["a@example.com", "b@example.com"]
    wrongs: list[Any] = [[], {}, [mail(), mail(to=None)], [mail()] * 101, [mail(attachments=[{"content": "YQ=="}])]]
    assert [client.ask("POST", "/emails/batch", wrong).status for wrong in wrongs] == [422] * 5
    assert len(client.entries()) == 2


def test_a_scheduled_mail_waits(client: Client) -> None:
    email_id = client.send(scheduled_at="in 1 hour").json["id"]
    found = client.get(f"/emails/{email_id}").json
    assert found["last_event"] == "scheduled"
    assert found["scheduled_at"] > found["created_at"]


def test_the_rate_limit_is_off_unless_asked_for() -> None:
    with Simulator(resend_key=KEY, rate_limit=3) as simulator:
        answers = [Client(simulator.port).send() for _ in range(8)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert refused[0].json["name"] == "rate_limit_exceeded"
    assert refused[0].headers["retry-after"] == "1"


def test_no_limit_is_in_the_way(client: Client) -> None:
    assert {client.send().status for _ in range(30)} == {200}


@given(st.from_regex(mails.PLAIN, fullmatch=True))
def test_a_plain_address_is_what_the_parser_for_all_forms_reads(address: str) -> None:
    header = strict.header_factory("from", address)
    (read,) = header.addresses
    assert f"{read.username}@{read.domain}" == address == mails.bare_address(address)
    assert mails.DOMAIN.fullmatch(read.domain)
    assert all(isinstance(defect, ObsoleteHeaderDefect) for defect in header.defects)
