"""Any SMTP server. SMTP has no idempotency: a lost answer leaves the outcome unknown."""

import smtplib
from typing import Final

import environ
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from leadwizard.lib.errors import IntegrationError
from messaging.adapters.base import Accepted, OutgoingEmail

PROVIDER: Final = "smtp"


class SmtpTransport:
    """Sends through the server in SMTP_URL, one connection a mail."""

    name = PROVIDER

    def send(self, mail: OutgoingEmail, *, key: str) -> Accepted:
        """Hand the mail to the server; the Message-ID carries the key, so that a second copy can be recognised."""
        domain = settings.EMAIL_ADDRESS.rpartition("@")[2]
        message_id = f"<{key}@{domain}>"
        message = EmailMultiAlternatives(
            subject=mail.subject,
            body=mail.text,
            from_email=mail.sender,
            to=[mail.to],
            reply_to=[mail.reply_to] if mail.reply_to else None,
            headers={**mail.headers, "Message-ID": message_id},
        )
        message.attach_alternative(mail.html, "text/html")
        try:
            backend = _opened()
        except (smtplib.SMTPException, OSError) as error:
            # Nothing was handed over yet, so the mail can be tried again without harm.
            raise IntegrationError(
                f"The mail server lets nobody in ({type(error).__name__}).", provider=PROVIDER
            ) from error
        try:
            with backend:
                backend.send_messages([message])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refused(error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise IntegrationError(
                f"The connection to the mail server broke ({type(error).__name__}).", provider=PROVIDER, ambiguous=True
            ) from error
        return Accepted(PROVIDER, message_id)


def _opened() -> EmailBackend:
    backend = _backend()
    try:
        backend.open()
        if backend.connection:
            # Greeted here, so that a server that hangs up now is known to have taken nothing.
            backend.connection.ehlo_or_helo_if_needed()
    except BaseException:
        # Django leaves the socket open when the server refuses the sign-in.
        backend.close()
        raise
    return backend


def _backend() -> EmailBackend:
    config = environ.Env.email_url_config(settings.SMTP_URL)
    return EmailBackend(
        host=config["EMAIL_HOST"],
        port=config["EMAIL_PORT"],
        username=config["EMAIL_HOST_USER"] or "",
        password=config["EMAIL_HOST_PASSWORD"] or "",
        use_tls=config.get("EMAIL_USE_TLS", False),
        use_ssl=config.get("EMAIL_USE_SSL", False),
        timeout=10,
        fail_silently=False,
    )


def _refused(error: smtplib.SMTPException) -> IntegrationError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPResponseException):
        codes = [error.smtp_code]
    else:
        codes = []
    is_permanent = any(code >= 500 for code in codes)  # noqa: PLR2004 - SMTP's class of permanent refusals
    return IntegrationError(
        f"The mail server refused the mail ({', '.join(map(str, codes))}).", provider=PROVIDER, permanent=is_permanent
    )
