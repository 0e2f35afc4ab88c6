"""How an organization lets leads be answered, and the facts that an answer may state."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from tenants.models import TenantModel


class ReplySettings(TenantModel):
    """One row an organization: toggles, the threshold, and the facts.

    A fact is what the owner typed and nothing else: `prices` are pairs of service and price, the other lists are
    texts. `weekly_hours` has for each weekday ("0" is Monday) the opening and closing time, or nothing.
    """

    smart_auto_reply = models.BooleanField(default=False)
    owner_approval_required = models.BooleanField(default=True)
    threshold = models.FloatField(default=0.75, validators=[MinValueValidator(0.5), MaxValueValidator(1.0)])
    blocked_topics = models.JSONField(default=list, blank=True)
    services = models.JSONField(default=list, blank=True)
    prices = models.JSONField(default=list, blank=True)
    urls = models.JSONField(default=list, blank=True)
    phones = models.JSONField(default=list, blank=True)
    emails = models.JSONField(default=list, blank=True)
    addresses = models.JSONField(default=list, blank=True)
    booking_url = models.URLField(max_length=300, blank=True)
    languages = models.JSONField(default=list, blank=True)
    weekly_hours = models.JSONField(default=dict, blank=True)
    alert_members = models.JSONField(default=list, blank=True, help_text="Ids of members who want alerts by e-mail.")

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization"], name="reply_settings_once"),
            models.CheckConstraint(
                name="reply_settings_threshold", condition=models.Q(threshold__gte=0.5, threshold__lte=1.0)
            ),
        ]

    def __str__(self) -> str:
        return "reply settings"
