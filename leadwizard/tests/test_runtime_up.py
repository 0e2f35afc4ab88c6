"""The command that people meet first, whole: real servers, real processes."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from leadwizard.runtime import ports
from leadwizard.runtime.checks import PRODUCT_VARIABLES
from leadwizard.runtime.leftovers import birth_of
from leadwizard.runtime.paths import PROJECT

SLOW = {"worker-slow", "worker-slow-2", "worker-slow-3"}
NAMES = {"postgres", "valkey", "simulator", "web", "events", "worker-quick", "beat"} | SLOW


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder that PostgreSQL's user can reach, which pytest's own folders are not for root."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def start(state: Path, port: int) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if not PRODUCT_VARIABLES.match(name)}
    command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
    with (state / "output").open("w") as output:
        return subprocess.Popen(
            [*command, "--state", str(state), "--ready-file", str(state / "ready.json")],
            env={**environment, "LEADWIZARD_BOOTSTRAP": "0"},
            cwd=PROJECT,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )


def wait_for(condition: Callable[[], Any], state: Path, within: float) -> Any:
    deadline = time.monotonic() + within
    while True:
        try:
            if answer := condition():
                return answer
        except (OSError, ValueError):
            pass  # not there yet
        if time.monotonic() > deadline:
            pytest.fail("not in time; it said:\n" + (state / "output").read_text())
        time.sleep(0.05)


def answer_of(url: str) -> int:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address
        return int(answer.status)


def looks_at_livez(port: int) -> float:
    """How often /livez was answered, as /metrics says."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
        found = re.search(
            r'^leadwizard_http_requests_total\{.*route="livez".*\} ([\d.]+)$', answer.read().decode(), re.MULTILINE
        )
    return float(found[1]) if found else 0.0


def test_the_whole_product_starts_heals_stops_and_finds_its_data_again(state: Path) -> None:
    def made_at() -> int:
        return (state / "postgres" / "data" / "PG_VERSION").stat().st_mtime_ns

    ready, port = state / "ready.json", ports.pick()
    process = start(state, port)
    try:
        description = wait_for(lambda: json.loads(ready.read_text()), state, within=300)
        assert ready.stat().st_mode & 0o077 == 0
        assert description["base_url"] == f"http://127.0.0.1:{port}"
        assert description["logins"] == {}
        assert set(description["pids"]) == NAMES
        assert answer_of(f"http://127.0.0.1:{port}/readyz") == 200
        assert answer_of(description["simulator_url"]) == 200

        # Whichever of the web's processes answers, they count as one.
        counted = looks_at_livez(port)
        for _look in range(30):
            assert answer_of(f"http://127.0.0.1:{port}/livez") == 200
        assert looks_at_livez(port) == counted + 30

        # The schema's owner is known to none of the processes that strangers reach.
        for name in {"web", "events", "worker-quick", "beat"} | SLOW:
            environment = Path(f"/proc/{description['pids'][name]}/environ").read_bytes()
            assert b"DATABASE_URL=" in environment
            assert b"DATABASE_OWNER_URL" not in environment

        # What dies is started again, on the same port, and the ready file follows.
        for name in ("postgres", "web"):
            os.kill(description["pids"][name], signal.SIGKILL)
        healed = wait_for(
            lambda: (
                found
                if (found := json.loads(ready.read_text())["pids"]).keys() == NAMES
                and found["web"] != description["pids"]["web"]
                and found["postgres"] != description["pids"]["postgres"]
                else None
            ),
            state,
            within=180,
        )
        wait_for(lambda: answer_of(f"http://127.0.0.1:{port}/readyz") == 200, state, within=180)
        with psycopg.connect(description["database_url"]) as connection:
            assert connection.execute("select current_user").fetchone() == ("lw_app",)
        assert "web was killed (SIGKILL); starting it again" in (state / "output").read_text()

        process.send_signal(signal.SIGTERM)
        assert process.wait(90) == 0
        assert not ready.exists()
        assert [name for name, pid in healed.items() if birth_of(pid)] == []
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()

    first_made_at = made_at()
    secret = (state / "env").read_text()
    process = start(state, port)
    try:
        again = wait_for(lambda: json.loads(ready.read_text()), state, within=180)
        assert again["database_url"] == description["database_url"]
        assert answer_of(f"http://127.0.0.1:{port}/readyz") == 200
        assert (state / "env").read_text() == secret
        assert made_at() == first_made_at
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(90)
