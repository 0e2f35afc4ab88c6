"""The pages, for any WSGI server."""

import logging
import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from leadwizard.lib.routes import match_of

logger = logging.getLogger(__name__)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadwizard.settings")


class Request(WSGIRequest):
    """A request in UTF-8, whatever its sender says.

    Django lets a `charset` in the content type choose the codec for the query and the form: some are no text
    encodings at all and break before any page can answer, others bring half characters.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        plain = {**meta, "CONTENT_TYPE": _without_charset(meta.get("CONTENT_TYPE", ""))}
        super()._set_content_type_params(plain)  # type: ignore[misc]  # the stubs leave it out


class Handler(WSGIHandler):
    """Django's handler with our request, and with an answer where even the page for errors breaks.

    The server beneath us would write the error out as it is, with whatever a stranger's text made it say.
    """

    request_class = Request

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Take the view that the middleware found already.

        Raises:
            Resolver404: the address leads nowhere.
        """
        match = match_of(request)
        if match is None or hasattr(request, "urlconf"):
            return super().resolve_request(request)
        request.resolver_match = match
        return match

    def __call__(self, environ: dict[str, Any], start_response: Any) -> HttpResponseBase:
        """Answer the request."""
        try:
            return super().__call__(environ, start_response)
        except Exception:
            logger.exception("the page for errors broke as well")
            answer = HttpResponse(
                "This broke on our side. What was saved is safe.\n", status=500, content_type="text/plain"
            )
            start_response("500 Internal Server Error", list(answer.items()))
            return answer


def _without_charset(content_type: str) -> str:
    parts = [part for part in content_type.split(";") if not part.strip().lower().startswith("charset")]
    return ";".join(parts)


def _application() -> Handler:
    django.setup(set_prefix=False)
    from tenants.checks import refuse_harmful_role

    refuse_harmful_role()
    return Handler()


application = _application()
