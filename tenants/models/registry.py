"""What must be found before the organization is known."""

from typing import ClassVar

from django.db import models

from leadwizard.lib.ids import uuid7
from tenants.enums import SHARED_REGISTRY_KINDS, RegistryKind


class RegistryEntry(models.Model):
    """Leads from a public key (an address, a token, a person) to its organization.

    Holds hashes and ids only. Everybody may read it, an organization may write its own rows:
    the policies are in the first migration.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(
        "tenants.Organization", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=24, choices=RegistryKind.choices)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the key, hexadecimal.")
    subject_id = models.UUIDField(help_text="The row that the key stands for.")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "digest"],
                condition=~models.Q(kind__in=SHARED_REGISTRY_KINDS),
                name="registry_key_once",
            ),
            models.UniqueConstraint(fields=["organization", "kind", "digest"], name="registry_key_once_each"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "digest"], name="registry_lookup")]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"
