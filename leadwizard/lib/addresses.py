"""What a request says of its sender, and which e-mail addresses are ones."""

import ipaddress
import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from email_validator import EmailNotValidError, validate_email

_LANGUAGE: Final = re.compile(r"([a-z]{2})(?:-[a-z0-9]{1,8}){0,3}(?:[,;]|$)")
UNKNOWN: Final = "0.0.0.0"  # noqa: S104 - nothing is bound to it


def client_address(request: HttpRequest) -> str:
    """Return the caller's network address, in its shortest form.

    `X-Forwarded-For` counts only as far as our own proxies wrote it: the entry that many places from the right.
    """
    found = request.META.get("REMOTE_ADDR", "")
    count: int = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if count and len(forwarded) >= count:
        found = forwarded[-count]
    try:
        return str(ipaddress.ip_address(found.partition("%")[0]))
    except ValueError:
        return UNKNOWN


def preferred_language(request: HttpRequest) -> str:
    """Return the first language that the caller's browser asks for, as two letters, or nothing."""
    found = _LANGUAGE.match(request.headers.get("Accept-Language", "").strip().lower())
    return found[1] if found else ""


def plain_email(text: str) -> str:
    """Return an e-mail address as the network writes it: lower case, its domain in ASCII.

    One mailbox has one spelling here, so that suppression and limits cannot be walked around.

    Raises:
        ValueError: it is no address that mail on the internet can reach.
    """
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except (EmailNotValidError, UnicodeError) as error:
        raise ValueError(str(error)) from error
    if not found.ascii_email:
        raise ValueError("no ASCII form")
    return found.ascii_email.lower()
