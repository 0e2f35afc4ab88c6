"""What was acknowledged survives: a stop, a kill -9, half a line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path

import pytest

from leadwizard.simulator import Simulator
from leadwizard.simulator.journal import JournalBusyError
from leadwizard.simulator.tests.talking import KEY, SECRET, Client, Receiver, until


@contextmanager
def process(*options: str) -> Iterator[tuple[subprocess.Popen[str], Client]]:
    command = [sys.executable, "-m", "leadwizard.simulator", "--port", "0", "--resend-key", KEY, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            yield running, Client(json.loads(running.stdout.readline())["port"])
        finally:
            running.kill()


def test_the_process_says_its_port_and_ends_when_told() -> None:
    with process() as (running, client):
        assert client.send().status == 200
        running.send_signal(signal.SIGTERM)
        assert running.wait(5) == 0


def test_a_start_that_cannot_be_says_why() -> None:
    command = [sys.executable, "-m", "leadwizard.simulator", "--webhook-secret", "wrong"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "whsec_" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_restart_keeps_the_mailbox_the_events_and_the_keys(tmp_path: Path) -> None:
    simulator = Simulator(resend_key=KEY, webhook_secret=SECRET, state=tmp_path, event_pause=0.02)
    with simulator:
        client = Client(simulator.port)
        client.send("k", to=["Zoë <zoe@example.com>"])
        assert until(lambda: len(client.webhooks()) == 2)
        entries, webhooks = client.entries(), [webhook["id"] for webhook in client.webhooks()]
    with simulator:
        assert Client(simulator.port) == client
        assert client.entries() == entries
        assert [webhook["id"] for webhook in client.webhooks()] == webhooks
        assert client.send("k", to=["Zoë <zoe@example.com>"]).json["id"] == entries[0]["id"]
        assert client.send("k", subject="Another").status == 409
        assert len(client.entries()) == 1


def test_what_had_not_happened_yet_happens_after_the_restart(tmp_path: Path) -> None:
    with Simulator(resend_key=KEY, state=tmp_path, event_pause=60) as simulator:
        Client(simulator.port).send()
    with Receiver() as receiver, Simulator(state=tmp_path, event_pause=0, webhook_url=receiver.url):
        assert until(lambda: sorted(receiver.types) == ["email.delivered", "email.sent"])


def test_clearing_is_remembered_and_the_keys_are_kept(tmp_path: Path) -> None:
    simulator = Simulator(resend_key=KEY, state=tmp_path)
    with simulator:
        client = Client(simulator.port)
        first = client.send("k").json
        assert client.ask("POST", "/mailbox/clear").status == 303
        client.send("l")
    with simulator:
        assert [entry["idempotency_key"] for entry in client.entries()] == ["l"]
        assert client.send("k").json == first
        client.ask("POST", "/__sim__/reset")
    with simulator:
        assert client.entries() == []
        assert client.send("k").json != first


def test_a_kill_while_writing_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: list[str] = []

    def send_until_the_end(client: Client) -> None:
        while True:
            try:
                acknowledged.append(client.send().json["id"])
            except (OSError, HTTPException, ValueError):
                return

    with process("--state", str(tmp_path)) as (running, client), ThreadPoolExecutor(4) as pool:
        for _ in range(4):
            pool.submit(send_until_the_end, client)
        assert until(lambda: len(acknowledged) > 40)
        running.kill()
    with Simulator(resend_key=KEY, state=tmp_path) as simulator:
        kept = [entry["id"] for entry in Client(simulator.port).entries()]
    assert set(acknowledged) <= set(kept)
    assert len(kept) == len(set(kept))
    assert len(kept) <= len(acknowledged) + 4


@pytest.mark.parametrize("rest", [b'{"record":"acc', b'{"record":"accept","entries":[', b"\xff"])
def test_half_a_line_at_the_end_is_cut_off(tmp_path: Path, rest: bytes) -> None:
    simulator = Simulator(resend_key=KEY, state=tmp_path)
    with simulator:
        client = Client(simulator.port)
        client.send(subject="First")
    with (tmp_path / "journal.jsonl").open("ab") as journal:
        journal.write(rest)
    with simulator:
        client.send(subject="Second")
    with simulator:
        assert [entry["subject"] for entry in client.entries()] == ["First", "Second"]


def test_two_simulators_do_not_share_a_folder(tmp_path: Path) -> None:
    with Simulator(state=tmp_path), pytest.raises(JournalBusyError):
        Simulator(state=tmp_path).start()
    with Simulator(state=tmp_path):
        pass


def test_the_journal_is_for_its_owner_only(tmp_path: Path) -> None:
    with Simulator(state=tmp_path):
        assert (tmp_path / "journal.jsonl").stat().st_mode & 0o077 == 0
