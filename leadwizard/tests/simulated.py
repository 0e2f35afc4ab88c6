"""The simulator as tests see it: a provider over HTTP."""

import json
import time
import urllib.request
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from django.test import Client

from leadwizard.simulator import Simulator
from leadwizard.simulator.config import Config


class RunningSimulator:
    """A simulator on a port of its own, with the calls that tests make of it."""

    def __init__(self, *, resend_key: str, webhook_secret: str) -> None:
        self.resend_key = resend_key
        self.model_key = "sk-simulator"
        self._simulator = Simulator(resend_key=resend_key, webhook_secret=webhook_secret, event_pause=0.02)

    def __enter__(self) -> Self:
        self._simulator.start()
        return self

    def __exit__(self, *_facts: object) -> None:
        self._simulator.stop()

    @property
    def config(self) -> Config:
        """What it was told when it started: keys and numbers."""
        return self._simulator.config

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._simulator.url

    def get(self, path: str) -> Any:
        """Return the JSON at a path."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 - our own loopback address
            return json.load(answer)

    def post(self, path: str, body: Any) -> Any:
        """Send JSON and return what comes back."""
        request = urllib.request.Request(  # noqa: S310 - our own loopback address
            self.url + path,
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own loopback address
            text = answer.read()
        return json.loads(text) if text else None

    def webhooks(self, count: int = 0) -> list[dict[str, Any]]:
        """Return the webhooks that it would have sent, oldest first; waits up to 5 s until there are `count`."""
        give_up = time.monotonic() + 5
        while True:
            answer = self.get("/__sim__/webhooks.json")
            found: list[dict[str, Any]] = answer["webhooks"] if isinstance(answer, dict) else answer
            if len(found) >= count or time.monotonic() > give_up:
                return found
            time.sleep(0.01)

    def answer(self, *answers: Any, **options: Any) -> None:
        """Script what the model says next: an object or a text each, with options such as `delay` or `match`."""
        self.post("/__sim__/model", {"answers": [{"content": content, **options} for content in answers]})


@dataclass(frozen=True)
class Phones:
    """The phones of people: what they were texted, and what they text."""

    simulator: RunningSimulator

    def all(self) -> list[dict[str, Any]]:
        """Return the texts that the product sent, oldest first; the provider's own answers are left out."""
        found = self.simulator.get("/__sim__/ledger.json")["entries"]
        return [entry for entry in found if entry["kind"] == "sms" and entry["direction"] == "outbound-api"]

    def at(self, number: str) -> list[str]:
        """Return what the product texted to a number, oldest first."""
        return [entry["body"] for entry in self.all() if entry["to"] == number]

    def write(self, number: str, body: str, **values: Any) -> dict[str, Any]:
        """Let somebody text the product; return the webhook that tells of it."""
        made = self.simulator.post("/__sim__/texts", {"from": number, "body": body, **values})
        [webhook] = [found for found in self.simulator.webhooks() if found["id"] == made["webhook"]]
        return webhook

    def text(self, number: str, body: str, **values: Any) -> int:
        """Let somebody text the product, and tell the product once; return the answer's status."""
        return self.deliver(self.write(number, body, **values), "/webhooks/twilio/sms/")

    def reports(self, count: int = 1, kind: str = "") -> list[dict[str, Any]]:
        """Return the reports on texts that went out, oldest first; waits until there are `count`."""
        give_up = time.monotonic() + 5
        while True:
            found = [
                webhook
                for webhook in self.simulator.webhooks()
                if webhook["provider"] == "twilio"
                and webhook["type"] != "message.received"
                and kind in {"", webhook["type"].partition(".")[2]}
            ]
            if len(found) >= count or time.monotonic() > give_up:
                return found
            time.sleep(0.01)

    def report_path(self, webhook: dict[str, Any]) -> str:
        """Return where a report is to be posted: the text brought the address along."""
        ledger = self.simulator.get("/__sim__/ledger.json")["entries"]
        [entry] = [found for found in ledger if found["id"] == webhook["entry_id"]]
        return urlsplit(str(entry["status_callback"])).path

    def deliver(self, webhook: dict[str, Any], path: str = "", **headers: str) -> int:
        """Deliver a webhook as the provider would, with its signature; return the answer's status."""
        own = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in webhook["headers"].items()}
        answer = Client(raise_request_exception=False).generic(
            "POST",
            path or self.report_path(webhook),
            webhook["body"].encode(),
            content_type=own.pop("HTTP_CONTENT_TYPE"),
            **{**own, **headers},
        )
        return answer.status_code
