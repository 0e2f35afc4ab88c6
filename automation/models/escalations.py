"""What a person must do."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from automation.enums import EscalationState, Resolution
from automation.models.jobs import Job
from tenants.models import Membership, TenantForeignKey, TenantModel


class Escalation(TenantModel):
    """Something a person must do, with its context and its end.

    Resolved is final: a new trouble is a new escalation. `resolution` and `resolved_by` are empty where it ended by
    itself, such as by a late answer of the provider.
    """

    reason = models.CharField(max_length=64, help_text="Machine-readable, such as `dead_letter`.")
    title = models.CharField(max_length=200)
    context = models.JSONField(default=dict, help_text="Ids and words for the person who takes it.")
    state = models.CharField(max_length=10, choices=EscalationState.choices, default=EscalationState.OPEN)
    job = TenantForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    assigned_to = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    resolution = models.CharField(max_length=10, choices=Resolution.choices, blank=True, default="", db_default="")
    note = models.CharField(
        max_length=1000, blank=True, default="", db_default="", help_text="What the person who ended it said."
    )

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


class EscalationComment(TenantModel):
    """What a member said about an escalation; append-only, in the database too.

    `token` is the composer's own: one composer comments once.
    """

    escalation = TenantForeignKey(Escalation, on_delete=models.CASCADE, related_name="comments", db_index=False)
    author = TenantForeignKey(Membership, null=True, on_delete=models.DO_NOTHING, related_name="+")
    body = models.CharField(max_length=2000)
    token = models.UUIDField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "escalation", "token"], name="escalation_comment_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "escalation", "at", "id"], name="escalation_comments"),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
