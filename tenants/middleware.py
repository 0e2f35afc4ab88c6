"""Enters the organization's scope around the view, the template and whatever else answers the request."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from leadwizard.lib.routes import match_of
from tenants import scoping
from tenants.access import membership_of, scope_source
from tenants.queries import current_organization


class ScopeMiddleware:
    """Finds the organization as the view declared it, and runs everything inside in its scope.

    One transaction spans the request; an answer of 500 or more rolls it back. ATOMIC_REQUESTS would not do: it leaves
    out middleware and late rendering.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the view's scope, or without one where the view declared none."""
        match = match_of(request)
        source = scope_source(match.func) if match else None
        if match is None or source is None:
            return self.get_response(request)
        found = source(request, match.kwargs)
        if isinstance(found, HttpResponse):
            return found
        is_for_members = getattr(match.func, "needs_membership", False)
        with scoping.scope(found.organization_id, lists=is_for_members):
            load = getattr(match.func, "scope_loader", None)
            subject = load(found.subject_id) if load else None
            organization = current_organization() if subject is None else subject.organization
            set_facts(
                request,
                organization=organization,
                subject=subject,
                subject_id=found.subject_id,
                membership=membership_of(request) if is_for_members else None,
            )
            with timezone.override(organization.time_zone):
                response = self.get_response(request)
            if response.status_code >= 500:  # noqa: PLR2004 - the server's errors
                transaction.set_rollback(True)
        return response


def set_facts(request: HttpRequest, **facts: Any) -> None:
    """Put what the middleware found on the request."""
    for name, value in facts.items():
        setattr(request, name, value)
