"""How leads are answered, and the facts: for admins and owners."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads import services
from leads.hours import week_in_words
from leads.settings_forms import ReplySettingsForm
from messaging.adapters.registry import can_text
from messaging.services import texted_phones
from tenants.access import MemberRequest, member_required
from tenants.enums import Role
from tenants.models import Membership
from tenants.services import update_organization


@member_required(Role.ADMIN)
@never_cache
@require_http_methods(["GET", "POST"])
def reply_settings(request: MemberRequest) -> HttpResponse:
    """Show the settings; keep what is typed, all of it or nothing."""
    settings = services.reply_settings()
    members = Membership.objects.filter(is_active=True).select_related("user").order_by("created_at", "id")
    form = ReplySettingsForm(
        request.POST if request.method == "POST" else None,
        settings=settings,
        organization=request.organization,
        members=list(members),
    )
    if request.method == "POST" and form.is_valid():
        _save(form, hours_before=settings.weekly_hours, actor=request.membership)
        messages.success(request, _("Saved."))
        response = redirect("leads:reply_settings", request.organization.slug)
        response.status_code = 303
        return response
    context = {
        "form": form,
        "section": "settings",
        "can_text": can_text(),
        "texted": [phone.member.display_name for phone in texted_phones()],
    }
    return render(request, "leads/reply_settings.html", context, status=422 if form.errors else 200)


def _save(form: ReplySettingsForm, *, hours_before: dict[str, list[str]], actor: Membership) -> None:
    values, own = form.reply_values(), form.organization_values()
    if values["weekly_hours"] != hours_before:
        # What the form page shows and what a reply may say of the hours, in words.
        own["hours"] = week_in_words(values["weekly_hours"])
    services.save_reply_settings(values, actor=actor)
    update_organization(own, actor=actor)
