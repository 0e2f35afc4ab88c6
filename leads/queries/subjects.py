"""The lead that a job or an escalation of any app is about."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from automation.subjects import Subject
from leads.models import Lead
from messaging.models import Message, Notice, Run

# Rows of messaging that say which lead they are about, by the name under which jobs carry their ids.
_ABOUT: Final[dict[str, type[Message | Run | Notice]]] = {"message": Message, "run": Run, "notice": Notice}


def find_lead(ids: Mapping[str, Any], slug: str) -> Subject | None:
    """Return the lead by its own id, or by that of a message, a follow-up or a notice about it."""
    lead_id = _uuid(ids.get("lead")) or _about(ids)
    lead = Lead.objects.filter(pk=lead_id).only("name").first() if lead_id else None
    if lead is None:
        return None
    tab = "?tab=messages" if "message" in ids else ""
    return Subject(_("Lead"), lead.name, reverse("leads:lead", args=[slug, lead.pk]) + tab)


def _about(ids: Mapping[str, Any]) -> UUID | None:
    for name, model in _ABOUT.items():
        if row_id := _uuid(ids.get(name)):
            found: UUID | None = model.objects.filter(pk=row_id).values_list("about_id", flat=True).first()
            return found
    return None


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
