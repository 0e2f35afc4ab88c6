"""Pages around the person: account, organizations, invitations, and the organization's colour."""

import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from leadwizard.lib import live
from leadwizard.lib.errors import DomainError
from tenants import queries, services
from tenants.access import MemberRequest, ScopedRequest, member_required, public, unscoped, user_id
from tenants.enums import RegistryKind
from tenants.forms import AcceptInvitationForm, AccountForm
from tenants.models import Invitation, User


@unscoped("leads to the person's organization")
@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send the person to where their work is."""
    places = queries.places_of(user_id(request))
    if len(places) == 1:
        return redirect(places[0].url)
    if not places and getattr(request.user, "is_staff", False):
        return redirect("admin:index")
    return redirect("tenants:organizations")


@unscoped("lists the person's own organizations, each read in its own scope")
@login_required
@require_GET
def organizations(request: HttpRequest) -> HttpResponse:
    """Let the person choose where to work."""
    return render(request, "tenants/organizations.html", {"organizations": queries.places_of(user_id(request))})


@unscoped("changes the person's own user")
@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Show and change the person's name and colours."""
    user = User.objects.get(pk=user_id(request))
    form = AccountForm(request.POST or None, initial={"name": user.name, "theme": user.theme})
    if request.method == "POST" and form.is_valid():
        user.name = form.cleaned_data["name"]
        user.theme = form.cleaned_data["theme"]
        user.save(update_fields=["name", "theme"])
        messages.success(request, _("Saved."))
        return redirect("tenants:account")
    context = {
        "form": form,
        "places": queries.places_of(user.pk),
        "sessions_url": reverse("usersessions_list"),
        "password_url": reverse("account_change_password"),
    }
    return render(request, "tenants/account.html", context, status=422 if form.errors else 200)


@member_required()
@require_GET
def dashboard(request: MemberRequest) -> HttpResponse:
    """Send the member to the page where the day begins."""
    return redirect("leads:overview", request.organization.slug)


@member_required()
@never_cache
@require_GET
def live_door(request: MemberRequest) -> JsonResponse:
    """Answer the address of the organization's live updates, which opens for a minute to this member.

    It is empty where there are none.
    """
    if not settings.EVENTS_URL:
        return JsonResponse({"url": ""})
    text = live.door_for(request.organization.pk, user_id(request), now=time.time())
    return JsonResponse({"url": f"{settings.EVENTS_URL}?door={text}"})


@member_required()
@never_cache
@require_GET
def live_counts(request: MemberRequest) -> HttpResponse:
    """Answer the figures beside the menu alone; what they count is known to the apps that count it."""
    return render(request, "components/counts.html")


@public(RegistryKind.INVITATION, "token")
@never_cache
@require_http_methods(["GET", "POST"])
def accept_invitation(request: ScopedRequest, token: str) -> HttpResponse:
    """Show an invitation; accepting needs a POST, since mail scanners open every link."""
    now = timezone.now()
    invitation = Invitation.objects.select_related("invited_by__user").filter(pk=request.subject_id).first()
    if invitation is None or not invitation.is_open(now):
        return render(request, "tenants/invitation_gone.html", status=410)
    user = User.objects.get(pk=user_id(request)) if request.user.is_authenticated else None
    is_known = User.objects.filter(email=invitation.email).exists()
    form = None if user or is_known else AcceptInvitationForm(request.POST or None, email=invitation.email)
    error = ""
    if request.method == "POST" and (user or (form and form.is_valid())):
        values = form.cleaned_data if form else {}
        try:
            membership = services.accept_invitation(
                invitation.pk,
                user=user,
                name=values.get("name", ""),
                password=values.get("password", ""),
                now=now,
            )
        except DomainError as refusal:
            error = refusal.message
        else:
            if user is None:
                login(request, membership.user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(queries.dashboard_url(request.organization.slug))
    context = {
        "invitation": {
            "email": invitation.email,
            "organization_name": request.organization.name,
            "role_label": invitation.get_role_display(),
            "inviter_name": invitation.invited_by.display_name if invitation.invited_by else "",
        },
        "form": form,
        "error": error,
        "needs_sign_in": user is None and is_known,
        "sign_in_url": f"{reverse('account_login')}?next={request.path}",
    }
    is_refused = error or (form is not None and form.errors)
    return render(request, "tenants/invitation_accept.html", context, status=422 if is_refused else 200)


@public(RegistryKind.ORGANIZATION_SLUG)
@require_GET
def brand_css(request: ScopedRequest, slug: str) -> HttpResponse:
    """Answer the organization's colour as a style sheet: inline styles are ruled out."""
    color = request.organization.brand_color
    sheet = f":root {{ --brand: {color}; }}\n" if color else ""
    response = HttpResponse(sheet, content_type="text/css")
    response["Cache-Control"] = "public, max-age=300"
    return response
