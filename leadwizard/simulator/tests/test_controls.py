"""The levers: what they give out, and to whom."""

from __future__ import annotations

import pytest

from leadwizard.simulator.controls import is_loopback
from leadwizard.simulator.tests.talking import Client, until


def test_the_ledger_can_be_narrowed(client: Client) -> None:
    for address in ("a@example.com", "b@example.com", "A@example.com"):
        client.send(to=address)
    _, second, third = client.entries()

    def found(query: str) -> list[str]:
        return [entry["id"] for entry in client.entries(query)]

    assert [entry["to"] for entry in client.entries("?to=a@EXAMPLE.com")] == ["a@example.com", "A@example.com"]
    assert found("?limit=1") == [third["id"]]
    assert found("?limit=0") == []
    # An offset is often forgotten to be escaped: the plus arrives as a space.
    for since in (second["at"].replace("+", "%2B"), second["at"]):
        assert found(f"?since={since}") == [second["id"], third["id"]]
    assert client.entries("?since=2999-01-01") == []
    assert client.get("/__sim__/ledger.json?since=yesterday").status == 400
    assert client.get("/__sim__/ledger.json?limit=few").status == 400


def test_reset_forgets_everything(client: Client) -> None:
    client.send("k")
    assert until(lambda: len(client.webhooks()) == 2)
    client.order({"mode": "status"})
    assert client.ask("POST", "/__sim__/reset").status == 200
    assert (client.entries(), client.webhooks()) == ([], [])
    assert client.get("/__sim__/faults").json == {"faults": []}
    assert client.send("k", subject="Another").status == 200


def test_events_of_a_forgotten_mail_do_not_come_any_more(client: Client) -> None:
    client.send()
    client.ask("POST", "/__sim__/reset")
    assert not until(client.webhooks, 0.15)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Host": "rebound.example"},
        {"Host": "rebound.example:8025"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_of_others_cannot_pull_levers(client: Client, method: str, headers: dict[str, str | None]) -> None:
    path = {"GET": "/__sim__/ledger.json", "POST": "/__sim__/reset"}[method]
    answer = client.ask(method, path, headers=headers)
    assert answer.status == 403
    assert answer.json["error"]


def test_only_addresses_of_this_machine_count_as_near() -> None:
    near = ["127.0.0.1", "127.9.9.9", "::1"]
    far = ["10.0.0.1", "192.168.0.7", "8.8.8.8", "localhost.example", ""]
    assert [is_loopback(address) for address in near + far] == [True] * 3 + [False] * 5


def test_levers_that_do_not_exist_or_turn_another_way_are_refused(client: Client) -> None:
    assert client.get("/__sim__/lever").status == 404
    assert client.get("/__sim__/reset").status == 405
    assert client.ask("POST", "/__sim__/faults", "{").status == 400
