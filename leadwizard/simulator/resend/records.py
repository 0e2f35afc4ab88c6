"""Mails as the ledger keeps them, and as Resend's API shows and pages them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from werkzeug.datastructures import MultiDict

from leadwizard.simulator import times
from leadwizard.simulator.ledger import Entry
from leadwizard.simulator.resend.errors import invalid
from leadwizard.simulator.resend.mails import Mail, bare_address

NAME = "resend"
LIST_LIMITS = range(1, 101)
LIST_DEFAULT = 20


def entry_of(mail: Mail, key: str | None) -> Entry:
    email_id = str(uuid.uuid4())
    to = [bare_address(mailbox) or mailbox for mailbox in mail.to]
    others = [bare_address(mailbox) or mailbox for mailbox in mail.cc + mail.bcc]
    return Entry(
        id=email_id,
        provider=NAME,
        kind="email",
        to=to[0],
        sender=mail.sender,
        subject=mail.subject,
        body=mail.body,
        idempotency_key=key,
        at=times.now(),
        details={
            "to_all": mail.to,
            "cc": mail.cc,
            "bcc": mail.bcc,
            "reply_to": mail.reply_to,
            "recipients": to + others,
            "html": mail.html,
            "text": mail.text,
            "headers": mail.headers,
            "tags": mail.tags,
            "attachments": mail.attachments,
            "message_id": f"<{email_id}@simulator.example>",
            "scheduled_at": times.iso(mail.scheduled_at) if mail.scheduled_at else None,
            "topic_id": mail.topic_id,
        },
    )


def summary(entry: Entry) -> dict[str, Any]:
    scheduled = entry.details["scheduled_at"]
    waits = scheduled is not None and not entry.events
    return {
        "id": entry.id,
        "message_id": entry.details["message_id"],
        "to": entry.details["to_all"],
        "from": entry.sender,
        "created_at": times.database_style(entry.at),
        "subject": entry.subject,
        "bcc": entry.details["bcc"],
        "cc": entry.details["cc"],
        "reply_to": entry.details["reply_to"],
        "last_event": "scheduled" if waits else entry.last_event,
        "scheduled_at": times.database_style(times.parse(scheduled)) if scheduled else None,
    }


class Row(Protocol):
    """Whatever can be paged through."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Row)


def page_of(rows: list[T], limit: int, *, after: str | None, before: str | None) -> tuple[list[T], bool]:
    """``rows`` newest first; the page, and whether more lie beyond it in its direction."""
    ids = [row.id for row in rows]
    for cursor in (after, before):
        if cursor and cursor not in ids:
            raise invalid("The pagination cursor is not the id of an email.")
    if before:
        newer = rows[: ids.index(before)]
        return newer[max(len(newer) - limit, 0) :], len(newer) > limit
    older = rows[ids.index(after) + 1 :] if after else rows
    return older[:limit], len(older) > limit


def listed(args: MultiDict[str, str], rows: list[T], show: Callable[[T], dict[str, Any]]) -> dict[str, Any]:
    """The answer of a list endpoint, paged as the query string says."""
    limit = args.get("limit", LIST_DEFAULT, type=int)
    if limit not in LIST_LIMITS or (args.get("limit") and not args["limit"].isdecimal()):
        raise invalid("The `limit` must be a number between 1 and 100.")
    if args.get("after") and args.get("before"):
        raise invalid("Use either `after` or `before`, not both.")
    page, more = page_of(rows, limit, after=args.get("after"), before=args.get("before"))
    return {"object": "list", "has_more": more, "data": [show(row) for row in page]}
