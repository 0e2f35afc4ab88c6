"""The list of leads, and one lead beside it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.views.panels import find_lead, list_facts, list_form, panel
from tenants.access import MemberRequest, member_required


@member_required()
@never_cache
@require_GET
def lead_list(request: MemberRequest) -> HttpResponse:
    """Show the leads; a search in the page asks for the rows alone."""
    template = "leads/_rows.html" if getattr(request, "htmx", False) else "leads/lead_list.html"
    return render(request, template, list_facts(request, list_form(request)))


@member_required()
@never_cache
@require_GET
def lead_page(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Show one lead beside the list, at its own address."""
    return panel(request, find_lead(lead_id))
