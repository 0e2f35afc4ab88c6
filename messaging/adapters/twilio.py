"""Texts through Twilio's API (twilio.com/docs/messaging/api/message-resource).

Three calls, made with our own client: the library's has no deadline over a whole exchange, and after an error does not
say whether the request had left, which decides here between "try again" and "nobody knows". The library checks the
signatures of webhooks.
"""

import base64
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx2
from django.conf import settings
from twilio.request_validator import RequestValidator

from leadwizard.lib import safe_http
from leadwizard.lib.errors import IntegrationError
from leadwizard.lib.safe_http import Deadline, OversizeError
from leadwizard.lib.texts import storable_json
from messaging.adapters.base import Accepted, OutgoingText, Sent
from messaging.exceptions import OptedOutError

PROVIDER: Final = "twilio"
SECONDS: Final = 10.0
OPTED_OUT: Final = 21610
# What a person can put right while the text waits: the account's name and token, its balance, its pace.
_RETRIED: Final = frozenset({401, 403, 404, 408, 425, 429})
# Twilio's clock and ours differ, and it counts by the second.
_SLACK: Final = timedelta(minutes=1)
_PAGE: Final = 200


class TwilioTransport:
    """Sends from the platform's number."""

    name = PROVIDER

    def send(self, text: OutgoingText) -> Accepted:
        """Hand the text over; Twilio takes no key, so a second call would be a second text."""
        form = {"To": text.to, "From": settings.TWILIO_NUMBER, "Body": text.body}
        if text.report_url:
            form["StatusCallback"] = text.report_url
        try:
            status, headers, body = _ask("POST", form)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            # Nothing was handed over yet, so the text can be tried again without harm.
            raise IntegrationError(f"Twilio cannot be reached ({type(error).__name__}).", provider=PROVIDER) from error
        except (httpx2.HTTPError, OversizeError) as error:
            raise IntegrationError(
                f"Twilio did not answer ({type(error).__name__}).", provider=PROVIDER, ambiguous=True
            ) from error
        if status in {httpx2.codes.OK, httpx2.codes.CREATED} and isinstance(body.get("sid"), str):
            return Accepted(PROVIDER, body["sid"][:128])
        raise _refused(status, headers, body)

    def find_sent(self, to: str, *, since: datetime, body: str, known: Collection[str] = ()) -> Sent:
        """Look through the list of messages to the number.

        Twilio filters by whole days, so the exact time is compared here. A list that goes on, or that cannot be read,
        proves nothing. A text that Twilio took and could not deliver has happened, too: its report says what became
        of it.

        Raises:
            IntegrationError: Twilio could not be asked now.
        """
        day = (since - _SLACK).astimezone(UTC).date().isoformat()
        query = {"To": to, "From": settings.TWILIO_NUMBER, "DateSent>": day, "PageSize": str(_PAGE)}
        try:
            status, _headers, answer = _ask("GET", query)
        except (httpx2.HTTPError, OversizeError) as error:
            raise IntegrationError(f"Twilio did not answer ({type(error).__name__}).", provider=PROVIDER) from error
        if status >= 500 or status in _RETRIED:  # noqa: PLR2004 - HTTP's class
            raise IntegrationError(f"Twilio did not hand over its list ({status}).", provider=PROVIDER)
        rows = answer.get("messages")
        if status != httpx2.codes.OK or not isinstance(rows, list):
            return Sent.CANNOT_TELL
        for row in rows:
            if not isinstance(row, dict):
                return Sent.CANNOT_TELL
            if _is_other(row, body, known):
                continue
            at = _moment(row.get("date_created"))
            if at is None:
                return Sent.CANNOT_TELL
            if at >= since - _SLACK:
                return Sent.HAPPENED
        return Sent.CANNOT_TELL if answer.get("next_page_uri") else Sent.DID_NOT_HAPPEN


def is_signed(url: str, fields: Any, signature: str) -> bool:
    """Say whether Twilio signed the form for the address, under our token (twilio.com/docs/usage/security)."""
    if not settings.TWILIO_AUTH_TOKEN or not signature:
        # An empty token would be a key that everybody knows.
        return False
    try:
        return bool(RequestValidator(settings.TWILIO_AUTH_TOKEN).validate(url, fields, signature))
    except ValueError:
        return False


def _ask(method: str, values: dict[str, str]) -> tuple[int, httpx2.Headers, dict[str, Any]]:
    url = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages.json"
    account = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}"
    headers = {"User-Agent": "LeadWizard", "Authorization": f"Basic {base64.b64encode(account.encode()).decode()}"}
    with safe_http.kept_client(Deadline(SECONDS), headers=headers) as client:
        response = client.post(url, data=values) if method == "POST" else client.get(url, params=values)
        content = response.content
    try:
        body = storable_json(json.loads(content))
    except (ValueError, RecursionError):
        body = {}
    return response.status_code, response.headers, body if isinstance(body, dict) else {}


def _refused(status: int, headers: httpx2.Headers, body: Mapping[str, Any]) -> IntegrationError:
    code = body.get("code")
    if code == OPTED_OUT:
        return OptedOutError("The number asked to be left alone.", provider=PROVIDER)
    if status >= 500 or status < 400:  # noqa: PLR2004 - HTTP's classes; below 400: an answer that cannot be read
        return IntegrationError(f"Twilio had a fault ({status}).", provider=PROVIDER, ambiguous=True)
    return IntegrationError(
        f"Twilio refused the text ({code if isinstance(code, int) else status}).",
        provider=PROVIDER,
        permanent=status not in _RETRIED,
        retry_after=_seconds(headers.get("retry-after")),
    )


def _is_other(row: Mapping[str, Any], body: str, known: Collection[str]) -> bool:
    return row.get("body") != body or row.get("sid") in known or row.get("direction") == "inbound"


def _moment(text: object) -> datetime | None:
    try:
        found = parsedate_to_datetime(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
