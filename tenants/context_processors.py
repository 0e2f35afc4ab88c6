"""What every page knows of the organization and the person."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from tenants import registry
from tenants.enums import RegistryKind


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the organization, the membership, and how many organizations the person can switch to."""
    organization = getattr(request, "organization", None)
    membership = getattr(request, "membership", None)
    facts: dict[str, Any] = {"organization": organization, "membership": membership}
    if membership is not None:
        facts["organization_count"] = len(registry.find_all(RegistryKind.MEMBERSHIP, str(request.user.pk)))
        facts["zone"] = timezone.localtime().tzname()
    return facts
