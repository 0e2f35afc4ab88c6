"""Finding the organization of a public key, and claiming keys that are unique on the platform."""

from typing import Final, NamedTuple
from uuid import UUID

from leadwizard.lib.crypto import token_digest
from leadwizard.lib.inserting import insert_new
from tenants import scoping
from tenants.compiled import Compiled
from tenants.enums import RegistryKind
from tenants.exceptions import TakenError
from tenants.models import RegistryEntry

_LEADS_TO: Final = Compiled(
    lambda kind, digest: (
        RegistryEntry.objects.filter(kind=kind, digest=digest)
        .order_by("id")
        .values_list("organization_id", "subject_id")
    )
)
_REMEMBERED: Final = 10_000
_organizations: dict[str, UUID] = {}


class Found(NamedTuple):
    """Where a key leads."""

    organization_id: UUID
    subject_id: UUID


def find(kind: RegistryKind, key: str) -> Found | None:
    """Return where the key leads, or None. Needs no scope."""
    row = _LEADS_TO.first(kind=kind.value, digest=token_digest(key))
    return Found(*row) if row else None


def find_all(kind: RegistryKind, key: str) -> list[Found]:
    """Return every organization that the key leads to. Needs no scope."""
    return [Found(*row) for row in _LEADS_TO.all(kind=kind.value, digest=token_digest(key))]


def organization_of(key: str) -> UUID | None:
    """Return the organization whose id the key is, or None. Needs no scope.

    Each mail's report asks for it, and none is ever removed: what was found is not asked for again.
    """
    found = _organizations.get(key)
    if found is None and (entry := find(RegistryKind.ORGANIZATION, key)):
        if len(_organizations) >= _REMEMBERED:
            _organizations.clear()
        found = _organizations[key] = entry.organization_id
    return found


def claim(kind: RegistryKind, key: str, subject_id: UUID) -> None:
    """Bind the key to a row of the organization in scope.

    Raises:
        TakenError: another row has it.
    """
    if not insert_new(new_entry(kind, key, subject_id)):
        msg = f"“{key}” is taken."
        raise TakenError(msg)


def new_entry(kind: RegistryKind, key: str, subject_id: UUID) -> RegistryEntry:
    """Return the entry of a key that nobody else can have, to be inserted along with the row that it leads to."""
    return RegistryEntry(
        organization_id=scoping.current_organization_id(), kind=kind, digest=token_digest(key), subject_id=subject_id
    )


def release(kind: RegistryKind, key: str) -> None:
    """Give up the key, if the organization in scope holds it."""
    RegistryEntry.objects.filter(
        organization_id=scoping.current_organization_id(), kind=kind, digest=token_digest(key)
    ).delete()


def organization_ids() -> list[UUID]:
    """Return every organization's id, oldest first. Needs no scope."""
    rows = RegistryEntry.objects.filter(kind=RegistryKind.ORGANIZATION).order_by("organization_id")
    return list(rows.values_list("organization_id", flat=True))
