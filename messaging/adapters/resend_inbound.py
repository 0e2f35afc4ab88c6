"""Fetching what Resend received for us: its webhooks name a mail, the words are asked for."""

import json
from typing import Any, Final
from urllib.parse import quote

import httpx2
from django.conf import settings

from leadwizard.lib import safe_http
from leadwizard.lib.errors import IntegrationError
from leadwizard.lib.safe_http import Deadline, OversizeError
from leadwizard.lib.texts import storable_json
from messaging.adapters.base import ReceivedEmail

PROVIDER: Final = "resend"
SECONDS: Final = 10.0
TOO_LARGE: Final = "[The mail was too large to be kept.]"
# A key can be put right while the mail waits, and the mail may be a moment behind its webhook (404).
_RETRIED: Final = frozenset({401, 403, 404, 408, 409, 425, 429})


def fetch_received(email_id: str, *, announced: ReceivedEmail) -> ReceivedEmail:
    """Return a received mail (resend.com/docs/api-reference/emails/retrieve-received-email).

    A mail larger than anybody reads comes as `announced`, what the webhook said of it, with words that say so.

    Raises:
        IntegrationError: Resend refused (`permanent`) or did not answer.
    """
    # Pictures stay references: as text inside the HTML they would fill the answer.
    url = (
        f"{settings.ANYMAIL['RESEND_API_URL'].rstrip('/')}/emails/receiving/{quote(email_id, safe='')}?html_format=cid"
    )
    headers = {"Authorization": f"Bearer {settings.ANYMAIL['RESEND_API_KEY']}", "User-Agent": "LeadWizard"}
    try:
        with safe_http.kept_client(Deadline(SECONDS), headers=headers) as client:
            response = client.get(url)
            status, content = response.status_code, response.content
    except OversizeError:
        return announced
    except httpx2.HTTPError as error:
        raise IntegrationError(f"Resend did not answer ({type(error).__name__}).", provider=PROVIDER) from error
    if status != httpx2.codes.OK:
        is_permanent = 400 <= status < 500 and status not in _RETRIED  # noqa: PLR2004 - HTTP's class
        raise IntegrationError(
            f"Resend did not hand over the mail ({status}).",
            provider=PROVIDER,
            permanent=is_permanent,
            retry_after=_seconds(response.headers.get("retry-after")),
        )
    try:
        body = storable_json(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise IntegrationError("Resend's answer cannot be read.", provider=PROVIDER) from error
    if not isinstance(body, dict):
        raise IntegrationError("Resend's answer is not a mail.", provider=PROVIDER)
    return read_received(email_id, body)


def read_received(email_id: str, body: dict[str, Any], *, text: str = "") -> ReceivedEmail:
    """Return Resend's description of a mail in our words, whatever shape its fields have."""
    attachments = body.get("attachments")
    return ReceivedEmail(
        provider_id=email_id,
        sender=_text(body.get("from")),
        subject=_text(body.get("subject")),
        text=text or _text(body.get("text")),
        html=_text(body.get("html")),
        headers=_headers(body.get("headers")),
        attachment_count=len(attachments) if isinstance(attachments, list) else 0,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _headers(value: object) -> dict[str, str]:
    """Return the headers by lower-case name; Resend gives an object, whose values may be lists."""
    if not isinstance(value, dict):
        return {}
    return {
        str(name).lower(): str(content[0] if isinstance(content, list) and content else content)
        for name, content in value.items()
    }


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
