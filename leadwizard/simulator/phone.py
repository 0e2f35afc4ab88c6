"""The phones in the browser: what people were texted, number by number, and what they text back. Needs no script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import Forbidden
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from leadwizard.simulator.controls import PageRoute, require_same_origin
from leadwizard.simulator.twilio.provider import Twilio
from leadwizard.simulator.twilio.texts import E164, KIND, segments
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

Show = Callable[..., Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text on a phone: ``mine`` where its holder wrote it."""

    id: str
    number: str
    mine: bool
    body: str
    at: datetime
    state: str
    by_provider: bool
    webhooks: list[Webhook]

    @property
    def segments(self) -> int:
        return segments(self.body)


class PhonePages:
    """All phones, one phone, and writing from it."""

    def __init__(self, world: World, show: Show) -> None:
        self._world = world
        self._show = show
        self.routes: list[PageRoute] = [
            ("/phone/", ["GET"], self.phones),
            ("/phone/", ["POST"], self.open),
            ("/phone/<number>/", ["GET"], self.phone),
            ("/phone/<number>/", ["POST"], self.write),
        ]

    def phones(self, request: Request) -> Response:
        newest: dict[str, Line] = {}
        counts: dict[str, int] = {}
        for line in self._lines():
            newest[line.number] = line
            counts[line.number] = counts.get(line.number, 0) + 1
        rows = sorted(newest.values(), key=lambda line: line.at, reverse=True)
        return self._show(
            "phones.html", phones=rows, counts=counts, own=self._world.config.twilio_number, error="", typed=""
        )

    def open(self, request: Request) -> Response:
        """{number}: the phone of somebody who was never texted."""
        if refusal := _foreign(request):
            return refusal
        number = "".join(sign for sign in request.form.get("number", "") if sign.isdigit() or sign == "+")
        if not E164.fullmatch(number):
            return self._show(
                "phones.html",
                status=HTTPStatus.BAD_REQUEST,
                phones=[],
                counts={},
                own=self._world.config.twilio_number,
                error="Type the number with its country code, such as +1 937 555 0142.",
                typed=request.form.get("number", ""),
            )
        return redirect(f"/phone/{number}/", HTTPStatus.SEE_OTHER)

    def phone(self, request: Request, number: str) -> Response:
        return self._phone(number)

    def write(self, request: Request, number: str) -> Response:
        """{text}: the phone's holder texts our number."""
        if refusal := _foreign(request):
            return refusal
        words = request.form.get("text", "").replace("\r\n", "\n").strip()
        try:
            Twilio(self._world).write(number, words)
        except ValueError:
            return self._phone(number, error="Type something first.", status=HTTPStatus.BAD_REQUEST)
        return redirect(f"/phone/{number}/#write", HTTPStatus.SEE_OTHER)

    def _phone(self, number: str, *, error: str = "", status: int = HTTPStatus.OK) -> Response:
        lines = [line for line in self._lines() if line.number == number]
        return self._show(
            "phone.html", status=status, number=number, lines=lines, own=self._world.config.twilio_number, error=error
        )

    def _lines(self) -> list[Line]:
        """Every text, oldest first, under the number of the person."""
        with self._world.lock:
            told: dict[str, list[Webhook]] = {}
            for webhook in self._world.webhooks.all():
                told.setdefault(webhook.entry_id, []).append(webhook)
            sent = [entry for entry in self._world.ledger.oldest_first() if entry.kind == KIND]
            written = [text for text in self._world.received.newest_first() if text.kind == KIND]
        lines = [
            Line(
                id=entry.id,
                number=entry.to,
                mine=False,
                body=entry.body,
                at=entry.at,
                state=entry.last_event,
                by_provider=entry.details["direction"] == "outbound-reply",
                webhooks=told.get(entry.id, []),
            )
            for entry in sent
        ]
        lines += [
            Line(
                id=text.id,
                number=text.sender,
                mine=True,
                body=text.text or "",
                at=text.at,
                state="received",
                by_provider=False,
                webhooks=told.get(text.id, []),
            )
            for text in written
        ]
        return sorted(lines, key=lambda line: line.at)


def _foreign(request: Request) -> Response | None:
    try:
        require_same_origin(request)
    except Forbidden as error:
        return Response(f"{error.description}\n", HTTPStatus.FORBIDDEN)
    return None


def phone_display(number: Any) -> str:
    """``+1 937 555 0142`` for an American number; any other as it is."""
    text = str(number)
    if len(text) == 12 and text.startswith("+1"):  # noqa: PLR2004 - +1 and ten digits
        return f"+1 {text[2:5]} {text[5:8]} {text[8:]}"
    return text
