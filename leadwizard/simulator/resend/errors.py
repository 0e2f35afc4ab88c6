"""Refusals in Resend's words (resend.com/docs/api-reference/errors)."""

from __future__ import annotations

import json
import math

from werkzeug.wrappers import Response


class ApiError(Exception):
    """A refusal: status, the name that clients switch on, and a sentence."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.name = name
        self.message = message

    def response(self, *, retry_after: float | None = None) -> Response:
        answer = json_response({"statusCode": self.status, "name": self.name, "message": self.message}, self.status)
        if retry_after is not None:
            answer.headers["retry-after"] = f"{math.ceil(retry_after)}"
            answer.headers["ratelimit-remaining"] = "0"
            answer.headers["ratelimit-reset"] = f"{math.ceil(retry_after)}"
        return answer


def json_response(data: object, status: int = 200) -> Response:
    return Response(json.dumps(data), status, content_type="application/json; charset=utf-8")


BY_STATUS: dict[int, tuple[str, str]] = {
    400: ("validation_error", "One or more fields of the request are wrong."),
    401: ("missing_api_key", "Missing API key in the authorization header."),
    403: ("invalid_api_key", "API key is invalid."),
    404: ("not_found", "The requested endpoint does not exist."),
    405: ("method_not_allowed", "Method is not allowed for the requested path."),
    409: (
        "concurrent_idempotent_requests",
        "Another request with the same idempotency key is in progress.",
    ),
    422: ("validation_error", "One or more fields of the request are wrong."),
    429: ("rate_limit_exceeded", "Too many requests. Send fewer requests per second."),
    500: ("application_error", "An unexpected error occurred."),
    503: ("service_unavailable", "API is temporarily unavailable."),
}


def by_status(status: int) -> ApiError:
    """The documented refusal of that status; a plain one where the documents name none."""
    family = "application_error" if status >= 500 else "validation_error"  # noqa: PLR2004 - HTTP
    name, message = BY_STATUS.get(status, (family, "The request failed."))
    return ApiError(status, name, message)


def missing(field: str) -> ApiError:
    return ApiError(422, "missing_required_field", f"Missing `{field}` field.")


def invalid(message: str) -> ApiError:
    return ApiError(422, "validation_error", message)
