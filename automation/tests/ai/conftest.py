"""A model over real HTTP, and a question to ask it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Literal

import pytest
from pydantic import Field

from automation.ai import Answer, StrictAnswer, ask, conversation
from automation.models import ModelCall
from tenants.scoping import scope

KEY = "sk-simulator"
MODEL = "simulator-1"


class LeadAnalysis(StrictAnswer):
    """As an app may ask about a lead."""

    summary: str = Field(max_length=600)
    urgency: Literal["emergency", "high", "normal", "low"]
    intent: str = Field(max_length=60)
    suggested_reply: str = Field(max_length=1500)
    tags: list[str] = Field(max_length=8)
    risk_level: Literal["low", "medium", "high"]
    confidence: float = Field(ge=0, le=1)
    blocked_topics: list[str]
    auto_send_allowed: bool


class Verdict(StrictAnswer):
    """The smallest form with every kind of trap."""

    reply: str
    is_safe: bool
    confidence: float = Field(ge=0, le=1)


GOOD = {"reply": "Hello", "is_safe": True, "confidence": 0.5}


@pytest.fixture
def model(simulator: Any, settings: Any) -> Iterator[Any]:
    """Run against the simulated model as the platform's own."""
    settings.AI_BASE_URL = f"{simulator.url}/v1"
    settings.AI_API_KEY = KEY
    settings.AI_MODEL = MODEL
    settings.AI_PRICE_INPUT = Decimal("0.15")
    settings.AI_PRICE_OUTPUT = Decimal("0.60")
    settings.AI_MONTHLY_BUDGET = Decimal(20)
    settings.CREDENTIAL_KEYS = "k:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    conversation._dialects.clear()
    yield simulator
    conversation._dialects.clear()


@pytest.fixture
def order(model: Any) -> Callable[..., None]:
    """Order the model's next answer."""

    def place(content: Any, **options: Any) -> None:
        model.post("/__sim__/model", {"answers": [{"content": content, **options}]})

    return place


@pytest.fixture
def ask_only(world: Any, model: Any) -> Callable[..., Answer[Any]]:
    """Put a question for the first organization, and leave the call to the caller."""

    def question(schema: Any = Verdict, **options: Any) -> Answer[Any]:
        return ask(
            "tests.question",
            **{
                "organization_id": world.organization.pk,
                "prompt_version": "7",
                "system": "Judge the message.",
                "payload": {"message": "Hello there"},
                "schema": schema,
                "deadline_seconds": 5,
                **options,
            },
        )

    return question


@pytest.fixture
def put(ask_only: Callable[..., Answer[Any]]) -> Callable[..., Answer[Any]]:
    """Put a question for the first organization, and keep the call."""

    def question(*schema: Any, **options: Any) -> Answer[Any]:
        answer = ask_only(*schema, **options)
        with scope(answer.organization_id):
            ModelCall.objects.insert_new(answer.call)
        return answer

    return question


@pytest.fixture
def calls(world: Any) -> Callable[[], list[ModelCall]]:
    """Return what was logged for the first organization, oldest first."""

    def listed() -> list[ModelCall]:
        with scope(world.organization.pk):
            return list(ModelCall.objects.order_by("at", "id"))

    return listed


@dataclass
class Recording:
    """An endpoint of another make: keeps what it is asked, refuses to order, answers always the same."""

    url: str = ""
    bodies: list[Any] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    refusals: Callable[[Any], tuple[int, Any] | None] = lambda body: None
    usage: Any = field(default_factory=lambda: {"prompt_tokens": 10, "completion_tokens": 5})
    answer: Any = None

    def respond(self, body: Any) -> tuple[int, Any]:
        """Return status and body."""
        message = {"role": "assistant", "content": json.dumps(GOOD)}
        usual = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": self.usage}
        return self.refusals(body) or (200, usual if self.answer is None else self.answer)


@pytest.fixture
def recording(model: Any) -> Iterator[Recording]:
    """Run such an endpoint."""
    kept = Recording()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.bodies.append(body)
            kept.heads.append({name.lower(): value for name, value in self.headers.items() if name != "Connection"})
            status, answer = kept.respond(body)
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_arguments: object) -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        kept.url = f"http://127.0.0.1:{server.server_port}"
        yield kept
        server.shutdown()
        thread.join()
