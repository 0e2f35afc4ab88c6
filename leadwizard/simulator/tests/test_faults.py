"""Failing to order, over real sockets."""

from __future__ import annotations

import time
from http.client import RemoteDisconnected
from typing import Any

import pytest

from leadwizard.simulator import Simulator
from leadwizard.simulator.faults import MODES
from leadwizard.simulator.tests.talking import Client

COVERED = {"status", "delay", "hang", "reset", "garbage", "accept_then_500", "accept_then_hang", "accept_then_reset"}
IN_WEBHOOK_TESTS = {"webhook_repeat", "webhook_drop", "webhook_reorder"}


def test_every_mode_has_its_test() -> None:
    assert COVERED | IN_WEBHOOK_TESTS == MODES


@pytest.mark.parametrize(
    ("status", "name"),
    [(429, "rate_limit_exceeded"), (500, "application_error"), (503, "service_unavailable"), (418, "validation_error")],
)
def test_status_refuses_in_the_providers_words(client: Client, status: int, name: str) -> None:
    client.order({"mode": "status", "status": status, "times": 1})
    answer = client.send("k")
    assert (answer.status, answer.json["statusCode"], answer.json["name"]) == (status, status, name)
    assert client.entries() == []
    assert client.send("k").status == 200


def test_too_many_requests_says_when_to_come_back(client: Client) -> None:
    client.order({"mode": "status", "status": 429, "retry_after": 7, "times": 1})
    assert client.send().headers["retry-after"] == "7"
    client.order({"mode": "status", "status": 429, "times": 1})
    assert client.send().headers["retry-after"] == "1"


def test_delay_answers_late(client: Client) -> None:
    client.order({"mode": "delay", "seconds": 0.3, "times": 1})
    start = time.monotonic()
    assert client.send().status == 200
    assert time.monotonic() - start >= 0.3


def test_delay_holds_up_look_ups_too(client: Client) -> None:
    client.order({"mode": "delay", "seconds": 0.3, "times": 1, "match": {"path": "/emails/*"}})
    start = time.monotonic()
    assert client.get("/emails/4ef9a417-02e9-4d39-ad75-9611e0fcc33c").status == 404
    assert time.monotonic() - start >= 0.3


@pytest.mark.parametrize(("mode", "accepted"), [("hang", 0), ("accept_then_hang", 1)])
def test_hang_never_answers(client: Client, mode: str, accepted: int) -> None:
    client.order({"mode": mode, "times": 1})
    with pytest.raises(TimeoutError):
        Client(client.port, timeout=0.3).send("k")
    assert len(client.entries()) == accepted
    assert client.send("k").status == 200
    assert len(client.entries()) == 1


def test_a_hang_with_an_end_drops_the_connection(client: Client) -> None:
    client.order({"mode": "hang", "seconds": 0.1, "times": 1})
    with pytest.raises(RemoteDisconnected):
        client.send()


@pytest.mark.parametrize(("mode", "accepted"), [("reset", 0), ("accept_then_reset", 1)])
def test_reset_breaks_the_connection(client: Client, mode: str, accepted: int) -> None:
    client.order({"mode": mode, "times": 1})
    with pytest.raises(ConnectionResetError) as caught:
        client.send("k")
    assert not isinstance(caught.value, RemoteDisconnected), "a polite end is no reset"
    assert len(client.entries()) == accepted
    assert client.send("k").status == 200
    assert len(client.entries()) == 1


def test_accepted_but_answered_500_is_not_sent_again(client: Client) -> None:
    client.order({"mode": "accept_then_500", "times": 1})
    assert client.send("k").status == 500
    (entry,) = client.entries()
    assert client.send("k").json == {"id": entry["id"]}
    assert len(client.entries()) == 1


def test_garbage_is_a_success_without_sense(client: Client) -> None:
    client.order({"mode": "garbage", "times": 1})
    answer = client.send()
    assert answer.status == 200
    with pytest.raises(ValueError, match="Expecting value"):
        _ = answer.json
    assert client.entries() == []


def test_a_refused_mail_does_not_use_up_the_fault(client: Client) -> None:
    client.order({"mode": "accept_then_500", "times": 1})
    assert client.send(subject=None).status == 422
    assert client.send().status == 500


def test_match_picks_by_recipient_and_path(client: Client) -> None:
    client.order({"mode": "status", "match": {"to": "*@Example.org", "path": "/emails"}})
    assert client.send().status == 200
    assert client.send(to=["a@example.com"], cc=["Rosa <rosa@example.org>"]).status == 500
    assert client.ask("POST", "/emails/batch", []).status == 422


def test_the_same_seed_fails_the_same_requests(client: Client) -> None:
    def statuses() -> list[int]:
        client.ask("DELETE", "/__sim__/faults")
        client.order({"mode": "status", "probability": 0.5, "seed": 7})
        return [client.send().status for _ in range(20)]

    first = statuses()
    assert set(first) == {200, 500}
    assert statuses() == first


def test_faults_are_listed_counted_and_removed(client: Client) -> None:
    one = client.order({"mode": "status", "times": 2}).json["faults"][0]["id"]
    client.order({"mode": "hang", "match": {"to": "nobody@example.com"}})
    client.send()
    listed = client.get("/__sim__/faults").json["faults"]
    assert [(fault["mode"], fault["times"], fault["struck"]) for fault in listed] == [
        ("status", 1, 1),
        ("hang", None, 0),
    ]
    client.ask("DELETE", f"/__sim__/faults/{one}")
    assert [fault["mode"] for fault in client.get("/__sim__/faults").json["faults"]] == ["hang"]
    client.ask("POST", "/__sim__/faults", {"clear": True})
    assert client.get("/__sim__/faults").json == {"faults": []}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"mode": "sulk"}, "mode"),
        ({"mode": "status", "status": 200}, "status"),
        ({"mode": "status", "status": "500"}, "status"),
        ({"mode": "status", "probability": 2}, "probability"),
        ({"mode": "status", "times": True}, "times"),
        ({"mode": "status", "match": {"subject": "x"}}, "match"),
        ({"mode": "status", "match": {"to": 1}}, "match"),
        ({"mode": "status", "provider": "pigeon"}, "pigeon"),
        ({"mode": "status", "colour": "red"}, "colour"),
        ("status", "object"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(client: Client, fault: Any, words: str) -> None:
    answer = client.order(fault)
    assert answer.status == 400
    assert words in answer.json["error"]
    assert client.get("/__sim__/faults").json == {"faults": []}


def test_stopping_does_not_wait_for_hanging_answers() -> None:
    with Simulator() as simulator:
        hanging = Client(simulator.port, key="re_simulator", timeout=0.1)
        hanging.order({"mode": "hang"})
        with pytest.raises(TimeoutError):
            hanging.send()
        start = time.monotonic()
    assert time.monotonic() - start < 10
    with pytest.raises(ConnectionRefusedError):
        hanging.send()
