"""Three people in every test: Alice owns, Bob is on her team, Charlie must see nothing."""

from dataclasses import dataclass

from tenants import services
from tenants.enums import OrganizationKind, Role
from tenants.models import Membership, Organization, User
from tenants.scoping import scope

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """A user with one place."""

    user: User
    membership: Membership


@dataclass(frozen=True)
class World:
    """Two organizations that must never see each other."""

    organization: Organization
    alice: Person
    bob: Person
    other: Organization
    charlie: Person


def person(organization: Organization, email: str, name: str, role: Role) -> Person:
    """Make a user who is a member of the organization."""
    user = User.objects.create_user(email, PASSWORD, name=name)
    with scope(organization.pk):
        membership = services.add_member(user, role)
    membership.user = user
    return Person(user, membership)


def organization(name: str, **values: object) -> Organization:
    """Make a business."""
    return services.create_organization(name=name, kind=OrganizationKind.BUSINESS, **values)  # type: ignore[arg-type]


def build() -> World:
    """Make both organizations and the three people."""
    ours = organization("Acme Plumbing", contact_email="office@acme.example", phone="+19375550100")
    theirs = organization("Beta Roofing", contact_email="office@beta.example")
    return World(
        organization=ours,
        alice=person(ours, "alice@acme.example", "Alice Archer", Role.OWNER),
        bob=person(ours, "bob@acme.example", "Bob Baker", Role.STAFF),
        other=theirs,
        charlie=person(theirs, "charlie@beta.example", "Charlie Cole", Role.OWNER),
    )
