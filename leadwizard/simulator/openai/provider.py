"""Chat completions and the list of models (platform.openai.com/docs/api-reference), with answers to order."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request as HttpRequest
from werkzeug.wrappers import Response

from leadwizard.simulator import times
from leadwizard.simulator.controls import PageRoute, as_json, body_of, guarded
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.openai.analyst import LEAD_PROPERTIES, analyse, read_lead
from leadwizard.simulator.openai.errors import ApiError, by_status, json_response
from leadwizard.simulator.openai.requests import Request, read_request, schema_in
from leadwizard.simulator.openai.schemas import Schema
from leadwizard.simulator.providers import Call, Handler, Route
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

LETTERS_PER_TOKEN = 4
MOST_CALLS = 1_000
FIELDS = frozenset({"content", "finish_reason", "delay", "match", "refusal"})
FINISH_REASONS = frozenset({"stop", "length", "content_filter", "tool_calls", "function_call"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """One answer to give instead of thinking: once, to the first request whose user turn holds ``match``."""

    content: str | None
    finish_reason: str = "stop"
    delay: float = 0
    match: str = ""
    refusal: str | None = None

    @classmethod
    def from_json(cls, data: Any) -> Ordered:
        """Raises ValueError with a sentence that says what is wrong."""
        if not isinstance(data, dict) or "content" not in data or not set(data) <= FIELDS:
            raise ValueError(f"an answer is an object with content, and perhaps {', '.join(sorted(FIELDS))}")
        content = data["content"]
        if not isinstance(content, str | None):
            content = json.dumps(content)
        if data.get("finish_reason", "stop") not in FINISH_REASONS:
            raise ValueError(f"finish_reason must be one of {', '.join(sorted(FINISH_REASONS))}")
        delay, match, refusal = data.get("delay", 0), data.get("match", ""), data.get("refusal")
        is_time = isinstance(delay, int | float) and not isinstance(delay, bool) and delay >= 0
        if not is_time or not isinstance(match, str) or not isinstance(refusal, str | None):
            raise ValueError("delay is a number of seconds, match and refusal are text")
        return cls(**{**data, "content": content})

    def public(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in sorted(FIELDS)}


class OpenAI:
    """A model under /v1. It reads leads by rules, and anything else by the schema alone."""

    name = "openai"
    title = "OpenAI"
    purpose = "A model, by fixed rules"
    prefix = "/v1"

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self._ordered: list[Ordered] = []
        self._calls: list[dict[str, Any]] = []
        self._count = 0
        self.routes: tuple[Route, ...] = (
            Route("POST", "/chat/completions", self._guarded(self._complete)),
            Route("GET", "/models", self._guarded(self._list)),
            Route("GET", "/models/<model_id>", self._guarded(self._retrieve)),
        )
        self.levers: tuple[PageRoute, ...] = (
            ("/__sim__/model", ["GET"], guarded(self._show_ordered)),
            ("/__sim__/model", ["POST"], guarded(self._order)),
            ("/__sim__/model", ["DELETE"], guarded(self._cancel)),
            ("/__sim__/model/calls.json", ["GET"], guarded(self._show_calls)),
        )

    # What the simulator asks of every provider

    def recipients(self, request: HttpRequest) -> list[str]:
        return []

    def failure(self, status: int, *, retry_after: float | None = None) -> Response:
        return by_status(status).response(retry_after=retry_after)

    def resume(self, entry: Entry) -> None:
        """Calls leave nothing behind that would have to go on."""

    def target(self, webhook: Webhook) -> str:
        return ""

    def sign(self, webhook: Webhook) -> dict[str, str]:
        return {}

    def accepted(self) -> int:
        return self._count

    def forget(self) -> None:
        with self._lock:
            self._ordered.clear()
            self._calls.clear()
            self._count = 0

    # Endpoints

    def _guarded(self, endpoint: Callable[[Call], Response]) -> Handler:
        def handler(call: Call) -> Response:
            try:
                self._let_in(call.request)
                return endpoint(call)
            except ApiError as error:
                return error.response()

        return handler

    def _let_in(self, request: HttpRequest) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise by_status(HTTPStatus.UNAUTHORIZED)
        if not hmac.compare_digest(key.strip().encode(), self._world.config.openai_key.encode()):
            shown = f"{key[:3]}{'*' * 8}{key[-4:]}"
            raise ApiError(401, f"Incorrect API key provided: {shown}.", code="invalid_api_key")

    def _require_model(self, model: str) -> None:
        if model != self._world.config.openai_model:
            raise ApiError(
                404,
                f"The model `{model}` does not exist or you do not have access to it.",
                param="model",
                code="model_not_found",
            )

    def _list(self, call: Call) -> Response:
        return json_response({"object": "list", "data": [self._model()]})

    def _retrieve(self, call: Call) -> Response:
        self._require_model(call.args["model_id"])
        return json_response(self._model())

    def _model(self) -> dict[str, Any]:
        return {
            "id": self._world.config.openai_model,
            "object": "model",
            "created": 1_767_225_600,
            "owned_by": "simulator",
        }

    def _complete(self, call: Call) -> Response:
        data = call.request.get_json(silent=True)
        asked = read_request(data)
        self._require_model(asked.model)
        call.pause()
        answer = self._take(asked) or think(asked)
        if answer.delay:
            call.sit_out(answer.delay)
        return json_response(self._completion(asked, answer, data))

    def _take(self, asked: Request) -> Ordered | None:
        with self._lock:
            for answer in self._ordered:
                if answer.match in asked.user:
                    self._ordered.remove(answer)
                    return answer
            return None

    def _completion(self, asked: Request, answer: Ordered, data: Any) -> dict[str, Any]:
        usage = {"prompt_tokens": tokens(asked.text), "completion_tokens": tokens(answer.content or "")}
        now = times.now()
        completion = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "object": "chat.completion",
            "created": int(now.timestamp()),
            "model": asked.model,
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": answer.content, "refusal": answer.refusal},
                    "logprobs": None,
                    "finish_reason": answer.finish_reason,
                }
            ],
            "usage": usage | {"total_tokens": sum(usage.values())},
        }
        with self._lock:
            self._count += 1
            self._calls.append(
                {
                    "kind": "model_call",
                    "id": completion["id"],
                    "at": times.iso(now),
                    "request": data,
                    "content": answer.content,
                    "finish_reason": answer.finish_reason,
                    "usage": completion["usage"],
                }
            )
            del self._calls[:-MOST_CALLS]
        return completion

    # Levers

    def _order(self, request: HttpRequest) -> Response:
        """{answers: [{content, finish_reason, delay, match, refusal}]}: given in this order, each once."""
        data = body_of(request)
        answers = data.get("answers") if isinstance(data, dict) else None
        if not isinstance(answers, list):
            raise BadRequest("a JSON object with answers is wanted")
        try:
            ordered = [Ordered.from_json(answer) for answer in answers]
        except ValueError as error:
            raise BadRequest(str(error)) from error
        with self._lock:
            self._ordered.extend(ordered)
        return self._show_ordered(request, HTTPStatus.CREATED)

    def _cancel(self, request: HttpRequest) -> Response:
        with self._lock:
            self._ordered.clear()
        return self._show_ordered(request)

    def _show_ordered(self, request: HttpRequest, status: int = HTTPStatus.OK) -> Response:
        with self._lock:
            return as_json({"answers": [answer.public() for answer in self._ordered]}, status)

    def _show_calls(self, request: HttpRequest) -> Response:
        """Answered calls, oldest first, the last thousand."""
        with self._lock:
            return as_json({"calls": list(self._calls)})


def think(asked: Request) -> Ordered:
    """The model's own answer, cut off where the caller's limit ends it."""
    schema = asked.schema or schema_in(asked.system)
    if schema is not None:
        content = json.dumps(answer_to(Schema(schema), asked.user), ensure_ascii=False)
    elif asked.format == "json_object":
        content = json.dumps({"answer": "Noted."})
    else:
        content = "Noted."
    longest = asked.max_tokens * LETTERS_PER_TOKEN
    if len(content) > longest:
        return Ordered(content=content[:longest], finish_reason="length")
    return Ordered(content=content)


def answer_to(schema: Schema, user_turn: str) -> Any:
    """The analysis of a lead where that is what the schema asks for; otherwise the plainest object."""
    is_about_a_lead = set(schema.properties) >= LEAD_PROPERTIES
    return schema.example(analyse(read_lead(user_turn)) if is_about_a_lead else None)


def tokens(text: str) -> int:
    return -(-len(text) // LETTERS_PER_TOKEN)
