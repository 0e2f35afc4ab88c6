"""Mail that comes in: as people write it, as Resend tells of it, and as it is handed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from leadwizard.simulator import Simulator
from leadwizard.simulator.tests.talking import KEY, SECRET, Client, Receiver, until

OURS = "r-abc@in.example.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def write(client: Client, **changes: Any) -> dict[str, str]:
    mail = {"from": "Rosa <rosa@example.com>", "to": OURS, "subject": "Re: x", "text": "Yes.", **changes}
    answer = client.ask("POST", "/__sim__/inbound", mail)
    assert answer.status == 201
    made: dict[str, str] = answer.json
    return made


def test_a_received_mail_is_told_of_without_its_words(client: Client, receiver: Receiver) -> None:
    made = write(client, cc="sam@example.com", bcc=["hidden@example.com"], attachments=["a.jpg"])
    assert until(lambda: receiver.received)
    [(headers, body)] = receiver.received

    parts = ("id", "timestamp", "signature")
    Webhook(SECRET).verify(body, {f"webhook-{part}": headers[f"svix-{part}"] for part in parts})
    event = json.loads(body)
    data = event["data"]
    assert (event["type"], data["email_id"], headers["svix-id"]) == ("email.received", made["id"], made["webhook"])
    assert (data["from"], data["to"], data["cc"]) == ("Rosa <rosa@example.com>", [OURS], ["sam@example.com"])
    assert data["received_for"] == [OURS, "sam@example.com", "hidden@example.com"]
    assert [file["filename"] for file in data["attachments"]] == ["a.jpg"]
    assert not {"text", "html", "headers"} & set(data)


def test_the_words_are_handed_over_to_who_asks(client: Client) -> None:
    made = write(client, html="<p>Yes.</p>", headers={"Auto-Submitted": "auto-replied", "Return-Path": "<>"})
    mail = client.get(f"/emails/receiving/{made['id']}").json

    assert (mail["object"], mail["id"], mail["text"], mail["html"]) == ("email", made["id"], "Yes.", "<p>Yes.</p>")
    assert (mail["headers"]["auto-submitted"], mail["headers"]["return-path"]) == ("auto-replied", "<>")
    assert mail["headers"]["message-id"] == mail["message_id"]
    assert mail["html_format"] == "data_uri"
    assert client.get(f"/emails/receiving/{made['id']}?html_format=cid").json["html_format"] == "cid"


def test_received_mails_are_listed_newest_first_and_apart_from_sent_ones(client: Client) -> None:
    client.send()
    ids = [write(client)["id"] for _number in range(3)]
    first = client.get("/emails/receiving?limit=2").json
    rest = client.get(f"/emails/receiving?limit=2&after={first['data'][-1]['id']}").json

    assert [row["id"] for row in first["data"] + rest["data"]] == ids[::-1]
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert not {"text", "html", "headers"} & set(first["data"][0])
    assert len(client.get("/emails").json["data"]) == len(client.entries()) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/emails/receiving/11111111-1111-4111-8111-111111111111", 404),
        ("/emails/receiving/x", 422),
        ("/emails/receiving?limit=0", 422),
        ("/emails/receiving/x/y", 404),
    ],
)
def test_what_is_not_there_is_refused_as_documented(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status, answer.json["statusCode"]) == (status, status)


def test_a_stranger_reads_no_mail(simulator: Simulator, client: Client) -> None:
    made = write(client)
    stranger = Client(simulator.port, key="re_wrong")
    assert stranger.get(f"/emails/receiving/{made['id']}").status == 403
    assert stranger.get("/emails/receiving").status == 403


@pytest.mark.parametrize("mail", [[], {}, {"from": "a@x.example"}, {"to": "a@x.example"}, {"from": 7, "to": "a@x"}])
def test_what_is_no_mail_does_not_come_in(client: Client, mail: Any) -> None:
    assert client.ask("POST", "/__sim__/inbound", mail).status == 400
    assert client.webhooks() == []


def _sent(client: Client, **changes: Any) -> str:
    answer = client.send(reply_to=OURS, text="Can you?\n\nAcme", **changes)
    identifier: str = answer.json["id"]
    return identifier


def _reply(client: Client, mail_id: str, body: str, headers: dict[str, str | None] | None = None) -> int:
    return client.ask("POST", f"/mailbox/{mail_id}/reply", body, {**FORM, **(headers or {})}).status


def _received(client: Client) -> dict[str, Any]:
    [row] = client.get("/emails/receiving").json["data"]
    mail: dict[str, Any] = client.get(f"/emails/receiving/{row['id']}").json
    return mail


def test_the_mailbox_replies_with_the_history_below(client: Client, receiver: Receiver) -> None:
    mail_id = _sent(client)
    assert "Goes to r-abc@in.example.com" in client.get(f"/mailbox/{mail_id}/").text
    assert _reply(client, mail_id, "text=Yes%2C+Tuesday.&style=person") == 303
    mail = _received(client)

    assert (mail["from"], mail["to"], mail["subject"]) == ("rosa@example.com", [OURS], "Re: We have your request")
    above, introduction, *quoted = mail["text"].strip().split("\n\n")
    assert above == "Yes, Tuesday."
    assert introduction.startswith("On ")
    assert introduction.endswith("wrote:")
    assert "\n\n".join(quoted) == "> Can you?\n>\n> Acme"
    assert mail["headers"]["in-reply-to"] == f"<{mail_id}@simulator.example>"
    assert until(lambda: "email.received" in receiver.types)
    page = client.get(f"/mailbox/{mail_id}/").text
    assert "Yes, Tuesday." in page
    assert "to r-abc@in.example.com" in page


def test_the_mailbox_replies_in_html_alone(client: Client) -> None:
    assert _reply(client, _sent(client), "text=a+%3Cb%3E%0D%0Ac&style=html") == 303
    mail = _received(client)

    assert mail["text"] is None
    assert "<div>a &lt;b&gt;</div><div>c</div>" in mail["html"]
    assert '<blockquote class="gmail_quote">Can you?<br><br>Acme</blockquote>' in mail["html"]


def test_the_mailbox_is_out_of_office(client: Client) -> None:
    assert _reply(client, _sent(client), "text=&style=away") == 303
    mail = _received(client)

    assert (mail["headers"]["auto-submitted"], mail["subject"]) == (
        "auto-replied",
        "Automatic reply: We have your request",
    )
    assert "away" in mail["text"]


def test_the_mailbox_replies_as_somebody_else(client: Client) -> None:
    assert _reply(client, _sent(client), "text=Yes&style=person&from=Sam+%3Csam%40x.example%3E") == 303
    assert _received(client)["from"] == "Sam <sam@x.example>"


def test_a_reply_needs_a_mail_a_known_style_and_our_own_page(client: Client) -> None:
    mail_id = _sent(client)
    assert _reply(client, "nothing", "text=x") == 404
    assert _reply(client, mail_id, "text=x&style=singing") == 400
    assert _reply(client, mail_id, "text=x", {"Origin": "https://evil.example"}) == 403
    assert client.get("/emails/receiving").json["data"] == []


def test_received_mail_survives_a_restart_and_not_a_cleared_mailbox(tmp_path: Path) -> None:
    options: dict[str, Any] = {"resend_key": KEY, "webhook_secret": SECRET, "state": tmp_path}
    with Simulator(**options) as first:
        made = write(Client(first.port))
    with Simulator(**options) as second:
        client = Client(second.port)
        assert client.get(f"/emails/receiving/{made['id']}").json["text"] == "Yes."
        assert [webhook["id"] for webhook in client.webhooks()] == [made["webhook"]]
        assert client.ask("POST", "/mailbox/clear").status == 303
    with Simulator(**options) as third:
        client = Client(third.port)
        assert client.get("/emails/receiving").json["data"] == []
        assert client.webhooks() == []
