"""What Resend tells us: verified on the raw bytes, kept, answered.

The work itself is a job, but for the commonest report: that a mail arrived which we know to have left.
"""

import json
from contextlib import nullcontext
from typing import Any, Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from automation.services import receive_webhook
from leadwizard.lib import correlation
from leadwizard.lib.crypto import token_digest
from leadwizard.lib.texts import storable_json
from messaging.jobs.inbound import RECEIVE, RECEIVED_TYPE, owners
from messaging.jobs.reports import RESEND_EVENT, apply_at_once, tags_of
from tenants import registry
from tenants.access import unscoped
from tenants.scoping import PLATFORM_ID, scope

logger = structlog.stdlib.get_logger(__name__)

# Resend signs through Svix, whose scheme became Standard Webhooks; only the header names differ.
_HEADERS: Final = {
    "webhook-id": "svix-id",
    "webhook-timestamp": "svix-timestamp",
    "webhook-signature": "svix-signature",
}


@unscoped("the provider's signature is the door; the organization comes from our own tags or addresses inside it")
@csrf_exempt
@require_POST
def resend(request: HttpRequest) -> HttpResponse:
    """Take one report of Resend: 204 for a new or repeated one, 400 for one that is not Resend's."""
    headers = {ours: request.headers.get(theirs, "") for ours, theirs in _HEADERS.items()}
    try:
        Webhook(settings.RESEND_WEBHOOK_SECRET).verify(request.body, headers)
        body = storable_json(json.loads(request.body))
    except (WebhookVerificationError, EmptyWebhookSecretError, ValueError, RecursionError, RuntimeError):
        return JsonResponse({"code": "bad_signature", "detail": "This is not a webhook of ours."}, status=400)
    if not isinstance(body, dict):
        return JsonResponse({"code": "bad_request", "detail": "Send one JSON object."}, status=400)
    event_id = headers["webhook-id"]
    event_id = event_id if len(event_id) <= 128 else token_digest(event_id)  # noqa: PLR2004 - the column's width
    if body.get("type") == RECEIVED_TYPE:
        _take_mail(event_id, body)
    else:
        _take_report(event_id, body)
    return HttpResponse(status=204)


def _take_mail(event_id: str, body: dict[str, Any]) -> None:
    # Our own signed addresses say whose mail it is; one for nobody stays with the platform.
    organizations = owners(body) or [PLATFORM_ID]
    # A mail to several organizations is kept by all of them or by none; a scope is a transaction by itself.
    with transaction.atomic() if len(organizations) > 1 else nullcontext():
        for organization_id in organizations:
            with scope(organization_id):
                receive_webhook("resend", event_id, body, job_kind=RECEIVE)


def _take_report(event_id: str, body: dict[str, Any]) -> None:
    organization_id = _organization_of(body)
    try:
        with scope(organization_id):
            correlation.adopt(_tag(body, "cause"))
            receive_webhook("resend", event_id, body, job_kind=RESEND_EVENT, applied=apply_at_once(body))
    except Exception:
        # A job counts its tries, and asks for somebody in the end.
        logger.exception("the report could not be applied at once")
        with scope(organization_id):
            receive_webhook("resend", event_id, body, job_kind=RESEND_EVENT)


def _tag(body: dict[str, Any], name: str) -> str:
    """Return one of the tags that we sent along with the mail of a report."""
    facts = body.get("data")
    return tags_of(facts).get(name, "") if isinstance(facts, dict) else ""


def _organization_of(body: dict[str, Any]) -> UUID:
    """Return whose mail the report is about, from the tags that we sent along; else the platform."""
    return registry.organization_of(_tag(body, "organization")) or PLATFORM_ID
