"""What happens to every request before the apps see it."""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadwizard import metrics
from leadwizard.api import problem, wants_json
from leadwizard.lib import correlation
from leadwizard.lib.routes import match_of

logger = structlog.stdlib.get_logger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]

# A submission is a few kilobytes; uploads have views, and limits, of their own.
MAX_BODY_BYTES = 256 * 1024
MAX_DIGITS = 9
_UNREMARKABLE: Final = frozenset({"static", "livez", "readyz", "metrics", "favicon", "robots"})


class CorrelationMiddleware:
    """Carries the caller's correlation id, or a new one, through the request and back, and sees how it went."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id in `X-Correlation-ID`; log and count the request under the name of its route."""
        began = time.monotonic()
        route = _route(request)
        asked_for = correlation.accept(request.headers.get(correlation.HEADER))
        with correlation.correlated(asked_for), correlation.about(route=route):
            response = self.get_response(request)
            seconds = time.monotonic() - began
            metrics.count_request(route, request.method or "", response.status_code, seconds)
            organization = getattr(request, "organization", None)
            # What is asked every few seconds by machines, and files, would bury what people do.
            (logger.debug if route in _UNREMARKABLE else logger.info)(
                "request",
                method=metrics.known_method(request.method or ""),
                status=response.status_code,
                milliseconds=round(seconds * 1000),
                organization=str(organization.pk) if organization else "",
            )
            response[correlation.HEADER] = correlation.current()
        return response


def _route(request: HttpRequest) -> str:
    """Return the name of the address, which says as much as the path and holds no id or token."""
    if request.path_info.startswith(settings.STATIC_URL):
        return "static"
    match = match_of(request)
    return (match.view_name or "unnamed") if match else "none"


class PortalScriptsMiddleware:
    """Lets the admin run its own script files, which carry no nonce; inline ones stay ruled out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the admin's pages with a policy of their own."""
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response._csp_replace = {"script-src": ["'self'"]}  # type: ignore[attr-defined]  # noqa: SLF001 - as its decorator
        return response


class BodyLimitMiddleware:
    """Refuses bodies that are too large before anything reads them."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 413 for more than `MAX_BODY_BYTES`, 411 for a body of unknown length."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.META.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked" and length == "0":
            return self._refuse(request, 411, "length_required", "Send the length of the body.")
        if not (length.isascii() and length.isdigit()):
            return self._refuse(request, 400, "bad_request", "The length of the body is not a number.")
        if len(length) > MAX_DIGITS or int(length) > MAX_BODY_BYTES:
            return self._refuse(request, 413, "too_large", "That is more than this page takes.")
        return self.get_response(request)

    def _refuse(self, request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
        if wants_json(request):
            return problem(status, code, detail)
        page = "400.html" if status == HTTPStatus.BAD_REQUEST else "413.html"
        return render(request, page, {"reference": correlation.current()}, status=status)
