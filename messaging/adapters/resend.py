"""Resend through django-anymail, with our idempotency key (kept by Resend for 24 hours)."""

import os
import threading
from typing import Any, Final

from anymail.backends.resend import EmailBackend
from anymail.exceptions import AnymailError, AnymailRequestsAPIError
from anymail.message import AnymailMessage
from django.conf import settings

from leadwizard.lib.errors import IntegrationError
from messaging.adapters.base import Accepted, OutgoingEmail

PROVIDER: Final = "resend"
# A wrong or missing key can be put right while the mail waits, so these are tried again.
_RETRIED: Final = frozenset({401, 403, 408, 409, 425, 429})

# What Resend's names of errors mean to somebody who can put them right (https://resend.com/docs/api-reference/errors).
_WHY: Final = {
    "missing_api_key": "no key was sent along",
    "invalid_api_key": "it no longer knows the key",
    "restricted_api_key": "the key may not send",
    "invalid_from_address": "the sender's domain is not set up there",
    "validation_error": "the sender's domain is not set up there, or an address is wrong",
    "daily_quota_exceeded": "the quota of the day is used up",
    "monthly_quota_exceeded": "the quota of the month is used up",
    "rate_limit_exceeded": "too many at once",
    "invalid_idempotent_request": "it was sent before with other words",
    "concurrent_idempotent_requests": "the same mail is on its way already",
    "invalid_attachment": "an attachment is not as it wants it",
    "security_error": "it sees a risk in it",
}


class IdempotentBackend(EmailBackend):
    """Anymail's backend, sending the message's key along: anymail itself knows no idempotency."""

    def create_session(self) -> Any:
        """Return a session that knows the machine's proxies and certificates: requests asks for them for each mail.

        Nor does it look for a password of the host in a `.netrc`, which would take our key's place.
        """
        session = super().create_session()
        found = session.merge_environment_settings(self.api_url, {}, None, None, None)
        session.proxies, session.verify, session.trust_env = found["proxies"], found["verify"], False
        return session

    def build_message_payload(self, message: Any, defaults: Any) -> Any:
        """Return the payload with the `Idempotency-Key` header."""
        payload = super().build_message_payload(message, defaults)
        payload.headers["Idempotency-Key"] = message.idempotency_key
        return payload


class ResendTransport:
    """Sends through Resend's HTTP API."""

    name = PROVIDER

    def send(self, mail: OutgoingEmail, *, key: str) -> Accepted:
        """Send the mail under the key; a repeat within 24 hours gives the first answer again."""
        message = AnymailMessage(
            subject=mail.subject,
            body=mail.text,
            from_email=mail.sender,
            to=[mail.to],
            reply_to=[mail.reply_to] if mail.reply_to else None,
            headers=mail.headers,
        )
        message.attach_alternative(mail.html, "text/html")
        message.esp_extra = {"tags": [{"name": name, "value": value} for name, value in mail.tags.items()]}
        message.idempotency_key = key
        backend = _opened()
        try:
            backend.send_messages([message])
        except AnymailRequestsAPIError as error:
            if error.response is None:
                # Whatever happened to the connection, the next mail begins with a new one.
                backend.close()
            raise _translated(error) from error
        except AnymailError as error:
            raise IntegrationError(
                f"The mail cannot be sent as it is ({type(error).__name__}).", provider=PROVIDER, permanent=True
            ) from error
        return Accepted(PROVIDER, str(message.anymail_status.message_id))


_kept = threading.local()


def _opened() -> IdempotentBackend:
    """Return this thread's backend, whose connection stays open from mail to mail: a new one costs three round trips.

    A child process, and a changed key or address, get a new one.
    """
    key = (os.getpid(), *settings.ANYMAIL.values())
    if getattr(_kept, "key", None) != key:
        _kept.key, _kept.backend = key, IdempotentBackend(fail_silently=False)
    backend: IdempotentBackend = _kept.backend
    backend.open()
    return backend


def _translated(error: AnymailRequestsAPIError) -> IntegrationError:
    response = error.response
    if response is None:
        return IntegrationError("Resend did not answer.", provider=PROVIDER, ambiguous=True)
    status: int = response.status_code
    problem = _problem(response)
    if status >= 500 or status < 400:  # noqa: PLR2004 - HTTP's classes; below 400: an answer that cannot be read
        return IntegrationError(f"Resend had a fault ({status}).", provider=PROVIDER, ambiguous=True)
    is_retried = status in _RETRIED and problem != "invalid_idempotent_request"
    return IntegrationError(
        f"Resend refused the mail: {_WHY.get(problem, 'it does not say why')} ({problem or status}).",
        provider=PROVIDER,
        permanent=not is_retried,
        retry_after=_seconds(response.headers.get("retry-after")),
    )


def _problem(response: Any) -> str:
    try:
        found = response.json()
    except ValueError:
        return ""
    return str(found.get("name", ""))[:64] if isinstance(found, dict) else ""


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
