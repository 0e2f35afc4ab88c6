"""Refusals of the isolation walls and of the services around people."""

from leadwizard.lib.errors import DomainError


class ScopeMissingError(RuntimeError):
    """Tenant data was asked for while no organization was in scope: always a bug."""


class CrossTenantError(RuntimeError):
    """A row of one organization was to be written in the scope of another: always a bug."""


class TakenError(DomainError):
    """A name that must be unique on the whole platform is in use."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "taken")


class InvitationError(DomainError):
    """The invitation cannot be accepted: used, revoked, expired or meant for somebody else."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "invitation_invalid")
