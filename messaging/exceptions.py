"""Refusals of messaging services and transports."""

from leadwizard.lib.errors import DomainError, IntegrationError


class CannotWriteError(DomainError):
    """The contact cannot be written to on the channel, and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "cannot_write")


class PhoneError(DomainError):
    """A member's phone number or code was not taken, and why."""


class OptedOutError(IntegrationError):
    """The number asked the provider to be left alone; no retry can help."""

    def __init__(self, message: str, *, provider: str) -> None:
        super().__init__(message, provider=provider, permanent=True)
