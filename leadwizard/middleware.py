"""What happens to every request before the apps see it."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadwizard.api import problem, wants_json
from leadwizard.lib import correlation

GetResponse = Callable[[HttpRequest], HttpResponse]

# A submission is a few kilobytes; uploads have views, and limits, of their own.
MAX_BODY_BYTES = 256 * 1024
MAX_DIGITS = 9


class CorrelationMiddleware:
    """Carries the caller's correlation id, or a new one, through the request and back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the id in `X-Correlation-ID`."""
        with correlation.correlated(correlation.accept(request.headers.get(correlation.HEADER))) as correlation_id:
            response = self.get_response(request)
        response[correlation.HEADER] = correlation_id
        return response


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
