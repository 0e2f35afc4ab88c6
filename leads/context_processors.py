"""What the shell of the dashboard says about leads."""

from typing import Any

from django.http import HttpRequest

from leads.models import Lead
from leads.queries.lists import capped_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return how many leads wait for a person."""
    if getattr(request, "membership", None) is None:
        return {}
    return {"waiting_count": capped_count(Lead.objects.get_queryset().waiting())}
