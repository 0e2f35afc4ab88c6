"""Which transport is in use, by name."""

import re
from datetime import timedelta
from functools import cache
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from automation.enums import Effect
from messaging.adapters.base import EmailTransport, TextTransport

# Dotted paths: a vendor's library is imported where it is used, not at every start. The effect stands here as well,
# since a web process that only queues a mail must know it without the library.
TRANSPORTS: Final = {
    "resend": ("messaging.adapters.resend.ResendTransport", Effect.REPEATABLE),
    "smtp": ("messaging.adapters.smtp.SmtpTransport", Effect.ONCE),
}
# Resend keeps a key for 24 hours, counted by its clock and from a moment that we do not know exactly.
_KEEPS_KEYS: Final = {"resend": timedelta(hours=23)}


@cache
def _transport(name: str) -> EmailTransport:
    made: EmailTransport = import_string(TRANSPORTS[name][0])()
    return made


def email_transport() -> EmailTransport:
    """Return the transport that EMAIL_TRANSPORT names."""
    return _transport(settings.EMAIL_TRANSPORT)


def email_effect() -> Effect:
    """Return what sending a mail a second time would do."""
    return TRANSPORTS[settings.EMAIL_TRANSPORT][1]


def keeps_email_keys() -> timedelta | None:
    """Return for how long the provider knows a mail again by our key; None: no key, or for ever."""
    return _KEEPS_KEYS.get(settings.EMAIL_TRANSPORT)


def can_text() -> bool:
    """Say whether texts are configured: without that no page offers them and nothing sends any."""
    has_account = bool(settings.TWILIO_ACCOUNT_SID and settings.TWILIO_AUTH_TOKEN)
    return has_account and re.fullmatch(r"\+[1-9][0-9]{6,14}", settings.TWILIO_NUMBER) is not None


def text_transport() -> TextTransport:
    """Return the way to text people."""
    made: TextTransport = import_string("messaging.adapters.twilio.TwilioTransport")()
    return made


def own_number() -> str:
    """Return the number that texts come from, as E.164; empty where none are configured."""
    return str(settings.TWILIO_NUMBER)
