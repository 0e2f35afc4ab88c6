"""What can be done with organizations and people."""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from leadwizard.lib.crypto import token_digest
from leadwizard.lib.ids import uuid7
from tenants import audit, registry, scoping, signals
from tenants.enums import OrganizationKind, RegistryKind, Role
from tenants.exceptions import InvitationError, TakenError
from tenants.models import Invitation, Membership, Organization, User
from tenants.queries import current_organization

INVITATION_LIFETIME: Final = timedelta(days=7)


def slugify_name(name: str) -> str:
    """Return a name as an address: lower case, letters and digits joined by hyphens, at most 50."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "business"


def create_organization(
    *, name: str, kind: OrganizationKind, slug: str = "", organization_id: UUID | None = None, **values: Any
) -> Organization:
    """Make an organization with an address that is unique on the platform; needs no scope.

    Without `slug` one is made from the name, with a number where it is taken.

    Raises:
        TakenError: the given slug is taken.
    """
    new_id = organization_id or uuid7()
    wanted = slug or slugify_name(name)
    with scoping.scope(new_id):
        # The registry row needs the organization, and the organization needs its free address.
        organization = Organization(id=new_id, name=name, kind=kind, slug=wanted, **values)
        organization.save(force_insert=True)
        organization.slug = _claim_slug(wanted, new_id, is_fixed=bool(slug))
        if organization.slug != wanted:
            organization.save(update_fields=["slug"])
        registry.claim(RegistryKind.ORGANIZATION, str(new_id), new_id)
        audit.record("organization.created", "organization", new_id)
    return organization


def _claim_slug(wanted: str, organization_id: UUID, *, is_fixed: bool) -> str:
    for attempt in range(1, 100):
        candidate = wanted if attempt == 1 else f"{wanted}-{attempt}"
        try:
            registry.claim(RegistryKind.ORGANIZATION_SLUG, candidate, organization_id)
        except TakenError:
            if is_fixed:
                raise
        else:
            return candidate
    candidate = f"{wanted}-{secrets.token_hex(4)}"
    registry.claim(RegistryKind.ORGANIZATION_SLUG, candidate, organization_id)
    return candidate


def update_organization(values: Mapping[str, Any], *, actor: Membership) -> Organization:
    """Change some fields of the organization in scope; what is not named stays."""
    organization = Organization.objects.select_for_update().get()
    changed = [name for name, value in values.items() if getattr(organization, name) != value]
    for name in changed:
        setattr(organization, name, values[name])
    if changed:
        organization.save(update_fields=changed)
        audit.record("organization.changed", "organization", organization.pk, actor=actor, fields=changed)
    return organization


def add_member(user: User, role: Role, *, actor: Membership | None = None) -> Membership:
    """Give the user a place in the organization in scope, or a stronger role in the one they have."""
    membership, is_new = Membership.objects.select_for_update().get_or_create(user=user, defaults={"role": role})
    if is_new:
        registry.claim(RegistryKind.MEMBERSHIP, str(user.pk), membership.pk)
    elif not membership.has_role(role):
        membership.role = role
        membership.is_active = True
        membership.save(update_fields=["role", "is_active"])
    else:
        return membership
    audit.record("member.added", "membership", membership.pk, actor=actor, fields=["role"])
    return membership


def invite_member(email: str, role: Role, *, actor: Membership | None, now: datetime) -> Invitation:
    """Invite an address into the organization in scope; an open invitation to it is replaced.

    Only the digest of the token is stored. Sends `invitation_created` with the readable token.
    """
    address = email.strip().lower()
    for old in Invitation.objects.select_for_update().filter(email=address, accepted_at=None, revoked_at=None):
        revoke_invitation(old, actor=actor, now=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        token_digest=token_digest(token),
        invited_by=actor,
        expires_at=now + INVITATION_LIFETIME,
    )
    registry.claim(RegistryKind.INVITATION, token, invitation.pk)
    audit.record("invitation.created", "invitation", invitation.pk, actor=actor, fields=["email", "role"])
    organization = current_organization()
    signals.invitation_created.send(sender=Invitation, invitation=invitation, token=token, organization=organization)
    return invitation


def revoke_invitation(invitation: Invitation, *, actor: Membership | None, now: datetime) -> None:
    """Make the link of an open invitation stop working."""
    Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=now)
    audit.record("invitation.revoked", "invitation", invitation.pk, actor=actor)


def accept_invitation(
    invitation_id: UUID, *, user: User | None, name: str = "", password: str = "", now: datetime
) -> Membership:
    """Turn an open invitation into a membership, once.

    `user` is the person signed in; without one a user with the invitation's address is made, whose address the link
    has proven.

    Raises:
        InvitationError: the link no longer works, or belongs to another address.
    """
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None or not invitation.is_open(now):
        msg = "This invitation no longer works. Ask for a new one."
        raise InvitationError(msg)
    if user is None:
        if User.objects.filter(email=invitation.email).exists():
            msg = f"{invitation.email} has an account already. Sign in with it first."
            raise InvitationError(msg)
        user = User.objects.create_user(invitation.email, password, name=name)
    elif user.email != invitation.email:
        msg = f"This invitation is for {invitation.email}. You are signed in as {user.email}."
        raise InvitationError(msg)
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    membership = add_member(user, Role(invitation.role))
    audit.record("invitation.accepted", "invitation", invitation.pk, actor=membership)
    return membership


def ensure_platform() -> Organization:
    """Make the platform's own organization where it is missing, and return it."""
    with scoping.scope(scoping.PLATFORM_ID):
        found = Organization.objects.first()
    if found:
        return found
    return create_organization(
        name="LeadWizard",
        kind=OrganizationKind.PLATFORM,
        slug="leadwizard",
        organization_id=scoping.PLATFORM_ID,
    )
