"""What the model said of a lead, what the gate made of it, and what a person did with the draft."""

from typing import ClassVar

from django.db import models

from leads.enums import Decision, DraftOutcome, RiskLevel, Urgency
from leads.models.leads import Lead
from tenants.models import Membership, TenantForeignKey, TenantModel


class Analysis(TenantModel):
    """One answer of the model about a lead, kept with the prompt, the price, and the gate's verdict on it.

    `verdict` is the gate's, check by check, and can be computed again from this row: decisions are replayable.
    `outcome` and `final_reply` are a person's judgement of the suggestion, kept as feedback.
    """

    lead = TenantForeignKey(Lead, on_delete=models.CASCADE, related_name="analyses", db_index=False)
    model = models.CharField(max_length=120)
    prompt_version = models.CharField(max_length=24)
    milliseconds = models.PositiveIntegerField(default=0)
    cost = models.BigIntegerField(default=0, help_text="Micro-dollars.")
    summary = models.CharField(max_length=1000)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    intent = models.CharField(max_length=120)
    suggested_reply = models.TextField(blank=True)
    tags = models.JSONField(default=list)
    risk_level = models.CharField(max_length=8, choices=RiskLevel.choices)
    confidence = models.FloatField()
    blocked_topics = models.JSONField(default=list)
    auto_send_allowed = models.BooleanField()
    decision = models.CharField(max_length=10, choices=Decision.choices)
    verdict = models.JSONField(default=dict)
    outcome = models.CharField(max_length=10, choices=DraftOutcome.choices, blank=True, default="")
    final_reply = models.TextField(blank=True)
    decided_by = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "lead", "-created_at", "-id"], name="analysis_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.prompt_version} {self.decision}"
