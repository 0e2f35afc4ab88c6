"""The JSON twin of the public form."""

from typing import Any, Final
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leads import services
from leads.attribution import HIDDEN_PREFIX, NAMES, attribution
from leads.consent import agreements
from leads.enums import OPEN_TO_WORK, LeadSource
from leads.exceptions import FormClosedError, KeyUsedError
from leads.forms import MESSAGE_MAX, NAME_MAX, PHONE_MAX, SHORT_MAX, EnquiryForm
from leads.models import Form
from leads.openapi import KEY_MAX, document
from leads.queries.forms import find_form
from leads.services import Origin
from leads.spam import suspicion
from leadwizard.lib import limits, texts
from leadwizard.lib.addresses import client_address, preferred_language
from leadwizard.lib.crypto import token_digest
from tenants.access import public, unscoped
from tenants.enums import RegistryKind

_TEXTS: Final = ("name", "email", "phone", "service", "preferred_time", "message")
_KNOWN: Final = frozenset({*_TEXTS, "consent", "fields"})


class _FormAPIView(APIView):
    """Finds the form that the address names."""

    def form(self, request: Request) -> Form:
        """Return the form.

        Raises:
            NotFound: it was deleted.
        """
        form: Form | None = request._request.subject  # type: ignore[attr-defined]  # noqa: SLF001
        if form is None:
            raise NotFound
        return form


class FormAPI(_FormAPIView):
    """`GET /api/v1/forms/<slug>`: what the form asks."""

    def get(self, request: Request, slug: str) -> Response:
        """Return the form's words and fields.

        Raises:
            FormClosedError: it takes no enquiries now.
        """
        form = self.form(request)
        organization = request._request.organization  # type: ignore[attr-defined]  # noqa: SLF001 - set by the middleware
        if not services.is_open(form, organization):
            raise FormClosedError
        return Response(
            {
                "slug": form.slug,
                "title": form.title,
                "description": form.description,
                "organization": {"name": organization.name, "brand_color": organization.brand_color},
                "fields": [
                    {"name": "name", "required": True, "max_length": NAME_MAX},
                    {"name": "email", "required": True, "max_length": 254},
                    {"name": "phone", "required": False, "max_length": PHONE_MAX},
                    {
                        "name": "service",
                        "required": False,
                        "max_length": SHORT_MAX,
                        **({"options": form.services} if form.services else {}),
                    },
                    {"name": "preferred_time", "required": False, "max_length": SHORT_MAX},
                    {"name": "message", "required": True, "max_length": MESSAGE_MAX},
                ],
            }
        )


class SubmissionsAPI(_FormAPIView):
    """`POST /api/v1/forms/<slug>/submissions`: keep an enquiry."""

    def post(self, request: Request, slug: str) -> Response:
        """Keep the enquiry, once for each `Idempotency-Key`; the key is refused with other words than the first time.

        Answers 201 with `{id, status}`, or 422 with every field that is wrong.

        Raises:
            FormClosedError: the form takes no enquiries now.
        """
        seconds = limits.wait("form", client_address(request._request), services.SUBMISSIONS)  # noqa: SLF001
        if seconds:
            raise Throttled(wait=seconds)
        form = self.form(request)
        key = request.headers.get("Idempotency-Key", "")
        sent: dict[str, Any] = request.data  # type: ignore[assignment]  # our parser takes objects only
        errors = _shape_errors(sent)
        if len(key) > KEY_MAX or not texts.storable(key):
            errors["Idempotency-Key"] = [f"At most {KEY_MAX} characters."]
        enquiry = EnquiryForm({name: sent.get(name) or "" for name in _TEXTS if name not in errors}, form=form)
        if not enquiry.is_valid():
            for name, found in enquiry.errors.items():
                errors.setdefault(name, [str(words) for words in found])
        if errors:
            return _invalid(errors)
        try:
            captured = services.capture_lead(
                form,
                enquiry.enquiry(preferred_language(request._request)),  # noqa: SLF001
                organization=request._request.organization,  # type: ignore[attr-defined]  # noqa: SLF001 - set by the middleware
                origin=_origin(request._request, form, enquiry, sent),  # noqa: SLF001
                idempotency_key=token_digest(f"api:{key}") if key else str(uuid4()),
                now=timezone.now(),
            )
        except KeyUsedError as error:
            return _invalid({"Idempotency-Key": [error.message]})
        status = "accepted" if captured.lead.suspicion in OPEN_TO_WORK else "quarantined"
        return Response({"id": str(captured.lead.pk), "status": status}, status=201)


def _invalid(errors: dict[str, list[str]]) -> Response:
    return Response({"code": "invalid", "detail": "Some of it needs a second look.", "errors": errors}, status=422)


def _origin(request: HttpRequest, form: Form, enquiry: EnquiryForm, sent: dict[str, Any]) -> Origin:
    return Origin(
        source=LeadSource.API,
        page=request.headers.get("Referer", request.headers.get("Origin", ""))[:500],
        network_address=client_address(request),
        attribution=attribution({name: str(value) for name, value in sent.get("fields", {}).items()}),
        agreements=agreements(sms=sent.get("consent", False)),
        suspicion=suspicion(
            email=enquiry.cleaned_data["email"],
            message=enquiry.cleaned_data["message"],
            is_flooded=limits.wait("form_flood", str(form.pk), services.FLOOD) > 0,
            now=timezone.now(),
        ),
    )


def _shape_errors(data: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the types: texts are strings or null, and nothing is unknown."""
    errors = {_writable(name): ["Unknown field."] for name in data if name not in _KNOWN}
    for name in _TEXTS:
        value = data.get(name)
        if value is not None and not isinstance(value, str):
            errors[name] = ["Send a text."]
    if not isinstance(data.get("consent", False), bool):
        errors["consent"] = ["Send true or false."]
    fields = data.get("fields", {})
    if not isinstance(fields, dict):
        errors["fields"] = ["Send an object."]
    else:
        unknown = [name for name in fields if name not in NAMES and not name.startswith(HIDDEN_PREFIX)]
        if unknown:
            errors["fields"] = [f"This form does not ask for: {_writable(', '.join(sorted(unknown)))[:200]}."]
        elif not all(isinstance(value, str) and texts.storable(value) for value in fields.values()):
            errors["fields"] = ["Send texts."]
    return errors


def _writable(name: str) -> str:
    """Return a stranger's name so that an answer can hold it: half characters become question marks."""
    return name.encode("utf-8", "replace").decode()[:200]


form_api = public(RegistryKind.FORM_SLUG, load=find_form)(FormAPI.as_view())
submissions_api = public(RegistryKind.FORM_SLUG, load=find_form)(SubmissionsAPI.as_view())


@unscoped("says how the API is spoken to, the same to everybody")
@require_safe
def api_document(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/openapi.json`: this API for programs and their makers."""
    return JsonResponse(document())
