"""The mailbox in the browser: what a person would have received. Needs no script at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lucide.jinja import lucide
from markupsafe import Markup
from werkzeug.exceptions import Forbidden, HTTPException
from werkzeug.utils import redirect, send_from_directory
from werkzeug.wrappers import Request, Response

from leadwizard.simulator import times
from leadwizard.simulator.controls import PageRoute, require_same_origin
from leadwizard.simulator.ledger import Entry, recipients_of
from leadwizard.simulator.phone import PhonePages, phone_display
from leadwizard.simulator.resend.receiving import webhook_of
from leadwizard.simulator.resend.replies import STYLES, reply_of
from leadwizard.simulator.world import World

HERE = Path(__file__).parent
PROJECT_STATIC = HERE.parents[1] / "static"
PER_PAGE = 25

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    # Links open beside the mailbox; nothing in the mail runs, posts, or phones home. Pictures
    # of this machine are shown, because the product's own logos live there.
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
    " style-src 'unsafe-inline'; img-src data: http://127.0.0.1:* http://localhost:*;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)

# What people read, and the mark and tint it carries.
STATES: dict[str, tuple[str, str, str]] = {
    "queued": ("Queued", "now", ""),
    "scheduled": ("Scheduled", "held", ""),
    "sent": ("Sent", "sent", ""),
    "delivered": ("Delivered", "done", "accent"),
    "delivery_delayed": ("Delayed", "held", ""),
    "bounced": ("Bounced", "stop", "stop"),
    "complained": ("Marked as spam", "stop", "stop"),
    "suppressed": ("Suppressed", "stop", "stop"),
    "undelivered": ("Not delivered", "stop", "stop"),
    "received": ("Written here", "sent", ""),
}
UNKNOWN_STATE = ("Unknown", "unknown", "")
VIEWS: dict[str, tuple[str, frozenset[str]]] = {
    "": ("All", frozenset()),
    "way": ("On the way", frozenset({"queued", "scheduled", "sent", "delivery_delayed"})),
    "delivered": ("Delivered", frozenset({"delivered"})),
    "trouble": ("Trouble", frozenset({"bounced", "complained", "suppressed"})),
}
WEBHOOK_STATES = {
    "kept": ("next", "Kept here: no address to send it to"),
    "waiting": ("now", "On its way"),
    "delivered": ("done", "Received"),
    "failed": ("stop", "Given up"),
    "dropped": ("stop", "Dropped, as ordered"),
}


class Pages:
    """Start page, list, mail, the mail's own HTML in a sandbox, and the phones."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._templates = environment()
        self.routes: list[PageRoute] = [
            ("/", ["GET"], self.start),
            ("/mailbox/", ["GET"], self.mailbox),
            ("/mailbox/clear", ["POST"], self.clear),
            ("/mailbox/<mail_id>/", ["GET"], self.mail),
            ("/mailbox/<mail_id>/html", ["GET"], self.mail_html),
            ("/mailbox/<mail_id>/reply", ["POST"], self.reply),
            *PhonePages(world, self._page).routes,
            ("/simulator.css", ["GET"], self.own_style),
            ("/static/<path:path>", ["GET"], self.static),
        ]

    def start(self, request: Request) -> Response:
        with self._world.lock:
            entries = list(self._world.ledger.newest_first())
            counts = {name: provider.accepted() for name, provider in self._world.providers.items()}
        return self._page(
            "start.html",
            base=f"{request.scheme}://{request.host}",
            providers=self._world.providers.values(),
            counts=counts,
            webhooks=self._world.webhooks.all(),
            webhook_url=self._world.webhook_url,
            texts_url=self._world.texts_url,
            faults=self._world.faults.public(),
            kept=self._world.config.state is not None,
            trouble=sum(entry.last_event in VIEWS["trouble"][1] for entry in entries),
        )

    def mailbox(self, request: Request) -> Response:
        """?q= part of a recipient &view= state &before= or &after= number of a mail."""
        wanted = request.args.get("q", "").strip()
        view = request.args.get("view", "")
        view = view if view in VIEWS else ""
        with self._world.lock:
            mails = [entry for entry in self._world.ledger.newest_first() if entry.kind == "email"]
        total = len(mails)
        if wanted:
            mails = [mail for mail in mails if _is_to(mail, wanted.lower())]
        tabs = [
            {"key": key, "label": label, "count": _count(mails, states), "current": key == view}
            for key, (label, states) in VIEWS.items()
        ]
        states = VIEWS[view][1]
        shown = [mail for mail in mails if not states or mail.last_event in states]
        page, newer, older = _cut(
            shown,
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        return self._page(
            "mailbox.html",
            mails=page,
            tabs=tabs,
            view=view,
            q=wanted,
            total=total,
            found=len(shown),
            newer=newer,
            older=older,
            today=times.now().date(),
        )

    def mail(self, request: Request, mail_id: str) -> Response:
        with self._world.lock:
            mail = self._world.ledger.get(mail_id)
            if mail is None or mail.kind != "email":
                return self._page("gone.html", status=HTTPStatus.NOT_FOUND)
            return self._page(
                "mail.html",
                mail=mail,
                steps=_steps(mail),
                webhooks=self._world.webhooks.of_entry(mail.id),
                replies=[
                    (reply, self._world.webhooks.of_entry(reply.id))
                    for reply in self._world.received.answers_to(mail.id)
                ],
                styles=STYLES,
            )

    def reply(self, request: Request, mail_id: str) -> Response:
        """The person to whom the mail went answers it: {text, style, from}."""
        try:
            require_same_origin(request)
            mail = self._world.ledger.get(mail_id)
            if mail is None or mail.kind != "email":
                return self._page("gone.html", status=HTTPStatus.NOT_FOUND)
            form = request.form
            words = form.get("text", "").replace("\r\n", "\n").strip()
            reply = reply_of(mail, words, style=form.get("style", "person"), sender=form.get("from", "").strip())
        except Forbidden as error:
            return Response(f"{error.description}\n", HTTPStatus.FORBIDDEN)
        except ValueError as error:
            return Response(f"{error}\n", HTTPStatus.BAD_REQUEST)
        self._world.receive(reply, webhook_of(reply))
        return redirect(f"/mailbox/{mail_id}/#replies", HTTPStatus.SEE_OTHER)

    def mail_html(self, request: Request, mail_id: str) -> Response:
        mail = self._world.ledger.get(mail_id)
        if mail is None or not mail.details.get("html"):
            return self._page("gone.html", status=HTTPStatus.NOT_FOUND)
        answer = Response(links_beside(mail.details["html"]), content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = MAIL_POLICY
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def clear(self, request: Request) -> Response:
        try:
            require_same_origin(request)
        except Forbidden as error:
            return Response(f"{error.description}\n", HTTPStatus.FORBIDDEN)
        self._world.clear_mailbox()
        return redirect("/mailbox/", HTTPStatus.SEE_OTHER)

    def own_style(self, request: Request) -> Response:
        return send_from_directory(HERE / "static", "simulator.css", request.environ)

    def static(self, request: Request, path: str) -> Response:
        """The product's own tokens, components and font, so that both look alike."""
        try:
            return send_from_directory(PROJECT_STATIC, path, request.environ)
        except HTTPException:
            return Response("Not here.\n", HTTPStatus.NOT_FOUND)

    def _page(self, name: str, status: int = HTTPStatus.OK, **values: Any) -> Response:
        with self._world.lock:
            kinds = [entry.kind for entry in self._world.ledger.oldest_first()]
        counts = {"mail_count": kinds.count("email"), "text_count": kinds.count("sms")}
        html = self._templates.get_template(name).render(**counts, **values)
        answer = Response(html, status, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = PAGE_POLICY
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
        return answer


def environment() -> Environment:
    """Templates that escape everything and fail on names that do not exist."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "icon": icon,
        "webhook_states": WEBHOOK_STATES,
        "state_of": lambda event: STATES.get(event, UNKNOWN_STATE),
        "has_look": (PROJECT_STATIC / "css" / "app.css").is_file(),
    }
    templates.filters |= {"clock": clock, "day": day, "excerpt": excerpt, "phone": phone_display}
    return templates


def icon(name: str, size: str = "") -> Markup:
    """A Lucide icon, decorative: the words beside it say the same."""
    attributes = {"class": f"icon {size}".strip(), "aria-hidden": "true"}
    return Markup(lucide(name, size=None, **attributes))  # noqa: S704 - the package's own drawing


def clock(moment: datetime | str) -> str:
    return _moment(moment).strftime("%H:%M:%S")


def day(moment: datetime | str) -> str:
    at = _moment(moment)
    return f"{at:%b} {at.day}"


def excerpt(text: str, length: int = 160) -> str:
    words = " ".join(text.split())
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def links_beside(html: str) -> str:
    """The mail with its links opening in a tab of their own: inside the sandbox they would not."""
    base = '<base target="_blank">'
    for opening in (r"<head\b[^>]*>", r"<html\b[^>]*>", r"<!doctype\b[^>]*>"):
        if found := re.search(opening, html, re.IGNORECASE):
            return html[: found.end()] + base + html[found.end() :]
    return base + html


def _moment(moment: datetime | str) -> datetime:
    return times.parse(moment) if isinstance(moment, str) else moment


def _is_to(mail: Entry, wanted: str) -> bool:
    names = (mailbox.lower() for mailbox in mail.details.get("to_all", []))
    return any(wanted in text for text in (*recipients_of(mail), *names))


def _count(mails: Sequence[Entry], states: frozenset[str]) -> int:
    return sum(not states or mail.last_event in states for mail in mails)


def _cut(mails: list[Entry], *, before: int | None, after: int | None) -> tuple[list[Entry], int | None, int | None]:
    """One page of mails (newest first), the cursor to newer ones, the cursor to older ones."""
    if after is not None:
        newer_ones = [mail for mail in mails if mail.number > after]
        page = newer_ones[-PER_PAGE:]
    else:
        page = [mail for mail in mails if before is None or mail.number < before][:PER_PAGE]
    if not page:
        return [], None, None
    has_newer = mails[0].number > page[0].number
    has_older = mails[-1].number < page[-1].number
    return (
        page,
        page[0].number if has_newer else None,
        page[-1].number if has_older else None,
    )


def _steps(mail: Entry) -> list[dict[str, Any]]:
    """Accepted, then what happened; the last open step while nothing final has happened."""
    steps: list[dict[str, Any]] = [{"state": "done", "label": "Accepted", "at": mail.at}]
    for event in mail.events:
        label, mark, _ = STATES.get(event["type"], UNKNOWN_STATE)
        steps.append({"state": "done" if mark == "sent" else mark, "label": label, "at": event["at"]})
    if mail.last_event in VIEWS["way"][1]:
        steps.append({"state": "next", "label": "Delivered", "at": None})
    return steps
