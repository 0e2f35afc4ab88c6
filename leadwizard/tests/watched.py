"""What logs and error reports are tried with: planted words that must never come out, and steps that break."""

import io
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from leadwizard import logs

NAME = "Zebulon Quagmire"
EMAIL = "zebulon.quagmire@canary.example"
PHONE = "(937) 555-0199"
MESSAGE = "The canarysong drips under my sink since yesterday."
# An organization's own key, of a form that no pattern knows.
OWN_KEY = "my own 4cc0unt".replace(" ", "_")
PLANTED = ("Zebulon", "Quagmire", "zebulon.quagmire", "5550199", "555-0199", "canarysong", OWN_KEY)

ENQUIRY = {"name": NAME, "email": EMAIL, "phone": PHONE, "message": MESSAGE}
KEPT = {**ENQUIRY, "phone": "+19375550199"}


@contextmanager
def lines(level: int = logging.DEBUG) -> Iterator[io.StringIO]:
    """Write every log line of the block into a text, whatever level its logger has."""
    text = io.StringIO()
    handler = logs.Lines(text)
    handler.setFormatter(logs.formatter())
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    before = [logger.level for logger in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(level)
    try:
        yield text
    finally:
        loggers[0].removeHandler(handler)
        for logger, old in zip(loggers, before, strict=True):
            logger.setLevel(old)


def read(text: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines as they would be read: each is one JSON object."""
    return [json.loads(line) for line in text.getvalue().splitlines()]


def ours(text: io.StringIO) -> list[dict[str, Any]]:
    """Return the lines of our own code."""
    apps = ("leadwizard", "tenants", "automation", "messaging", "leads")
    return [line for line in read(text) if line["logger"].partition(".")[0] in apps]


class _Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        words = f"Incorrect API key provided: {self.headers.get('Authorization')}. You sent: {body}"
        answer = json.dumps(
            {"name": words, "message": words, "error": {"message": words, "code": words[:30], "type": words}}
        ).encode()
        self.send_response(401, words[:200].replace("\r", " ").replace("\n", " "))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: Any) -> None:
        pass


@contextmanager
def echoing_provider() -> Iterator[str]:
    """Serve a provider that refuses everything and repeats key and body; return where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
