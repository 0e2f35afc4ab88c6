"""Keeping what strangers send."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from automation.models import Job
from automation.services import new_job, ring_for
from leads.enums import LeadSource, Suspicion, SuspicionReason
from leads.exceptions import FormClosedError, KeyUsedError
from leads.models import Form, Lead
from leadwizard.lib import ids
from messaging.enums import Channel, ConsentChannel, MessageKind, TimelineKind
from messaging.models import Contact, TimelineEntry
from messaging.services import match_contact, new_entry, new_inbound, record_consent, take_back, tell_browsers
from tenants.compiled import Compiled
from tenants.models import Organization

TRIAGE: Final = "leads.triage"
# Who goes back and sends the same words again means the same request.
REPETITION: Final = timedelta(minutes=10)
# One person at one address writes rarely; a script writes always.
SUBMISSIONS: Final = "10/minute"
# Beyond this a form is flooded: what comes is kept, and looked at by a person first.
FLOOD: Final = "300/minute"
_SENT_BEFORE: Final = Compiled(lambda form, key: Lead.objects.filter(form_id=form, idempotency_key=key))


@dataclass(frozen=True)
class Agreement:
    """A box that the stranger ticked: which words stood beside it, in which version."""

    channel: ConsentChannel
    wording: str
    version: str


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

    def words(self) -> dict[str, str]:
        """Return what the stranger typed, by the names of the lead's columns."""
        return {
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "service": self.service,
            "preferred_time": self.preferred_time,
            "message": self.message,
        }


@dataclass(frozen=True)
class Origin:
    """Where an enquiry came from, and why it may be none: page, network address, campaign, agreements."""

    source: LeadSource
    page: str = ""
    network_address: str = ""
    attribution: dict[str, str] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    suspicion: SuspicionReason = SuspicionReason.NONE


@dataclass(frozen=True)
class Captured:
    """A kept enquiry, and whether this call was the one that kept it."""

    lead: Lead
    is_new: bool


def find_repetition(form: Form, enquiry: Enquiry, now: datetime) -> Lead | None:
    """Return the lead that somebody sends a second time, word for word, within minutes: back, and send again."""
    return (
        Lead.objects.filter(form=form, created_at__gte=now - REPETITION, **enquiry.words())
        .order_by("-created_at", "-id")
        .first()
    )


def is_open(form: Form, organization: Organization) -> bool:
    """Say whether the form takes enquiries."""
    return form.is_active and organization.is_open


def capture_lead(
    form: Form,
    enquiry: Enquiry,
    *,
    organization: Organization,
    origin: Origin,
    idempotency_key: str,
    now: datetime,
) -> Captured:
    """Keep an enquiry with its contact, message, consent, timeline entry and triage job, all or nothing.

    The same form, key and words give the same lead again, at once or years later, also in parallel. A suspect one is
    kept in quarantine and answered by nobody until a person says that it is none.

    Raises:
        FormClosedError: the form or its organization takes nothing now, and the key is new.
        KeyUsedError: the key belongs to an enquiry with other words; nothing was kept.
    """
    if not is_open(form, organization):
        known = _SENT_BEFORE.first(form=form.pk, key=idempotency_key)
        if known is None:
            raise FormClosedError
        return _again(known, enquiry)
    # Most keys are new: the row is tried before anybody looks for the key.
    match = match_contact(name=enquiry.name, email=enquiry.email, phone=enquiry.phone, locale=enquiry.locale)
    lead = _new_lead(form, match.contact, enquiry, origin, now=now)
    lead.idempotency_key = idempotency_key
    said = new_inbound(
        match.contact, channel=Channel.FORM, kind=MessageKind.ENQUIRY, body=lead.message, about_id=lead.pk, at=now
    )
    consequence = _consequence(lead, match.contact, origin, now)
    if not Lead.objects.insert_new(lead, *said, consequence):
        known = _SENT_BEFORE.first(form=form.pk, key=idempotency_key)
        if known:
            take_back(match)
            return _again(known, enquiry)
        # One in 700 million: the reference was used before.
        lead.reference = ids.reference()
        if not Lead.objects.insert_new(lead, *said, consequence):
            msg = "a lead was neither found nor made"
            raise RuntimeError(msg)
    _save_consents(lead, match.contact, origin, now)
    tell_browsers(lead.pk)
    if isinstance(consequence, Job):
        ring_for(consequence)
    return Captured(lead, is_new=True)


def _again(known: Lead, enquiry: Enquiry) -> Captured:
    """Return the lead that a key was used for before, if it was with the same words."""
    if any(getattr(known, name) != words for name, words in enquiry.words().items()):
        raise KeyUsedError
    return Captured(known, is_new=False)


def _new_lead(form: Form, contact: Contact, enquiry: Enquiry, origin: Origin, *, now: datetime) -> Lead:
    is_suspect = origin.suspicion != SuspicionReason.NONE
    return Lead(
        form=form,
        contact=contact,
        reference=ids.reference(),
        **enquiry.words(),
        locale=enquiry.locale,
        source=origin.source,
        suspicion=Suspicion.SUSPECT if is_suspect else Suspicion.NONE,
        suspicion_reason=origin.suspicion,
        attribution=origin.attribution,
        network_address=origin.network_address,
        created_at=now,
    )


def _consequence(lead: Lead, contact: Contact, origin: Origin, now: datetime) -> Job | TimelineEntry:
    """Return what becomes of a new lead, yet to be inserted: it is answered, or stays in quarantine."""
    if lead.suspicion == Suspicion.SUSPECT:
        return new_entry(
            contact.pk, TimelineKind.QUARANTINED, at=now, about_id=lead.pk, facts={"reason": origin.suspicion}
        )
    return new_job(TRIAGE, {"lead": lead.pk}, dedupe_key=str(lead.pk))


def _save_consents(lead: Lead, contact: Contact, origin: Origin, now: datetime) -> None:
    for agreement in origin.agreements:
        record_consent(
            contact,
            agreement.channel,
            wording=agreement.wording,
            version=agreement.version,
            page=origin.page,
            address=origin.network_address,
            about_id=lead.pk,
            now=now,
        )
