"""Putting work into the job table, and what people may do with it there."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from automation import clock, kinds, signals
from automation.bell import Ring, bell
from automation.enums import FINAL_STATES, WAITS_FOR_A_PERSON, EscalationState, JobState
from automation.models import Escalation, InboxEvent, Job, JobAttempt, ModelCall
from automation.telling import attention_changed
from leadwizard.lib import correlation
from tenants import audit, scoping
from tenants.compiled import Compiled
from tenants.models import Membership

_OPEN_QUESTION: Final = Compiled(
    lambda kind, dedupe_key: Job.objects.select_for_update().filter(
        kind=kind,
        dedupe_key=dedupe_key,
        state__in=[JobState.WAITING, JobState.UNKNOWN, JobState.DEAD],
        attempt__gt=0,
    )
)


def enqueue(kind: str, payload: dict[str, UUID | str], *, run_at: datetime | None = None, dedupe_key: str = "") -> Job:
    """Add a job to the organization in scope, in the caller's transaction, and ring after its commit.

    With `dedupe_key` the same kind and key give the same job again.

    Raises:
        UnknownKindError: no app registered the kind.
    """
    job = new_job(kind, payload, run_at=run_at, dedupe_key=dedupe_key)
    if not Job.objects.insert_new(job):
        job = Job.objects.get(kind=kind, dedupe_key=dedupe_key)
    ring_for(job)
    return job


def new_job(kind: str, payload: dict[str, UUID | str], *, run_at: datetime | None = None, dedupe_key: str = "") -> Job:
    """Return a job that the caller inserts along with the row that it is about; then `ring_for` it.

    Raises:
        UnknownKindError: no app registered the kind.
    """
    registered = kinds.get(kind)
    return Job(
        kind=kind,
        queue=registered.queue,
        effect=registered.current_effect(),
        payload={name: str(value) for name, value in payload.items()},
        run_at=run_at or clock.now(),
        dedupe_key=dedupe_key,
        correlation_id=correlation.current(),
    )


def ring_for(job: Job) -> None:
    """Ring after the commit, if the job is due."""
    if job.run_at > clock.now():
        return
    # Robust: a saved lead is never answered with an error because a broker is away.
    ring = Ring(job.queue, scoping.current_organization_id(), job.pk)
    transaction.on_commit(partial(bell.announce, ring), robust=True)


def cancel_jobs(kind: str, dedupe_key: str, *, reason: str) -> int:
    """Cancel the waiting job with the key; say how many were cancelled (0 or 1)."""
    if not dedupe_key:
        return 0
    waiting = Job.objects.select_for_update().filter(kind=kind, dedupe_key=dedupe_key, state=JobState.WAITING)
    job = waiting.first()
    if job is None:
        return 0
    _close(job, JobState.CANCELLED, reason, clock.now())
    return 1


def _close(job: Job, state: JobState, reason: str, now: datetime) -> None:
    job.state = state
    job.closing_reason = reason[:240]
    job.finished_at = now
    # Whoever decided that it ends has decided the open question, too: no provider is asked any more.
    job.unknown_at = job.reconcile_at = None
    job.save(update_fields=["state", "closing_reason", "finished_at", "unknown_at", "reconcile_at"])
    kind = kinds.find(job.kind)
    if kind and kind.settle:
        kind.settle(job, state, reason)


def retry_dead_letter(job_id: UUID, *, actor: Membership | None) -> bool:
    """Let a dead letter, or a job of unknown outcome, run again from where it stood; say whether it was one.

    Whoever lets an unknown outcome run again was told that it may happen twice. A dead letter may hold the same
    question: it then becomes unknown when its turn comes, and is asked about first.
    """
    now = clock.now()
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=WAITS_FOR_A_PERSON).first()
    if job is None:
        return False
    if job.state == JobState.UNKNOWN:
        job.uncertain_since = None
    job.state = JobState.WAITING
    job.attempt = 0
    job.run_at = now
    job.unknown_at = job.reconcile_at = job.rung_at = None
    job.save(update_fields=["state", "attempt", "run_at", "unknown_at", "reconcile_at", "rung_at", "uncertain_since"])
    kind = kinds.get(job.kind)
    if kind.settle:
        kind.settle(job, JobState.WAITING, "")
    resolve_escalations(job.pk, now)
    audit.record("job.retried", "job", job.pk, actor=actor)
    ring_for(job)
    return True


def dismiss_dead_letter(job_id: UUID, *, reason: str, actor: Membership | None) -> bool:
    """Close a dead letter, or a job of unknown outcome, for good; say whether it was one."""
    now = clock.now()
    job = Job.objects.select_for_update().filter(pk=job_id, state__in=WAITS_FOR_A_PERSON).first()
    if job is None:
        return False
    _close(job, JobState.DISMISSED, reason, now)
    resolve_escalations(job.pk, now)
    audit.record("job.dismissed", "job", job.pk, actor=actor)
    return True


def confirm_job(kind: str, dedupe_key: str, receipt: object) -> bool:
    """End a job whose work a provider reports as done, whatever we knew of it; say whether it was ended by this.

    The kind's `confirm` keeps the receipt. A job that runs at this moment is left to its worker, whose answer says the
    same.
    """
    now = clock.now()
    job = _OPEN_QUESTION.first(kind=kind, dedupe_key=dedupe_key)
    if job is None:
        return False
    complete_job(job, receipt, now)
    return True


def complete_job(job: Job, receipt: object, now: datetime) -> None:
    """End a job that nobody runs as done, with what its kind keeps of it; the caller has locked its row."""
    kind = kinds.find(job.kind)
    if kind and kind.confirm:
        kind.confirm(job, receipt)
    job.state, job.finished_at = JobState.DONE, now
    job.unknown_at = job.reconcile_at = None
    job.last_error = ""
    job.save(update_fields=["state", "finished_at", "unknown_at", "reconcile_at", "last_error"])
    JobAttempt.objects.filter(job=job, attempt=job.attempt).update(outcome=JobState.DONE, error="")
    resolve_escalations(job.pk, now)


def open_escalation(reason: str, title: str, *, job: Job | None = None, context: dict[str, str] | None = None) -> None:
    """Ask a person of the organization in scope to act; the same reason and job are asked for once."""
    escalation = Escalation(reason=reason, title=title[:200], job=job, context=context or {}, opened_at=clock.now())
    if Escalation.objects.insert_new(escalation):
        signals.escalation_opened.send(sender=Escalation, escalation=escalation)
        attention_changed()


def resolve_escalations(job_id: UUID, now: datetime) -> None:
    """Close what people were asked about the job."""
    is_resolved = Escalation.objects.filter(job_id=job_id, state=EscalationState.OPEN).update(
        state=EscalationState.RESOLVED, resolved_at=now
    )
    if is_resolved:
        attention_changed()


def receive_webhook(
    provider: str,
    event_id: str,
    body: dict[str, object],
    *,
    account: str = "",
    job_kind: str,
    applied: Sequence[Model] | None = None,
) -> bool:
    """Keep a verified webhook of the organization in scope and plan its processing; say whether it is new.

    With `applied` its effect is part of the caller's transaction, and nothing is planned; these rows, if there are any,
    are inserted along with it.
    """
    now = clock.now()
    event = InboxEvent(
        provider=provider,
        account=account,
        event_id=event_id,
        body=body,
        correlation_id=correlation.current(),
        received_at=now,
        processed_at=None if applied is None else now,
    )
    if not InboxEvent.objects.insert_new(event, *applied or ()):
        return False
    if applied is None:
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
