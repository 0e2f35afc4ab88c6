"""Organizations and leads by the thousand, for measuring: streamed in batches, with the memory of one batch.

Everything is drawn from the seed, except ids and the moment that it counts back from. The acknowledgement's text is
shorter than the real one: rendering it would cost more than all the rows together.
"""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import reset_queries, transaction

from leads import services
from leads.demo import words
from leads.enums import Communication, LeadSource, LeadStatus
from leads.models import Form, Lead
from leadwizard.lib.ids import uuid7
from messaging import permission
from messaging.enums import Channel, Direction, DispatchState, MessageKind, TimelineKind
from messaging.models import Contact, Message, TimelineEntry
from tenants import registry
from tenants.enums import OrganizationKind, RegistryKind, Role
from tenants.models import Membership, Organization, User
from tenants.scoping import scope
from tenants.services import add_member, create_organization

BATCH: Final = 1000
# The newest lead is older than the day in which permission still counts automatic messages.
SPAN: Final = (timedelta(days=180), timedelta(days=2))
# As in `leadwizard.lib.ids.reference`; a step without a common factor visits every code once.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODES: Final = len(_ALPHABET) ** 6
_STEP: Final = 472_882_027
_NUMBERS: Final = 100 * len(words.AREA_CODES)


@dataclass(frozen=True)
class Load:
    """How much to write."""

    organizations: int
    leads: int
    seed: int = 1


@dataclass(frozen=True)
class Progress:
    """How far it is: leads of the organization under way, organizations begun, leads in all."""

    organization_slug: str
    leads: int
    organizations: int
    total: int


@dataclass(frozen=True)
class Ground:
    """What the leads of one organization stand on."""

    organization: Organization
    form: Form
    owner: Membership
    rulings: tuple[permission.Ruling, ...]


def stream(load: Load, *, now: datetime) -> Iterator[Progress]:
    """Add organizations with leads, a transaction a batch; tell how far it is after each."""
    total = 0
    for number in range(load.organizations):
        draw = random.Random(f"{load.seed} {number}")  # noqa: S311 - no secret, and it must repeat itself
        ground = _found_organization(draw, now)
        for first in range(0, load.leads, BATCH):
            numbers = range(first, min(first + BATCH, load.leads))
            with scope(ground.organization.pk):
                _write(ground, numbers, load.leads, draw, now)
            # In debug mode Django would keep the text of every statement.
            reset_queries()
            total += len(numbers)
            yield Progress(ground.organization.slug, numbers.stop, number + 1, total)


def _found_organization(draw: random.Random, now: datetime) -> Ground:
    trade = draw.choice(words.TRADES)
    name = f"{draw.choice(words.LAST_NAMES)} {trade.label}"
    organization_id = uuid7()
    with scope(organization_id):
        organization = create_organization(
            name=name, kind=OrganizationKind.BUSINESS, organization_id=organization_id, industry=trade.label
        )
        email = f"owner@{organization.slug}.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, name=f"{draw.choice(words.FIRST_NAMES)} {name.split(maxsplit=1)[0]}"
        )
        owner = add_member(user, Role.OWNER)
        slug = organization.slug
        if registry.find(RegistryKind.FORM_SLUG, slug):
            slug = f"{slug[:30]}-{organization_id.hex[-12:]}"
        form = services.create_form(slug=slug, organization=organization, services=list(trade.services))
        Organization.objects.update(contact_email=email, created_at=now - SPAN[0])
        organization.contact_email = email
        return Ground(organization, form, owner, _rulings(organization, now))


def _rulings(organization: Organization, now: datetime) -> tuple[permission.Ruling, ...]:
    """Return what permission says of a first acknowledgement here: every lead of the load is one."""
    with transaction.atomic():
        contact = Contact.objects.create(name="Sample", email="sample@example.com")
        message = Message(
            contact=contact,
            channel=Channel.EMAIL,
            direction=Direction.OUT,
            kind=MessageKind.ACKNOWLEDGEMENT,
            is_automatic=True,
            to_address=contact.email,
            created_at=now,
        )
        verdict = permission.decide(message, organization=organization, now=now)
        transaction.set_rollback(True)
    return verdict.rulings


def _write(ground: Ground, numbers: range, of: int, draw: random.Random, now: datetime) -> None:
    contacts: list[Contact] = []
    leads: list[Lead] = []
    messages: list[Message] = []
    entries: list[TimelineEntry] = []
    for number in numbers:
        lead = _lead(ground, number, _moment(number, of, draw, now), draw)
        receipt = _receipt(lead, ground, draw)
        enquiry = _enquiry(lead)
        contacts.append(lead.contact)
        leads.append(lead)
        messages += (enquiry, receipt)
        entries += _entries(lead, enquiry, receipt, ground, draw)
    # A contact's own `created_at` is set by the database row's making and stays the moment of the load.
    Contact.objects.bulk_create(contacts)
    Lead.objects.bulk_create(leads)
    Message.objects.bulk_create(messages)
    TimelineEntry.objects.bulk_create(entries)


