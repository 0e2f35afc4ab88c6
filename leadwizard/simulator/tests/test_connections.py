"""Connections that stay open between requests, as a provider's do, and those that cannot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected

import pytest

from leadwizard.simulator import Simulator
from leadwizard.simulator.app import LARGEST_REQUEST
from leadwizard.simulator.tests.talking import KEY, Client, mail

HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "User-Agent": "tests"}


@pytest.fixture
def connection(simulator: Simulator) -> Iterator[HTTPConnection]:
    with closing(HTTPConnection("127.0.0.1", simulator.port, timeout=5)) as opened:
        opened.auto_open = 0
        opened.connect()
        yield opened


def _send(connection: HTTPConnection, key: str) -> tuple[int, bytes]:
    connection.request("POST", "/emails", json.dumps(mail()).encode(), HEADERS | {"Idempotency-Key": key})
    with connection.getresponse() as answer:
        return answer.status, answer.read()


def test_one_connection_serves_many_requests(connection: HTTPConnection, client: Client) -> None:
    assert [_send(connection, f"key-{number}")[0] for number in range(3)] == [200, 200, 200]
    assert len(client.entries()) == 3


def test_a_refusal_and_a_body_that_nobody_reads_leave_it_usable(connection: HTTPConnection) -> None:
    connection.request("POST", "/nowhere", b"x" * 100_000, HEADERS)
    with connection.getresponse() as answer:
        assert answer.status == 404
        answer.read()
    assert _send(connection, "key")[0] == 200


def test_an_answer_without_a_body_has_an_end(connection: HTTPConnection) -> None:
    connection.request("HEAD", "/__sim__/mail/")
    with connection.getresponse() as answer:
        assert answer.read() == b""
    assert _send(connection, "key")[0] == 200


def test_a_reset_ends_the_connection_after_an_answer_that_went_well(connection: HTTPConnection, client: Client) -> None:
    assert _send(connection, "first")[0] == 200
    client.order({"mode": "reset", "times": 1})
    with pytest.raises((ConnectionResetError, RemoteDisconnected)):
        _send(connection, "second")
    assert len(client.entries()) == 1
    assert client.send("second").status == 200


def test_where_the_next_request_begins_is_not_known_the_connection_ends(connection: HTTPConnection) -> None:
    parts = iter([json.dumps(mail()).encode()])
    connection.request("POST", "/emails", parts, HEADERS, encode_chunked=True)
    with connection.getresponse() as answer:
        assert (answer.status, answer.will_close) == (200, True)


def test_what_is_too_large_is_refused_unread(connection: HTTPConnection, client: Client) -> None:
    connection.putrequest("POST", "/emails")
    for name, value in HEADERS.items():
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(LARGEST_REQUEST + 1))
    connection.endheaders()
    with connection.getresponse() as answer:
        assert (answer.status, answer.will_close) == (413, True)
    assert client.entries() == []


def test_a_fault_of_its_own_is_answered(
    simulator: Simulator, connection: HTTPConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.world.faults, "take", lambda *_args, **_facts: 1 / 0)
    assert _send(connection, "key")[0] == 500
    monkeypatch.undo()
    assert _send(connection, "key")[0] == 200
