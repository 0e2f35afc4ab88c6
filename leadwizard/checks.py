"""System checks of the settings: every missing or malformed value by its name, with a hint."""

import re
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's own name

from leadwizard.sentry import is_dsn

SECRET_KEY_LENGTH: Final = 50
TWILIO: Final = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
METRICS_TOKEN_LENGTH: Final = 24


@register
def check_settings(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """Name every setting that cannot work."""
    return list(_problems())


def _problems() -> Iterator[CheckMessage]:
    if len(settings.SECRET_KEY) < SECRET_KEY_LENGTH:
        yield Error(
            f"SECRET_KEY has fewer than {SECRET_KEY_LENGTH} characters",
            hint="python3 -c 'import secrets; print(secrets.token_urlsafe(50))' makes one.",
            id="leadwizard.E001",
        )
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme not in {"http", "https"} or not address.hostname or address.path:
        yield Error(
            f"PUBLIC_URL is not an address such as https://app.example.com: {settings.PUBLIC_URL}",
            hint="Scheme and host, no path.",
            id="leadwizard.E002",
        )
    elif address.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Error(
            f"ALLOWED_HOSTS does not hold the host of PUBLIC_URL ({address.hostname})",
            hint=f"Add {address.hostname} to ALLOWED_HOSTS.",
            id="leadwizard.E003",
        )
    if settings.DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
        yield Error(
            "DATABASE_URL does not name a PostgreSQL database",
            hint="postgres://lw_app:PASSWORD@HOST:5432/leadwizard",
            id="leadwizard.E004",
        )
    elif settings.DATABASES["default"]["USER"] != "lw_app":
        yield Error(
            "DATABASE_URL does not use the role lw_app, which the policies are written for",
            hint="manage.py setup_database makes the role with the password from DATABASE_URL.",
            id="leadwizard.E005",
        )
    if not re.fullmatch(r"((https?://[^/\s]+)?/events/)?", settings.EVENTS_URL):
        yield Error(
            f"EVENTS_URL does not lead to the live updates: {settings.EVENTS_URL}",
            hint="Empty: none. /events/ where a proxy serves it beside the pages, else an address such as http://127.0.0.1:8001/events/.",
            id="leadwizard.E013",
        )
    yield from _mail_problems()
    yield from _text_problems()
    yield from _model_problems()
    yield from _watching_problems()


def _mail_problems() -> Iterator[CheckMessage]:
    if not _is_mailbox(settings.EMAIL_ADDRESS):
        yield Error(
            f"EMAIL_ADDRESS is not an e-mail address: {settings.EMAIL_ADDRESS}",
            hint="The address that all mail is sent from, of a domain that your provider has verified.",
            id="leadwizard.E006",
        )
    if settings.EMAIL_TRANSPORT not in {"resend", "smtp"}:
        yield Error(
            f"EMAIL_TRANSPORT is unknown: {settings.EMAIL_TRANSPORT}",
            hint="Use resend or smtp.",
            id="leadwizard.E007",
        )
    if settings.EMAIL_TRANSPORT == "resend":
        if not settings.RESEND_API_KEY:
            yield Warning(
                "RESEND_API_KEY is not set: mails wait until it is",
                hint="Make a key with sending access at Resend.",
                id="leadwizard.W001",
            )
        if not settings.RESEND_WEBHOOK_SECRET.startswith("whsec_"):
            yield Warning(
                "RESEND_WEBHOOK_SECRET is not set: deliveries and bounces stay unknown",
                hint="Add a webhook to PUBLIC_URL/webhooks/resend/ at Resend and copy its signing secret (whsec_…).",
                id="leadwizard.W002",
            )


def _text_problems() -> Iterator[CheckMessage]:
    missing = [name for name in TWILIO if not getattr(settings, name)]
    if len(missing) == len(TWILIO):
        return
    if missing:
        yield Error(
            f"Texts need {' and '.join(missing)}, too",
            hint="Copy all of them from Twilio's console, or leave all empty: nobody is offered texts then.",
            id="leadwizard.E010",
        )
    elif not re.fullmatch(r"\+[1-9][0-9]{6,14}", settings.TWILIO_NUMBER):
        yield Error(
            "TWILIO_NUMBER is not a phone number",
            hint="With country code and digits alone, such as +19375550199.",
            id="leadwizard.E011",
        )
    if urlsplit(settings.TWILIO_API_URL).scheme not in {"http", "https"}:
        yield Error(
            "TWILIO_API_URL is not an address",
            hint="Leave it out: the default is Twilio's own.",
            id="leadwizard.E012",
        )


def _model_problems() -> Iterator[CheckMessage]:
    if settings.AI_BASE_URL and not settings.AI_MODEL:
        yield Error(
            "AI_BASE_URL is set and AI_MODEL is not",
            hint="Name the model that the endpoint offers, or leave both empty: every lead is acknowledged then.",
            id="leadwizard.E008",
        )
    if settings.INBOUND_DOMAIN and not _is_mailbox(f"x@{settings.INBOUND_DOMAIN}"):
        yield Error(
            f"INBOUND_DOMAIN is not a domain: {settings.INBOUND_DOMAIN}",
            hint="The domain whose mail Resend receives for you, such as in.example.com; empty: none.",
            id="leadwizard.E009",
        )


def _watching_problems() -> Iterator[CheckMessage]:
    if settings.SENTRY_DSN and not is_dsn(settings.SENTRY_DSN):
        yield Error(
            "SENTRY_DSN cannot be read: no error is reported",
            hint="Copy it from the project's settings at Sentry: https://KEY@HOST/NUMBER",
            id="leadwizard.E010",
        )
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < METRICS_TOKEN_LENGTH:
        yield Error(
            f"METRICS_TOKEN has fewer than {METRICS_TOKEN_LENGTH} characters",
            hint="python3 -c 'import secrets; print(secrets.token_urlsafe(32))' makes one.",
            id="leadwizard.E011",
        )


def _is_mailbox(text: str) -> bool:
    local, _, domain = text.rpartition("@")
    try:
        return bool(local and "." in domain and Address(username=local, domain=domain).addr_spec == text)
    except (ValueError, IndexError):
        return False
