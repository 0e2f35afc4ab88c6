"""The page on which a person ends all mail from an organization."""

import logging

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from messaging.models import Contact
from messaging.services import replies
from messaging.services.unsubscribing import unsubscribe as end_mail
from tenants.access import unscoped
from tenants.models import Organization
from tenants.queries import current_organization
from tenants.scoping import scope

logger = logging.getLogger(__name__)


@unscoped("the signed token is the door; one that we did not make gets the same answer and does nothing")
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would happen, or do it at once (RFC 8058): without sign-in, cookie, question or redirect.

    GET changes nothing, since programs that look for bad links open every one. A fault of ours answers 503, so that a
    mail program asks again.
    """
    is_done = request.method == "POST"
    try:
        organization = _organization(token, is_done=is_done)
    except DatabaseError:
        logger.exception("an unsubscribing failed")
        answer = HttpResponse("Please try again in a minute.\n", status=503, content_type="text/plain")
        answer["Retry-After"] = "60"
        return answer
    page = render(request, "messaging/unsubscribe.html", {"organization": organization, "is_done": is_done})
    patch_cache_control(page, no_store=True)
    page["Referrer-Policy"] = "no-referrer"
    return page


def _organization(token: str, *, is_done: bool) -> Organization | None:
    """Return whose mail the token is about, after ending it where that is asked for."""
    with transaction.atomic():
        found = replies.find_unsubscribe(token)
        if found is None:
            return None
        with scope(found.organization_id):
            contact = Contact.objects.filter(pk=found.subject_id).first()
            if contact and is_done:
                end_mail(contact, now=timezone.now())
            return current_organization()
