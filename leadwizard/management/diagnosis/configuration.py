"""Whether the settings are there and well-formed; asks nobody else."""

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

from leadwizard.management.diagnosis.findings import Finding, fail, ok, split_url, warn
from messaging.adapters.registry import TRANSPORTS, can_text

KEY_LENGTH: Final = 50
KEY_VARIETY: Final = 5
WEBHOOK_KEY_BYTES: Final = 24
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def secret_key() -> Finding:
    """Look at SECRET_KEY, from which sign-ins and tokens are derived."""
    name = "SECRET_KEY"
    hint = f"Set a random text of at least {KEY_LENGTH} characters, and keep it: changing it signs everybody out."
    try:
        key = str(settings.SECRET_KEY)
    except ImproperlyConfigured:
        key = ""
    if not key:
        return fail(name, "is not set.", hint)
    if len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY:
        return fail(name, f"is too easy to guess ({len(key)} characters).", hint)
    return ok(name, f"is set ({len(key)} characters).")


def public_url() -> Finding:
    """Look at PUBLIC_URL, which stands in every mail that links back."""
    name = "PUBLIC_URL"
    parts = split_url(settings.PUBLIC_URL)
    hint = "Set it to the address people open, such as https://leads.example.com, without a path."
    if parts is None or parts.scheme not in {"http", "https"} or parts.path or parts.query or parts.username:
        return fail(name, "is not the address of a site.", hint)
    host = str(parts.hostname)
    if not validate_host(host, settings.ALLOWED_HOSTS):
        return fail(name, f"names {host}, which ALLOWED_HOSTS does not.", f"Add {host} to ALLOWED_HOSTS.")
    if parts.scheme == "http" and host not in LOOPBACK:
        return warn(name, f"is {settings.PUBLIC_URL}: passwords travel in the clear.", "Put HTTPS in front of it.")
    return ok(name, f"is {settings.PUBLIC_URL}.")


def debug_mode() -> Finding:
    """Look at DEBUG, which shows settings to strangers."""
    if settings.DEBUG:
        return warn("DEBUG", "is on: error pages show the inside of the server.", "Leave DEBUG out on a server.")
    return ok("DEBUG", "is off.")


def email() -> Iterator[Finding]:
    """Look at everything that mail needs, without sending any."""
    try:
        validate_email(settings.EMAIL_ADDRESS)
    except ValidationError:
        yield fail("EMAIL_ADDRESS", "is not an e-mail address.", "Set it to the address that mail comes from.")
    else:
        yield ok("EMAIL_ADDRESS", f"is {settings.EMAIL_ADDRESS}.")
    transport = settings.EMAIL_TRANSPORT
    if transport not in TRANSPORTS:
        known = " or ".join(TRANSPORTS)
        yield fail("EMAIL_TRANSPORT", f"“{transport}” is not known.", f"Set it to {known}.")
        return
    yield ok("EMAIL_TRANSPORT", f"is {transport}.")
    if transport == "resend":
        yield from _resend()
    else:
        yield _smtp()


def _resend() -> Iterator[Finding]:
    if settings.RESEND_API_KEY:
        yield ok("RESEND_API_KEY", "is set.")
    else:
        yield fail("RESEND_API_KEY", "is not set: no mail can leave.", "Make a key in Resend with sending access.")
    parts = split_url(settings.RESEND_API_URL)
    if parts is None or parts.scheme not in {"http", "https"}:
        yield fail("RESEND_API_URL", "is not an address.", "Leave it out: the default is Resend's own.")
    yield webhook_secret()


def webhook_secret() -> Finding:
    """Look at the secret with which Resend signs its reports: `whsec_` and 24 or more bytes in base 64."""
    name = "RESEND_WEBHOOK_SECRET"
    hint = "Copy the signing secret of the webhook from Resend; it begins with whsec_."
    secret = settings.RESEND_WEBHOOK_SECRET
    if not secret:
        return fail(name, "is not set: deliveries and bounces are not noticed.", hint)
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith("whsec_") or len(key) < WEBHOOK_KEY_BYTES:
        return fail(name, "is not a signing secret.", hint)
    return ok(name, "is set.")


def _smtp() -> Finding:
    parts = split_url(settings.SMTP_URL)
    if parts is None or not parts.scheme.startswith("smtp"):
        return fail("SMTP_URL", "is not the address of a mail server.", "Such as smtp+tls://user:password@host:587.")
    return ok("SMTP_URL", f"names {parts.hostname}.")


def texts() -> Finding:
    """Look at what texts need: all of it or nothing, and an address that Twilio reaches."""
    name = "texts"
    values = {name: getattr(settings, name) for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")}
    if not any(values.values()):
        return ok(name, "are not configured: members are told by e-mail alone.")
    if missing := [name for name, value in values.items() if not value]:
        return fail(name, f"cannot leave: {', '.join(missing)} is not set.", "Copy it from Twilio's console.")
    if split_url(settings.TWILIO_API_URL) is None:
        return fail("TWILIO_API_URL", "is not an address.", "Leave it out: the default is Twilio's own.")
    if not can_text():
        return fail(name, "cannot leave: TWILIO_NUMBER is no number.", "Such as +19375550199.")
    return ok(
        name, f"come from {settings.TWILIO_NUMBER}; answers arrive at {settings.PUBLIC_URL}/webhooks/twilio/sms/."
    )


def static_files() -> Finding:
    """Look for the manifest that pages need to find their styles."""
    name = "static files"
    if "Manifest" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return ok(name, "come from their source folders.")
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        return ok(name, "are collected.")
    return fail(name, "are not collected: pages break.", "Run manage.py collectstatic --no-input.")
