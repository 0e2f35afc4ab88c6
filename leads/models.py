"""Forms, and the enquiries made through them."""

from typing import ClassVar, Final, cast

from django.db import models
from django.db.models import Q

from leads.enums import CLOSED, Communication, LeadSource, LeadStatus
from leadwizard.lib import phones
from messaging.models import Contact
from tenants.models import TenantForeignKey, TenantManager, TenantModel, TenantQuerySet


class Form(TenantModel):
    """A public page with its own address, through which leads come in."""

    slug = models.SlugField(max_length=63, help_text="Unique on the platform through the registry.")
    title = models.CharField(max_length=120, default="Tell us what you need")
    description = models.CharField(max_length=300, blank=True)
    success_text = models.CharField(max_length=600, blank=True)
    services = models.JSONField(default=list, blank=True, help_text="Names people can pick; empty: free text.")
    allowed_origins = models.JSONField(default=list, blank=True, help_text="Sites that may show the form in a frame.")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "slug"], name="form_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title


# The same words for the query and for its partial index, or PostgreSQL would not use it.
WAITING: Final = Q(
    Q(status=LeadStatus.NEW, communication__in=[Communication.NEW, Communication.ACKNOWLEDGED])
    | Q(
        status__in=[LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.BOOKED],
        communication=Communication.CUSTOMER_REPLIED,
    )
)


class LeadQuerySet(TenantQuerySet["Lead"]):
    """The questions that pages ask of leads."""

    def open(self) -> "LeadQuerySet":
        """Leads that are not won, lost or archived."""
        return self.exclude(status__in=CLOSED)

    def waiting(self) -> "LeadQuerySet":
        """Open leads in which a person should speak next.

        A new lead that nobody but a machine answered, or any open lead in which the customer spoke last. A lead that
        a person moved on (called, booked) waits no more until the customer writes again.
        """
        return self.filter(WAITING)

    def matching(self, text: str) -> "LeadQuerySet":
        """Leads in which every word of the text occurs in the name, e-mail, phone, number, service or message."""
        found = self
        for word in text.split()[:8]:
            digits = "".join(letter for letter in word if letter.isdigit())
            wanted = (
                Q(name__icontains=word)
                | Q(email__icontains=word)
                | Q(reference__iexact=word)
                | Q(service__icontains=word)
                | Q(message__icontains=word)
            )
            if digits:
                wanted |= Q(phone__contains=digits)
            found = found.filter(wanted)
        return found


class LeadManager(TenantManager["Lead"]):
    """Leads of the organization in scope."""

    _queryset_class = LeadQuerySet

    def get_queryset(self) -> LeadQuerySet:
        """Return the scope's leads."""
        return cast("LeadQuerySet", super().get_queryset())


class Lead(TenantModel):
    """One enquiry; what the stranger typed stays here and never overwrites the contact."""

    form = TenantForeignKey(Form, null=True, on_delete=models.SET_NULL, related_name="leads")
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="leads")
    reference = models.CharField(max_length=12, help_text="Read out over the phone.")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164.")
    service = models.CharField(max_length=120, blank=True)
    preferred_time = models.CharField(max_length=120, blank=True)
    message = models.TextField()
    locale = models.CharField(max_length=8, blank=True)
    source = models.CharField(max_length=8, choices=LeadSource.choices)
    idempotency_key = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=LeadStatus.choices, default=LeadStatus.NEW)
    communication = models.CharField(
        max_length=16,
        choices=Communication.choices,
        default=Communication.NEW,
        help_text="Kept from the newest message by a receiver; never set by hand.",
    )
    created_at = models.DateTimeField()

    objects: ClassVar[LeadManager] = LeadManager()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organization", "form", "idempotency_key"], name="lead_once"),
            models.UniqueConstraint(fields=["organization", "reference"], name="lead_reference_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="lead_newest"),
            models.Index(fields=["organization", "status", "-created_at", "-id"], name="lead_by_status"),
            models.Index(fields=["organization", "contact"], name="lead_of_contact"),
            models.Index(
                fields=["organization", "-created_at", "-id"],
                condition=WAITING,
                name="lead_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        words = self.name.split()
        return words[0] if words else ""

    @property
    def phone_display(self) -> str:
        """The phone number with its groups apart."""
        return phones.display(self.phone) if self.phone else ""

    @property
    def is_closed(self) -> bool:
        """Say whether nothing more is to be done."""
        return self.status in CLOSED
