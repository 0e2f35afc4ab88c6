"""The forms of an organization and how to put them where people look."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads.models import Form
from leads.qr import as_png, as_svg
from leads.queries.forms import form_cards, public_url
from leads.services.sharing import change_sharing
from leads.settings_forms import SharingForm
from tenants.access import MemberRequest, member_required
from tenants.enums import Role

_DRAWN: Final = {"svg": (as_svg, "image/svg+xml"), "png": (as_png, "image/png")}


@member_required()
@never_cache
@require_GET
def form_list(request: MemberRequest) -> HttpResponse:
    """Show every form with its link, code and QR code."""
    return _page(request)


@member_required(Role.ADMIN)
@require_POST
def form_sharing(request: MemberRequest, form_id: UUID) -> HttpResponse:
    """Open or close a form, and change which sites may show it."""
    form = _form(form_id)
    typed = SharingForm(request.POST, prefix=str(form.pk))
    if not typed.is_valid():
        return _page(request, refused={form.pk: typed})
    change_sharing(form, **typed.cleaned_data, actor=request.membership)
    messages.success(request, _("Saved."))
    response = redirect("leads:forms", request.organization.slug)
    response.status_code = 303
    return response


@member_required()
@require_GET
def form_qr(request: MemberRequest, form_id: UUID, kind: str) -> HttpResponse:
    """Answer the form's QR code as a file to print."""
    form = _form(form_id)
    if kind not in _DRAWN:
        raise Http404
    draw, content_type = _DRAWN[kind]
    response = HttpResponse(draw(public_url(form, source="qr")), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{form.slug}-qr.{kind}"'
    return response


def _form(form_id: UUID) -> Form:
    form = Form.objects.filter(pk=form_id).first()
    if form is None:
        raise Http404
    return form


def _page(request: MemberRequest, refused: dict[UUID, SharingForm] | None = None) -> HttpResponse:
    since = timezone.now() - timedelta(days=7)
    context: dict[str, Any] = {
        "section": "forms",
        "cards": form_cards(since=since),
        "can_edit": request.membership.has_role(Role.ADMIN),
    }
    for card in context["cards"]:
        card["sharing"] = (refused or {}).get(card["form"].pk) or SharingForm(
            initial={"is_active": card["form"].is_active, "allowed_origins": card["form"].allowed_origins},
            prefix=str(card["form"].pk),
        )
    return render(request, "leads/form_list.html", context, status=422 if refused else 200)
