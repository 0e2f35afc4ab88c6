"""Moments as text: one form inside, the providers' forms outside."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """Microseconds and offset always written, so that text sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def parse(text: str) -> datetime:
    """A moment from ISO 8601; without an offset it is UTC.

    Raises:
        ValueError: not a date and time.
    """
    # In a query string an unescaped "+00:00" arrives as " 00:00".
    moment = datetime.fromisoformat(text.strip().replace(" 00:00", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def milliseconds(moment: datetime) -> str:
    """As Resend writes it in webhooks: ``2026-02-22T23:41:12.126Z``."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def database_style(moment: datetime) -> str:
    """As Resend writes it in its API answers: ``2026-04-03 22:13:42.674981+00``."""
    text = moment.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")
    return text.replace("+00:00", "+00")
