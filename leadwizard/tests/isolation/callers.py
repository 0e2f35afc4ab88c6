"""Who asks: everybody that the product tells apart, and what they get to see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.test import Client

from tenants.models import User

FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Keys as machines would send them. The product knows none yet: whoever brings one is nobody.
KEYS = {"Authorization": "Bearer lw_live_0123456789abcdef", "X-API-Key": "lw_live_0123456789abcdef"}


@dataclass(frozen=True)
class Answer:
    """An answer and everything in it that a caller can read."""

    status: int
    text: str
    location: str


@dataclass(frozen=True)
class Caller:
    """Somebody with a browser or a program; without a session a stranger."""

    name: str
    session: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        content_type: str = FORM,
        headers: Mapping[str, str] | None = None,
        breaks: bool = True,
    ) -> Answer:
        """Ask once; with `breaks` an error of ours is raised here, else it is an answer of 500."""
        client = Client(raise_request_exception=breaks)
        if self.session:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.session
        data = body if isinstance(body, str | bytes) else urlencode(body or {}, doseq=True)
        response: Any = client.generic(
            method, path, data, content_type=content_type, headers={**self.headers, **(headers or {})}
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        lines = [f"{name}: {value}" for name, value in response.items()]
        return Answer(
            response.status_code,
            "\n".join([*lines, response.cookies.output(), content.decode(errors="replace")]),
            response.get("Location", ""),
        )


def signed_in(name: str, user: User) -> Caller:
    """Return the caller with a session of the user."""
    client = Client()
    client.force_login(user)
    return Caller(name, client.cookies[settings.SESSION_COOKIE_NAME].value)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever the block saves, so that the next caller finds the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
