"""What members do with several leads at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from leads import services
from leads.enums import LeadStatus
from leads.models import Lead
from leads.queries.narrowing import Narrowing
from leads.views.panels import list_form, see
from leads.work_forms import BulkForm
from tenants.access import MemberRequest, member_required


@member_required()
@require_POST
def bulk_status(request: MemberRequest) -> HttpResponse:
    """Give the selected leads one status; what is not the organization's, or in quarantine, is left alone."""
    form = BulkForm(request.POST)
    if form.is_valid():
        status = LeadStatus(form.cleaned_data["status"])
        chosen = Lead.objects.get_queryset().trusted().filter(pk__in=form.cleaned_data["lead"])
        changed = services.change_statuses(
            chosen.values_list("pk", flat=True), status, actor=request.membership, now=timezone.now()
        )
        words = ngettext("%(n)s lead is now: %(status)s.", "%(n)s leads are now: %(status)s.", changed)
        messages.success(request, words % {"n": changed, "status": status.label})
    else:
        messages.warning(request, form.words())
    narrowing = Narrowing.of(list_form(request).values())
    query = narrowing.query()
    address = reverse("leads:list", args=[request.organization.slug])
    return see(f"{address}?{query}" if query else address)
