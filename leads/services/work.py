"""What members do with leads."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from leads.enums import CLOSED, LeadStatus
from leads.models import Lead, Note
from leads.services.answers import reply_subject
from messaging.enums import StopReason, TimelineKind
from messaging.models import Message
from messaging.services import add_entry, reply_by_email, stop_runs
from tenants import audit
from tenants.models import Membership, Organization


def change_status(lead: Lead, status: LeadStatus, *, actor: Membership, now: datetime) -> bool:
    """Put the lead where a person says it is; say whether that changed anything. Closing ends its follow-up."""
    before = lead.status
    changed = Lead.objects.filter(pk=lead.pk, status=before).exclude(status=status).update(status=status)
    if not changed:
        return False
    lead.status = status
    add_entry(
        lead.contact_id,
        TimelineKind.STATUS,
        at=now,
        about_id=lead.pk,
        actor=actor,
        facts={"before": before, "after": status},
    )
    if status in CLOSED:
        stop_runs(lead.pk, StopReason.CLOSED, now=now, actor=actor)
    audit.record("lead.status_changed", "lead", lead.pk, actor=actor, fields=["status"])
    return True


def change_statuses(lead_ids: Iterable[UUID], status: LeadStatus, *, actor: Membership, now: datetime) -> int:
    """Put several leads where a person says they are; say how many that changed."""
    leads = Lead.objects.select_for_update().filter(pk__in=list(lead_ids)).order_by("pk")
    return sum(change_status(lead, status, actor=actor, now=now) for lead in leads)


def assign_lead(lead: Lead, member: Membership | None, *, actor: Membership, now: datetime) -> bool:
    """Make a member the one who looks after the lead, or nobody; say whether that changed anything."""
    if lead.assigned_to_id == (member.pk if member else None):
        return False
    Lead.objects.filter(pk=lead.pk).update(assigned_to=member)
    lead.assigned_to = member
    add_entry(
        lead.contact_id,
        TimelineKind.ASSIGNED,
        at=now,
        about_id=lead.pk,
        actor=actor,
        facts={"member": str(member.pk) if member else ""},
    )
    audit.record("lead.assigned", "lead", lead.pk, actor=actor, fields=["assigned_to"])
    return True


def add_note(lead: Lead, body: str, *, author: Membership, token: UUID, now: datetime) -> Note | None:
    """Keep a member's words for the team; None when the same page was sent before."""
    note, is_new = Note.objects.get_or_create(
        # The token is the browser's: with the lead's id it can meet no note of another lead or organization.
        pk=uuid5(lead.pk, str(token)),
        defaults={"lead": lead, "author": author, "body": body, "created_at": now},
    )
    if not is_new:
        return None
    add_entry(lead.contact_id, TimelineKind.NOTE, at=now, about_id=lead.pk, actor=author, facts={"note": str(note.pk)})
    audit.record("lead.note_added", "lead", lead.pk, actor=author)
    return note


def reply_to_lead(
    lead: Lead, body: str, *, organization: Organization, actor: Membership, token: UUID, now: datetime
) -> Message | None:
    """Queue a member's answer by e-mail; None when the same composer was sent before.

    Raises:
        CannotWriteError: the lead has no address, or it must not be written to.
    """
    message = reply_by_email(
        lead.contact,
        organization=organization,
        author=actor,
        to_address=lead.email,
        body=body,
        subject_line=reply_subject(lead),
        token=token,
        about_id=lead.pk,
        now=now,
    )
    if message:
        stop_runs(lead.pk, StopReason.ANSWERED, now=now, actor=actor)
        audit.record("lead.answered", "lead", lead.pk, actor=actor)
    return message
