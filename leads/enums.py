"""The closed sets of words that leads use."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeadStatus(models.TextChoices):
    """Where a person put the lead; looking at it never changes it."""

    NEW = "new", _("New")
    CONTACTED = "contacted", _("Contacted")
    BOOKED = "booked", _("Booked")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    ARCHIVED = "archived", _("Archived")


CLOSED: Final = (LeadStatus.WON, LeadStatus.LOST, LeadStatus.ARCHIVED)


class Communication(models.TextChoices):
    """Who spoke last; derived from the newest message."""

    NEW = "new", _("New")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    AI_REPLIED = "ai_replied", _("AI replied")
    OWNER_REPLIED = "owner_replied", _("Owner replied")
    CUSTOMER_REPLIED = "customer_replied", _("Customer replied")


class LeadSource(models.TextChoices):
    """The way a lead came in."""

    PAGE = "page", _("Form")
    API = "api", _("API")


class Urgency(models.TextChoices):
    """How soon somebody should speak."""

    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    EMERGENCY = "emergency", _("Emergency")


class RiskLevel(models.TextChoices):
    """What could go wrong with an automatic answer, as the model sees it."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Decision(models.TextChoices):
    """What the gate decided about the model's reply."""

    SENT = "sent", _("Sent")
    HELD = "held", _("Held")
    APPROVAL = "approval", _("Waits for approval")
    LATE = "late", _("Came after the acknowledgement")


class DraftOutcome(models.TextChoices):
    """What a person did with the suggestion."""

    NONE = "", _("Nothing yet")
    SENT = "sent", _("Sent as it was")
    EDITED = "edited", _("Edited and sent")
    DISCARDED = "discarded", _("Discarded")


class Suspicion(models.TextChoices):
    """Whether a lead is in quarantine."""

    NONE = "", _("None")
    SUSPECT = "suspect", _("Quarantined")
    SPAM = "spam", _("Spam")
    CLEARED = "cleared", _("Not spam")


OPEN_TO_WORK: Final = (Suspicion.NONE.value, Suspicion.CLEARED.value)


class SuspicionReason(models.TextChoices):
    """Why a lead was put into quarantine."""

    NONE = "", _("None")
    HONEYPOT = "honeypot", _("It filled in a field that people do not see.")
    TOO_FAST = "too_fast", _("It was sent faster than a person can type.")
    FLOOD = "flood", _("Too many requests came through this form at once.")
    LINKS = "links", _("It is full of links.")
    DISPOSABLE = "disposable", _("Its e-mail address is a throw-away one.")
