"""The page where the day begins."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from leads.durations import duration, duration_parts
from leads.queries.follow_ups import follow_ups
from leads.queries.lists import COUNT_CAP
from leads.queries.overview import overview_context
from leadwizard.ui.wording import number_in_words
from tenants.access import MemberRequest, member_required
from tenants.enums import Role


@member_required()
@never_cache
@require_GET
def overview(request: MemberRequest) -> HttpResponse:
    """Say who waits, then the figures, then what comes next; a page that looks again asks for the day alone."""
    now = timezone.now()
    context = overview_context(request.organization, now=now)
    response, wait = context["response"], context["wait"]
    figures = {
        "section": "overview",
        "now": now,
        "sentence": sentence(wait["count"], request.user.get_short_name()),
        "median": duration_parts(response["median"]) if response["median"] is not None else [],
        "most": duration(response["most"]) if response["most"] is not None else "",
        "longest": duration(wait["longest"]) if wait["longest"] is not None else "",
        # Also what the shell shows beside Leads: counted once.
        "waiting_count": f"{COUNT_CAP}+" if wait["is_more"] else wait["count"],
        "follow_ups": follow_ups(request.organization, now=now),
        "can_edit": request.membership.has_role(Role.ADMIN),
    }
    template = "leads/_overview.html" if getattr(request, "htmx", False) else "leads/overview.html"
    return render(request, template, {**context, **figures})


def sentence(waiting: int, name: str) -> str:
    """Return what a colleague would say first."""
    if not waiting:
        return _("Nobody is waiting for you.")
    if waiting > COUNT_CAP:
        return _("More than %(count)s people are waiting for you, %(name)s.") % {"count": COUNT_CAP, "name": name}
    words = ngettext(
        "%(count)s person is waiting for you, %(name)s.", "%(count)s people are waiting for you, %(name)s.", waiting
    )
    return capfirst(words % {"count": number_in_words(waiting), "name": name})
