"""The public form: a stranger's page, without cookies, without script, inside a frame if its owner says so."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from leads import services
from leads.attribution import attribution
from leads.consent import SMS_WORDING, agreements
from leads.enums import LeadSource
from leads.exceptions import FormClosedError, KeyUsedError
from leads.forms import EnquiryForm
from leads.models import Form, Lead
from leads.queries.forms import find_form
from leads.queries.panel import public_steps
from leads.services import FLOOD, SUBMISSIONS, Origin
from leads.spam import suspicion
from leadwizard.lib import limits, texts
from leadwizard.lib.addresses import client_address, preferred_language
from tenants.access import ScopedRequest, public
from tenants.enums import RegistryKind

TOKEN_SALT: Final = "leads.form"  # noqa: S105 - a salt is no secret
SENT_SALT: Final = "leads.sent"
TOKEN_AGE: Final = 60 * 60 * 24
SENT_AGE: Final = 60 * 60 * 24 * 7


@public(RegistryKind.FORM_SLUG, load=find_form)
@csrf_exempt  # cookie-less: there is no sign-in to ride on, and a signed token of our own names the form
@require_http_methods(["GET", "HEAD", "POST"])
def form_page(request: ScopedRequest, slug: str) -> HttpResponse:
    """Show the form; keep what is sent through it."""
    form = _form(request)
    if request.method == "POST":
        return _framed(_submitted(request, form), form)
    if not services.is_open(form, request.organization):
        return _framed(_closed(request, form), form)
    return _framed(_page(request, form, EnquiryForm(form=form, initial={"token": _new_token(form)})), form)


def _submitted(request: ScopedRequest, form: Form) -> HttpResponse:
    enquiry = EnquiryForm(request.POST, form=form)
    token = _read_token(form, request.POST.get("token", ""))
    seconds = limits.wait("form", client_address(request), SUBMISSIONS)
    if seconds:
        return _too_many(request, form, _retyped(enquiry, form, token), seconds)
    if enquiry.is_valid() and token is not None:
        repeated = services.find_repetition(form, enquiry.enquiry(""), timezone.now())
        if repeated:
            return _to_success(request, form, repeated)
        try:
            return _to_success(request, form, _captured(request, form, enquiry, token))
        except FormClosedError:
            return _closed(request, form)
    if not services.is_open(form, request.organization):
        return _closed(request, form)
    notice = ""
    if not enquiry.errors:
        notice = _("This page was open for a long time. Press send once more; nothing you typed is lost.")
    return _page(request, form, _retyped(enquiry, form, token), status=422, notice=notice)


def _captured(request: ScopedRequest, form: Form, enquiry: EnquiryForm, token: "_Token") -> Lead:
    typed = enquiry.enquiry(preferred_language(request))
    facts: dict[str, Any] = {
        "organization": request.organization,
        "origin": _origin(request, form, enquiry, token),
        "now": timezone.now(),
    }
    try:
        return services.capture_lead(form, typed, idempotency_key=str(token.key), **facts).lead
    except KeyUsedError:
        # Who went back to a page that was sent, and wrote something else, wants something else: once, again.
        key = uuid5(token.key, json.dumps(typed.words()))
        return services.capture_lead(form, typed, idempotency_key=str(key), **facts).lead


def _origin(request: ScopedRequest, form: Form, enquiry: EnquiryForm, token: "_Token") -> Origin:
    """Return where the enquiry came from, and whether something about it is odd."""
    now = timezone.now()
    return Origin(
        source=LeadSource.PAGE,
        page=request.POST.get("page", "") if texts.storable(request.POST.get("page", "")) else "",
        network_address=client_address(request),
        attribution=attribution({name: request.POST.get(name, "") for name in request.POST}),
        agreements=agreements(sms=bool(enquiry.cleaned_data["sms"])),
        suspicion=suspicion(
            email=enquiry.cleaned_data["email"],
            message=enquiry.cleaned_data["message"],
            honeypot=request.POST.get("website", ""),
            opened_at=token.opened_at,
            is_flooded=limits.wait("form_flood", str(form.pk), FLOOD) > 0,
            now=now,
        ),
    )


def _to_success(request: ScopedRequest, form: Form, lead: Lead) -> HttpResponse:
    token = signing.dumps(str(lead.pk), salt=SENT_SALT)
    address = reverse("leads:form_sent", args=[form.slug, token])
    response = redirect(address + ("?embed=1" if _is_embedded(request) else ""))
    # 303: whatever the method was, the success page is fetched.
    response.status_code = 303
    return response


def _too_many(request: ScopedRequest, form: Form, enquiry: EnquiryForm, seconds: int) -> HttpResponse:
    """Show the form as it was typed: in a frame, and on a phone, going back would lose it."""
    notice = ngettext(
        "Many requests came from your network just now. Wait %(n)s second and press send once more; "
        "nothing you typed is lost.",
        "Many requests came from your network just now. Wait %(n)s seconds and press send once more; "
        "nothing you typed is lost.",
        seconds,
    ) % {"n": seconds}
    response = _page(request, form, enquiry, status=429, notice=notice)
    response["Retry-After"] = str(seconds)
    return response


@public(RegistryKind.FORM_SLUG, load=find_form)
@require_safe
def form_sent(request: ScopedRequest, slug: str, token: str) -> HttpResponse:
    """Say that the enquiry was kept, and what happens next; the link works for seven days."""
    form = _form(request)
    try:
        lead_id = UUID(signing.loads(token, salt=SENT_SALT, max_age=SENT_AGE))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise Http404 from None
    lead = Lead.objects.filter(pk=lead_id, form=form).first()
    if lead is None:
        raise Http404
    form_url = reverse("leads:form", args=[slug]) + ("?embed=1" if _is_embedded(request) else "")
    context = {
        "form": form,
        "lead": lead,
        "success_text": form.success_text,
        "next_steps": public_steps(is_sent=True, organization=request.organization, email=lead.email),
        "form_url": form_url,
        "embed": _is_embedded(request),
    }
    response = render(request, "leads/form_sent.html", context)
    response["Cache-Control"] = "private, no-store"
    return _framed(response, form)


def _form(request: ScopedRequest) -> Form:
    form: Form | None = request.subject
    if form is None:
        raise Http404
    return form


def _is_embedded(request: ScopedRequest) -> bool:
    return request.GET.get("embed") == "1"


@dataclass(frozen=True)
class _Token:
    """What a page carries: its idempotency key, and when it was first opened."""

    key: UUID
    opened_at: datetime


def _new_token(form: Form, token: _Token | None = None) -> str:
    """Return a token that is good for a day; a page that is shown again keeps its key and its first opening."""
    opened_at = token.opened_at if token else timezone.now()
    return signing.dumps([str(form.pk), str(token.key if token else uuid4()), opened_at.isoformat()], salt=TOKEN_SALT)


def _read_token(form: Form, text: str) -> _Token | None:
    """Return what the page carried, or None for a token that is old, foreign or broken."""
    try:
        form_id, key, opened_at = signing.loads(text, salt=TOKEN_SALT, max_age=TOKEN_AGE)
        if form_id != str(form.pk):
            return None
        return _Token(UUID(key), datetime.fromisoformat(opened_at))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None


def _retyped(enquiry: EnquiryForm, form: Form, token: _Token | None) -> EnquiryForm:
    """Return the form as it was typed, with a token that will be good for another day."""
    values: dict[str, Any] = {name: enquiry.data.get(name, "") for name in enquiry.fields}
    values["token"] = _new_token(form, token)
    again = EnquiryForm(values, form=form)
    again.full_clean()
    return again


def _page(
    request: ScopedRequest, form: Form, enquiry: EnquiryForm, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "enquiry": enquiry,
        "notice": notice,
        "next_steps": public_steps(is_sent=False, organization=request.organization),
        "embed": _is_embedded(request),
        # What the address brought along goes back with the form; a form that was sent brings it itself.
        "hidden": attribution((request.POST or request.GET).dict()),
        "sms_wording": SMS_WORDING,
    }
    response = render(request, "leads/form_page.html", context, status=status)
    # The token inside belongs to one visitor.
    response["Cache-Control"] = "private, no-store"
    return response


def _closed(request: ScopedRequest, form: Form) -> HttpResponse:
    context = {"form": form, "embed": _is_embedded(request)}
    return render(request, "leads/form_closed.html", context, status=410)


def _framed(response: HttpResponse, form: Form) -> HttpResponse:
    """Let the form's own sites show it in a frame, and nobody else."""
    if form.allowed_origins:
        # What django-csp's decorator sets, too; the list is only known here.
        response._csp_replace = {"frame-ancestors": form.allowed_origins}  # type: ignore[attr-defined]  # noqa: SLF001
    return response
