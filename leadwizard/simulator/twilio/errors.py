"""Refusals in Twilio's words (twilio.com/docs/api/errors)."""

from __future__ import annotations

import json
import math

from werkzeug.wrappers import Response


class ApiError(Exception):
    """A refusal: status, the number that clients switch on, and a sentence."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def response(self, *, retry_after: float | None = None) -> Response:
        answer = json_response(
            {
                "code": self.code,
                "message": self.message,
                "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
                "status": self.status,
            },
            self.status,
        )
        if retry_after is not None:
            answer.headers["retry-after"] = f"{math.ceil(retry_after)}"
        return answer


def json_response(data: object, status: int = 200) -> Response:
    return Response(json.dumps(data), status, content_type="application/json")


BY_STATUS: dict[int, tuple[int, str]] = {
    401: (20003, "Authenticate"),
    403: (20403, "Forbidden"),
    404: (20404, "The requested resource was not found"),
    405: (20004, "Method not allowed"),
    429: (20429, "Too Many Requests"),
    500: (20500, "Internal Server Error"),
    503: (20503, "Service Unavailable"),
}


def by_status(status: int) -> ApiError:
    """The documented refusal of that status; a plain one where the documents name none."""
    code, message = BY_STATUS.get(status, (20500, "The request failed.") if status >= 500 else (20001, "Bad request"))  # noqa: PLR2004 - HTTP
    return ApiError(status, code, message)
