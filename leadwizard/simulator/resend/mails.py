"""The fields of a mail, checked as Resend checks them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import HeaderParseError, ObsoleteHeaderDefect
from email.policy import default as strict
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from leadwizard.simulator import times
from leadwizard.simulator.resend.errors import ApiError, invalid, missing

MOST_RECIPIENTS = 50
MOST_ATTACHED = 40 * 1024 * 1024
"""Bytes per mail after base64."""
LATEST = timedelta(days=30)
"""As far ahead as a mail can be scheduled."""

TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
DOMAIN = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+")
# What the parser for every form of address, which takes a millisecond, would return as it is.
PLAIN = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
IN_A_WHILE = re.compile(r"in (\d+) ?(sec|second|min|minute|hour|day)s?", re.IGNORECASE)
UNITS = {"sec": "seconds", "min": "minutes", "hou": "hours", "day": "days"}


@dataclass(slots=True, kw_only=True)
class Mail:
    """A mail that Resend would take. Address lists keep the form in which they were given."""

    sender: str
    to: list[str]
    cc: list[str]
    bcc: list[str]
    reply_to: list[str]
    subject: str
    html: str | None
    text: str | None
    headers: dict[str, str]
    tags: list[dict[str, str]]
    attachments: list[dict[str, Any]] = field(default_factory=list)
    scheduled_at: datetime | None = None
    topic_id: str | None = None

    @property
    def body(self) -> str:
        """The plain text that is sent: Resend makes one out of the HTML when none is given."""
        return self.text if self.text is not None else text_of(self.html or "")


def read_mail(data: Any, *, batch: bool = False) -> Mail:
    """Raises ApiError for the first thing that is wrong, as Resend does."""
    if not isinstance(data, dict):
        raise invalid("The mail must be a JSON object.")
    if data.get("template") is not None:
        raise ApiError(404, "not_found", "Template not found.")
    if batch and data.get("attachments"):
        raise invalid("The `attachments` field is not supported in batches.")
    html, text = _text(data, "html"), _text(data, "text")
    mail = Mail(
        sender=_sender(data),
        to=_addresses(data, "to"),
        cc=_addresses(data, "cc"),
        bcc=_addresses(data, "bcc"),
        reply_to=_addresses(data, "reply_to"),
        subject=_text(data, "subject") or "",
        html=html,
        text=text,
        headers=_headers(data.get("headers")),
        tags=_tags(data.get("tags")),
        attachments=_attachments(data.get("attachments")),
        scheduled_at=_scheduled(_text(data, "scheduled_at")),
        topic_id=_text(data, "topic_id"),
    )
    if not mail.to:
        raise missing("to")
    if len(mail.to) > MOST_RECIPIENTS:
        raise invalid(f"The `to` field takes at most {MOST_RECIPIENTS} addresses.")
    if not mail.subject:
        raise missing("subject")
    if not html and not text:
        raise missing("html` or `text")
    return mail


@lru_cache(maxsize=4096)
def bare_address(mailbox: str) -> str | None:
    """``x@y.z`` out of ``x@y.z`` or ``Name <x@y.z>``; None for anything else.

    Two mailboxes, groups, half addresses, control characters and domains without a dot are all
    "anything else". A dot in an unquoted name ("Dr. Hollis") is let pass, as everywhere.
    """
    if PLAIN.fullmatch(mailbox):
        return mailbox
    if not mailbox.isprintable():
        return None
    try:
        header = strict.header_factory("from", mailbox)
    except (HeaderParseError, IndexError, AttributeError):
        return None  # some halves of addresses are too much for the parser itself
    harmless = all(isinstance(defect, ObsoleteHeaderDefect) for defect in header.defects)
    if not harmless or len(header.groups) != 1 or len(header.addresses) != 1:
        return None
    address = header.addresses[0]
    named_group = header.groups[0].display_name is not None
    if named_group or not address.username or not DOMAIN.fullmatch(address.domain):
        return None
    return f"{address.username}@{address.domain}"


def text_of(html: str) -> str:
    """The words of an HTML mail, one line per block."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    BLOCKS = frozenset({"p", "div", "br", "tr", "h1", "h2", "h3", "h4", "li", "hr", "section", "blockquote"})
    SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(self._silent - (tag in self.SILENT), 0)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.replace("\n", " "))

    def _break(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.words.append("\n")


def _text(data: dict[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"The `{name}` field must be a `string`.")
    return value


def _sender(data: dict[str, Any]) -> str:
    sender = _text(data, "from")
    if not sender:
        raise missing("from")
    return _checked(sender, "from")


def _addresses(data: dict[str, Any], name: str) -> list[str]:
    value = data.get(name)
    if value is None or value == "":
        return []
    entries = [value] if isinstance(value, str) else value
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise invalid(f"The `{name}` field must be a `string` or an array of strings.")
    return [_checked(entry, name) for entry in entries]


def _checked(mailbox: str, name: str) -> str:
    if bare_address(mailbox) is None:
        raise invalid(
            f"Invalid `{name}` field. The email address needs to follow the `email@example.com`"
            " or `Name <email@example.com>` format."
        )
    return mailbox


def _headers(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid("The `headers` field must be an object.")
    for name, content in value.items():
        if not isinstance(content, str):
            raise invalid(f"The header `{name}` must be a `string`.")
        if not HEADER_NAME.fullmatch(name) or "\n" in content or "\r" in content:
            raise invalid(f"The header `{name}` is not a valid header.")
    return dict(value)


def _tags(value: Any) -> list[dict[str, str]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid("The `tags` field must be an array.")
    tags = []
    for tag in value:
        name, content = (tag.get("name"), tag.get("value")) if isinstance(tag, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(content, str):
            raise invalid("Every tag needs a `name` and a `value`.")
        if not TAG.fullmatch(name) or not TAG.fullmatch(content):
            raise invalid(
                "Tags should only contain ASCII letters, numbers, underscores, or dashes, and at most 256 of them."
            )
        tags.append({"name": name, "value": content})
    return tags


def _attachments(value: Any) -> list[dict[str, Any]]:
    """What is known of the files. Their content is checked and let go; nothing is fetched."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(file, dict) for file in value):
        raise invalid("The `attachments` field must be an array of objects.")
    files = []
    total = 0
    for file in value:
        content, path = file.get("content"), file.get("path")
        if not content and not path:
            raise ApiError(422, "invalid_attachment", "Attachment must have either a `content` or `path`.")
        total += len(content or "")
        files.append(
            {
                "filename": file.get("filename"),
                "content_type": file.get("content_type"),
                "content_id": file.get("content_id"),
                "path": path,
                "size": _size(content) if content else None,
            }
        )
    if total > MOST_ATTACHED:
        raise ApiError(422, "invalid_attachment", "Attachments may have 40 MB per mail.")
    return files


def _size(content: Any) -> int:
    try:
        # Buffers arrive as lists of numbers from some clients, as base64 from all others.
        octets = bytes(content) if isinstance(content, list) else base64.b64decode(content)
    except (ValueError, TypeError) as error:
        raise ApiError(422, "invalid_attachment", "Attachment content must be base64.") from error
    return len(octets)


def _scheduled(value: str | None) -> datetime | None:
    """ISO 8601, or "in 5 min"; the rest of the natural language is Resend's own."""
    if value is None:
        return None
    now = times.now()
    if words := IN_A_WHILE.fullmatch(value.strip()):
        moment = now + timedelta(**{UNITS[words[2].lower()[:3]]: int(words[1])})
    else:
        try:
            moment = times.parse(value)
        except ValueError as error:
            raise invalid("Invalid `scheduled_at` field. Use ISO 8601, or `in 1 min`.") from error
    if moment > now + LATEST:
        raise invalid("Invalid `scheduled_at` field. It lies more than 30 days ahead.")
    return moment
