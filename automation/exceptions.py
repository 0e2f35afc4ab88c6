"""Errors of the job engine."""


class UnknownKindError(LookupError):
    """A job names a kind that no app registered."""


class LostClaimError(RuntimeError):
    """The job was handed on while this worker was away; nothing of its work may be saved."""
