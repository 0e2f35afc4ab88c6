"""What providers told us, kept before anything is done about it."""

from typing import ClassVar

from django.db import models

from tenants.models import TenantModel


class InboxEvent(TenantModel):
    """A verified webhook, stored once however often it was delivered.

    `processed_at` is set in the transaction of the event's effect, so a repeat does nothing.
    """

    provider = models.CharField(max_length=24)
    account = models.CharField(max_length=64, blank=True, help_text="Which of our accounts at the provider.")
    event_id = models.CharField(max_length=128)
    body = models.JSONField()
    correlation_id = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "provider", "account", "event_id"], name="inbox_event_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.event_id}"
