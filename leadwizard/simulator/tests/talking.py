"""Talking HTTP to the simulator, and listening to it, as the product would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self, TypeVar

T = TypeVar("T")
KEY = "re_test_key"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Client:
    port: int
    key: str = KEY
    timeout: float = 5

    def ask(self, method: str, path: str, data: Any = None, headers: dict[str, str | None] | None = None) -> Answer:
        """``data`` is sent as JSON, text as it is; a header of None is left out."""
        body = data if isinstance(data, str | None) else json.dumps(data)
        wanted: dict[str, str | None] = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "User-Agent": "tests",
            **(headers or {}),
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            sent = {name: value for name, value in wanted.items() if value is not None}
            connection.request(method, path, body.encode() if body else None, sent)
            with connection.getresponse() as response:
                return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, key: str | None = None, headers: dict[str, str | None] | None = None, **changes: Any) -> Answer:
        return self.ask("POST", "/emails", mail(**changes), {"Idempotency-Key": key, **(headers or {})})

    def entries(self, query: str = "") -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.get(f"/__sim__/ledger.json{query}").json["entries"]
        return entries

    def webhooks(self, query: str = "") -> list[dict[str, Any]]:
        webhooks: list[dict[str, Any]] = self.get(f"/__sim__/webhooks.json{query}").json["webhooks"]
        return webhooks

    def order(self, *faults: dict[str, Any]) -> Answer:
        return self.ask("POST", "/__sim__/faults", list(faults))


def mail(**changes: Any) -> dict[str, Any]:
    """A mail that is accepted; a change to None takes the field out."""
    fields: dict[str, Any] = {
        "from": "Hollis & Daughters <hello@mail.leadwizard.example>",
        "to": ["rosa@example.com"],
        "subject": "We have your request",
        "html": "<p>Hello Rosa</p>",
        "text": "Hello Rosa",
    }
    fields |= {name.rstrip("_"): value for name, value in changes.items()}
    return {name: value for name, value in fields.items() if value is not None}


def until(question: Callable[[], T], seconds: float = 5) -> T:
    """The first answer that is true; the last one when the time is up."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.01)
    return answer


@dataclass
class Receiver:
    """Takes webhooks in; answers with ``statuses`` first, then 200."""

    statuses: list[int] = field(default_factory=list)
    pause: float = 0
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)
    protocol: str = "HTTP/1.0"
    idle: float | None = None
    """Seconds after which it hangs up on who says nothing; needs HTTP/1.1."""
    connections: int = 0

    def __enter__(self) -> Self:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = receiver.protocol
            timeout = receiver.idle

            def setup(self) -> None:
                receiver.connections += 1
                super().setup()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
                time.sleep(receiver.pause)
                self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/webhooks/resend/"

    @property
    def types(self) -> list[str]:
        return [json.loads(body)["type"] for _, body in self.received]
