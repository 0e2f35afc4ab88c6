"""What a person must do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from automation.enums import EscalationState
from automation.models.jobs import Job
from tenants.models import Membership, TenantForeignKey, TenantModel


class Escalation(TenantModel):
    """Something a person must do, with its context and its end."""

    reason = models.CharField(max_length=64, help_text="Machine-readable, such as `dead_letter`.")
    title = models.CharField(max_length=200)
    context = models.JSONField(default=dict, help_text="Ids and words for the person who takes it.")
    state = models.CharField(max_length=10, choices=EscalationState.choices, default=EscalationState.OPEN)
    job = TenantForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    assigned_to = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "reason", "job"],
                condition=Q(state="open"),
                name="escalation_one_open_per_job",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "state", "-opened_at", "-id"], name="escalation_newest"),
        ]

    def __str__(self) -> str:
        return self.title
