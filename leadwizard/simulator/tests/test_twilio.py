"""The simulator's texts: refused, listed, reported and opted out of as Twilio does it."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from twilio.request_validator import RequestValidator

from leadwizard.simulator import Simulator
from leadwizard.simulator.tests.talking import Receiver, until

OWN = "+19375550199"
DANA = "+19375550142"


@dataclass
class Account:
    simulator: Simulator
    token: str = "simulator"

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
        config = self.simulator.config
        key = base64.b64encode(f"{config.twilio_sid}:{self.token}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.simulator.url}/2010-04-01/Accounts/{config.twilio_sid}/{path}",
            urlencode(form).encode() if form is not None else None,
            {"Authorization": f"Basic {key}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own loopback address
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, json.load(refusal)

    def send(self, **values: str) -> tuple[int, dict[str, Any]]:
        return self.ask("Messages.json", {"To": DANA, "From": OWN, "Body": "Hello"} | values)

    def write(self, body: str, sender: str = DANA) -> None:
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            f"{self.simulator.url}/__sim__/texts",
            json.dumps({"from": sender, "body": body}).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - our own loopback address

    def webhooks(self, count: int) -> list[dict[str, Any]]:
        give_up = time.monotonic() + 30
        while True:
            with urllib.request.urlopen(f"{self.simulator.url}/__sim__/webhooks.json", timeout=5) as answer:  # noqa: S310 - our own loopback address
                found: list[dict[str, Any]] = json.load(answer)["webhooks"]
            if len(found) >= count or time.monotonic() > give_up:
                return found
            time.sleep(0.01)


@pytest.fixture
def account() -> Iterator[Account]:
    with Simulator(event_pause=0.01) as simulator:
        yield Account(simulator)


def test_a_text_is_taken_and_shown(account):
    status, made = account.send(Body="ä" * 161)
    assert (status, made["status"], made["direction"]) == (201, "queued", "outbound-api")
    assert (made["num_segments"], made["error_code"], made["date_sent"]) == ("2", None, None)
    assert made["sid"].startswith("SM")
    assert len(made["sid"]) == 34
    status, found = account.ask(f"Messages/{made['sid']}.json")
    assert (status, found["body"]) == (200, "ä" * 161)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"To": "937 555 0142"}, 21211),
        ({"To": OWN}, 21266),
        ({"From": "+19375550177"}, 21606),
        ({"Body": "  "}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "ftp://x"}, 21609),
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
    ],
)
def test_what_twilio_refuses_is_refused_in_its_form(account, values, code):
    status, refusal = account.send(**values)
    assert (status, refusal["code"], refusal["status"]) == (400, code, 400)
    assert refusal["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert account.ask("Messages.json")[1]["messages"] == []


def test_a_wrong_token_and_a_path_that_is_none_are_refused(account):
    account.token = "wrong"
    assert account.send()[1] == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }
    account.token = "simulator"
    assert account.ask("Calls.json", {})[1]["code"] == 20404
    assert account.ask("Messages/SM0.json")[1]["code"] == 20404


def test_the_list_is_narrowed_and_paged(account):
    for number in range(3):
        account.send(Body=str(number))
    account.send(To="+19375550143")
    account.write("An answer")
    today = time.strftime("%Y-%m-%d", time.gmtime())
    query = urlencode({"To": DANA, "From": OWN, "DateSent>": today, "PageSize": 2})
    _status, page = account.ask(f"Messages.json?{query}")
    assert [row["body"] for row in page["messages"]] == ["2", "1"]
    _status, rest = account.ask(
        page["next_page_uri"].partition("/Accounts/")[2].partition("/")[2] + f"&To=%2B{DANA[1:]}"
    )
    assert [row["body"] for row in rest["messages"]] == ["0"]
    assert rest["next_page_uri"] is None
    _status, inbound = account.ask(f"Messages.json?{urlencode({'To': OWN})}")
    assert [(row["direction"], row["status"]) for row in inbound["messages"]] == [("inbound", "received")]
    _status, later = account.ask("Messages.json?DateSent%3E=2999-01-01")
    assert later["messages"] == []
    assert account.ask("Messages.json?DateSent=yesterday")[0] == 400


def test_reports_follow_the_text_to_the_address_that_came_with_it():
    with Receiver() as receiver, Simulator(event_pause=0.01) as simulator:
        account = Account(simulator)
        url = f"{receiver.url}7/?x=1"
        account.send(StatusCallback=url)
        account.send(To="+15005550030", StatusCallback=url)
        until(lambda: len(receiver.received) == 6)
    forms = [dict(parse_qsl(body)) for _headers, body in receiver.received]
    assert {(form["To"], form["MessageStatus"], form.get("ErrorCode")) for form in forms} == {
        (DANA, "queued", None),
        (DANA, "sent", None),
        (DANA, "delivered", None),
        ("+15005550030", "queued", None),
        ("+15005550030", "sent", None),
        ("+15005550030", "undelivered", "30003"),
    }
    # Checked by the provider's own library, over the address that the text brought along.
    judge = RequestValidator("simulator")
    for (headers, _body), form in zip(receiver.received, forms, strict=True):
        assert judge.validate(url, form, headers["x-twilio-signature"])
        assert not judge.validate(f"{url}2", form, headers["x-twilio-signature"])


def test_stop_ends_texts_until_start(account):
    account.write(" stop ")
    assert account.send()[1]["code"] == 21610
    account.write("stop")
    account.write("hello?")
    assert account.send()[1]["code"] == 21610
    account.write("Unstop")
    assert account.send()[0] == 201
    replies = [row for row in account.ask("Messages.json")[1]["messages"] if row["direction"] == "outbound-reply"]
    assert [row["body"].partition(".")[0] for row in reversed(replies)] == [
        "You have successfully been unsubscribed",
        "You have successfully been re-subscribed to messages from this number",
    ]
    kinds = [dict(parse_qsl(found["body"])).get("OptOutType") for found in account.webhooks(0)]
    assert [kind for kind in kinds if kind] == ["STOP", "STOP", "START"]


@pytest.mark.parametrize("body", ["OPT OUT", "Stop.", "stop please", "🛑"])
def test_twilio_knows_only_its_own_words(account, body):
    account.write(body)
    assert account.send()[0] == 201


def test_who_stopped_is_remembered_over_a_restart(tmp_path):
    with Simulator(state=tmp_path) as simulator:
        Account(simulator).write("STOP")
    with Simulator(state=tmp_path) as simulator:
        assert Account(simulator).send()[1]["code"] == 21610


def test_a_person_picks_up_a_phone_reads_and_writes(account):
    account.send(Body="Reply to <b>Dana</b> https://leads.example/x")

    def page(path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str]:
        data = urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(f"{account.simulator.url}{path}", data, headers)  # noqa: S310 - our own loopback address
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own loopback address
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    assert "+1 937 555 0142" in page("/phone/")[1]
    status, shown = page(f"/phone/{DANA}/", {"text": "On my way"})
    assert status == 200
    assert "On my way" in shown
    assert "&lt;b&gt;Dana&lt;/b&gt;" in shown
    assert 'href="https://leads.example/x"' in shown
    assert page(f"/phone/{DANA}/", {"text": " "})[0] == 400
    assert page(f"/phone/{DANA}/", {"text": "x"}, Origin="https://evil.example")[0] == 403
    assert "This phone is quiet" in page("/phone/", {"number": "+1 (937) 555-0188"})[1]
    assert page("/phone/", {"number": "five"})[0] == 400
    # Texts are no mail, and the other way round.
    assert "No mail yet" in page("/mailbox/")[1]
