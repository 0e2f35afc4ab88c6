"""Leads as a file."""

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.queries.exports import lead_lines
from leads.queries.narrowing import Narrowing
from leads.views.panels import list_form
from tenants import audit
from tenants.access import MemberRequest, member_required
from tenants.enums import Role


@member_required(Role.ADMIN)
@never_cache
@require_GET
def lead_export(request: MemberRequest) -> StreamingHttpResponse:
    """Send the leads that the present filters let through, as a CSV file; who took them is written down."""
    now = timezone.now()
    narrowing = Narrowing.of(list_form(request).values())
    audit.record("leads.exported", "organization", request.organization.pk, actor=request.membership)
    response = StreamingHttpResponse(
        lead_lines(request.organization, request.membership, narrowing, now), content_type="text/csv; charset=utf-8"
    )
    day = timezone.localtime(now).date().isoformat()
    response["Content-Disposition"] = f'attachment; filename="leads-{request.organization.slug}-{day}.csv"'
    return response
