"""The members' pages: the list of leads, and one lead beside it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads import services
from leads.enums import LeadStatus
from leads.forms import LeadFilterForm, ReplyForm, StatusForm
from leads.models import Lead
from leads.queries.lists import list_context, row_of
from leads.queries.panel import panel_context
from leadwizard.lib.errors import DomainError
from messaging.services.messages import why_not_by_email
from tenants.access import MemberRequest, member_required

_FILTERS = ("view", "q", "status", "cursor")


@member_required()
@never_cache
@require_GET
def lead_list(request: MemberRequest) -> HttpResponse:
    """Show the leads; a search in the page asks for the rows alone."""
    template = "leads/_rows.html" if getattr(request, "htmx", False) else "leads/lead_list.html"
    return render(request, template, _list(request))


@member_required()
@never_cache
@require_GET
def lead_page(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Show one lead beside the list, at its own address."""
    return _panel(request, _lead(lead_id))


@member_required()
@require_POST
def lead_status(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Put the lead where the member says it is."""
    lead = _lead(lead_id)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _panel(request, lead, status_form=form, status=422)
    status = LeadStatus(form.cleaned_data["status"])
    if services.change_status(lead, status, actor=request.membership, now=timezone.now()):
        messages.success(request, _("%(name)s is now: %(status)s.") % {"name": lead.name, "status": status.label})
    return _done(request, lead, "overview")


@member_required()
@require_POST
def lead_reply(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Send the member's answer; a refusal keeps what was typed."""
    lead = _lead(lead_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _panel(request, lead, tab="messages", reply_form=form, status=422)
    try:
        services.reply_to_lead(
            lead,
            form.cleaned_data["body"],
            organization=request.organization,
            actor=request.membership,
            token=form.send_key,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return _panel(request, lead, tab="messages", reply_form=form, status=422)
    messages.success(request, _("Your answer to %(name)s is on its way.") % {"name": lead.name})
    return _done(request, lead, "messages")


def _lead(lead_id: UUID) -> Lead:
    lead = Lead.objects.select_related("form", "contact").filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    return lead


def _list(request: MemberRequest) -> dict[str, Any]:
    filters = LeadFilterForm(request.GET)
    values = filters.cleaned_data if filters.is_valid() else {}
    context = list_context(
        request.organization,
        view=values.get("view", ""),
        text=values.get("q", ""),
        status=values.get("status", ""),
        cursor=values.get("cursor", ""),
        now=timezone.now(),
    )
    return {**context, "filters": filters, "section": "leads"}


def _panel(request: MemberRequest, lead: Lead, *, tab: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    tab = tab or request.GET.get("tab", "overview")
    query = urlencode({name: request.GET[name] for name in _FILTERS if request.GET.get(name)})
    context = {
        "section": "leads",
        "status_form": StatusForm(initial={"status": lead.status}),
        "reply_form": ReplyForm(),
        "reply_blocked": why_not_by_email(lead.email),
        **forms,
        **panel_context(
            lead,
            organization=request.organization,
            member=request.membership,
            tab=tab,
            query=query,
            now=timezone.now(),
        ),
    }
    if getattr(request, "htmx", False):
        return render(
            request, "leads/_panel.html", {**context, "row": row_of(lead, request.organization)}, status=status
        )
    return render(request, "leads/lead_list.html", {**_list(request), **context}, status=status)


def _done(request: MemberRequest, lead: Lead, tab: str) -> HttpResponse:
    """Answer a change: the panel anew for the page, the panel's address for everyone else."""
    if getattr(request, "htmx", False):
        return _panel(request, _lead(lead.pk), tab=tab)
    response = redirect(reverse("leads:lead", args=[request.organization.slug, lead.pk]) + f"?tab={tab}")
    response.status_code = 303
    return response
