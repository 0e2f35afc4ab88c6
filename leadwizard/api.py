"""The shape of every JSON answer: one form of errors."""

import math
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework.exceptions import APIException, NotFound, Throttled
from rest_framework.exceptions import PermissionDenied as Forbidden
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


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn refusals into `{code, detail}`; anything else is a bug and crashes loudly."""
    if isinstance(error, DomainError):
        return Response({"code": error.code, "detail": error.message}, status=_STATUS_CODES.get(error.code, 400))
    if isinstance(error, RequestDataTooBig):
        return Response({"code": "too_large", "detail": "That is more than this address takes."}, status=413)
    if isinstance(error, BadRequest | SuspiciousOperation):
        return Response({"code": "bad_request", "detail": "The request cannot be read."}, status=400)
    # Django's own refusals as the API's: the handler below would give them another shape.
    if isinstance(error, Http404):
        error = NotFound()
    elif isinstance(error, PermissionDenied):
        error = Forbidden()
    response = rest_exception_handler(error, context)
    if response is not None and isinstance(error, APIException):
        code = error.get_codes()
        response.data = {
            "code": code if isinstance(code, str) else "invalid",
            "detail": str(error.detail) if isinstance(error.detail, str) else "The request is not valid.",
        }
        if isinstance(error, Throttled) and (wait := getattr(error, "wait", None)):
            response["Retry-After"] = str(math.ceil(wait))
    return response
