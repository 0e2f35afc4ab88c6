"""What the simulated providers accepted, and how they are told to misbehave."""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Accepted:
    """One thing that a provider took: `at` in ISO 8601, `text` all of its words, `html` a mail's other form."""

    id: str
    provider: str
    to: str
    text: str
    at: str
    html: str = ""


@dataclass(frozen=True)
class Mailroom:
    """The simulator, over HTTP."""

    url: str

    def accepted(self, *, since: str = "") -> list[Accepted]:
        """Everything that was accepted since then, oldest first."""
        return self._entries(f"?since={since.replace('+00:00', 'Z')}" if since else "")

    def newest(self, count: int) -> list[Accepted]:
        """The last few that were accepted, oldest first."""
        return self._entries(f"?limit={count}")

    def _entries(self, query: str) -> list[Accepted]:
        entries = self._ask("GET", f"/__sim__/ledger.json{query}")["entries"]
        return [
            Accepted(
                id=entry["id"],
                provider=entry["provider"],
                to=str(entry["to"]).lower(),
                text=f"{entry['subject']}\n{entry['body']}",
                at=entry["at"],
                html=str(entry.get("html") or ""),
            )
            for entry in entries
        ]

    def misbehave(self, *faults: dict[str, Any]) -> None:
        self._ask("POST", "/__sim__/faults", list(faults))

    def behave(self) -> None:
        self._ask("DELETE", "/__sim__/faults")

    def faults(self) -> list[dict[str, Any]]:
        """The faults in force; `struck` says how often each one did."""
        found: list[dict[str, Any]] = self._ask("GET", "/__sim__/faults")["faults"]
        return found

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)  # noqa: S310 - our own loopback address
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - see above
            return json.load(answer)
