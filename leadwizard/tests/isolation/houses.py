"""Two organizations full of marked words: whatever of one shows up at the other says from which column it came."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, cast
from uuid import UUID, uuid4

from django.apps import apps
from django.core import signing
from django.db import connection, models
from django.utils import timezone

from automation import desk
from automation.tests import troubles
from leads import services as lead_services
from leads.enums import LeadSource, SuspicionReason
from leads.models import Form, Lead, ReplySettings
from leads.services import Origin
from leads.services.alerts import APPROVAL_SALT
from leads.tests import scenes
from leads.views.public import SENT_SALT
from leadwizard.tests import rows
from messaging.models import Contact, MemberPhone, Notice
from messaging.services import phones
from messaging.services.replies import unsubscribe_token
from tenants import isolation, registry, services
from tenants.enums import RegistryKind, Role
from tenants.models import Invitation, Organization, TenantModel, User
from tenants.scoping import scope
from tenants.tests import worlds

CODE: Final = "421337"
_IDS: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

# Columns that the code itself reads, by name: keys, codes, versions, hashes. Every other text column is planted.
LEFT: Final = {
    *("kind", "purpose", "provider", "provider_id", "event_id", "account", "reason", "owner", "correlation_id"),
    *("dedupe_key", "idempotency_key", "token_digest", "code_digest", "ciphertext", "slug", "reference", "number"),
    *("version", "prompt_version", "wording_version", "locale", "time_zone", "phone", "network_address"),
}
LEFT_JSON: Final = {
    "automation.Job.payload": "ids only",
    "messaging.Message.verdict": "a constraint reads it",
    "leads.Form.allowed_origins": "addresses of sites, which the policy of the page names",
    "leads.ReplySettings.phones": "numbers",
    "leads.ReplySettings.languages": "a closed set",
    "leads.ReplySettings.weekly_hours": "times",
    "leads.ReplySettings.alert_members": "ids",
}
PLANTED_JSON: Final[dict[str, Callable[[str], Any]]] = {
    "automation.Escalation.context": lambda word: {"error": word, "said": word},
    "automation.InboxEvent.body": lambda word: {"type": "email.received", "data": {"from": word, "subject": word}},
    "messaging.Message.rendered": lambda word: {"subject": word, "text": word, "html": word, "headers": {}},
    "messaging.Notice.rendered": lambda word: {"subject": word, "text": word, "html": word, "headers": {}},
    "leads.Analysis.tags": lambda word: [word],
    "leads.Analysis.blocked_topics": lambda word: [word],
    "leads.Analysis.verdict": lambda word: {
        "released": False,
        "approval": False,
        "checks": [{"name": "prices", "title": word, "passed": False, "words": word, "spans": []}],
    },
    "leads.Form.services": lambda word: [word],
    "leads.Lead.attribution": lambda word: {"utm_source": word, "utm_campaign": word},
    "leads.ReplySettings.blocked_topics": lambda word: [word],
    "leads.ReplySettings.services": lambda word: [word],
    "leads.ReplySettings.prices": lambda word: [{"service": word, "price": "$77"}],
    "leads.ReplySettings.urls": lambda word: [f"https://{word}.example/"],
    "leads.ReplySettings.emails": lambda word: [f"{word}@x.example"],
    "leads.ReplySettings.addresses": lambda word: [word],
}
# What strangers may read: these rows are planted with the public mark.
PUBLIC_MODELS: Final = (Form,)


@dataclass
class House:
    """One organization, its people, its rows, and the words that are planted in them.

    No `mark` may be seen by anybody else, and no `public_mark` at a place that strangers have no business at.
    """

    letter: str
    organization: Organization = None  # type: ignore[assignment]  # set by `build`
    people: dict[str, worlds.Person] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    @property
    def mark(self) -> str:
        """What every private word of the house begins with."""
        return f"qz{self.letter}lder"

    @property
    def public_mark(self) -> str:
        """What every word that strangers may read begins with."""
        return f"pb{self.letter}lder"

    @property
    def phone(self) -> str:
        """The customer's number."""
        return f"+1937555014{ord(self.letter) - ord('a')}"

    def word(self, place: str, *, is_public: bool = False) -> str:
        """Make a word that stands nowhere else, and remember where it is planted."""
        made = f"{self.public_mark if is_public else self.mark}{len(self.words):03d}"
        self.words[made] = place
        return made

    def found_in(self, text: str, *, given: str = "", may_be_public: bool = False) -> list[str]:
        """Return what of the house stands in a text: planted words with their columns, and ids that nobody gave."""
        marks = [self.mark] if may_be_public else [self.mark, self.public_mark]
        low = text.lower()
        found = [low[place : place + 60] for mark in marks if (place := low.find(mark)) >= 0]
        digits = self.phone[-7:]
        found += [number for number in (digits, f"{digits[:3]}-{digits[3:]}") if number in low]
        ids = set() if may_be_public else self.ids & set(_IDS.findall(low)) - set(_IDS.findall(given.lower()))
        return [f"{words} ({self.words.get(words[:10], '')})" for words in found] + sorted(ids)


