"""What members do with several dead letters at once; what waits for nothing, or is not ours, is left alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from automation import desk
from automation.forms import BulkDismissForm, PickForm
from automation.queries.attention import dead_letters
from automation.views.panels import dead_letter_facts, see
from tenants.access import MemberRequest, member_required
from tenants.enums import Role


@member_required()
@require_POST
def bulk_retry(request: MemberRequest) -> HttpResponse:
    """Let the ticked ones go on from where they stood."""
    form = PickForm(request.POST)
    if form.is_valid():
        chosen = dead_letters().filter(pk__in=form.chosen).values_list("pk", flat=True)
        done = desk.retry_many(chosen, actor=request.membership, now=timezone.now())
        messages.success(
            request, ngettext("%(n)s is tried again now.", "%(n)s are tried again now.", done) % {"n": done}
        )
    else:
        messages.warning(request, form.words())
    return _back(request)


@member_required(Role.ADMIN)
@require_POST
def bulk_dismiss(request: MemberRequest) -> HttpResponse:
    """Close the ticked ones for good, with one reason."""
    form = BulkDismissForm(request.POST)
    if form.is_valid():
        chosen = dead_letters().filter(pk__in=form.chosen).values_list("pk", flat=True)
        reason = form.cleaned_data["reason"]
        done = desk.dismiss_many(chosen, reason=reason, actor=request.membership, now=timezone.now())
        words = ngettext("%(n)s is closed, and not tried again.", "%(n)s are closed, and not tried again.", done)
        messages.success(request, words % {"n": done})
    else:
        messages.warning(request, form.words())
    return _back(request)


def _back(request: MemberRequest) -> HttpResponse:
    """Return to the list as it was narrowed, at its beginning."""
    _filters, narrowing = dead_letter_facts(request)
    return see(reverse("automation:dead_letters", args=[request.organization.slug]), narrowing.query())
