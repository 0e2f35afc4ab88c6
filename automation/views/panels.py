"""What the pages share: the list around a panel, the panel, and the answer to a change."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from automation.forms import (
    AssignForm,
    CommentForm,
    DeadLetterListForm,
    DismissForm,
    EscalationListForm,
    ListForm,
    ResolveForm,
)
from automation.models import Escalation, Job
from automation.queries import dead_letters, escalations
from automation.queries.narrowing import Narrowing
from tenants.access import MemberRequest
from tenants.enums import Role
from tenants.models import Membership


def is_part(request: MemberRequest) -> bool:
    """Say whether a part of a page was asked for."""
    return bool(getattr(request, "htmx", False))


def see(address: str, query: str = "") -> HttpResponse:
    """Send the browser to an address, whatever the method was."""
    response = redirect(f"{address}?{query}" if query else address)
    response.status_code = 303
    return response


def find_escalation(escalation_id: UUID) -> Escalation:
    """Return the escalation.

    Raises:
        Http404: it is not one of the organization's.
    """
    escalation = escalations.find_escalation(escalation_id)
    if escalation is None:
        raise Http404
    return escalation


def find_dead_letter(job_id: UUID) -> Job:
    """Return the job.

    Raises:
        Http404: it is not one of the organization's, or was never given up.
    """
    job = dead_letters.find_dead_letter(job_id)
    if job is None:
        raise Http404
    return job


def _shared(request: MemberRequest, filters: ListForm) -> dict[str, Any]:
    return {"section": "attention", "filters": filters, "may_decide_all": request.membership.has_role(Role.ADMIN)}


def escalation_facts(request: MemberRequest) -> tuple[EscalationListForm, Narrowing]:
    """Return the filters of the escalations as the address has them."""
    filters = EscalationListForm(request.GET)
    return filters, Narrowing.of(filters.values())


def escalation_list(request: MemberRequest) -> dict[str, Any]:
    """Return what the list of escalations shows."""
    filters, narrowing = escalation_facts(request)
    context = escalations.list_context(request.organization, narrowing=narrowing, member=request.membership)
    return {**_shared(request, filters), **context}


def escalation_panel(
    request: MemberRequest, escalation: Escalation, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Answer with an escalation's panel: alone for HTMX, inside the list for everyone else."""
    _filters, narrowing = escalation_facts(request)
    context = {
        **escalations.panel_context(escalation, request.organization, request.membership, narrowing),
        "may_assign": request.membership.has_role(Role.ADMIN),
        "assign_form": AssignForm(team=team(), initial={"member": str(escalation.assigned_to_id or "")}),
        "comment_form": CommentForm(),
        "resolve_form": ResolveForm(),
        "dismiss_form": DismissForm(),
        **forms,
    }
    if is_part(request):
        return render(request, "automation/_escalation.html", {**context, "section": "attention"}, status=status)
    return render(request, "automation/escalation_list.html", {**escalation_list(request), **context}, status=status)


def escalation_done(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Answer a change: the panel anew for the page, the panel's address for everyone else."""
    if is_part(request):
        return escalation_panel(request, find_escalation(escalation_id))
    _filters, narrowing = escalation_facts(request)
    address = reverse("automation:escalation", args=[request.organization.slug, escalation_id])
    return see(address, narrowing.query(cursor=narrowing.cursor))


def dead_letter_facts(request: MemberRequest) -> tuple[DeadLetterListForm, Narrowing]:
    """Return the filters of the dead letters as the address has them."""
    filters = DeadLetterListForm(request.GET)
    return filters, Narrowing.of(filters.values())


def dead_letter_list(request: MemberRequest) -> dict[str, Any]:
    """Return what the list of dead letters shows."""
    filters, narrowing = dead_letter_facts(request)
    context = dead_letters.list_context(request.organization, narrowing=narrowing, member=request.membership)
    return {**_shared(request, filters), **context}


def dead_letter_panel(request: MemberRequest, job: Job, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Answer with a dead letter's panel: alone for HTMX, inside the list for everyone else."""
    _filters, narrowing = dead_letter_facts(request)
    context = {
        **dead_letters.panel_context(job, request.organization, narrowing),
        "dismiss_form": DismissForm(),
        **forms,
    }
    if is_part(request):
        return render(request, "automation/_dead_letter.html", {**context, "section": "attention"}, status=status)
    return render(request, "automation/dead_letter_list.html", {**dead_letter_list(request), **context}, status=status)


def dead_letter_done(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Answer a change of one dead letter."""
    if is_part(request):
        return dead_letter_panel(request, find_dead_letter(job_id))
    _filters, narrowing = dead_letter_facts(request)
    address = reverse("automation:dead_letter", args=[request.organization.slug, job_id])
    return see(address, narrowing.query(cursor=narrowing.cursor))


def team() -> list[Membership]:
    """Return the people of the organization, by name."""
    return list(Membership.objects.select_related("user").order_by("user__name", "user__email"))