def build(letter: str) -> House:
    """Make a house, committed or not as the caller's transaction is."""
    house = House(letter)
    house.organization = services.create_organization(
        name=house.word("tenants.Organization.name", is_public=True),
        kind=cast("Any", "business"),
        slug=f"house-{letter}",
        contact_email=f"{house.word('tenants.Organization.contact_email', is_public=True)}@x.example",
        tagline=house.word("tenants.Organization.tagline", is_public=True),
        industry=house.word("tenants.Organization.industry", is_public=True),
        address=house.word("tenants.Organization.address", is_public=True),
        brand_color=f"#0b5a5{letter}",
    )
    for name, role in (("owner", Role.OWNER), ("admin", Role.ADMIN), ("staff", Role.STAFF), ("gone", Role.OWNER)):
        email, full_name = (f"{house.word('tenants.User.email')}@x.example", house.word("tenants.User.name"))
        house.people[name] = worlds.person(house.organization, email, full_name, role)
    with scope(house.organization.pk):
        gone = house.people["gone"].membership
        type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    _furnish(house)
    with scope(house.organization.pk):
        for model in isolation.tenant_models():
            if not model.objects.exists():
                rows.make(model)
        for model in isolation.tenant_models():
            _plant(house, model)
        house.ids = set(_collect_ids()) | {str(house.organization.pk)}
    return house


def _furnish(house: House) -> None:
    """Make the rows that the addresses are about, through the product's own services."""
    organization, owner = house.organization, house.people["owner"].membership
    now = timezone.now()
    form = scenes.form(organization, slug=f"door-{house.letter}")
    lead = scenes.lead(organization, form, phone=house.phone, email="first@x.example")
    draft = scenes.draft(lead)
    other = scenes.lead(organization, form, email="second@x.example")
    odd = Origin(source=LeadSource.PAGE, suspicion=SuspicionReason.LINKS)
    suspect = scenes.lead(organization, form, email="third@x.example", origin=odd)
    dead = troubles.dead_letter(organization, kind=lead_services.TRIAGE, payload={"lead": str(lead.pk)})
    asked = troubles.escalation_of(dead)
    question = troubles.question(organization)
    said = house.word("automation.EscalationComment.body")
    token = f"invitation-{house.letter}"
    with scope(organization.pk):
        reply = lead_services.reply_to_lead(
            Lead.objects.get(pk=other.pk), "Hello.", organization=organization, actor=owner, token=uuid4(), now=now
        )
        assert reply is not None
        lead_services.add_note(Lead.objects.get(pk=lead.pk), "A note.", author=owner, token=uuid4(), now=now)
        desk.comment_on_escalation(question.pk, said, author=owner, token=uuid4(), now=now)
        invitation = Invitation.objects.create(
            email=f"new-{house.letter}@x.example", invited_by=owner, expires_at=now + timedelta(days=7)
        )
        registry.claim(RegistryKind.INVITATION, token, invitation.pk)
        ReplySettings.objects.create(threshold=0.8)
        phone = MemberPhone(member=owner, number=f"+1937555015{ord(house.letter) - ord('a')}", agreed_at=now)
        phone.code_digest, phone.code_sent_at = phones._digest(phone, CODE), now - timedelta(minutes=5)
        phone.save()
        contact = Contact.objects.get(pk=lead.contact_id)
        unsubscribing = unsubscribe_token(contact)
        notice = rows.make(Notice)
    ids = [str(organization.pk), str(draft.pk), str(owner.pk)]
    house.values = {
        "organization": organization.slug,
        "slug": form.slug,
        "form_id": str(form.pk),
        "lead_id": str(lead.pk),
        "suspect_id": str(suspect.pk),
        "other_id": str(other.pk),
        "reply_id": str(reply.pk),
        "draft_id": str(draft.pk),
        "contact_id": str(contact.pk),
        "escalation_id": str(question.pk),
        "asked_id": str(asked.pk),
        "job_id": str(dead.pk),
        "notice_id": str(notice.pk),
        "invitation": token,
        "sent": signing.dumps(str(lead.pk), salt=SENT_SALT),
        "approval": signing.dumps(ids, salt=APPROVAL_SALT),
        "unsubscribe": unsubscribing,
    }


