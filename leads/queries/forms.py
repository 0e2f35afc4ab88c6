"""The forms, and the addresses by which people reach them."""

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from leads import qr
from leads.models import Form, Lead
from tenants.compiled import Compiled

_FORM: Final = Compiled(lambda form: Form.objects.select_related("organization").filter(pk=form))


def find_form(form_id: UUID) -> Form | None:
    """Return the form with its organization, or None where it was deleted."""
    return _FORM.first(form=form_id)


def public_url(form: Form, *, source: str = "") -> str:
    """Return the form's own address; `source` tells its leads apart from others."""
    query = f"?{urlencode({'utm_source': source})}" if source else ""
    return f"{settings.PUBLIC_URL}{reverse('leads:form', args=[form.slug])}{query}"


def embed_code(form: Form) -> str:
    """Return the line for somebody's website."""
    return f'<script src="{settings.PUBLIC_URL}{reverse("leads:embed", args=[form.slug])}" async></script>'


def form_cards(*, since: datetime) -> list[dict[str, Any]]:
    """Return every form, oldest first, with what is needed to share it and how many leads came since then."""
    recent = (
        Lead.objects.get_queryset()
        .trusted()
        .filter(form=OuterRef("pk"), created_at__gte=since)
        .order_by()
        .values("form")
        .annotate(count=Count("pk"))
        .values("count")
    )
    forms = Form.objects.annotate(recent=Coalesce(Subquery(recent), 0)).order_by("created_at", "id")
    return [
        {
            "form": form,
            "recent": form.recent,
            "url": public_url(form),
            "code": embed_code(form),
            "qr": qr.inline(public_url(form, source="qr")),
        }
        for form in forms
    ]
