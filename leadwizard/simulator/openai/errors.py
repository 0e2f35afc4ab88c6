"""Refusals in OpenAI's form (platform.openai.com/docs/guides/error-codes)."""

from __future__ import annotations

import json
import math

from werkzeug.wrappers import Response

INVALID = "invalid_request_error"


class ApiError(Exception):
    """A refusal: status, sentence, the kind and code that clients switch on, and the parameter it is about."""

    def __init__(
        self, status: int, message: str, *, kind: str = INVALID, param: str | None = None, code: str | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}

    def response(self, *, retry_after: float | None = None) -> Response:
        answer = json_response(self.body, self.status)
        if retry_after is not None:
            answer.headers["retry-after"] = f"{math.ceil(retry_after)}"
        return answer


def json_response(data: object, status: int = 200) -> Response:
    return Response(json.dumps(data), status, content_type="application/json")


BY_STATUS: dict[int, ApiError] = {
    401: ApiError(401, "You didn't provide an API key.", code="invalid_api_key"),
    403: ApiError(403, "Country, region, or territory not supported.", kind="request_forbidden"),
    404: ApiError(404, "Invalid URL.", code="unknown_url"),
    405: ApiError(405, "Not allowed to use this method here.", code="method_not_supported"),
    429: ApiError(429, "Rate limit reached for requests.", kind="requests", code="rate_limit_exceeded"),
    500: ApiError(500, "The server had an error while processing your request.", kind="server_error"),
    503: ApiError(503, "The engine is currently overloaded, please try again later.", kind="server_error"),
}


def by_status(status: int) -> ApiError:
    """The documented refusal of that status; a plain one where the documents name none."""
    kind = "server_error" if status >= 500 else INVALID  # noqa: PLR2004 - HTTP
    return BY_STATUS.get(status) or ApiError(status, "The request failed.", kind=kind)


def invalid(message: str, param: str | None = None, code: str | None = None) -> ApiError:
    return ApiError(400, message, param=param, code=code)