def _plant(house: House, model: type[TenantModel]) -> None:
    """Put a word of its own into every text column of every row that may be changed."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'UPDATE')", [table])
        if not cursor.fetchone()[0]:
            return  # append-only
    for row in model.objects.all():
        values = {
            column.name: value for column in model._meta.local_concrete_fields if (value := _value(house, row, column))
        }
        if values:
            model.objects.filter(pk=row.pk).update(**values)


def _value(house: House, row: TenantModel, column: Any) -> Any:
    place = f"{row._meta.label}.{column.name}"
    is_public = isinstance(row, PUBLIC_MODELS)
    if isinstance(column, models.JSONField):
        if place in LEFT_JSON or getattr(row, column.name) is None:
            return None
        # A new column has no entry: say what stands in it, or why nothing is planted there.
        return PLANTED_JSON[place](house.word(place, is_public=is_public))
    if not isinstance(column, models.CharField | models.TextField) or column.choices or column.name in LEFT:
        return None
    if (column.max_length or 999) < 60:
        return None
    word = house.word(place, is_public=is_public)
    if isinstance(column, models.URLField):
        return f"https://{word}.example/"
    is_address = isinstance(column, models.EmailField) or column.name in {"to_address", "from_address", "bound_to"}
    return f"{word}@x.example" if is_address else word


def _collect_ids() -> Iterable[str]:
    for model in isolation.tenant_models():
        yield from (str(pk) for pk in model.objects.values_list("pk", flat=True))


def state_of(house: House) -> dict[str, str]:
    """Return a fingerprint of each table's rows of the house: equal means that nothing at all changed."""
    tables = [model._meta.db_table for model in isolation.tenant_models()]
    tables += [apps.get_model("tenants", name)._meta.db_table for name in ("Organization", "RegistryEntry")]
    columns = {"tenants_organization": "id"}
    # Asked for by name as well: the fingerprint is needed while the policies are taken down, too.
    parts = [
        f"(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t.id), '')) FROM \"{table}\" t"
        f" WHERE t.{columns.get(table, 'organization_id')} = app_org())"
        for table in tables
    ]
    users = [person.user.pk for person in house.people.values()]
    with scope(house.organization.pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT ARRAY[{', '.join(parts)}]")
        found = dict(zip(tables, cursor.fetchone()[0], strict=True))
        cursor.execute(
            "SELECT md5(string_agg(concat(id, email, name, password), '|' ORDER BY id)) FROM tenants_user"
            " WHERE id = ANY(%s)",
            [users],
        )
        return {**found, "tenants_user": cursor.fetchone()[0]}


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return the tables whose rows are not what they were."""
    return [table for table, digest in before.items() if after[table] != digest]


def words_in_rows(house: House, other: House) -> list[str]:
    """Return where a house's rows hold a word or an id of the other house."""
    found = []
    with scope(house.organization.pk), connection.cursor() as cursor:
        for model in isolation.tenant_models():
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            for (text,) in cursor.fetchall():
                found += [f"{model._meta.label}: {word}" for word in other.found_in(text)]
    return found


def row_of(house: House, model: type[models.Model]) -> UUID:
    """Return the id of a row of the house for the portal's pages."""
    if model is Organization:
        return house.organization.pk
    if model is User:
        return house.people["owner"].user.pk
    with scope(house.organization.pk):
        found = model._default_manager.order_by("pk").values_list("pk", flat=True).first()
    assert found, f"no {model._meta.label} in the house"
    return cast("UUID", found)
