"""Refusals of lead services."""

from leadwizard.lib.errors import DomainError


class FormClosedError(DomainError):
    """The form takes no enquiries now."""

    def __init__(self) -> None:
        super().__init__("This form is not taking requests right now.", "form_closed")


class KeyUsedError(DomainError):
    """The key belongs to an enquiry with other words: to answer with that one would lose these."""

    def __init__(self) -> None:
        super().__init__("This key was used for another enquiry. Send a new one with each.", "key_used")
