"""What members write for each other."""

from typing import ClassVar

from django.db import models

from leads.models.leads import Lead
from tenants.models import Membership, TenantForeignKey, TenantModel


class Note(TenantModel):
    """A member's words about a lead, seen by the team and never sent."""

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="notes", db_index=False)
    author = TenantForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    body = models.CharField(max_length=4000)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "lead", "-created_at", "-id"], name="note_newest"),
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"
