"""Who agreed to what, in which words."""

from typing import ClassVar

from django.db import models

from messaging.enums import ConsentChannel
from messaging.models.contacts import Contact
from tenants.models import TenantForeignKey, TenantModel


class Consent(TenantModel):
    """A person's agreement to be written to: the exact words they saw, where, when, and from which address."""

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(max_length=8, choices=ConsentChannel.choices)
    wording = models.TextField()
    version = models.CharField(max_length=16)
    page = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="The person's network address.")
    about_id = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "contact", "channel", "-given_at"], name="consent_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.version}"
