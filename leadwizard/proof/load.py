"""Strangers who fill in forms: `python -m leadwizard.proof.load '{…}'` submits leads and notes every answer.

A submission that was not acknowledged is repeated under the same idempotency key, as a browser or a site would, until
it is, or until patience ends.
"""

import dataclasses
import http.client
import json
import secrets
import signal
import string
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, Self
from urllib.parse import urlsplit

THREADS = 16
PATIENCE = 60.0  # seconds until a lead is given up, and told as never acknowledged
PAUSE = 0.25  # between two tries
TIMEOUT = 20.0
LETTERS = 12
DOMAIN = "people.example"


@dataclass(frozen=True)
class Request:
    """One try: when it began (seconds since the epoch), how long it took, and the status; 0 without an answer."""

    at: float
    seconds: float
    status: int


@dataclass(frozen=True)
class Submission:
    """One lead. `marker` stands in its name and in no other's; `lead` is empty until it was acknowledged."""

    slug: str
    email: str
    marker: str
    requests: list[Request] = field(default_factory=list)
    lead: str = ""
    status: str = ""

    @property
    def is_acknowledged(self) -> bool:
        return bool(self.lead)

    @property
    def at(self) -> float:
        """When the acknowledged try began."""
        return self.requests[-1].at

    def dumps(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def loads(cls, line: str) -> Self:
        known = json.loads(line)
        return cls(**known | {"requests": [Request(**request) for request in known["requests"]]})


@dataclass(frozen=True)
class Load:
    """How many leads, how many a second, to which forms; `out` gets a line for each."""

    url: str
    slugs: Sequence[str]
    rate: float
    count: int
    out: Path
    seed: int = 0
    domain: str = DOMAIN
    threads: int = THREADS

    def dumps(self) -> str:
        return json.dumps(dataclasses.asdict(self) | {"out": str(self.out)})

    @classmethod
    def loads(cls, text: str) -> Self:
        known = json.loads(text)
        return cls(**known | {"out": Path(known["out"])})


def new_marker() -> str:
    """Letters alone, so that it may stand in a greeting; 56 bits."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(LETTERS)).capitalize()


def submit_once(url: str, slug: str, *, domain: str = DOMAIN, email: str = "", **values: str) -> Submission:
    """Submit one lead, trying until it is acknowledged or patience ends."""
    marker = new_marker()
    body = {
        "name": f"{marker} Tester",
        "email": email or f"{marker.lower()}@{domain}",
        "message": "Our kitchen tap drips and we would like somebody to look at it. Which days suit you?",
        **values,
    }
    key = secrets.token_hex(16)
    requests: list[Request] = []
    began = time.monotonic()
    while True:
        at, clock = time.time(), time.monotonic()
        status, answer = _post(url, f"/api/v1/forms/{slug}/submissions", body, key)
        requests.append(Request(at, time.monotonic() - clock, status))
        if status == HTTPStatus.CREATED:
            return Submission(slug, body["email"], marker, requests, answer["id"], answer["status"])
        is_refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_refused or time.monotonic() - began > PATIENCE:
            return Submission(slug, body["email"], marker, requests)
        time.sleep(PAUSE)


def _post(url: str, path: str, body: dict[str, str], key: str) -> tuple[int, dict[str, str]]:
    """The status and the answer; 0 when there was none."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
    headers = {
        "Content-Type": "application/json",
        "Idempotency-Key": key,
        # Each stranger comes from an address of their own, as our one trusted proxy tells it.
        "X-Forwarded-For": ".".join(["10", *(str(secrets.randbelow(254) + 1) for _ in range(3))]),
    }
    try:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.status == HTTPStatus.CREATED else {}
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()


class Crowd:
    """Submits a load at its rate, whatever the answers take, as far as its threads go."""

    def __init__(self, load: Load, out: IO[str]) -> None:
        self._load = load
        self._out = out
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def stop(self) -> None:
        self._stopped.set()

    def run(self) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(self._load.threads) as people:
            waiting = []
            for number in range(self._load.count):
                left = began + number / self._load.rate - time.monotonic()
                if self._stopped.wait(max(left, 0)):
                    break
                slug = self._load.slugs[(number + self._load.seed) % len(self._load.slugs)]
                waiting.append(people.submit(self._one, slug))
            for each in waiting:
                each.result()

    def _one(self, slug: str) -> None:
        submission = submit_once(self._load.url, slug, domain=self._load.domain)
        with self._lock:
            self._out.write(submission.dumps() + "\n")
            self._out.flush()


def main() -> int:
    load = Load.loads(sys.argv[1])
    with load.out.open("w", encoding="utf-8") as out:
        crowd = Crowd(load, out)
        signal.signal(signal.SIGTERM, lambda *_: crowd.stop())
        crowd.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
