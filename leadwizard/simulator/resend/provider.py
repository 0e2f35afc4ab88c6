"""Resend's endpoints: send, send a batch, look up, list, receive (resend.com/docs/api-reference)."""

from __future__ import annotations

import hmac
import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from leadwizard.simulator import idempotency, times
from leadwizard.simulator.controls import PageRoute
from leadwizard.simulator.idempotency import Claim
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.providers import Call, Handler, Route
from leadwizard.simulator.resend.errors import (
    ApiError,
    by_status,
    invalid,
    json_response,
)
from leadwizard.simulator.resend.events import Step, plan, webhook_of
from leadwizard.simulator.resend.mails import Mail, bare_address, read_mail
from leadwizard.simulator.resend.receiving import Receiving
from leadwizard.simulator.resend.records import NAME, entry_of, listed, summary
from leadwizard.simulator.signing import svix_headers
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

LONGEST_KEY = 256
MOST_IN_BATCH = 100


class Resend:
    """E-mail, at the root of the simulator as at the root of api.resend.com."""

    name = NAME
    title = "Resend"
    purpose = "E-mail, with signed delivery events"
    prefix = ""

    def __init__(self, world: World) -> None:
        self._world = world
        receiving = Receiving(world)
        self.levers: tuple[PageRoute, ...] = receiving.levers
        self._window = Window(world.config.rate_limit)
        self.routes: tuple[Route, ...] = (
            Route("POST", "/emails", self._guarded(self._send)),
            Route("POST", "/emails/batch", self._guarded(self._send_batch)),
            Route("GET", "/emails", self._guarded(self._list)),
            Route("GET", "/emails/<email_id>", self._guarded(self._retrieve)),
            Route("GET", "/emails/receiving", self._guarded(receiving.list)),
            Route("GET", "/emails/receiving/<email_id>", self._guarded(receiving.retrieve)),
        )

    # What the simulator asks of every provider

    def recipients(self, request: Request) -> list[str]:
        data = request.get_json(silent=True)
        mails = data if isinstance(data, list) else [data]
        found = [
            mailbox
            for mail in mails
            if isinstance(mail, dict)
            for name in ("to", "cc", "bcc")
            for mailbox in _as_list(mail.get(name))
            if isinstance(mailbox, str)
        ]
        return [bare_address(mailbox) or mailbox for mailbox in found]

    def failure(self, status: int, *, retry_after: float | None = None) -> Response:
        return by_status(status).response(retry_after=retry_after)

    def accepted(self) -> int:
        return sum(entry.provider == self.name for entry in self._world.ledger.oldest_first())

    def forget(self) -> None:
        """The world keeps everything of ours."""

    def resume(self, entry: Entry) -> None:
        happened = [event["type"] for event in entry.events]
        for step in plan(entry.details["recipients"]):
            if step.event in happened:
                happened.remove(step.event)
            else:
                self._expect(entry, step)

    def target(self, webhook: Webhook) -> str:
        asked_for = self._world.config.webhook_events
        return self._world.webhook_url if not asked_for or webhook.type in asked_for else ""

    def sign(self, webhook: Webhook) -> dict[str, str]:
        return svix_headers(
            self._world.config.signing_key(),
            message_id=webhook.id,
            timestamp=int(time.time()),
            body=webhook.body,
        )

    # Endpoints

    def _guarded(self, endpoint: Callable[[Call], Response]) -> Handler:
        def handler(call: Call) -> Response:
            try:
                self._let_in(call.request)
                return endpoint(call)
            except ApiError as error:
                return error.response(retry_after=1 if error.status == 429 else None)  # noqa: PLR2004

        return handler

    def _let_in(self, request: Request) -> None:
        if not request.headers.get("User-Agent"):
            # Documented: refused before the API is reached, with the number 1010.
            raise ApiError(403, "validation_error", "error code: 1010")
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise by_status(401)
        if not hmac.compare_digest(key.strip().encode(), self._world.config.resend_key.encode()):
            raise by_status(403)
        if not self._window.has_room():
            raise by_status(429)

    def _send(self, call: Call) -> Response:
        def answer(entries: list[Entry]) -> Any:
            return {"id": entries[0].id}

        return self._once(call, lambda data: [read_mail(data)], answer)

    def _send_batch(self, call: Call) -> Response:
        def read(data: Any) -> list[Mail]:
            if not isinstance(data, list) or not data:
                raise invalid("The batch must be an array with at least one mail.")
            if len(data) > MOST_IN_BATCH:
                raise invalid(f"A batch takes at most {MOST_IN_BATCH} mails.")
            return [read_mail(mail, batch=True) for mail in data]

        def answer(entries: list[Entry]) -> Any:
            return {"data": [{"id": entry.id} for entry in entries]}

        return self._once(call, read, answer)

    def _once(
        self,
        call: Call,
        read: Callable[[Any], list[Mail]],
        answer: Callable[[list[Entry]], Any],
    ) -> Response:
        """Accepts the mails of this request unless its key says that it has been here before."""
        key = _key(call.request)
        data = _body(call.request)
        mails = read(data)
        claim = self._claim(call.request, key, data) if key is not None else None
        if claim is not None and claim.answer is not None:
            return json_response(claim.answer)
        try:
            call.pause()
            entries = [entry_of(mail, key) for mail in mails]
            response = answer(entries)
            self._world.accept(entries, claim, response)
        except BaseException:
            if claim is not None:
                with self._world.lock:
                    self._world.keys.release(claim)
            raise
        for entry in entries:
            self.resume(entry)
        return json_response(response)

    def _claim(self, request: Request, key: str, data: Any) -> Claim:
        scope = f"{self.name} {request.method} {request.path}"
        try:
            with self._world.lock:
                return self._world.keys.claim(scope, key, idempotency.fingerprint(data))
        except idempotency.KeyReusedError as error:
            raise ApiError(
                409,
                "invalid_idempotent_request",
                "This idempotency key came with another request body within the last 24 hours.",
            ) from error
        except idempotency.KeyInFlightError as error:
            raise by_status(409) from error

    def _retrieve(self, call: Call) -> Response:
        try:
            email_id = str(uuid.UUID(call.args["email_id"]))
        except ValueError as error:
            raise ApiError(422, "invalid_parameter", "The `id` must be a valid UUID.") from error
        entry = self._world.ledger.get(email_id)
        if entry is None or entry.provider != self.name:
            raise ApiError(404, "not_found", "Email not found")
        return json_response(
            {"object": "email"}
            | summary(entry)
            | {
                "html": entry.details["html"],
                "text": entry.details["text"],
                "tags": entry.details["tags"],
            }
        )

    def _list(self, call: Call) -> Response:
        with self._world.lock:
            entries = [entry for entry in self._world.ledger.newest_first() if entry.provider == self.name]
        return json_response(listed(call.request.args, entries, summary))

    # What becomes of a mail

    def _expect(self, entry: Entry, step: Step) -> None:
        scheduled = entry.details["scheduled_at"]
        start = times.parse(scheduled) if scheduled else entry.at
        due = (start - times.now()).total_seconds()
        wait = due + step.pauses * self._world.config.event_pause
        self._world.agenda.later(max(wait, 0), lambda: self._happen(entry, step))

    def _happen(self, entry: Entry, step: Step) -> None:
        webhook = webhook_of(entry, step, times.now())
        self._world.occur(entry, step.event, webhook, step.recipients)


class Window:
    """Counts requests per second of the clock; a limit of 0 lets everything through."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._second = 0
        self._count = 0

    def has_room(self) -> bool:
        if not self._limit:
            return True
        with self._lock:
            second = int(time.monotonic())
            if second != self._second:
                self._second, self._count = second, 0
            self._count += 1
            return self._count <= self._limit


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise ApiError(
            400,
            "invalid_idempotency_key",
            "Idempotency keys, if present, must have between 1 and 256 characters.",
        )
    return key


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _body(request: Request) -> Any:
    data = request.get_json(silent=True)
    if data is None:
        raise ApiError(400, "validation_error", "The request body must be JSON.")
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair: JSON can write it, no mail can
        raise ApiError(400, "validation_error", "The request body must be valid Unicode.") from error
    return data
