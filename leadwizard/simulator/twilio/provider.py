"""Twilio's endpoints: create, look up and list messages, and a phone that answers."""

from __future__ import annotations

import hmac
import operator
from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from leadwizard.simulator import times
from leadwizard.simulator.controls import PageRoute, as_json, body_of, guarded
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.providers import Call, Handler, Route
from leadwizard.simulator.received import Received
from leadwizard.simulator.twilio import events, keywords
from leadwizard.simulator.twilio.errors import ApiError, by_status, json_response
from leadwizard.simulator.twilio.texts import E164, KIND, NAME, Text, entry_of, new_sid, read_text, resource
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

PAGE_SIZES = range(1, 1001)
PAGE_SIZE = 50


class Twilio:
    """Text messages, at the path that they have at api.twilio.com."""

    name = NAME
    title = "Twilio"
    purpose = "Text messages, with signed reports and a phone that answers"
    prefix = "/2010-04-01/Accounts"

    def __init__(self, world: World) -> None:
        self._world = world
        self.levers: tuple[PageRoute, ...] = (("/__sim__/texts", ["POST"], guarded(self.let_in)),)
        self.routes: tuple[Route, ...] = (
            Route("POST", "/<account>/Messages.json", self._guarded(self._create)),
            Route("GET", "/<account>/Messages.json", self._guarded(self._list)),
            Route("GET", "/<account>/Messages/<sid>.json", self._guarded(self._retrieve)),
        )

    # What the simulator asks of every provider

    def recipients(self, request: Request) -> list[str]:
        return [request.form.get("To", "")]

    def failure(self, status: int, *, retry_after: float | None = None) -> Response:
        return by_status(status).response(retry_after=retry_after)

    def accepted(self) -> int:
        return sum(entry.provider == self.name for entry in self._world.ledger.oldest_first())

    def forget(self) -> None:
        """The world keeps everything of ours."""

    def resume(self, entry: Entry) -> None:
        happened = {event["type"] for event in entry.events}
        for status, pauses in events.plan(entry.to):
            if status not in happened:
                self._expect(entry, status, pauses)

    def target(self, webhook: Webhook) -> str:
        if webhook.type == events.RECEIVED:
            return self._world.texts_url
        entry = self._world.ledger.get(webhook.entry_id)
        return str(entry.details["status_callback"]) if entry else ""

    def sign(self, webhook: Webhook) -> dict[str, str]:
        """Over the address that it is meant for: posted anywhere else, it does not hold."""
        token = self._world.config.twilio_token
        return {
            "content-type": "application/x-www-form-urlencoded; charset=utf-8",
            "user-agent": "TwilioProxy/1.1",
            "i-twilio-idempotency-token": webhook.id,
            "x-twilio-signature": events.signature(token, self.target(webhook), webhook.body),
        }

    # Endpoints

    def _guarded(self, endpoint: Callable[[Call], Response]) -> Handler:
        def handler(call: Call) -> Response:
            try:
                self._let_in(call)
                return endpoint(call)
            except ApiError as error:
                return error.response()

        return handler

    def _let_in(self, call: Call) -> None:
        config, given = self._world.config, call.request.authorization
        if given is None or given.type != "basic":
            raise by_status(401)
        user, password = given.username or "", given.password or ""
        if not (
            hmac.compare_digest(user.encode(), config.twilio_sid.encode())
            and hmac.compare_digest(password.encode(), config.twilio_token.encode())
        ):
            raise by_status(401)
        if call.args["account"] != config.twilio_sid:
            raise by_status(404)

    def _create(self, call: Call) -> Response:
        text = read_text(call.request.form, own_number=self._world.config.twilio_number)
        with self._world.lock:
            if keywords.has_opted_out(text.to, self._world.received.newest_first()):
                raise ApiError(400, 21610, "Attempt to send to unsubscribed recipient")
        call.pause()
        entry = entry_of(text)
        self._world.accept([entry], None, None)
        shown = resource(self._world.config.twilio_sid, entry)
        self.resume(entry)
        return json_response(shown, HTTPStatus.CREATED)

    def _retrieve(self, call: Call) -> Response:
        with self._world.lock:
            found = self._world.ledger.get(call.args["sid"]) or self._world.received.get(call.args["sid"])
            if found is None or found.kind != KIND:
                raise by_status(404)
            return json_response(resource(self._world.config.twilio_sid, found))

    def _list(self, call: Call) -> Response:
        """?To= &From= &DateSent= (a day, GMT; with < or > for up to and since) &PageSize= &Page=."""
        args, account = call.request.args, self._world.config.twilio_sid
        size, page = args.get("PageSize", PAGE_SIZE, type=int), args.get("Page", 0, type=int)
        if size not in PAGE_SIZES or page < 0:
            raise ApiError(400, 20001, "Invalid page size or page")
        with self._world.lock:
            texts: list[Entry | Received] = [
                *(entry for entry in self._world.ledger.newest_first() if entry.kind == KIND),
                *(text for text in self._world.received.newest_first() if text.kind == KIND),
            ]
            rows = [resource(account, text) for text in sorted(texts, key=lambda text: text.at, reverse=True)]
            days = {text.id: text.at.date() for text in texts}
        rows = [row for row in rows if args.get("To") in {None, "", row["to"]}]
        rows = [row for row in rows if args.get("From") in {None, "", row["from"]}]
        for name, fits in (
            ("DateSent", operator.eq),
            ("DateSent>", operator.ge),
            ("DateSent<", operator.le),
        ):
            if wanted := args.get(name):
                rows = [row for row in rows if fits(days[row["sid"]], _day(wanted))]
        shown, base = rows[page * size : (page + 1) * size], call.request.path
        more = len(rows) > (page + 1) * size
        return json_response(
            {
                "messages": shown,
                "start": page * size,
                "end": page * size + max(len(shown) - 1, 0),
                "page": page,
                "page_size": size,
                "uri": f"{base}?PageSize={size}&Page={page}",
                "first_page_uri": f"{base}?PageSize={size}&Page=0",
                "next_page_uri": f"{base}?PageSize={size}&Page={page + 1}" if more else None,
                "previous_page_uri": f"{base}?PageSize={size}&Page={page - 1}" if page else None,
            }
        )

    # A person's phone

    def let_in(self, request: Request) -> Response:
        """{from, to, body, media}: as if somebody had typed it on a phone; `to` is our number when left out."""
        data = body_of(request)
        if not isinstance(data, dict):
            raise BadRequest("a JSON object is wanted")
        sender, body = str(data.get("from", "")), data.get("body", "")
        if not sender or not isinstance(body, str):
            raise BadRequest("a text has from and body")
        text, webhook = self.write(sender, body, to=str(data.get("to", "")), media=int(data.get("media", 0)))
        return as_json({"id": text.id, "webhook": webhook.id}, HTTPStatus.CREATED)

    def write(self, sender: str, body: str, *, to: str = "", media: int = 0) -> tuple[Received, Webhook]:
        """Somebody writes to our number; a keyword gets Twilio's own answer.

        Raises:
            ValueError: not something that a phone could send.
        """
        config = self._world.config
        to = to or config.twilio_number
        if sender == to or not (body.strip() or media):
            raise ValueError("a text has words, and goes to somebody else")
        kind = keywords.opt_out_type(body) if to == config.twilio_number else ""
        text = Received(
            id=new_sid(),
            kind=KIND,
            sender=sender,
            to=[to],
            subject="",
            at=times.now(),
            message_id="",
            text=body,
            headers={"opt-out-type": kind} if kind else {},
            attachments=[{"filename": f"{number}.jpg"} for number in range(media)],
        )
        with self._world.lock:
            was_out = keywords.has_opted_out(sender, self._world.received.newest_first())
        webhook = self._world.receive(text, events.received_of(config.twilio_sid, text))
        if kind and E164.fullmatch(sender) and was_out == (kind == "START"):
            answer = Text(sender=to, to=sender, body=keywords.ANSWERS[kind], status_callback="")
            entry = entry_of(answer, direction="outbound-reply")
            self._world.accept([entry], None, None)
            self.resume(entry)
        return text, webhook

    # What becomes of a text

    def _expect(self, entry: Entry, status: str, pauses: float) -> None:
        due = (entry.at - times.now()).total_seconds() + pauses * self._world.config.event_pause
        self._world.agenda.later(max(due, 0), lambda: self._happen(entry, status))

    def _happen(self, entry: Entry, status: str) -> None:
        webhook = events.status_of(self._world.config.twilio_sid, entry, status)
        self._world.occur(entry, status, webhook, [entry.to])


def _day(text: str) -> date:
    try:
        return times.parse(text).date()
    except ValueError as error:
        raise ApiError(400, 20001, f"Invalid date: {text}") from error
