"""Organizations, people, credentials, the registry and the audit trail."""

from tenants.models.audit import AuditEvent
from tenants.models.base import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet
from tenants.models.credentials import Credential
from tenants.models.organizations import Organization
from tenants.models.people import Invitation, Membership, User
from tenants.models.registry import RegistryEntry

__all__ = [
    "AuditEvent",
    "Credential",
    "Invitation",
    "Membership",
    "Organization",
    "RegistryEntry",
    "TenantForeignKey",
    "TenantManager",
    "TenantModel",
    "TenantQuerySet",
    "User",
]
