"""The closed sets of words that jobs and model calls use."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    UNKNOWN = "unknown", _("Unknown")
    DONE = "done", _("Done")
    DEAD = "dead", _("Dead letter")
    CANCELLED = "cancelled", _("Cancelled")
    DISMISSED = "dismissed", _("Dismissed")


OPEN_STATES: Final = frozenset({JobState.WAITING, JobState.RUNNING, JobState.UNKNOWN})
WAITS_FOR_A_PERSON: Final = frozenset({JobState.DEAD, JobState.UNKNOWN})
FINAL_STATES: Final = frozenset({JobState.DONE, JobState.CANCELLED, JobState.DISMISSED})

# What may follow what; a change is a conditional UPDATE from one of the states before it.
TRANSITIONS: Final[dict[JobState, frozenset[JobState]]] = {
    JobState.WAITING: frozenset({JobState.RUNNING, JobState.UNKNOWN, JobState.DONE, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.WAITING, JobState.UNKNOWN, JobState.DONE, JobState.DEAD, JobState.CANCELLED}),
    JobState.UNKNOWN: frozenset({JobState.WAITING, JobState.DONE, JobState.DEAD, JobState.DISMISSED}),
    JobState.DEAD: frozenset({JobState.WAITING, JobState.DONE, JobState.DISMISSED}),
    JobState.DONE: frozenset(),
    JobState.CANCELLED: frozenset(),
    JobState.DISMISSED: frozenset(),
}


class Queue(models.TextChoices):
    """Which kind of worker runs a job."""

    QUICK = "quick", _("Quick: sends, webhooks, rows")
    SLOW = "slow", _("Slow: model, fulfilment, voice")


class Effect(models.TextChoices):
    """What running a job a second time would do."""

    ROWS = "rows", _("Only our tables")
    REPEATABLE = "repeatable", _("The provider takes our key, or a repeat is harmless")
    ONCE = "once", _("A repeat costs: it must never happen unasked")


class EscalationState(models.TextChoices):
    """Whether somebody still must do something."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class Resolution(models.TextChoices):
    """How a person ended an escalation; empty where it ended by itself."""

    SETTLED = "settled", _("Settled")
    RETRIED = "retried", _("Tried again")
    DISMISSED = "dismissed", _("Dismissed")


class ModelOutcome(models.TextChoices):
    """How a call of the model ended; everything but the first is "no answer"."""

    ANSWERED = "answered", _("Answered")
    NOT_CONFIGURED = "not_configured", _("No model configured")
    OVER_BUDGET = "over_budget", _("Over budget")
    TIMEOUT = "timeout", _("Too slow")
    UNREACHABLE = "unreachable", _("Unreachable")
    RATE_LIMITED = "rate_limited", _("Too many calls")
    REFUSED = "refused", _("Refused")
    CUT = "cut", _("Cut off")
    MALFORMED = "malformed", _("Not an answer")
    INVALID = "invalid", _("Not as asked")
