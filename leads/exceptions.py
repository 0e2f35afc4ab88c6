"""Refusals of lead services."""

from leadwizard.lib.errors import DomainError


class FormClosedError(DomainError):
    """The form takes no enquiries now."""

    def __init__(self) -> None:
        super().__init__("This form is not taking requests right now.", "form_closed")
