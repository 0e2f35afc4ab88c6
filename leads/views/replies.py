"""What members say to a lead: words of their own, or the suggestion as it is or edited."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from leads import services
from leads.forms import ReplyForm
from leads.models import Lead
from leads.views.panels import done, find_lead, panel, why_not
from leads.work_forms import DraftForm
from leadwizard.lib.errors import DomainError
from messaging.exceptions import CannotWriteError
from tenants.access import MemberRequest, member_required


@member_required()
@require_POST
def lead_reply(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Send the member's answer; a refusal keeps what was typed."""
    lead = find_lead(lead_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return panel(request, lead, tab="messages", reply_form=form, status=422)
    try:
        _require_open(lead)
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
        return panel(request, lead, tab="messages", reply_form=form, status=422)
    messages.success(request, _("Your answer to %(name)s is on its way.") % {"name": lead.name})
    return done(request, lead, "messages")


@member_required()
@require_POST
def lead_approve(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Send the suggestion, as it is or edited; a second press finds that it no longer waits."""
    lead = find_lead(lead_id)
    form = DraftForm(request.POST)
    draft = services.open_draft(lead)
    if "draft" in (form.errors or {}) or draft is None or form.cleaned_data["draft"] != draft.pk:
        return _no_longer_waits(request, lead)
    tab = "messages" if request.GET.get("use") == "draft" else "ai"
    if not form.is_valid():
        return panel(request, lead, tab=tab, draft_form=form, status=422)
    try:
        _require_open(lead)
        message = services.approve_draft(
            lead,
            draft.pk,
            form.cleaned_data["body"] or draft.body,
            organization=request.organization,
            actor=request.membership,
            now=timezone.now(),
        )
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return panel(request, lead, tab=tab, draft_form=form, status=422)
    if message is None:
        return _no_longer_waits(request, lead)
    messages.success(request, _("Your answer to %(name)s is on its way.") % {"name": lead.name})
    return done(request, lead, "messages")


@member_required()
@require_POST
def lead_discard(request: MemberRequest, lead_id: UUID) -> HttpResponse:
    """Throw the suggestion away."""
    lead = find_lead(lead_id)
    form = DraftForm(request.POST)
    if "draft" in (form.errors or {}) or not services.discard_draft(
        lead, form.cleaned_data["draft"], actor=request.membership, now=timezone.now()
    ):
        return _no_longer_waits(request, lead)
    messages.success(request, _("Discarded the draft for %(name)s.") % {"name": lead.name})
    return done(request, lead, "ai")


def _no_longer_waits(request: MemberRequest, lead: Lead) -> HttpResponse:
    messages.info(request, _("This draft no longer waits: it was sent or discarded. Nothing is sent twice."))
    return done(request, lead, "ai")


def _require_open(lead: Lead) -> None:
    refusal = why_not(lead)
    if refusal:
        raise CannotWriteError(refusal)
