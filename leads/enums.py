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
