"""What can be done with forms and leads."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from automation.services import enqueue
from leads.enums import Communication, LeadSource, LeadStatus
from leads.exceptions import FormClosedError
from leads.models import Form, Lead
from leadwizard.lib import ids
from messaging.enums import Channel, Direction, DispatchState, MessageKind, NoticeKind, TimelineKind
from messaging.models import Message, Notice
from messaging.services import add_entry, match_contact, notify, queue_message, record_inbound, reply_by_email
from tenants import audit, registry
from tenants.enums import RegistryKind, Role
from tenants.models import Membership, Organization

NAME_WORDS: Final = 5
# Letters joined by hyphens and apostrophes, and an initial's or a title's full stop.
_NAME_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")

TRIAGE: Final = "leads.triage"
ANSWER: Final = "answer"
# One person at one address writes rarely; a script writes always.
# Who goes back and sends the same words again means the same request.
REPETITION: Final = timedelta(minutes=10)
SUBMISSIONS: Final = "10/minute"


@dataclass(frozen=True)
class Enquiry:
    """What a stranger sent, checked and within its limits; `phone` is E.164 or empty."""

    name: str
    email: str
    message: str
    phone: str = ""
    service: str = ""
    preferred_time: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Captured:
    """A kept enquiry, and whether this call was the one that kept it."""

    lead: Lead
    is_new: bool


def create_form(*, slug: str, organization: Organization, **values: Any) -> Form:
    """Make a form whose address is unique on the platform.

    Raises:
        TakenError: another form has the slug.
    """
    form = Form.objects.create(slug=slug, **values)
    registry.claim(RegistryKind.FORM_SLUG, slug, form.pk)
    audit.record("form.created", "form", form.pk)
    return form


def capture_lead(
    form: Form,
    enquiry: Enquiry,
    *,
    organization: Organization,
    source: LeadSource,
    idempotency_key: str,
    now: datetime,
) -> Captured:
    """Keep an enquiry with its contact, message, timeline entry and triage job, all or nothing.

    The same form and key give the same lead again, at once or years later, also in parallel.

    Raises:
        FormClosedError: the form or its organization takes nothing now, and the key is new.
    """
    known = Lead.objects.filter(form=form, idempotency_key=idempotency_key).first()
    if known:
        return Captured(known, is_new=False)
    if not is_open(form, organization):
        raise FormClosedError
    try:
        with transaction.atomic():
            lead = _save_lead(form, enquiry, source=source, idempotency_key=idempotency_key, now=now)
    except IntegrityError:
        # A twin was faster, or (one in 700 million) the reference was used before.
        known = Lead.objects.filter(form=form, idempotency_key=idempotency_key).first()
        if known:
            return Captured(known, is_new=False)
        with transaction.atomic():
            lead = _save_lead(form, enquiry, source=source, idempotency_key=idempotency_key, now=now)
    return Captured(lead, is_new=True)


def find_repetition(form: Form, enquiry: Enquiry, now: datetime) -> Lead | None:
    """Return the lead that somebody sends a second time, word for word, within minutes: back, and send again."""
    return (
        Lead.objects.filter(
            form=form,
            created_at__gte=now - REPETITION,
            name=enquiry.name,
            email=enquiry.email,
            phone=enquiry.phone,
            service=enquiry.service,
            preferred_time=enquiry.preferred_time,
            message=enquiry.message,
        )
        .order_by("-created_at", "-id")
        .first()
    )


def is_open(form: Form, organization: Organization) -> bool:
    """Say whether the form takes enquiries."""
    return form.is_active and organization.is_open


def _save_lead(form: Form, enquiry: Enquiry, *, source: LeadSource, idempotency_key: str, now: datetime) -> Lead:
    contact = match_contact(name=enquiry.name, email=enquiry.email, phone=enquiry.phone, locale=enquiry.locale)
    lead = Lead.objects.create(
        form=form,
        contact=contact,
        reference=ids.reference(),
        name=enquiry.name,
        email=enquiry.email,
        phone=enquiry.phone,
        service=enquiry.service,
        preferred_time=enquiry.preferred_time,
        message=enquiry.message,
        locale=enquiry.locale,
        source=source,
        idempotency_key=idempotency_key,
        created_at=now,
    )
    record_inbound(
        contact,
        channel=Channel.FORM,
        kind=MessageKind.ENQUIRY,
        body=enquiry.message,
        about_id=lead.pk,
        at=now,
    )
    enqueue(TRIAGE, {"lead": lead.pk}, dedupe_key=str(lead.pk))
    return lead


def acknowledge_lead(lead: Lead, *, organization: Organization, now: datetime) -> Message | None:
    """Queue the acknowledgement, once for each lead; it never repeats the stranger's own text."""
    if not lead.email:
        return None
    form = lead.form
    offered = form.services if form else []
    return queue_message(
        lead.contact,
        organization=organization,
        kind=MessageKind.ACKNOWLEDGEMENT,
        to_address=lead.email,
        template="acknowledgement",
        context={
            "lead": {
                # The name goes into the greeting only where it reads like a name: it is a stranger's text too.
                "first_name": greeting_name(lead.name),
                "reference": lead.reference,
                "service": lead.service if lead.service in offered else "",
                "created_at": lead.created_at,
            },
            "success_text": form.success_text if form else "",
            "recipient_name": greeting_name(lead.name),
        },
        purpose=ANSWER,
        subject_id=lead.pk,
        about_id=lead.pk,
        locale=lead.locale,
        now=now,
    )


