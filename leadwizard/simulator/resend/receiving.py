"""Resend's receiving side: retrieve, list, and the webhook (resend.com/docs/dashboard/receiving)."""

from __future__ import annotations

import json
import secrets
import uuid
from http import HTTPStatus
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request, Response

from leadwizard.simulator import times
from leadwizard.simulator.controls import PageRoute, as_json, body_of, guarded
from leadwizard.simulator.providers import Call
from leadwizard.simulator.received import Received
from leadwizard.simulator.resend.errors import ApiError, invalid, json_response
from leadwizard.simulator.resend.mails import bare_address
from leadwizard.simulator.resend.records import NAME, listed
from leadwizard.simulator.webhooks import Webhook
from leadwizard.simulator.world import World

HTML_FORMATS = frozenset({"data_uri", "cid"})


class Receiving:
    """The endpoints under /emails/receiving, and the lever that lets a mail come in."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.levers: tuple[PageRoute, ...] = (("/__sim__/inbound", ["POST"], guarded(self.let_in)),)

    def retrieve(self, call: Call) -> Response:
        try:
            email_id = str(uuid.UUID(call.args["email_id"]))
        except ValueError as error:
            raise ApiError(422, "invalid_parameter", "The `id` must be a valid UUID.") from error
        html_format = call.request.args.get("html_format", "data_uri")
        if html_format not in HTML_FORMATS:
            raise invalid("The `html_format` must be `data_uri` or `cid`.")
        mail = self._world.received.get(email_id)
        if mail is None or mail.kind != "email":
            raise ApiError(404, "not_found", "Email not found")
        return json_response(
            {"object": "email"}
            | summary(mail)
            | {
                "html": mail.html,
                "text": mail.text,
                "html_format": html_format,
                "headers": mail.headers,
                "raw": None,
            }
        )

    def list(self, call: Call) -> Response:
        with self._world.lock:
            mails = [mail for mail in self._world.received.newest_first() if mail.kind == "email"]
        return json_response(listed(call.request.args, mails, summary))

    def let_in(self, request: Request) -> Response:
        """{from, to, cc, bcc, subject, text, html, headers, attachments}: as if somebody had written it."""
        data = body_of(request)
        if not isinstance(data, dict):
            raise BadRequest("a JSON object is wanted")
        mail = read_mail(data)
        webhook = self._world.receive(mail, webhook_of(mail))
        return as_json({"id": mail.id, "webhook": webhook.id}, HTTPStatus.CREATED)


def read_mail(data: dict[str, Any]) -> Received:
    """Raises BadRequest for what could not have come over the network."""
    sender, to = data.get("from"), _addresses(data, "to")
    if not isinstance(sender, str) or not (to or data.get("bcc")):
        raise BadRequest("a mail has from and to")
    headers = data.get("headers") or {}
    if not isinstance(headers, dict):
        raise BadRequest("headers are an object")
    mail = new_mail(
        sender=sender,
        to=to,
        subject=str(data.get("subject", "")),
        text=data.get("text"),
        html=data.get("html"),
        headers={str(name): str(value) for name, value in headers.items()},
    )
    mail.cc, mail.bcc = _addresses(data, "cc"), _addresses(data, "bcc")
    mail.attachments = [attachment(str(name)) for name in data.get("attachments") or []]
    return mail


def new_mail(
    *,
    sender: str,
    to: list[str],
    subject: str,
    text: str | None,
    html: str | None = None,
    headers: dict[str, str] | None = None,
    answers: str = "",
) -> Received:
    """A mail that comes in now, with the headers that every mail has; those given win."""
    mail_id, at = str(uuid.uuid4()), times.now()
    message_id = f"<{mail_id}@people.example>"
    usual = {
        "return-path": f"<{bare_address(sender) or sender}>",
        "from": sender,
        "to": ", ".join(to),
        "subject": subject,
        "message-id": message_id,
        "mime-version": "1.0",
    }
    return Received(
        id=mail_id,
        sender=sender,
        to=to,
        subject=subject,
        at=at,
        message_id=message_id,
        text=text,
        html=html,
        headers=usual | {name.lower(): value for name, value in (headers or {}).items()},
        answers=answers,
    )


def attachment(filename: str) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "filename": filename,
        "size": 4096,
        "content_type": "application/octet-stream",
        "content_disposition": "attachment",
        "content_id": None,
    }


def summary(mail: Received) -> dict[str, Any]:
    return {
        "id": mail.id,
        "to": mail.to,
        "from": mail.sender,
        "created_at": times.database_style(mail.at),
        "subject": mail.subject,
        "bcc": mail.bcc,
        "cc": mail.cc,
        "reply_to": mail.reply_to,
        "received_for": _received_for(mail),
        "message_id": mail.message_id,
        "attachments": mail.attachments,
    }


def webhook_of(mail: Received) -> Webhook:
    """Tells of a mail without its words: those have to be asked for."""
    at = times.now()
    data = {
        "email_id": mail.id,
        "created_at": times.milliseconds(mail.at),
        "from": mail.sender,
        "to": mail.to,
        "bcc": mail.bcc,
        "cc": mail.cc,
        "received_for": _received_for(mail),
        "message_id": mail.message_id,
        "subject": mail.subject,
        "attachments": [{name: value for name, value in file.items() if name != "size"} for file in mail.attachments],
    }
    event = {"type": "email.received", "created_at": times.milliseconds(at), "data": data}
    return Webhook(
        id=f"msg_{secrets.token_hex(14)}",
        provider=NAME,
        type="email.received",
        entry_id=mail.id,
        body=json.dumps(event, separators=(",", ":")),
        created_at=at,
    )


def _received_for(mail: Received) -> list[str]:
    return [bare_address(mailbox) or mailbox for mailbox in (*mail.to, *mail.cc, *mail.bcc)]


def _addresses(data: dict[str, Any], name: str) -> list[str]:
    value = data.get(name) or []
    return [value] if isinstance(value, str) else [str(entry) for entry in value]
