"""The list of escalations, and one escalation beside it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from automation.views.panels import escalation_list as list_facts
from automation.views.panels import escalation_panel, find_escalation, is_part
from tenants.access import MemberRequest, member_required


@member_required()
@never_cache
@require_GET
def escalation_list(request: MemberRequest) -> HttpResponse:
    """Show what a person must do; a search in the page asks for the rows alone."""
    template = "automation/_escalations.html" if is_part(request) else "automation/escalation_list.html"
    return render(request, template, list_facts(request))


@member_required()
@never_cache
@require_GET
def escalation_page(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Show one escalation beside the list, at its own address."""
    return escalation_panel(request, find_escalation(escalation_id))
