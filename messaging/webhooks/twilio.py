"""What Twilio tells us: texts that people write, and what became of ours. Signed over the public address and the form.

A keyword is obeyed in the transaction that keeps the text: nothing that waits may be sent after a STOP was answered.
"""

from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from automation.models import InboxEvent
from automation.services import receive_webhook
from leadwizard.lib.crypto import token_digest
from leadwizard.lib.texts import storable_json
from messaging.adapters.registry import can_text, own_number
from messaging.adapters.twilio import is_signed
from messaging.jobs.texts import RECEIVE_TEXT, TEXT_REPORT
from messaging.services import obey_keyword
from tenants import registry
from tenants.access import unscoped
from tenants.scoping import PLATFORM_ID, scope

PROVIDER: Final = "twilio"
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST_ID: Final = 128  # the column's width


@unscoped("the provider's signature is the door; everybody writes to the platform's number")
@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """Take a text in: an empty answer for a new or repeated one, 400 for one that is not Twilio's."""
    form = _signed_form(request)
    if form is None:
        return _refused()
    sid, number = form.get("MessageSid", ""), form.get("From", "")
    if not sid or not number:
        return JsonResponse({"code": "bad_request", "detail": "A text has a sender and an id."}, status=400)
    with scope(PLATFORM_ID):
        event_id = _short(sid)
        is_new = receive_webhook(PROVIDER, event_id, {**form}, job_kind=RECEIVE_TEXT)
        if is_new and form.get("To") == own_number() and number != own_number():
            now = timezone.now()
            if obey_keyword(number, form.get("Body", ""), provider_said=form.get("OptOutType", ""), now=now):
                InboxEvent.objects.filter(provider=PROVIDER, event_id=event_id).update(processed_at=now)
    return HttpResponse("<Response/>", content_type="text/xml")


@unscoped("the provider's signature covers the address, which names the organization, the text and the try")
@csrf_exempt
@require_POST
def report(request: HttpRequest, organization_id: UUID, dispatch_id: UUID, attempt_id: UUID) -> HttpResponse:
    """Take a report on a text of ours: 204 for a new or repeated one, 400 for one that is not Twilio's."""
    form = _signed_form(request)
    if form is None:
        return _refused()
    sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")
    if not sid or not status:
        return JsonResponse({"code": "bad_request", "detail": "A report has a status and an id."}, status=400)
    owner = registry.organization_of(str(organization_id)) or PLATFORM_ID
    body: dict[str, object] = {"form": form, "dispatch": str(dispatch_id), "attempt": str(attempt_id)}
    with scope(owner):
        receive_webhook(PROVIDER, _short(f"{sid}:{status}:{attempt_id}"), body, job_kind=TEXT_REPORT)
    return HttpResponse(status=204)


def _signed_form(request: HttpRequest) -> dict[str, str] | None:
    """Return the form's fields as rows can keep them, or None where Twilio did not sign it for this address.

    The address is the one that Twilio was given, whatever host a proxy or a stranger names.
    """
    if not can_text() or request.content_type != _FORM:
        return None
    query = request.META.get("QUERY_STRING", "")
    url = f"{settings.PUBLIC_URL}{request.path}{'?' + query if query else ''}"
    try:
        fields = QueryDict(request.body, encoding="utf-8")
    except (TooManyFieldsSent, ValueError):
        return None
    if not is_signed(url, fields, request.headers.get("X-Twilio-Signature", "")):
        return None
    kept = storable_json(fields.dict())
    return {str(name): str(value) for name, value in kept.items()}


def _short(event_id: str) -> str:
    return event_id if len(event_id) <= _LONGEST_ID else token_digest(event_id)


def _refused() -> JsonResponse:
    return JsonResponse({"code": "bad_signature", "detail": "This is not a webhook of ours."}, status=400)
