"""What the model was asked, what it said, and what that cost."""

from typing import ClassVar

from django.db import models

from automation.enums import ModelOutcome
from tenants.models import TenantModel


class ModelCall(TenantModel):
    """One call that left for a model's endpoint, answered or not; written after the call.

    `cost` is in micro-dollars (millionths of a dollar) and 0 for calls on an organization's own key. Tokens are the
    endpoint's own count where it gave one. `input` is the user turn; the system turn is known by `prompt_version`.
    """

    purpose = models.CharField(max_length=64)
    prompt_version = models.CharField(max_length=32)
    model = models.CharField(max_length=128)
    endpoint = models.CharField(max_length=255, help_text="The host that was called.")
    input = models.TextField(blank=True)
    output = models.TextField(blank=True)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField()
    cost = models.PositiveBigIntegerField(default=0, help_text="Micro-dollars.")
    outcome = models.CharField(max_length=16, choices=ModelOutcome.choices)
    error = models.CharField(max_length=300, blank=True)
    about_id = models.UUIDField(null=True, blank=True, help_text="The row that the call was about, such as a lead.")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            # The newest calls, and without a look at the rows the sum of a month.
            models.Index(fields=["organization", "-at", "-id"], include=["cost"], name="model_call_newest"),
            models.Index(fields=["organization", "about_id"], name="model_call_about"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.outcome}"
