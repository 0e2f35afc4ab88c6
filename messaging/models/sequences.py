"""Plans of messages over time."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from messaging.enums import Channel, RunState, SequencePurpose, StopReason
from messaging.models.contacts import Contact
from tenants.models import TenantForeignKey, TenantModel


class Sequence(TenantModel):
    """What is said when, if nobody speaks meanwhile; an organization has one for each purpose."""

    purpose = models.CharField(max_length=16, choices=SequencePurpose.choices)
    is_active = models.BooleanField(default=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "purpose"], name="sequence_once"),
        ]

    def __str__(self) -> str:
        return self.purpose


class SequenceStep(TenantModel):
    """One message of a sequence, so many hours after its start; variables stand in double braces."""

    sequence = TenantForeignKey(Sequence, on_delete=models.CASCADE, related_name="steps", db_index=False)
    position = models.PositiveSmallIntegerField()
    delay_hours = models.PositiveSmallIntegerField(help_text="Elapsed hours since the sequence started.")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    body = models.CharField(max_length=1500)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "sequence", "position"], name="sequence_step_once"),
        ]

    def __str__(self) -> str:
        return f"step {self.position}"


class Run(TenantModel):
    """A sequence under way with a contact; `about_id` is the lead it follows up."""

    sequence = TenantForeignKey(Sequence, on_delete=models.CASCADE, related_name="runs", db_index=False)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="runs", db_index=False)
    about_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.ACTIVE)
    stop_reason = models.CharField(max_length=16, choices=StopReason.choices, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=1, help_text="The step that comes next.")
    next_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "sequence", "contact"], condition=Q(state="active"), name="run_one_active"
            ),
            models.UniqueConstraint(fields=["organization", "sequence", "about_id"], name="run_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "next_at", "id"], condition=Q(state="active"), name="run_due"),
            # Each new lead asks what is planned with its contact.
            models.Index(fields=["organization", "contact", "sequence"], name="run_of_contact"),
        ]

    def __str__(self) -> str:
        return f"run {self.state}"
