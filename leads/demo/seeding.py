"""Making the demo: each organization in one transaction, so that an interrupted run leaves nothing half done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from leads import services
from leads.demo.history import Scene, tell
from leads.demo.hollis import HOLLIS
from leads.demo.northlight import NORTHLIGHT
from leads.demo.people import SUPERADMIN_EMAIL, SUPERADMIN_NAME
from leads.demo.stories import Person, Place
from leads.models import Form
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
        found = registry.find(RegistryKind.ORGANIZATION_SLUG, place.slug)
        if found is None:
            _build(place, Scene(*_found(place, organization_id, now), now=now))
    if found is not None:
        _refuse_stranger(place, found)
    return Step(place.name, found is None, f"{len(place.stories)} enquiries")
