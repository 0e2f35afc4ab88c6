"""One row of every tenant model: what the isolation matrices try to reach."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from automation.enums import Effect, Queue
from automation.models import Escalation, InboxEvent, Job, JobAttempt, ModelCall
from leads.enums import LeadSource
from leads.models import Form, Lead
from messaging.enums import Channel, Direction, MessageKind, NoticeKind, SuppressionReason, TimelineKind
from messaging.models import Contact, Message, Notice, Suppression, TimelineEntry
from tenants.models import AuditEvent, Credential, Invitation, Membership, TenantModel, User


def _now() -> Any:
    return timezone.now()


def _unique() -> str:
    return uuid4().hex[:12]


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
        reason="dead_letter", title="Canary", job=make(Job), assigned_to=make(Membership), opened_at=_now()
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
    Form: lambda: Form.objects.create(slug=f"form-{_unique()}"),
    Lead: lambda: Lead.objects.create(
        form=make(Form),
        contact=make(Contact),
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
