"""One row per unit of background work, and one per try."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from automation.enums import Effect, JobState, Queue
from tenants.models import TenantForeignKey, TenantModel


class Job(TenantModel):
    """One durable unit of background work; PostgreSQL is the truth, Celery only rings.

    `payload` holds ids only: texts and addresses stay in their own rows, where erasure finds them. `attempt` grows at
    the claim, so that a job which kills its worker still comes to an end.
    """

    kind = models.CharField(max_length=64)
    queue = models.CharField(max_length=8, choices=Queue.choices)
    effect = models.CharField(max_length=10, choices=Effect.choices)
    payload = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=0)
    attempt_id = models.UUIDField(null=True, blank=True)
    owner = models.CharField(max_length=96, blank=True)
    owner_key = models.IntegerField(null=True, blank=True, help_text="The advisory lock of the process that runs it.")
    lease_until = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(
        null=True, blank=True, help_text="When the present try was let out to a provider; empty: nothing left."
    )
    unknown_at = models.DateTimeField(null=True, blank=True)
    reconcile_at = models.DateTimeField(
        null=True, blank=True, help_text="When the provider is asked what became of it; empty: a person is."
    )
    uncertain_since = models.DateTimeField(
        null=True, blank=True, help_text="When the first try began that may have worked without our knowing."
    )
    rung_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep last rang.")
    last_error = models.CharField(max_length=500, blank=True)
    closing_reason = models.CharField(max_length=240, blank=True, help_text="Why it was cancelled or dismissed.")
    dedupe_key = models.CharField(max_length=128, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "kind", "dedupe_key"], condition=~Q(dedupe_key=""), name="job_once"
            ),
            models.CheckConstraint(
                name="job_running_is_leased",
                condition=~Q(state="running") | Q(attempt_id__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="job_unknown_has_time", condition=~Q(state="unknown") | Q(unknown_at__isnull=False)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "run_at", "id"], condition=Q(state="waiting"), name="job_due"),
            # There are few at a time. Without their lease in it: a lease that is prolonged changes no index.
            models.Index(fields=["id"], condition=Q(state="running"), name="job_leased"),
            models.Index(fields=["reconcile_at"], condition=Q(state="unknown"), name="job_unsettled"),
            models.Index(fields=["organization", "state", "-created_at", "-id"], name="job_newest"),
            # Dead letters since their last try.
            models.Index(fields=["organization", "-run_at", "-id"], condition=Q(state="dead"), name="job_dead"),
            models.Index(fields=["finished_at"], condition=Q(state="done"), name="job_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a part of the engine was last seen at work; of the platform, so of no organization."""

    name = models.CharField(primary_key=True, max_length=24)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class JobAttempt(TenantModel):
    """One try of a job: who, when, and how it ended."""

    job = TenantForeignKey(Job, on_delete=models.CASCADE, related_name="attempts", db_index=False)
    attempt = models.PositiveSmallIntegerField()
    owner = models.CharField(max_length=96, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=JobState.choices, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "job", "attempt"], name="job_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.outcome}"
