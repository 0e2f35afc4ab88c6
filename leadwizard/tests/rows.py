"""One row of every tenant model: what the isolation matrices try to reach."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from automation.enums import Effect, Queue
from automation.models import Escalation, EscalationComment, InboxEvent, Job, JobAttempt, ModelCall
from leads.enums import LeadSource
from leads.models import Analysis, Form, Lead, Note, ReplySettings
from messaging.enums import Channel, Direction, MessageKind, NoticeKind, SuppressionReason, TimelineKind
from messaging.models import (
    Consent,
    Contact,
    MemberPhone,
    Message,
    Notice,
    ReplyAddress,
    Run,
    Sequence,
    SequenceStep,
    Suppression,
    TextLine,
    TimelineEntry,
)
from tenants.models import AuditEvent, Credential, Invitation, Membership, TenantModel, User


def _now() -> Any:
    return timezone.now()


def _unique() -> str:
    return uuid4().hex[:12]


def _digits() -> str:
    return str(uuid4().int)[:7]


def _user() -> User:
    return User.objects.create_user(f"{_unique()}@rows.example", None)


# A new tenant model without a line here fails the matrices.
MAKERS: dict[type[TenantModel], Callable[[], models.Model]] = {
    Membership: lambda: Membership.objects.create(user=_user(), role="staff"),
    Invitation: lambda: Invitation.objects.create(
        email=f"{_unique()}@rows.example", role="staff", invited_by=make(Membership), expires_at=_now()
    ),
    AuditEvent: lambda: AuditEvent.objects.create(action="row.made", subject_kind="row", at=_now()),
    Credential: lambda: Credential.objects.create(
        provider="openai", name=_unique(), ciphertext="k.n.c", changed_by=make(Membership), changed_at=_now()
    ),
    Job: lambda: Job.objects.create(
        kind="messaging.deliver", queue=Queue.QUICK, effect=Effect.ROWS, run_at=_now(), dedupe_key=_unique()
    ),
    JobAttempt: lambda: JobAttempt.objects.create(job=make(Job), attempt=1, started_at=_now()),
    Escalation: lambda: Escalation.objects.create(
        reason="dead_letter",
        title="Canary",
        job=make(Job),
        assigned_to=make(Membership),
        resolved_by=make(Membership),
        opened_at=_now(),
    ),
    EscalationComment: lambda: EscalationComment.objects.create(
        escalation=make(Escalation), author=make(Membership), body="Canary", token=uuid4(), at=_now()
    ),
    InboxEvent: lambda: InboxEvent.objects.create(provider="resend", event_id=_unique(), body={}, received_at=_now()),
    ModelCall: lambda: ModelCall.objects.create(
        purpose="tests", prompt_version="1", model="m", endpoint="h", outcome="answered", milliseconds=1, at=_now()
    ),
    Contact: lambda: Contact.objects.create(name="Canary", email=f"{_unique()}@rows.example"),
    Message: lambda: Message.objects.create(
        contact=make(Contact),
        author=make(Membership),
        direction=Direction.IN,
        channel=Channel.FORM,
        kind=MessageKind.ENQUIRY,
        state="received",
        created_at=_now(),
    ),
    Notice: lambda: Notice.objects.create(
        kind=NoticeKind.ACCOUNT, member=make(Membership), to_address="a@rows.example", created_at=_now()
    ),
    Suppression: lambda: Suppression.objects.create(
        channel=Channel.EMAIL, address=f"{_unique()}@rows.example", reason=SuppressionReason.ASKED, since=_now()
    ),
    TimelineEntry: lambda: TimelineEntry.objects.create(
        contact=make(Contact), message=make(Message), actor=make(Membership), kind=TimelineKind.ENQUIRY, at=_now()
    ),
    Sequence: lambda: Sequence.objects.create(purpose=_unique()),
    SequenceStep: lambda: SequenceStep.objects.create(
        sequence=make(Sequence), position=1, delay_hours=24, body="Canary"
    ),
    Run: lambda: Run.objects.create(
        sequence=make(Sequence), contact=make(Contact), about_id=uuid4(), started_at=_now()
    ),
    Consent: lambda: Consent.objects.create(
        contact=make(Contact), channel="sms", wording="Canary", version="1", given_at=_now()
    ),
    ReplyAddress: lambda: ReplyAddress.objects.create(
        audience="team", contact=make(Contact), member=make(Membership), bound_to="a@rows.example"
    ),
    MemberPhone: lambda: MemberPhone.objects.create(
        member=make(Membership), number=f"+1937{_digits()}", wording="Canary", wording_version="1", agreed_at=_now()
    ),
    TextLine: lambda: TextLine.objects.create(
        phone=make(MemberPhone), contact=make(Contact), notice=make(Notice), short=1, alerted_at=_now()
    ),
    Analysis: lambda: Analysis.objects.create(
        lead=make(Lead),
        model="canary",
        prompt_version="1",
        summary="Canary",
        urgency="low",
        intent="Canary",
        risk_level="low",
        confidence=0.5,
        auto_send_allowed=False,
        decision="held",
        decided_by=make(Membership),
        created_at=_now(),
    ),
    Note: lambda: Note.objects.create(lead=make(Lead), author=make(Membership), body="Canary", created_at=_now()),
    ReplySettings: lambda: ReplySettings.objects.create(threshold=0.8),
    Form: lambda: Form.objects.create(slug=f"form-{_unique()}"),
    Lead: lambda: Lead.objects.create(
        form=make(Form),
        contact=make(Contact),
        assigned_to=make(Membership),
        reference=_unique(),
        name="Canary",
        message="Canary",
        source=LeadSource.PAGE,
        idempotency_key=_unique(),
        created_at=_now(),
    ),
}


def make(model: type[TenantModel]) -> Any:
    """Make a row of the model in the organization in scope, with all it points at."""
    return MAKERS[model]()
