"""The same key never sends twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from leadwizard.simulator import Simulator, idempotency
from leadwizard.simulator.tests.talking import Client, mail


def test_a_repeat_gets_the_first_answer_and_sends_nothing(client: Client) -> None:
    first, second = client.send("k"), client.send("k")
    assert (second.status, second.json) == (200, first.json)
    assert len(client.entries()) == 1


def test_the_order_of_fields_does_not_make_another_mail(client: Client) -> None:
    turned = dict(reversed(mail().items()))
    first = client.send("k")
    second = client.ask("POST", "/emails", turned, {"Idempotency-Key": "k"})
    assert second.json == first.json


def test_the_key_with_another_body_is_refused(client: Client) -> None:
    client.send("k")
    answer = client.send("k", subject="Another")
    assert (answer.status, answer.json["name"]) == (409, "invalid_idempotent_request")
    assert len(client.entries()) == 1


def test_another_key_sends_again(client: Client) -> None:
    assert client.send("k").json != client.send("l").json
    assert len(client.entries()) == 2


@pytest.mark.parametrize(("key", "status"), [("", 400), ("x" * 257, 400), ("x" * 256, 200), ("x", 200)])
def test_keys_have_between_1_and_256_characters(client: Client, key: str, status: int) -> None:
    answer = client.send(key)
    assert answer.status == status
    if status == 400:
        assert answer.json["name"] == "invalid_idempotency_key"


def test_a_refused_mail_does_not_use_up_its_key(client: Client) -> None:
    assert client.send("k", subject=None).status == 422
    assert client.send("k").status == 200


def test_a_key_of_the_single_endpoint_means_nothing_to_the_batch(client: Client) -> None:
    client.send("k")
    answer = client.ask("POST", "/emails/batch", [mail()], {"Idempotency-Key": "k"})
    again = client.ask("POST", "/emails/batch", [mail()], {"Idempotency-Key": "k"})
    assert (answer.status, again.json) == (200, answer.json)
    assert len(client.entries()) == 2


def test_while_the_first_is_in_flight_the_second_is_refused(client: Client) -> None:
    client.order({"mode": "delay", "seconds": 0.6, "times": 1})
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.send, "k")
        time.sleep(0.2)
        second = client.send("k")
        assert (second.status, second.json["name"]) == (409, "concurrent_idempotent_requests")
        assert first.result().status == 200
    assert client.send("k").json == first.result().json
    assert len(client.entries()) == 1


def test_sixteen_at_once_send_one_mail(client: Client) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: client.send("k"), range(16)))
    (entry,) = client.entries()
    accepted = [answer for answer in answers if answer.status == 200]
    assert accepted
    assert {answer.json["id"] for answer in accepted} == {entry["id"]}
    assert {answer.status for answer in answers} <= {200, 409}


def test_after_a_day_the_key_is_forgotten(
    client: Client, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.send("k")
    monkeypatch.setattr(idempotency, "KEPT", timedelta(0))
    assert client.send("k", subject="Another").status == 200
    assert len(client.entries()) == 2
