"""Leads that looked like spam: kept, answered by nobody, judged by a person."""

from datetime import datetime

from automation.services import enqueue
from leads.enums import Suspicion
from leads.models import Lead
from leads.services.capture import TRIAGE
from messaging.enums import TimelineKind
from messaging.services import add_entry
from tenants import audit
from tenants.models import Membership


def clear_lead(lead: Lead, *, actor: Membership, now: datetime) -> bool:
    """Say that a lead is no spam: triage runs as if it were new. Say whether it was in quarantine."""
    if not _move(lead, Suspicion.CLEARED, (Suspicion.SUSPECT, Suspicion.SPAM)):
        return False
    add_entry(lead.contact_id, TimelineKind.RELEASED, at=now, about_id=lead.pk, actor=actor)
    audit.record("lead.cleared", "lead", lead.pk, actor=actor)
    enqueue(TRIAGE, {"lead": lead.pk}, dedupe_key=str(lead.pk))
    return True


def mark_spam(lead: Lead, *, actor: Membership) -> bool:
    """Say that a lead is spam: it is deleted after 30 days. Say whether that changed anything."""
    if not _move(lead, Suspicion.SPAM, (Suspicion.SUSPECT,)):
        return False
    audit.record("lead.marked_spam", "lead", lead.pk, actor=actor)
    return True


def _move(lead: Lead, to: Suspicion, allowed: tuple[Suspicion, ...]) -> bool:
    moved = Lead.objects.filter(pk=lead.pk, suspicion__in=allowed).update(suspicion=to)
    if moved:
        lead.suspicion = to
    return bool(moved)


def purge_spam(before: datetime) -> int:
    """Delete the scope's spam that came before then; say how many leads that were."""
    count, _by_model = Lead.objects.filter(suspicion=Suspicion.SPAM, created_at__lt=before).delete()
    return count
