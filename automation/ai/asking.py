"""Asking the model: checked before, bounded during, logged after."""

import json
import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Generic
from uuid import UUID

from django.utils import timezone

from automation.ai import conversation, endpoints, spending
from automation.ai.conversation import Reply, Turn
from automation.ai.endpoints import Endpoint
from automation.ai.outcomes import NoAnswerError
from automation.ai.reading import A, StrictAnswer, read
from automation.enums import ModelOutcome
from automation.models import ModelCall
from automation.ownership import assert_no_transaction
from leadwizard.lib.provider_calls import provider_call
from tenants.scoping import scope

logger = logging.getLogger(__name__)

MAX_TOKENS: Final = 1_200
# Kept of each text, in characters.
KEPT: Final = 16_000


@dataclass(frozen=True)
class Answer(Generic[A]):
    """What the model said, in the asked form; `call` is what it took and cost, yet to be inserted (`keeping`)."""

    value: A
    call: ModelCall
    organization_id: UUID


@dataclass(frozen=True)
class _Facts:
    """What is known of a call before it is made."""

    organization_id: UUID
    purpose: str
    prompt_version: str
    about_id: UUID | None
    endpoint: Endpoint
    turn: Turn


def ask(
    purpose: str,
    *,
    organization_id: UUID,
    prompt_version: str,
    system: str,
    payload: Mapping[str, Any],
    schema: type[A],
    deadline_seconds: float,
    about_id: UUID | None = None,
    max_tokens: int = MAX_TOKENS,
    endpoint: Endpoint | None = None,
) -> Answer[A]:
    """Ask the organization's model and return its answer in the form of `schema`.

    `payload` is the user turn, as one JSON object: what strangers wrote is a string value in it, never instructions;
    capping its length is the caller's part. The call ends within `deadline_seconds`, whatever the endpoint does. Opens
    a short scope of its own before the call, unless the caller had one open and got `endpoint` from `permitted` there,
    and after a call without an answer. With an answer it leaves the call to the caller, who inserts it with what comes
    of it; see `keeping`.

    Raises:
        NoAnswerError: there is no answer that may be used, and why.
        RuntimeError: a transaction is open.
    """
    assert_no_transaction()
    turn = Turn(
        system=_sendable(system),
        user=_sendable(json.dumps(payload, ensure_ascii=False)),
        schema=_form(schema),
        name=schema.__name__[:64],
        max_tokens=max_tokens,
    )
    if endpoint is None:
        with scope(organization_id):
            endpoint = permitted(purpose)
    facts = _Facts(organization_id, purpose, prompt_version, about_id, endpoint, turn)
    began = time.monotonic()
    reply: Reply | None = None
    try:
        with provider_call(endpoint.host, purpose):
            reply = _converse(endpoint, turn, deadline_seconds)
            _require_whole(reply)
            value = read(reply.content, schema)
    except NoAnswerError as error:
        call = _call(facts, reply, began, error)
        _keep(call, organization_id)
        error.call_id = call.pk
        logger.warning("model call %s for %s: %s", call.pk, purpose, error.reason)
        raise
    return Answer(value, _call(facts, reply, began), organization_id)


@contextmanager
def keeping(answer: Answer[Any] | None) -> Iterator[None]:
    """Let the block insert the answer's call in its transaction; where the block breaks, the call is kept all the same.

    What was paid for must count against the budget, whatever else goes wrong.
    """
    try:
        yield
    except BaseException:
        if answer:
            _keep(answer.call, answer.organization_id)
        raise


def _keep(call: ModelCall, organization_id: UUID) -> None:
    with scope(organization_id):
        ModelCall.objects.insert_new(call)


def permitted(purpose: str) -> Endpoint:
    """Return whom the organization in scope may ask now.

    Raises:
        NoAnswerError: nobody is set up, or the budget is used up.
    """
    try:
        endpoint = endpoints.configured()
        spending.require_budget(endpoint, timezone.now())
    except NoAnswerError as error:
        logger.warning("no model call for %s: %s", purpose, error.reason)
        raise
    return endpoint


@cache
def _form(schema: type[StrictAnswer]) -> dict[str, Any]:
    # Once: it takes as long as the rest of a request.
    return schema.model_json_schema()


def _converse(endpoint: Endpoint, turn: Turn, seconds: float) -> Reply:
    from leadwizard.lib.safe_http import Deadline  # brings the HTTP client, which only callers should pay for

    return conversation.converse(endpoint, turn, Deadline(seconds))


def _require_whole(reply: Reply) -> None:
    if reply.refusal or reply.finish_reason == "content_filter":
        raise NoAnswerError(ModelOutcome.REFUSED, "the model declined")
    if reply.finish_reason != "stop":
        raise NoAnswerError(ModelOutcome.CUT, f"finish_reason {reply.finish_reason[:40] or 'missing'}")


def _call(facts: _Facts, reply: Reply | None, began: float, error: NoAnswerError | None = None) -> ModelCall:
    """Return the row that says what was asked, what came of it, and what it cost."""
    milliseconds = round((time.monotonic() - began) * 1000)
    input_tokens, output_tokens = _tokens(facts.turn, reply, error)
    return ModelCall(
        organization_id=facts.organization_id,
        purpose=facts.purpose,
        prompt_version=facts.prompt_version,
        model=facts.endpoint.model[:128],
        endpoint=facts.endpoint.host,
        input=_kept(facts.turn.user),
        output=_kept(reply.content) if reply else "",
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        milliseconds=milliseconds,
        cost=spending.cost(facts.endpoint, input_tokens, output_tokens),
        outcome=error.reason if error else ModelOutcome.ANSWERED,
        error=_kept(error.detail)[:300] if error else "",
        about_id=facts.about_id,
        at=timezone.now(),
    )


def _tokens(turn: Turn, reply: Reply | None, error: NoAnswerError | None) -> tuple[int, int]:
    """Return the endpoint's counts, or estimates: what nobody counted must not escape the budget."""
    if reply is not None:
        counted = reply.input_tokens, reply.output_tokens
        asked, said = spending.estimate_tokens(turn.system + turn.user), spending.estimate_tokens(reply.content)
        return asked if counted[0] is None else counted[0], said if counted[1] is None else counted[1]
    if error is not None and error.reason in {ModelOutcome.TIMEOUT, ModelOutcome.MALFORMED}:
        # It was probably read, and so charged.
        return spending.estimate_tokens(turn.system + turn.user), 0
    return 0, 0


def _sendable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no request can carry."""
    return text.encode("utf-8", "replace").decode()


def _kept(text: str) -> str:
    """Return what the database can keep of a text."""
    return _sendable(text).replace("\0", "\N{REPLACEMENT CHARACTER}")[:KEPT]
