"""Refusals of messaging services."""

from leadwizard.lib.errors import DomainError


class CannotWriteError(DomainError):
    """The contact cannot be written to on the channel, and why."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "cannot_write")
