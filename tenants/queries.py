"""The organization in scope, and reads that cross organizations, one scope at a time."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.urls import reverse

from tenants import registry, scoping
from tenants.compiled import Compiled
from tenants.enums import RegistryKind
from tenants.models import Membership, Organization

_HERE: Final = Compiled(Organization.objects.all)


def current_organization() -> Organization:
    """Return the organization in scope.

    Raises:
        ScopeMissingError: there is none.
    """
    return _HERE.get()


@dataclass(frozen=True)
class Place:
    """An organization where a person works."""

    name: str
    kind_label: str
    role_label: str
    url: str
    initial: str
    slug: str


def dashboard_url(slug: str) -> str:
    """Return where the dashboard of an organization begins."""
    return reverse("tenants:dashboard", args=[slug])


def places_of(user_id: UUID) -> list[Place]:
    """Return the organizations where the user is an active member, by name."""
    places = []
    for found in registry.find_all(RegistryKind.MEMBERSHIP, str(user_id)):
        with scoping.scope(found.organization_id):
            membership = Membership.objects.filter(pk=found.subject_id, is_active=True).first()
            if membership is None:
                continue
            organization = current_organization()
            places.append(
                Place(
                    name=organization.name,
                    kind_label=organization.get_kind_display(),
                    role_label=membership.get_role_display(),
                    url=dashboard_url(organization.slug),
                    initial=organization.initial,
                    slug=organization.slug,
                )
            )
    return sorted(places, key=lambda place: place.name.casefold())
