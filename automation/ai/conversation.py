"""One exchange with an endpoint, through the openai package, in the dialect that the endpoint understands."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from automation.ai.endpoints import Endpoint
from automation.ai.outcomes import NoAnswerError
from automation.enums import ModelOutcome
from leadwizard.lib import correlation
from leadwizard.lib.public_hosts import UnsafeAddressError

if TYPE_CHECKING:
    import openai

    from leadwizard.lib.safe_http import Deadline

TEMPERATURE: Final = 0.2
_REMEMBERED: Final = 1_000


@dataclass(frozen=True)
class Turn:
    """What is asked. `schema` is a JSON schema, `name` what the endpoint may call it."""

    system: str
    user: str
    schema: dict[str, Any]
    name: str
    max_tokens: int


@dataclass(frozen=True)
class Reply:
    """What came back, as it was written; token counts are None where the endpoint does not count."""

    content: str
    finish_reason: str
    refusal: str
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True)
class Dialect:
    """What an endpoint takes: the protocol is one, its servers are not.

    Older ones know neither schemas nor JSON mode; newer models of OpenAI's own want `max_completion_tokens` and no
    temperature.
    """

    format: str = "json_schema"
    limit: str = "max_tokens"
    has_temperature: bool = True

    def plainer(self, refusal: str) -> "Dialect | None":
        """Return what to try after a refusal with these words, or None when nothing is left to give up."""
        if self.limit == "max_tokens" and "max_tokens" in refusal:
            return replace(self, limit="max_completion_tokens")
        if self.has_temperature and "temperature" in refusal:
            return replace(self, has_temperature=False)
        steps = {"json_schema": "json_object", "json_object": "text"}
        return replace(self, format=steps[self.format]) if self.format in steps else None

    def request(self, turn: Turn) -> dict[str, Any]:
        """Return the body's part that depends on the endpoint."""
        system = turn.system
        body: dict[str, Any] = {self.limit: turn.max_tokens}
        if self.has_temperature:
            body["temperature"] = TEMPERATURE
        if self.format == "json_schema":
            form = {"name": turn.name, "schema": turn.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": form}
        else:
            system += (
                "\n\nAnswer with one JSON object and nothing else. It must match this JSON schema:\n"
                + json.dumps(turn.schema, ensure_ascii=False)
            )
            if self.format == "json_object":
                body["response_format"] = {"type": "json_object"}
        body["messages"] = [{"role": "system", "content": system}, {"role": "user", "content": turn.user}]
        return body


# What each endpoint and model was found to take, for the life of the process.
_dialects: dict[tuple[str, str], Dialect] = {}


def converse(endpoint: Endpoint, turn: Turn, deadline: "Deadline") -> Reply:
    """Ask, and return the reply as it is.

    Raises:
        NoAnswerError: there is none within the deadline.
    """
    # They take a second to import, which only the processes that ask should pay.
    import httpx2
    import openai

    from leadwizard.lib import safe_http

    place = (endpoint.base_url, endpoint.model)
    dialect = _dialects.get(place, Dialect())
    # Our own, since the package would add our account's ids and facts about this machine from the environment.
    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    if endpoint.is_trusted and (correlation_id := correlation.current()):
        # The operator's own endpoint, which may log it as we do; an address that a tenant chose learns nothing.
        headers[correlation.HEADER] = correlation_id
    lent = (
        safe_http.kept_client(deadline, headers=headers)
        if endpoint.is_trusted
        else safe_http.client(deadline, is_public_only=True, headers=headers)
    )
    with lent as http:
        client = openai.OpenAI(
            base_url=endpoint.base_url, api_key=endpoint.key or "none", http_client=http, max_retries=0
        )
        while True:
            try:
                # By path, since the package's method knows OpenAI's own models only, and walks the body by its types.
                response = client.post(
                    "/chat/completions",
                    cast_to=httpx2.Response,
                    body={"model": endpoint.model, **dialect.request(turn)},
                    options={"timeout": max(deadline.remaining(), 0.001)},
                )
                # The bytes as they are: to look for their encoding takes as long as to read them, and JSON has one.
                reply = _reply(response.content)
            except openai.OpenAIError as error:
                plainer = dialect.plainer(_words(error)) if _is_about_the_request(error) else None
                if plainer is None:
                    raise _no_answer(error, endpoint) from error
                dialect = plainer
            except safe_http.OversizeError as error:
                raise NoAnswerError(ModelOutcome.MALFORMED, str(error)) from error
            except UnsafeAddressError as error:
                raise NoAnswerError(ModelOutcome.NOT_CONFIGURED, str(error)) from error
            else:
                if len(_dialects) >= _REMEMBERED:
                    _dialects.clear()
                _dialects[place] = dialect
                return reply


def _is_about_the_request(error: "openai.OpenAIError") -> bool:
    status = getattr(error, "status_code", None)
    return status in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}


def _words(error: "openai.OpenAIError") -> str:
    return f"{getattr(error, 'param', '')} {error}"


def _no_answer(error: "openai.OpenAIError", endpoint: Endpoint) -> NoAnswerError:
    import openai

    if isinstance(error, openai.APIStatusError):
        return _refusal(error, endpoint)
    if isinstance(error, openai.APITimeoutError):
        return NoAnswerError(ModelOutcome.TIMEOUT)
    return NoAnswerError(ModelOutcome.UNREACHABLE, type(error.__cause__ or error).__name__)


def _refusal(error: "openai.APIStatusError", endpoint: Endpoint) -> NoAnswerError:
    status = error.status_code
    words = " ".join(str(error).split())
    if endpoint.key:
        # Some endpoints repeat the key that they refuse.
        words = words.replace(endpoint.key, "…")
    retry_after = _seconds(error.response.headers.get("retry-after"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        reason = ModelOutcome.RATE_LIMITED
    elif status == HTTPStatus.REQUEST_TIMEOUT:
        reason = ModelOutcome.TIMEOUT
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = ModelOutcome.UNREACHABLE
    else:
        reason = ModelOutcome.REFUSED
    return NoAnswerError(reason, f"{status} {words}"[:300], retry_after=retry_after)


def _seconds(text: str | None) -> float | None:
    """Read a number of seconds; the other documented form, a date, is left to the caller's own ladder."""
    try:
        return max(float(text), 0.0) if text else None
    except ValueError:
        return None


def _reply(text: bytes) -> Reply:
    """Read the protocol's envelope; endpoints differ in everything that is not read here."""
    try:
        body = json.loads(text)
        choice = body["choices"][0]
        message = choice["message"]
        content, refusal = message.get("content"), message.get("refusal")
        usage = body.get("usage") or {}
        counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise NoAnswerError(ModelOutcome.MALFORMED, "not the protocol's envelope") from None
    return Reply(
        content=content if isinstance(content, str) else "",
        finish_reason=str(choice.get("finish_reason") or ""),
        refusal=refusal if isinstance(refusal, str) else "",
        input_tokens=_count(counts[0]),
        output_tokens=_count(counts[1]),
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9 else None
