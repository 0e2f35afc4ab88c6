"""Pages for what went wrong: what happened, what is safe, what comes next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine

from leadwizard.api import problem, wants_json
from leadwizard.lib import correlation


def _answer(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    if wants_json(request):
        return problem(status, code, detail)
    return render(request, f"{status}.html", {"reference": correlation.current()}, status=status)


def bad_request(request: HttpRequest, exception: Exception, **_options: Any) -> HttpResponse:
    """Answer 400: the request cannot be read."""
    return _answer(request, 400, "bad_request", "The request cannot be read.")


def forbidden(request: HttpRequest, exception: Exception, **_options: Any) -> HttpResponse:
    """Answer 403: a member whose role is too weak."""
    return _answer(request, 403, "forbidden", "Your role does not allow this.")


def not_found(request: HttpRequest, exception: Exception, **_options: Any) -> HttpResponse:
    """Answer 404: nothing is here, or it belongs to somebody else."""
    return _answer(request, 404, "not_found", "There is nothing at this address.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the page was open for too long or came from elsewhere."""
    return render(request, "403_csrf.html", {"reference": correlation.current()}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database, which may be what broke."""
    if wants_json(request):
        return problem(500, "server_error", "This broke on our side. What was saved is safe.")
    # Rendered without context processors: they would ask the database.
    template = Engine.get_default().get_template("500.html")
    return HttpResponse(template.render(Context({"reference": correlation.current()})), status=500)
