"""Who must not be written to, and how often an address was."""

from typing import ClassVar

from django.db import models

from messaging.enums import Channel, SuppressionReason
from tenants.models import TenantModel


class Suppression(TenantModel):
    """An address that the organization must not write to on a channel: since when, and why."""

    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254, help_text="In lower case.")
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    since = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "channel", "address"], name="suppression_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class AddressTally(models.Model):
    """One automatic message to an address, platform-wide, under a keyed hash.

    Global on purpose: the cap protects a stranger's mailbox from all organizations together. Holds no address and no
    organization. The id is the message's, so a retry counts once.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["digest", "at"], name="address_tally_recent")]

    def __str__(self) -> str:
        return self.digest[:8]
