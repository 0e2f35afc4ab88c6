"""Making the demo: each organization in one transaction, so that an interrupted run leaves nothing half done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from leads import services
from leads.demo.analyses import SAID, analyse
from leads.demo.history import Scene, tell
from leads.demo.hollis import HOLLIS
from leads.demo.northlight import NORTHLIGHT
from leads.demo.people import SUPERADMIN_EMAIL, SUPERADMIN_NAME
from leads.demo.stories import Person, Place
from leads.models import Form, ReplySettings
from leadwizard.lib.errors import DomainError
from leadwizard.lib.ids import uuid7
from tenants import registry
from tenants.enums import RegistryKind
from tenants.management.commands.create_superadmin import make_superadmin
from tenants.models import Membership, Organization, User
from tenants.scoping import PLATFORM_ID, scope
from tenants.services import add_member, create_organization, ensure_platform

PLACES: Final = (HOLLIS, NORTHLIGHT)
# Older than the oldest story.
FOUNDED: Final = timedelta(days=60)
# Two runs at once must not both make the demo; any number will do, as long as it is ours.
_LOCK: Final = 7_412_002


class DemoError(DomainError):
    """The demo cannot be made here, and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "demo")


@dataclass(frozen=True)
class Step:
    """One part of the demo: whether this run made it, and what is there, in words."""

    name: str
    is_new: bool
    words: str


def seed_demo(*, now: datetime) -> Iterator[Step]:
    """Make what is missing of the demo, part by part; what is there is left as it is.

    Raises:
        DemoError: a slug of the demo belongs to somebody else.
    """
    ensure_platform()
    for place in PLACES:
        yield _seed_place(place, now)
    is_new = _seed_superadmin()
    yield Step(SUPERADMIN_NAME, is_new, "platform staff")


def _seed_place(place: Place, now: datetime) -> Step:
    organization_id = uuid7()
    with scope(organization_id):
        _wait_for_twin()
        there = registry.find(RegistryKind.ORGANIZATION_SLUG, place.slug)
        if there is None:
            _build(place, organization_id, now)
    if there is not None:
        _refuse_stranger(place, there.organization_id)
    return Step(place.name, there is None, f"{len(place.stories)} enquiries")


def _wait_for_twin() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _build(place: Place, organization_id: UUID, now: datetime) -> None:
    organization = create_organization(
        name=place.name, kind=place.kind, slug=place.slug, organization_id=organization_id, **place.values
    )
    members = {person.key: add_member(_user(person), person.role) for person in place.people}
    ReplySettings.objects.create(**place.reply)
    form = services.create_form(slug=place.slug, organization=organization, **place.form)
    # These rows write their own time of making, which would be younger than their history.
    for rows in (Organization.objects.all(), Membership.objects.all(), Form.objects.all()):
        rows.update(created_at=now - FOUNDED)
    scene = Scene(organization, form, members, now)
    # Oldest first, as it happened: the caps of permission count what was sent before.
    for story in sorted(place.stories, key=lambda story: story.starts_at(now, scene.zone)):
        lead = tell(story, scene)
        if story.email in SAID:
            analyse(lead, SAID[story.email], organization)


def _user(person: Person) -> User:
    """Return the person's user; a new one has no password until logins are given out."""
    found = User.objects.filter(email=person.email).first()
    return found or User.objects.create_user(person.email, name=person.name)


def _refuse_stranger(place: Place, organization_id: UUID) -> None:
    with scope(organization_id):
        is_ours = Membership.objects.filter(user__email=place.people[0].email).exists()
    if not is_ours:
        msg = f"The address “{place.slug}” belongs to an organization that is not the demo's."
        raise DemoError(msg)


def _seed_superadmin() -> bool:
    with scope(PLATFORM_ID):
        _wait_for_twin()
        if User.objects.filter(email=SUPERADMIN_EMAIL).exists():
            return False
        make_superadmin(SUPERADMIN_EMAIL, None, name=SUPERADMIN_NAME)
        return True
