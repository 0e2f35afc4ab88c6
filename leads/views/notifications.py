"""How a member is told: by e-mail, by text; and the phone that texts go to."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads import services
from leads.notification_forms import AlertsForm, CodeForm, PhoneForm
from leadwizard.lib import phones
from leadwizard.lib.addresses import client_address
from messaging.adapters.registry import can_text, own_number
from messaging.exceptions import PhoneError
from messaging.services import ask_code, choose_texts, confirm_code, consent_wording, phone_of, remove_phone
from tenants.access import MemberRequest, member_required


@member_required()
@never_cache
@require_http_methods(["GET", "POST"])
def notifications(request: MemberRequest) -> HttpResponse:
    """Show what the member is told and where; keep what they choose."""
    if request.method != "POST":
        return _page(request)
    form = _alerts_form(request, request.POST)
    if not form.is_valid():
        return _page(request, alerts=form)
    phone = phone_of(request.membership)
    try:
        if phone and not form.fields["text"].disabled:
            choose_texts(phone, wants=form.cleaned_data["text"], actor=request.membership)
    except PhoneError as refusal:
        form.add_error("text", refusal.message)
        return _page(request, alerts=form)
    if not form.fields["email"].disabled:
        services.choose_email_alerts(request.membership, wants=form.cleaned_data["email"])
    return _done(request, _("Saved."))


@member_required()
@require_POST
def phone_give(request: MemberRequest) -> HttpResponse:
    """Take a number and text a code there; with a number that waits for its code, text another one."""
    form = PhoneForm(request.POST, wording=consent_wording())
    if form.is_valid():
        try:
            ask_code(
                request.membership,
                form.cleaned_data["number"],
                page=request.path,
                address=client_address(request),
                now=timezone.now(),
            )
        except PhoneError as refusal:
            form.add_error("number", refusal.message)
        else:
            return _done(request, _("The code is on its way."))
    return _page(request, phone_form=form)


@member_required()
@require_POST
def phone_confirm(request: MemberRequest) -> HttpResponse:
    """Prove the number with the code."""
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            confirm_code(request.membership, form.cleaned_data["code"], now=timezone.now())
        except PhoneError as refusal:
            form.add_error("code", refusal.message)
        else:
            return _done(request, _("Your number is confirmed. Now choose what comes by text."))
    return _page(request, code_form=form)


@member_required()
@require_POST
def phone_remove(request: MemberRequest) -> HttpResponse:
    """Take the number off."""
    phone = phone_of(request.membership)
    if phone:
        remove_phone(phone, actor=request.membership, now=timezone.now())
    return _done(request, _("The number is taken off. Nothing is texted there any more."))


def _done(request: MemberRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    response = redirect("leads:notifications", request.organization.slug)
    response.status_code = 303
    return response


def _alerts_form(request: MemberRequest, data: Any = None) -> AlertsForm:
    phone = phone_of(request.membership)
    is_always = services.is_always_alerted(request.membership, request.organization)
    return AlertsForm(
        data,
        can_change_email=not is_always,
        can_change_text=bool(can_text() and phone and phone.is_verified and not phone.stopped_at),
        initial={
            "email": is_always or services.wants_email_alerts(request.membership),
            "text": bool(phone and phone.gets_alerts),
        },
    )


def _page(
    request: MemberRequest,
    *,
    alerts: AlertsForm | None = None,
    phone_form: PhoneForm | None = None,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    phone = phone_of(request.membership)
    refused: Form | None = next((form for form in (alerts, phone_form, code_form) if form and form.errors), None)
    context = {
        "section": "notifications",
        "alerts": alerts or _alerts_form(request),
        "is_always": services.is_always_alerted(request.membership, request.organization),
        "phone_form": phone_form or PhoneForm(wording=consent_wording()),
        "code_form": code_form or CodeForm(),
        "refused": refused,
        "can_text": can_text(),
        "own_number": phones.display(own_number()),
        "phone": phone,
        "number": phones.display(phone.number) if phone else "",
        "answers_by_mail": bool(settings.INBOUND_DOMAIN),
    }
    return render(request, "leads/notifications.html", context, status=422 if refused else 200)
