"""What the pages about leads share: the lead, the list around it, the panel, and the answer to a change."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leads.enums import OPEN_TO_WORK
from leads.forms import ReplyForm, StatusForm
from leads.models import Form, Lead
from leads.queries.lists import list_context, row_of
from leads.queries.narrowing import Narrowing
from leads.queries.panel import panel_context
from leads.work_forms import AssignForm, DraftForm, ListForm, NoteForm
from messaging.services.messages import why_not_by_email
from tenants.access import MemberRequest
from tenants.enums import Role
from tenants.models import Membership


def find_lead(lead_id: UUID) -> Lead:
    """Return the lead.

    Raises:
        Http404: it is not one of the organization's.
    """
    lead = Lead.objects.select_related("form", "contact", "assigned_to__user").filter(pk=lead_id).first()
    if lead is None:
        raise Http404
    return lead


def list_form(request: MemberRequest) -> ListForm:
    """Return the filters as the address has them, with the choices that there are."""
    team = list(Membership.objects.select_related("user").order_by("user__name", "user__email"))
    sources = list(Form.objects.order_by("created_at", "id"))
    return ListForm(request.GET, sources=sources, team=team, me=request.membership)


def list_facts(request: MemberRequest, filters: ListForm) -> dict[str, Any]:
    """Return what the list shows."""
    context = list_context(
        request.organization,
        narrowing=Narrowing.of(filters.values()),
        member=request.membership,
        forms=filters.sources,
        now=timezone.now(),
    )
    return {
        **context,
        "filters": filters,
        "section": "leads",
        "may_export": request.membership.has_role(Role.ADMIN),
        "status_choices": StatusForm().fields["status"].choices,  # type: ignore[attr-defined]  # a ChoiceField's
    }


def why_not(lead: Lead) -> str:
    """Return why nobody may write to the lead from here, or an empty string."""
    if lead.suspicion not in OPEN_TO_WORK:
        return _("It is in quarantine. Say first that it is no spam.")
    return why_not_by_email(lead.email)


def panel(request: MemberRequest, lead: Lead, *, tab: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    """Answer with the lead's panel: alone for HTMX, inside the list for everyone else."""
    filters = list_form(request)
    context = panel_context(
        lead,
        organization=request.organization,
        member=request.membership,
        team=filters.team,
        tab=tab or request.GET.get("tab", "overview"),
        narrowing=Narrowing.of(filters.values()),
        now=timezone.now(),
    )
    draft = context["draft"]
    context |= {
        "section": "leads",
        "status_form": StatusForm(initial={"status": lead.status}),
        "assign_form": AssignForm(team=filters.team, initial={"member": str(lead.assigned_to_id or "")}),
        "note_form": NoteForm(),
        "reply_form": ReplyForm(),
        "reply_blocked": why_not(lead),
        # Filled in with the suggestion where the address asks for that.
        "draft_form": DraftForm(initial={"draft": draft.pk, "body": draft.body})
        if draft and (request.GET.get("use") == "draft" or request.GET.get("edit") == "draft")
        else None,
        **forms,
    }
    # Not where something is written or was refused; a conversation looks again without the form below it.
    context["looks_again"] = not forms and context["draft_form"] is None and context["tab"] != "messages"
    if getattr(request, "htmx", False):
        row = row_of(lead, request.organization, context["query"], has_draft=draft is not None)
        return render(request, "leads/_panel.html", {**context, "row": row}, status=status)
    return render(request, "leads/lead_list.html", {**list_facts(request, filters), **context}, status=status)


def done(request: MemberRequest, lead: Lead, tab: str) -> HttpResponse:
    """Answer a change: the panel anew for the page, the panel's address for everyone else."""
    if getattr(request, "htmx", False):
        return panel(request, find_lead(lead.pk), tab=tab)
    filters = list_form(request)
    narrowing = Narrowing.of(filters.values())
    query = narrowing.query(tab="" if tab == "overview" else tab, cursor=narrowing.cursor)
    address = reverse("leads:lead", args=[request.organization.slug, lead.pk])
    return see(f"{address}?{query}" if query else address)


def see(address: str) -> HttpResponse:
    """Send the browser to an address, whatever the method was."""
    response = redirect(address)
    response.status_code = 303
    return response
