"""What members do with one lead: assign, note, move, judge."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leads import services
from leads.enums import LeadStatus
from leads.forms import StatusForm
from leads.views.panels import done, find_lead, panel
from leads.work_forms import AssignForm, NoteForm
from tenants.access import MemberRequest, member_required
from tenants.models import Membership


@member_required()
@require_POST
def lead_status(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Put the lead where the member says it is."""
    lead = find_lead(lead_id)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return panel(request, lead, tab="overview", status_form=form, status=422)
    status = LeadStatus(form.cleaned_data["status"])
    if services.change_status(lead, status, actor=request.membership, now=timezone.now()):
        messages.success(request, _("%(name)s is now: %(status)s.") % {"name": lead.name, "status": status.label})
    return done(request, lead, "overview")


@member_required()
@require_POST
def lead_assign(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Make a member the one who looks after the lead, or nobody."""
    lead = find_lead(lead_id)
    form = AssignForm(request.POST, team=list(Membership.objects.select_related("user")))
    if not form.is_valid():
        return panel(request, lead, tab="overview", assign_form=form, status=422)
    member = form.chosen
    if services.assign_lead(lead, member, actor=request.membership, now=timezone.now()):
        words = _("%(member)s looks after %(name)s.") if member else _("Nobody looks after %(name)s.")
        messages.success(request, words % {"member": member.display_name if member else "", "name": lead.name})
    return done(request, lead, "overview")


@member_required()
@require_POST
def lead_note(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Keep a note for the team; a refusal keeps what was typed."""
    lead = find_lead(lead_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return panel(request, lead, tab="overview", note_form=form, status=422)
    note = form.cleaned_data["note"]
    services.add_note(lead, note, author=request.membership, token=form.send_key, now=timezone.now())
    messages.success(request, _("Your note is kept."))
    return done(request, lead, "overview")


@member_required()
@require_POST
def lead_clear(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Take the lead out of quarantine: it is answered as if it were new."""
    lead = find_lead(lead_id)
    if services.clear_lead(lead, actor=request.membership, now=timezone.now()):
        messages.success(request, _("%(name)s is out of quarantine and gets an answer.") % {"name": lead.name})
    return done(request, lead, "overview")


@member_required()
@require_POST
def lead_spam(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Say that the lead is spam."""
    lead = find_lead(lead_id)
    if services.mark_spam(lead, actor=request.membership):
        messages.success(request, _("%(name)s is spam: nobody answers, and it is deleted.") % {"name": lead.name})
    return done(request, lead, "overview")
