"""What members do with what waits for them: take it, talk about it, decide it.

Every function works in the organization in scope, writes its audit entry in the same transaction, and says whether it
changed anything: of two people who press the same button, one did it. Locks are taken as the engine takes them, the
job before its escalations.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from automation import kinds, services
from automation.enums import WAITS_FOR_A_PERSON, EscalationState, Resolution
from automation.exceptions import DecideFirstError, WorkGoneError
from automation.models import Escalation, EscalationComment, Job
from automation.telling import attention_changed
from tenants import audit
from tenants.models import Membership


def assign_escalation(escalation_id: UUID, member: Membership | None, *, actor: Membership) -> bool:
    """Give an open escalation to a member, or back to nobody."""
    rows = Escalation.objects.filter(pk=escalation_id, state=EscalationState.OPEN)
    if not rows.exclude(assigned_to=member).update(assigned_to=member):
        return False
    audit.record("escalation.assigned", "escalation", escalation_id, actor=actor, fields=["assigned_to"])
    attention_changed()
    return True


def comment_on_escalation(escalation_id: UUID, body: str, *, author: Membership, token: UUID, now: datetime) -> bool:
    """Keep a member's words about an escalation, open or not; False when the same composer was sent before."""
    comment = EscalationComment(escalation_id=escalation_id, author=author, body=body, token=token, at=now)
    if not EscalationComment.objects.insert_new(comment):
        return False
    audit.record("escalation.commented", "escalation", escalation_id, actor=author)
    return True


def resolve_escalation(escalation: Escalation, *, note: str, actor: Membership, now: datetime) -> bool:
    """End an escalation that is no question about a job any more.

    Raises:
        DecideFirstError: its job still waits for a person, and would wait unseen.
    """
    if escalation.job_id and _waiting(escalation.job_id):
        raise DecideFirstError
    return bool(_resolve(Escalation.objects.filter(pk=escalation.pk), Resolution.SETTLED, note, actor, now))


def retry(job_id: UUID, *, actor: Membership, now: datetime) -> bool:
    """Let a dead letter, or a job of unknown outcome, go on from where it stood.

    Raises:
        WorkGoneError: no app registers the job's kind any more.
    """
    job = _waiting(job_id)
    if job is None:
        return False
    if kinds.find(job.kind) is None:
        raise WorkGoneError
    _resolve(Escalation.objects.filter(job=job), Resolution.RETRIED, "", actor, now)
    return services.retry_dead_letter(job_id, actor=actor)


def dismiss(job_id: UUID, *, reason: str, actor: Membership, now: datetime) -> bool:
    """Close a dead letter, or a job of unknown outcome, for good."""
    job = _waiting(job_id)
    if job is None:
        return False
    _resolve(Escalation.objects.filter(job=job), Resolution.DISMISSED, reason, actor, now)
    return services.dismiss_dead_letter(job_id, reason=reason, actor=actor)


def retry_many(job_ids: Iterable[UUID], *, actor: Membership, now: datetime) -> int:
    """Let several go on; say how many. What cannot be tried again is left alone."""
    known = [kind.name for kind in kinds.all_kinds()]
    # In the order of their ids, so that two people with the same list never wait for each other.
    chosen = Job.objects.filter(pk__in=list(job_ids), kind__in=known).order_by("pk").values_list("pk", flat=True)
    return sum(retry(job_id, actor=actor, now=now) for job_id in chosen)


def dismiss_many(job_ids: Iterable[UUID], *, reason: str, actor: Membership, now: datetime) -> int:
    """Close several with the same reason; say how many."""
    return sum(dismiss(job_id, reason=reason, actor=actor, now=now) for job_id in sorted(job_ids))


def _waiting(job_id: UUID) -> Job | None:
    return Job.objects.select_for_update().filter(pk=job_id, state__in=WAITS_FOR_A_PERSON).first()


def _resolve(rows: QuerySet[Escalation], resolution: Resolution, note: str, actor: Membership, now: datetime) -> int:
    ended = list(rows.filter(state=EscalationState.OPEN).select_for_update().values_list("pk", flat=True))
    Escalation.objects.filter(pk__in=ended).update(
        state=EscalationState.RESOLVED, resolution=resolution, note=note, resolved_by=actor, resolved_at=now
    )
    for escalation_id in ended:
        audit.record("escalation.resolved", "escalation", escalation_id, actor=actor, fields=["state"])
    # A dead letter that nobody was asked about is decided here, too.
    attention_changed()
    return len(ended)
