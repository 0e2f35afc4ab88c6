"""Asking the model: checked before, bounded during, logged after."""

import json
import logging
import time
from collections.abc import Mapping
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
    """What the model said, in the asked form. `cost` is in micro-dollars; `call_id` is the logged `ModelCall`."""

    value: A
    call_id: UUID
    model: str
    prompt_version: str
    input_tokens: int
    output_tokens: int
    milliseconds: int
    cost: int


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
    its own short scopes before and after the call; not before it, where the caller had one open and got `endpoint` from
    `permitted` there.

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
        call = _log(facts, reply, began, error)
        error.call_id = call.pk
        logger.warning("model call %s for %s: %s", call.pk, purpose, error.reason)
        raise
    call = _log(facts, reply, began)
    return Answer(
        value=value,
        call_id=call.pk,
        model=call.model,
        prompt_version=prompt_version,
        input_tokens=call.input_tokens,
        output_tokens=call.output_tokens,
        milliseconds=call.milliseconds,
        cost=call.cost,
    )


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


def _log(facts: _Facts, reply: Reply | None, began: float, error: NoAnswerError | None = None) -> ModelCall:
    """Write the call down, in a scope of its own."""
    milliseconds = round((time.monotonic() - began) * 1000)
    input_tokens, output_tokens = _tokens(facts.turn, reply, error)
    with scope(facts.organization_id):
        call = ModelCall(
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
        ModelCall.objects.insert_new(call)
    return call


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
