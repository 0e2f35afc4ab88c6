"""Suggestions that wait for a person: send, edit and send, discard. What a person changed is kept as feedback."""

from datetime import datetime
from uuid import UUID

from leads.enums import DraftOutcome
from leads.models import Analysis, Lead
from leads.services.answers import reply_subject
from messaging import rendering
from messaging.enums import Channel, Direction, DispatchState, MessageKind, StopReason, TimelineKind
from messaging.exceptions import CannotWriteError
from messaging.models import Message
from messaging.services import add_entry, stop_runs
from messaging.services.drafts import send_draft
from messaging.services.messages import why_not_by_email
from tenants import audit
from tenants.models import Membership, Organization

__all__ = ["approve_draft", "discard_draft", "open_draft", "save_draft"]


def save_draft(lead: Lead, analysis: Analysis, *, now: datetime) -> Message | None:
    """Keep the model's reply as a draft, once for each analysis; None where it wrote nothing."""
    if not analysis.suggested_reply.strip():
        return None
    draft = Message(
        contact=lead.contact,
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        kind=MessageKind.DRAFT,
        state=DispatchState.DRAFT,
        is_automatic=True,
        to_address=lead.email,
        subject=reply_subject(lead),
        body=analysis.suggested_reply,
        about_id=lead.pk,
        purpose="draft",
        subject_id=analysis.pk,
        created_at=now,
    )
    return draft if Message.objects.insert_new(draft) else None


def open_draft(lead: Lead) -> Message | None:
    """Return the draft that waits for a person, if there is one."""
    return (
        Message.objects.filter(about_id=lead.pk, kind=MessageKind.DRAFT, state=DispatchState.DRAFT)
        .order_by("-created_at", "-id")
        .first()
    )


def approve_draft(
    lead: Lead, draft_id: UUID, body: str, *, organization: Organization, actor: Membership, now: datetime
) -> Message | None:
    """Send a draft, as it is or edited; None when it no longer waits.

    Raises:
        CannotWriteError: there is no address, or it must not be written to.
    """
    refusal = why_not_by_email(lead.email)
    if refusal:
        raise CannotWriteError(refusal)
    draft = _locked(lead, draft_id)
    if draft is None:
        return None
    before = draft.body
    rendered = rendering.render(
        "reply",
        {"body": body, "author": actor.display_name, "subject": reply_subject(lead)},
        organization=organization,
        locale=lead.locale,
    )
    message = send_draft(draft, body=body, rendered=rendered, organization=organization, actor=actor, now=now)
    stop_runs(lead.pk, StopReason.ANSWERED, now=now, actor=actor)
    outcome = DraftOutcome.SENT if body.strip() == before.strip() else DraftOutcome.EDITED
    _judge(draft.subject_id, outcome, actor, now, final_reply=body)
    audit.record(
        "draft.approved", "lead", lead.pk, actor=actor, fields=["body"] if outcome == DraftOutcome.EDITED else []
    )
    return message


def discard_draft(lead: Lead, draft_id: UUID, *, actor: Membership, now: datetime) -> bool:
    """Throw a draft away; say whether it still waited."""
    draft = _locked(lead, draft_id)
    if draft is None:
        return False
    draft.state = DispatchState.DISCARDED
    draft.save(update_fields=["state"])
    _judge(draft.subject_id, DraftOutcome.DISCARDED, actor, now)
    add_entry(lead.contact_id, TimelineKind.DRAFT_DISCARDED, at=now, about_id=lead.pk, actor=actor)
    audit.record("draft.discarded", "lead", lead.pk, actor=actor)
    return True


def _locked(lead: Lead, draft_id: UUID) -> Message | None:
    return (
        Message.objects.select_for_update()
        .filter(pk=draft_id, about_id=lead.pk, kind=MessageKind.DRAFT, state=DispatchState.DRAFT)
        .first()
    )


def _judge(
    analysis_id: UUID | None, outcome: DraftOutcome, actor: Membership, now: datetime, final_reply: str = ""
) -> None:
    if analysis_id is None:
        return
    Analysis.objects.filter(pk=analysis_id).update(
        outcome=outcome, final_reply=final_reply, decided_by=actor, decided_at=now
    )
