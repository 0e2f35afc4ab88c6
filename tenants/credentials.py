"""An organization's own keys at providers: stored sealed, opened only in its scope and only for a call.

Pages show the state alone. The audit trail says which credential was changed and by whom, never a value.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.db import transaction

from leadwizard.lib import crypto
from leadwizard.lib.errors import DomainError
from tenants import audit, scoping
from tenants.compiled import Compiled
from tenants.models import Credential, Membership

LONGEST: Final = 8_192
# A provider has a handful of names at most.
_STORED: Final = Compiled(lambda provider: Credential.objects.filter(provider=provider))


class CredentialState(StrEnum):
    """What a page may say about a credential."""

    SET = "set"
    NOT_SET = "not set"
    UNREADABLE = "cannot be opened"


class UnreadableCredentialError(DomainError):
    """The credential is there and does not open: its key left the ring, or its row was tampered with."""

    def __init__(self, provider: str, name: str) -> None:
        super().__init__(f"The saved {name} for {provider} cannot be opened. Save it again.", "credential_unreadable")


@dataclass
class Rotation:
    """What became of one organization's credentials; `unreadable` holds names such as `openai.api_key`."""

    resealed: int = 0
    unreadable: list[str] = field(default_factory=list)


@transaction.atomic
def store(provider: str, name: str, value: str, *, actor: Membership | None, now: datetime) -> None:
    """Save the value for the organization in scope, in place of what was there.

    Raises:
        DomainError: the value is empty or far too long.
    """
    value = value.strip()
    if not value or len(value) > LONGEST:
        raise DomainError(f"A {name} has between 1 and {LONGEST:,} characters.", "credential_length")
    # The row first: its id is part of what the envelope is bound to.
    row, _is_new = Credential.objects.select_for_update().get_or_create(
        provider=provider, name=name, defaults={"changed_at": now}
    )
    row.ciphertext = _seal(row, value)
    row.changed_by = actor
    row.changed_at = now
    row.save(update_fields=["ciphertext", "changed_by", "changed_at"])
    audit.record("credential.stored", "credential", row.pk, actor=actor, fields=[f"{provider}.{name}"])


def reveal(provider: str, name: str) -> str | None:
    """Return the value stored by the organization in scope, or None when there is none.

    Raises:
        UnreadableCredentialError: there is one that does not open. It is not None: a caller that fell back to the
            platform's key would spend the platform's money without anybody noticing.
    """
    return reveal_all(provider, (name,))[name]


def reveal_all(provider: str, names: tuple[str, ...]) -> dict[str, str | None]:
    """Return the values as `reveal` does, in one question.

    Raises:
        UnreadableCredentialError: one of them does not open.
    """
    found: dict[str, str | None] = dict.fromkeys(names)
    for row in _STORED.all(provider=provider):
        if row.name not in found:
            continue
        try:
            found[row.name] = _open(row)
        except (crypto.UnreadableError, crypto.KeyRingError):
            raise UnreadableCredentialError(provider, row.name) from None
    return found


def state(provider: str, name: str) -> CredentialState:
    """Say whether the organization in scope has a value, and whether it opens."""
    try:
        found = reveal(provider, name)
    except UnreadableCredentialError:
        return CredentialState.UNREADABLE
    return CredentialState.NOT_SET if found is None else CredentialState.SET


@transaction.atomic
def forget(provider: str, name: str, *, actor: Membership | None) -> bool:
    """Delete the value of the organization in scope; return whether there was one."""
    row = Credential.objects.select_for_update().filter(provider=provider, name=name).first()
    if row is None:
        return False
    audit.record("credential.forgotten", "credential", row.pk, actor=actor, fields=[f"{provider}.{name}"])
    row.delete()
    return True


def due_for_rotation() -> list[UUID]:
    """Return every organization that has credentials, oldest first; needs no scope and reads no value."""
    with scoping.everywhere():
        return list(Credential.objects.order_by("organization_id").values_list("organization_id", flat=True).distinct())


@transaction.atomic
def rotate() -> Rotation:
    """Seal every credential of the organization in scope under the writing key; what does not open stays as it is."""
    result = Rotation()
    names = []
    for row in Credential.objects.select_for_update().order_by("provider", "name"):
        name = f"{row.provider}.{row.name}"
        try:
            value = _open(row)
        except crypto.UnreadableError:
            result.unreadable.append(name)
            continue
        if not crypto.is_sealed_by_writing_key(row.ciphertext):
            row.ciphertext = _seal(row, value)
            row.save(update_fields=["ciphertext"])
            names.append(name)
    if names:
        organization_id = scoping.current_organization_id()
        audit.record("credentials.rotated", "organization", organization_id, fields=names)
    result.resealed = len(names)
    return result


def _seal(row: Credential, value: str) -> str:
    return crypto.seal(value, organization=scoping.current_organization_id(), purpose=_purpose(row), record=row.pk)


def _open(row: Credential) -> str:
    return crypto.unseal(
        row.ciphertext, organization=scoping.current_organization_id(), purpose=_purpose(row), record=row.pk
    )


def _purpose(row: Credential) -> str:
    # The name too, so that one value of an organization cannot stand in for another of the same row.
    return f"credential:{row.provider}:{row.name}"
