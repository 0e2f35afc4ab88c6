"""The list of dead letters, one dead letter beside it, and what becomes of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from automation import desk
from automation.enums import JobState
from automation.forms import DismissForm
from automation.views.panels import dead_letter_done, dead_letter_panel, find_dead_letter, is_part
from automation.views.panels import dead_letter_list as list_facts
from leadwizard.lib.errors import DomainError
from tenants.access import MemberRequest, member_required


@member_required()
@never_cache
@require_GET
def dead_letter_list(request: MemberRequest) -> HttpResponse:
    """Show the work that was given up; a search in the page asks for the rows alone."""
    template = "automation/_dead_letters.html" if is_part(request) else "automation/dead_letter_list.html"
    return render(request, template, list_facts(request))


@member_required()
@never_cache
@require_GET
def dead_letter_page(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Show one dead letter beside the list, at its own address."""
    return dead_letter_panel(request, find_dead_letter(job_id))


@member_required()
@require_POST
def retry(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Let it go on from where it stood."""
    job = find_dead_letter(job_id)
    try:
        # Work of unknown outcome goes another way: its page says that it may arrive twice.
        if job.state == JobState.DEAD and desk.retry(job.pk, actor=request.membership, now=timezone.now()):
            messages.success(request, _("It is tried again now."))
    except DomainError as refusal:
        messages.warning(request, refusal.message)
    return dead_letter_done(request, job.pk)


@member_required()
@require_POST
def dismiss(request: MemberRequest, job_id: UUID) -> HttpResponse:
    """Close it for good, with a reason."""
    job = find_dead_letter(job_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return dead_letter_panel(request, job, dismiss_form=form, status=422)
    reason, now = form.cleaned_data["reason"], timezone.now()
    if job.state == JobState.DEAD and desk.dismiss(job.pk, reason=reason, actor=request.membership, now=now):
        messages.success(request, _("It is closed, and is not tried again."))
    return dead_letter_done(request, job.pk)
