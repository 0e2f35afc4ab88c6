"""The simulator as tests see it: a provider over HTTP."""

import json
import time
import urllib.request
from typing import Any, Self

from leadwizard.simulator import Simulator


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