def _moment(number: int, of: int, draw: random.Random, now: datetime) -> datetime:
    """Return when the lead came in: oldest first, evenly spread, within some minutes."""
    oldest, newest = SPAN
    place = (number + draw.random()) / of
    return now - oldest + (oldest - newest) * place


def _lead(ground: Ground, number: int, at: datetime, draw: random.Random) -> Lead:
    first, last = draw.choice(words.FIRST_NAMES), draw.choice(words.LAST_NAMES)
    locale = "es" if draw.random() < words.SPANISH_SHARE else "en"
    email = f"{_plain(first)}.{_plain(last)}.{number}@example.com"
    phone = _phone(number) if draw.random() < words.PHONE_SHARE else ""
    contact = Contact(
        name=f"{first} {last}",
        email=email,
        # One contact for each number: there are only so many that nobody has.
        phone=phone if number < _NUMBERS else "",
        locale=locale,
    )
    return Lead(
        form=ground.form,
        contact=contact,
        reference=_reference(number),
        name=contact.name,
        email=email,
        phone=phone,
        service=draw.choice(ground.form.services),
        message=" ".join(draw.sample(words.SENTENCES[locale], draw.randint(1, 4))),
        locale=locale,
        source=LeadSource.API if draw.random() < words.API_SHARE else LeadSource.PAGE,
        idempotency_key=f"load {number}",
        status=draw.choices(LeadStatus.values, words.STATUS_WEIGHTS)[0],
        communication=Communication.ACKNOWLEDGED,
        created_at=at,
    )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def _phone(number: int) -> str:
    area, line = divmod(number % _NUMBERS, 100)
    return f"+1{words.AREA_CODES[area]}55501{line:02}"


def _reference(number: int) -> str:
    """Return a code that no other lead of the organization has, and that does not look counted."""
    code = number * _STEP % _CODES
    letters = []
    for _place in range(6):
        code, place = divmod(code, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)


def _enquiry(lead: Lead) -> Message:
    return Message(
        contact=lead.contact,
        direction=Direction.IN,
        channel=Channel.FORM,
        kind=MessageKind.ENQUIRY,
        state=DispatchState.RECEIVED,
        body=lead.message,
        about_id=lead.pk,
        created_at=lead.created_at,
    )


def _receipt(lead: Lead, ground: Ground, draw: random.Random) -> Message:
    made = lead.created_at + timedelta(seconds=draw.uniform(1, 3))
    sent = made + timedelta(seconds=draw.uniform(1, 4))
    return Message(
        contact=lead.contact,
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        kind=MessageKind.ACKNOWLEDGEMENT,
        state=DispatchState.DELIVERED,
        is_automatic=True,
        to_address=lead.email,
        sender_name=ground.organization.name,
        reply_to=ground.organization.contact_email,
        subject=f"We received your request ({lead.reference})",
        body=f"{ground.organization.name} received your request. Number: {lead.reference}",
        provider="resend",
        provider_id=str(UUID(int=draw.getrandbits(128), version=4)),
        about_id=lead.pk,
        purpose=services.ANSWER,
        subject_id=lead.pk,
        verdict=permission.Verdict(ground.rulings, made).facts(),
        allowed_at=made,
        created_at=made,
        sent_at=sent,
        delivered_at=sent + timedelta(seconds=draw.uniform(2, 9)),
    )


def _entries(
    lead: Lead, enquiry: Message, receipt: Message, ground: Ground, draw: random.Random
) -> Iterator[TimelineEntry]:
    shared: dict[str, Any] = {"contact": lead.contact, "about_id": lead.pk}
    happened: tuple[tuple[TimelineKind, Message, Any], ...] = (
        (TimelineKind.ENQUIRY, enquiry, enquiry.created_at),
        (TimelineKind.MESSAGE_SENT, receipt, receipt.sent_at),
        (TimelineKind.MESSAGE_DELIVERED, receipt, receipt.delivered_at),
    )
    for kind, message, at in happened:
        yield TimelineEntry(kind=kind, message=message, at=at, **shared)
    if lead.status != LeadStatus.NEW:
        yield TimelineEntry(
            kind=TimelineKind.STATUS,
            actor=ground.owner,
            facts={"before": LeadStatus.NEW, "after": lead.status},
            at=lead.created_at + timedelta(minutes=draw.randint(5, 2000)),
            **shared,
        )
