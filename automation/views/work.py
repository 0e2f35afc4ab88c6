"""What members do with one escalation: take it, talk about it, end it."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from automation import desk
from automation.enums import EscalationState, JobState
from automation.forms import AssignForm, CommentForm, DismissForm, ResolveForm
from automation.models import Escalation, Job
from automation.views.panels import escalation_done, escalation_panel, find_escalation, team
from leadwizard.lib.errors import DomainError
from tenants.access import MemberRequest, member_required
from tenants.enums import Role
from tenants.models import Membership

# Kept with the job and with its message.
LEFT: Final = "Nobody can tell whether it arrived; it was not sent again."


@member_required()
@require_POST
def assign(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Give the escalation to somebody. Staff take it themselves, or hand back what they took."""
    escalation = find_escalation(escalation_id)
    form = AssignForm(request.POST, team=team())
    if not form.is_valid():
        return escalation_panel(request, escalation, assign_form=form, status=422)
    if not _may_assign(request.membership, escalation, form.chosen):
        raise PermissionDenied
    if desk.assign_escalation(escalation.pk, form.chosen, actor=request.membership):
        words = _("%(member)s takes care of it.") if form.chosen else _("Nobody takes care of it now.")
        messages.success(request, words % {"member": form.chosen.display_name if form.chosen else ""})
    return escalation_done(request, escalation.pk)


def _may_assign(actor: Membership, escalation: Escalation, member: Membership | None) -> bool:
    if actor.has_role(Role.ADMIN):
        return True
    return (member is None and escalation.assigned_to_id == actor.pk) or (member is not None and member.pk == actor.pk)


@member_required()
@require_POST
def comment(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Keep a member's words; a refusal keeps what was typed."""
    escalation = find_escalation(escalation_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return escalation_panel(request, escalation, comment_form=form, status=422)
    words, token = form.cleaned_data["comment"], form.cleaned_data["token"]
    desk.comment_on_escalation(escalation.pk, words, author=request.membership, token=token, now=timezone.now())
    return escalation_done(request, escalation.pk)


@member_required()
@require_POST
def resolve(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """End the escalation."""
    escalation = find_escalation(escalation_id)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return escalation_panel(request, escalation, resolve_form=form, status=422)
    try:
        note = form.cleaned_data["note"]
        if desk.resolve_escalation(escalation, note=note, actor=request.membership, now=timezone.now()):
            messages.success(request, _("It is resolved."))
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return escalation_panel(request, escalation, resolve_form=form, status=422)
    return escalation_done(request, escalation.pk)


def _asked_about(escalation: Escalation) -> Job | None:
    """Return the job that an open escalation asks about: what a page said that is out of date decides nothing."""
    return escalation.job if escalation.state == EscalationState.OPEN else None


@member_required()
@require_POST
def retry(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Let the work behind the escalation go on from where it stood."""
    escalation = find_escalation(escalation_id)
    job = _asked_about(escalation)
    try:
        if job and desk.retry(job.pk, actor=request.membership, now=timezone.now()):
            messages.success(request, _("It is tried again now."))
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    return escalation_done(request, escalation.pk)


@member_required()
@require_POST
def dismiss(request: MemberRequest, escalation_id: UUID) -> HttpResponse:
    """Close the work behind the escalation for good: given up with a reason, or left where its outcome is unknown."""
    escalation = find_escalation(escalation_id)
    job = _asked_about(escalation)
    is_unknown = job is not None and job.state == JobState.UNKNOWN
    form = DismissForm(request.POST, is_reason_needed=not is_unknown)
    if not form.is_valid():
        return escalation_panel(request, escalation, dismiss_form=form, status=422)
    reason = form.cleaned_data["reason"] or LEFT
    if job and desk.dismiss(job.pk, reason=reason, actor=request.membership, now=timezone.now()):
        messages.success(
            request, _("It is left as it is.") if is_unknown else _("It is closed, and is not tried again.")
        )
    return escalation_done(request, escalation.pk)
