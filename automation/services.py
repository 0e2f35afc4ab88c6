"""Putting work into the job table, and what people may do with it there."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from automation import kinds, signals
from automation.bell import bell
from automation.enums import FINAL_STATES, WAITS_FOR_A_PERSON, EscalationState, JobState
from automation.models import Escalation, InboxEvent, Job, ModelCall
from leadwizard.lib import correlation
from tenants import audit, scoping
from tenants.models import Membership


def enqueue(kind: str, payload: dict[str, UUID | str], *, run_at: datetime | None = None, dedupe_key: str = "") -> Job:
    """Add a job to the organization in scope, in the caller's transaction, and ring after its commit.

    With `dedupe_key` the same kind and key give the same job again.

    Raises:
        UnknownKindError: no app registered the kind.
    """
    now = timezone.now()
    registered = kinds.get(kind)
    job = Job(
        kind=kind,
        queue=registered.queue,
        effect=registered.current_effect(),
        payload={name: str(value) for name, value in payload.items()},
        run_at=run_at or now,
        dedupe_key=dedupe_key,
        correlation_id=correlation.current(),
    )
    if dedupe_key:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        job = Job.objects.get(kind=kind, dedupe_key=dedupe_key)
    else:
        job.save(force_insert=True)
    if job.run_at <= now:
        _ring_after_commit(job)
    return job


def _ring_after_commit(job: Job) -> None:
    # Robust: a saved lead is never answered with an error because a broker is away.
    transaction.on_commit(partial(bell.ring, job.queue, scoping.current_organization_id(), job.pk), robust=True)


def cancel_jobs(kind: str, dedupe_key: str, *, reason: str) -> int:
    """Cancel the waiting job with the key; say how many were cancelled (0 or 1)."""
    if not dedupe_key:
        return 0
    waiting = Job.objects.select_for_update().filter(kind=kind, dedupe_key=dedupe_key, state=JobState.WAITING)
    job = waiting.first()
    if job is None:
        return 0
    _close(job, JobState.CANCELLED, reason, timezone.now())
    return 1


def _close(job: Job, state: JobState, reason: str, now: datetime) -> None:
    job.state = state
    job.closing_reason = reason[:240]
    job.finished_at = now
    job.save(update_fields=["state", "closing_reason", "finished_at"])
    kind = kinds.find(job.kind)
    if kind and kind.settle:
        kind.settle(job, state, reason)


def retry_dead_letter(job_id: UUID, *, actor: Membership | None) -> bool:
    """Let a dead letter, or a job of unknown outcome, run again from where it stood; say whether it was one."""
    now = timezone.now()
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=WAITS_FOR_A_PERSON).first()
    if job is None:
        return False
    job.state = JobState.WAITING
    job.attempt = 0
    job.run_at = now
    job.save(update_fields=["state", "attempt", "run_at"])
    kind = kinds.get(job.kind)
    if kind.settle:
        kind.settle(job, JobState.WAITING, "")
    resolve_escalations(job.pk, now)
    audit.record("job.retried", "job", job.pk, actor=actor)
    _ring_after_commit(job)
    return True


def dismiss_dead_letter(job_id: UUID, *, reason: str, actor: Membership | None) -> bool:
    """Close a dead letter, or a job of unknown outcome, for good; say whether it was one."""
    now = timezone.now()
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=WAITS_FOR_A_PERSON).first()
    if job is None:
        return False
    _close(job, JobState.DISMISSED, reason, now)
    resolve_escalations(job.pk, now)
    audit.record("job.dismissed", "job", job.pk, actor=actor)
    return True


def open_escalation(reason: str, title: str, *, job: Job | None = None, context: dict[str, str] | None = None) -> None:
    """Ask a person of the organization in scope to act; the same reason and job are asked for once."""
    escalation = Escalation(reason=reason, title=title[:200], job=job, context=context or {}, opened_at=timezone.now())
    made = Escalation.objects.bulk_create([escalation], ignore_conflicts=True)
    if Escalation.objects.filter(pk=made[0].pk).exists():
        signals.escalation_opened.send(sender=Escalation, escalation=escalation)


def resolve_escalations(job_id: UUID, now: datetime) -> None:
    """Close what people were asked about the job."""
    Escalation.objects.filter(job_id=job_id, state=EscalationState.OPEN).update(
        state=EscalationState.RESOLVED, resolved_at=now
    )


def receive_webhook(provider: str, event_id: str, body: dict[str, object], *, account: str = "", job_kind: str) -> bool:
    """Keep a verified webhook of the organization in scope and plan its processing; say whether it is new."""
    event = InboxEvent(
        provider=provider,
        account=account,
        event_id=event_id,
        body=body,
        correlation_id=correlation.current(),
        received_at=timezone.now(),
    )
    InboxEvent.objects.bulk_create([event], ignore_conflicts=True)
    if not InboxEvent.objects.filter(pk=event.pk).exists():
        return False
    enqueue(job_kind, {"event": event.pk}, dedupe_key=str(event.pk))
    return True


def purge_finished(before: datetime) -> int:
    """Delete the scope's jobs that ended before then, except dead letters; say how many."""
    deleted, _by_model = Job.objects.filter(state__in=FINAL_STATES, finished_at__lt=before).delete()
    return deleted


def purge_model_texts(before: datetime) -> int:
    """Empty what the scope's models were told and answered before then; counts, costs and outcomes stay."""
    old = ModelCall.objects.filter(at__lt=before).exclude(input="", output="")
    return old.update(input="", output="")
