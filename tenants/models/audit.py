"""Who did what, kept for good."""

from typing import ClassVar

from django.db import models

from tenants.models.base import TenantModel


class AuditEvent(TenantModel):
    """One act, in the transaction of the act itself.

    Holds ids and names of fields, never values of personal fields. Append-only: the application role has no right to
    change or delete it, and a trigger refuses updates by anybody. `actor_id` is a membership's id without a foreign
    key, so that the trail outlives the member.
    """

    actor_id = models.UUIDField(null=True, blank=True, help_text="Membership; empty: the system.")
    action = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=64)
    subject_id = models.UUIDField(null=True, blank=True)
    fields = models.JSONField(default=list, help_text="Names of the fields that changed.")
    correlation_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_kind}"
