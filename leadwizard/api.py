"""The shape of every JSON answer: strict input, one form of errors."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from rest_framework.exceptions import APIException, ParseError, Throttled
from rest_framework.parsers import BaseParser
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler

from leadwizard.lib.errors import DomainError

_STATUS_CODES = {
    "not_found": 404,
    "form_closed": 410,
    "taken": 409,
}


def wants_json(request: HttpRequest) -> bool:
    """Say whether the caller speaks JSON."""
    return request.path.startswith(("/api/", "/webhooks/"))


def problem(status: int, code: str, detail: str, errors: Mapping[str, list[str]] | None = None) -> JsonResponse:
    """Return an error in the one form: `{code, detail}` and, for fields, `errors`."""
    body: dict[str, Any] = {"code": code, "detail": detail}
    if errors:
        body["errors"] = dict(errors)
    return JsonResponse(body, status=status)


class StrictJSONParser(BaseParser):
    """Reads JSON objects; refuses what JSON does not have, repeated names and bottomless nesting."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the object.

        Raises:
            ParseError: the body is not one JSON object in UTF-8.
        """
        try:
            found = json.loads(
                stream.read().decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique
            )
        except (ValueError, RecursionError) as error:
            detail = "The body is not JSON that can be read."
            raise ParseError(detail) from error
        if not isinstance(found, dict):
            detail = "Send one JSON object."
            raise ParseError(detail)
        return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name stands twice"
        raise ValueError(msg)
    return found


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn refusals into `{code, detail}`; anything else is a bug and crashes loudly."""
    if isinstance(error, DomainError):
        return Response(
            {"code": error.code, "detail": error.message}, status=_STATUS_CODES.get(error.code, 400)
        )
    if isinstance(error, RequestDataTooBig):
        return Response({"code": "too_large", "detail": "That is more than this address takes."}, status=413)
    if isinstance(error, BadRequest | SuspiciousOperation):
        return Response({"code": "bad_request", "detail": "The request cannot be read."}, status=400)
    response = rest_exception_handler(error, context)
    if response is not None and isinstance(error, APIException):
        code = error.get_codes()
        response.data = {
            "code": code if isinstance(code, str) else "invalid",
            "detail": str(error.detail) if isinstance(error.detail, str) else "The request is not valid.",
        }
        if isinstance(error, Throttled) and error.wait:
            response["Retry-After"] = str(int(error.wait) + 1)
    return response
