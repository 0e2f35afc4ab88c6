"""Keys and tokens of an organization's own accounts at providers."""

from typing import ClassVar

from django.db import models

from tenants.models.base import TenantForeignKey, TenantModel
from tenants.models.people import Membership


class Credential(TenantModel):
    """One secret value, sealed for exactly this row; `tenants.credentials` alone opens it.

    The platform's reading role has no right to the sealed column.
    """

    provider = models.CharField(max_length=24)
    name = models.CharField(max_length=48)
    ciphertext = models.TextField(help_text="An envelope of leadwizard.lib.crypto.")
    changed_by = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "provider", "name"], name="credential_once"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.name}"
