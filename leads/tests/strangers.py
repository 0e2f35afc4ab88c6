"""What strangers do to the public form and its JSON twin."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client

from leads.models import Form, Lead
from tenants.models import Organization
from tenants.scoping import scope

ENOUGH = {
    "name": "Rosa Delgado",
    "email": "rosa@example.com",
    "message": "Water is coming through the ceiling.",
}

_addresses = count(1)


def somebody() -> str:
    """Return an internet address that nobody used before: a stranger of their own to every limit."""
    number = next(_addresses)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def token(client: Client, slug: str = "acme") -> str:
    """Open the page and return the token inside."""
    found: str = client.get(f"/f/{slug}/").context["enquiry"]["token"].value()
    return found


def press(client: Client, slug: str = "acme", **values: str) -> Any:
    """Send the page's form; a token is fetched unless one is given."""
    typed = {**ENOUGH, **values}
    if "token" not in typed:
        typed["token"] = token(client, slug)
    return client.post(f"/f/{slug}/", typed, REMOTE_ADDR=somebody())


def submit(client: Client, body: Any = None, *, slug: str = "acme", key: str = "", **values: Any) -> Any:
    """Send JSON to the twin: the given body, or what is enough with some values changed."""
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        f"/api/v1/forms/{slug}/submissions",
        json.dumps({**ENOUGH, **values} if body is None else body),
        content_type="application/json",
        headers=headers,
        REMOTE_ADDR=somebody(),
    )


def leads_of(organization: Organization, form: Form | None = None) -> list[Lead]:
    """Return what was kept, oldest first."""
    with scope(organization.pk):
        rows = Lead.objects.filter(form=form) if form else Lead.objects.all()
        return list(rows.select_related("contact").order_by("created_at", "id"))


def directives(response: HttpResponse) -> dict[str, list[str]]:
    """Return the content security policy of an answer, by directive."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part.strip()]
    return {words[0]: words[1:] for words in parts}


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.addresses.extend(value or "" for name, value in attrs if name in {"href", "src", "action"})


def _read(html: str) -> _Elements:
    reader = _Elements()
    reader.feed(html)
    reader.close()
    return reader


def elements(html: str) -> list[str]:
    """Return the elements that a browser would make of a document."""
    return _read(html).names


def addresses(html: str) -> list[str]:
    """Return where the elements of a document lead."""
    return _read(html).addresses


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads of their own, started at the same moment, and return what they return."""
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait(timeout=60)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, call) for call in calls]]


class Answer(NamedTuple):
    """What a web server would have got."""

    status: int
    body: bytes


def wsgi(method: str, path: str, body: bytes, content_type: str, *, query: str = "") -> Answer:
    """Ask the whole application as a web server does: Django's test client makes its own requests, in its own way."""
    # At the first call, when the tests' settings are in force.
    from leadwizard.wsgi import application

    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": somebody(),
        "HTTP_HOST": "127.0.0.1:8000",
        "wsgi.input": BytesIO(body),
    }
    setup_testing_defaults(environ)
    lines: list[str] = []

    def start(status: str, headers: list[tuple[str, str]], error: object = None) -> Any:
        lines.append(status)

    # The test's transaction lives in the connection that Django would close around a request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        answer = application(environ, start)
        content = b"".join(answer)
        answer.close()
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
    return Answer(int(lines[0].split()[0]), content)
