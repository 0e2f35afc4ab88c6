"""Errors of the job engine, and refusals of what people ask of it."""

from django.utils.translation import gettext as _

from leadwizard.lib.errors import DomainError


class UnknownKindError(LookupError):
    """A job names a kind that no app registered."""


class LostClaimError(RuntimeError):
    """The job was handed on while this worker was away; nothing of its work may be saved."""


class DecideFirstError(DomainError):
    """The work behind an escalation still waits: only a decision about it ends the escalation."""

    def __init__(self) -> None:
        super().__init__(
            _("Decide what becomes of the work first: then this is settled by itself."), "work_still_waits"
        )


class WorkGoneError(DomainError):
    """No part of LeadWizard does this kind of work any more, so it cannot be tried again."""

    def __init__(self) -> None:
        super().__init__(_("LeadWizard no longer does this kind of work. You can only dismiss it."), "work_gone")
