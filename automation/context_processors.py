"""What the shell of the dashboard says about work that waits for a person."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from automation.queries.attention import attention_count


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return how many escalations and dead letters wait for somebody."""
    if getattr(request, "membership", None) is None:
        return {}
    # Lazy: a page that counts them itself brings its own figure.
    return {"attention_count": SimpleLazyObject(attention_count)}
