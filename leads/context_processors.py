"""What the shell of the dashboard says about leads."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leads.models import Lead, ReplySettings
from leads.queries.lists import capped_count
from tenants.enums import Role


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return how many leads wait for a person, and whether LeadWizard answers by itself."""
    if getattr(request, "membership", None) is None:
        return {}
    # Lazy: a page that counts them itself brings its own figure.
    return {
        "waiting_count": SimpleLazyObject(lambda: capped_count(Lead.objects.get_queryset().waiting())),
        "answering": SimpleLazyObject(_answering),
        "may_configure": request.membership.has_role(Role.ADMIN),  # type: ignore[attr-defined]  # checked above
    }


def _answering() -> tuple[bool, bool]:
    """Return whether smart auto-reply is on, and whether a person sees each reply first."""
    found = ReplySettings.objects.values_list("smart_auto_reply", "owner_approval_required").first()
    return found or (False, True)