def greeting_name(name: str) -> str:
    """Return the first name for a greeting, or nothing where the name could be an advertisement or a link.

    A stranger chooses the name, and the greeting goes out in the business's name: only a few words of letters pass.
    """
    words = name.split()
    is_name = 0 < len(words) <= NAME_WORDS and all(_NAME_WORD.fullmatch(word) for word in words)
    return words[0] if is_name and not name.isupper() else ""


def alert_team(lead: Lead, *, organization: Organization, now: datetime) -> list[Notice]:
    """Tell the organization of a new lead: its contact address, or its owners where it has none."""
    path = reverse("leads:lead", args=[organization.slug, lead.pk])
    notices = [
        notify(
            NoticeKind.LEAD_ALERT,
            to_address=address,
            template="lead_alert",
            context={
                "lead": {
                    "name": lead.name,
                    "email": lead.email,
                    "phone_display": lead.phone_display,
                    "service": lead.service,
                    "preferred_time": lead.preferred_time,
                    "message": lead.message,
                },
                "lead_url": f"{settings.PUBLIC_URL}{path}",
            },
            organization=organization,
            about_id=lead.pk,
            dedupe_key=str(lead.pk),
            now=now,
        )
        for address in _alert_addresses(organization)
    ]
    return [notice for notice in notices if notice]


def _alert_addresses(organization: Organization) -> list[str]:
    if organization.contact_email:
        return [organization.contact_email]
    owners = Membership.objects.filter(role=Role.OWNER, is_active=True).select_related("user")
    return [owner.user.email for owner in owners]


def change_status(lead: Lead, status: LeadStatus, *, actor: Membership, now: datetime) -> bool:
    """Put the lead where a person says it is; say whether that changed anything."""
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
    audit.record("lead.status_changed", "lead", lead.pk, actor=actor, fields=["status"])
    return True


def reply_to_lead(
    lead: Lead, body: str, *, organization: Organization, actor: Membership, token: UUID, now: datetime
) -> Message | None:
    """Queue a member's answer by e-mail; None when the same composer was sent before.

    Raises:
        CannotWriteError: the lead has no address, or it must not be written to.
    """
    about = lead.service if lead.form and lead.service in lead.form.services else ""
    message = reply_by_email(
        lead.contact,
        organization=organization,
        author=actor,
        to_address=lead.email,
        body=body,
        subject_line=f"Re: {about or 'your request'} ({lead.reference})",
        token=token,
        about_id=lead.pk,
        now=now,
    )
    if message:
        audit.record("lead.answered", "lead", lead.pk, actor=actor)
    return message


_SPOKE_LAST: Final = {
    MessageKind.ENQUIRY: Communication.NEW,
    MessageKind.ACKNOWLEDGEMENT: Communication.ACKNOWLEDGED,
    MessageKind.INBOUND: Communication.CUSTOMER_REPLIED,
}
# What did not leave, or did not arrive, was not said.
_UNSAID: Final = (
    DispatchState.DRAFT,
    DispatchState.DISCARDED,
    DispatchState.HELD,
    DispatchState.BOUNCED,
    DispatchState.FAILED,
    DispatchState.CANCELLED,
)


def derive_communication(lead_id: UUID) -> None:
    """Set a lead's communication status from its newest message."""
    newest = (
        Message.objects.filter(about_id=lead_id)
        .exclude(state__in=_UNSAID)
        .order_by("-created_at", "-id")
        .values_list("kind", "direction", "is_automatic")
        .first()
    )
    if newest is None:
        return
    kind, direction, is_automatic = newest
    spoke = _SPOKE_LAST.get(MessageKind(kind))
    if spoke is None and direction == Direction.OUT:
        spoke = Communication.AI_REPLIED if is_automatic else Communication.OWNER_REPLIED
    if spoke is not None:
        Lead.objects.filter(pk=lead_id).exclude(communication=spoke).update(communication=spoke)
