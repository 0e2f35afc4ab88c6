"""Approving a draft from an alert: a signed page that works for a day and belongs to one member."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from leads import services
from leads.forms import ReplyForm
from leads.models import Lead
from leadwizard.lib.errors import DomainError
from messaging.enums import DispatchState, MessageKind
from messaging.models import Message
from tenants.access import ScopedRequest, signed
from tenants.models import Membership
from tenants.registry import Found

DAY: Final = 60 * 60 * 24


def _find(_request: HttpRequest, arguments: dict[str, Any]) -> Found:
    found = services.read_approval(str(arguments["token"]), max_age=DAY)
    if found is None:
        raise Http404
    organization_id, draft_id, _member_id = found
    return Found(organization_id, draft_id)


@signed("the alert's link: signed, a day old at the most, bound to one member", _find)
@csrf_exempt  # the token in the address is the authority, and the page is opened without a sign-in
@never_cache
@require_http_methods(["GET", "POST"])
def approval(request: ScopedRequest, token: str) -> HttpResponse:
    """Show the draft with its lead; a POST sends it, since mail scanners open every link."""
    found = services.read_approval(token, max_age=DAY)
    member = Membership.objects.select_related("user").filter(pk=found[2], is_active=True).first() if found else None
    draft = Message.objects.filter(pk=request.subject_id).first()
    if member is None or draft is None or draft.about_id is None:
        raise Http404
    lead = Lead.objects.select_related("form", "contact").filter(pk=draft.about_id).first()
    if lead is None:
        raise Http404
    is_open = draft.kind == MessageKind.DRAFT and draft.state == DispatchState.DRAFT
    form = ReplyForm(request.POST or None, initial={"body": draft.body, "token": draft.pk})
    sent = False
    if request.method == "POST" and is_open and form.is_valid():
        try:
            sent = (
                services.approve_draft(
                    lead,
                    draft.pk,
                    form.cleaned_data["body"],
                    organization=request.organization,
                    actor=member,
                    now=timezone.now(),
                )
                is not None
            )
            is_open = not sent
        except DomainError as refusal:
            form.add_error(None, refusal.message)
    context = {"lead": lead, "draft": draft, "form": form, "is_open": is_open, "sent": sent, "member": member}
    return render(request, "leads/approval.html", context, status=422 if form.errors else 200)
