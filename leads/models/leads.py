"""The enquiries."""

from typing import ClassVar, Final, cast

from django.db import models
from django.db.models import Q

from leads.enums import CLOSED, OPEN_TO_WORK, Communication, LeadSource, LeadStatus, Suspicion, SuspicionReason, Urgency
from leads.models import searching
from leads.models.forms import Form
from leadwizard.lib import phones
from messaging.models import Contact
from tenants.models import Membership, TenantForeignKey, TenantManager, TenantModel, TenantQuerySet

# The same words for the query and for its partial index, or PostgreSQL would not use it.
WAITING: Final = Q(suspicion__in=OPEN_TO_WORK) & Q(
    Q(status=LeadStatus.NEW, communication__in=[Communication.NEW, Communication.ACKNOWLEDGED])
    | Q(
        status__in=[LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.BOOKED],
        communication=Communication.CUSTOMER_REPLIED,
    )
)


ANSWERED: Final = Q(
    suspicion__in=OPEN_TO_WORK, communication__in=[Communication.AI_REPLIED, Communication.OWNER_REPLIED]
)
# Closed without being won.
GIVEN_UP: Final = Q(suspicion__in=OPEN_TO_WORK, status__in=[LeadStatus.LOST, LeadStatus.ARCHIVED])


class LeadQuerySet(TenantQuerySet["Lead"]):
    """The questions that pages ask of leads."""

    def trusted(self) -> "LeadQuerySet":
        """Leads that are not in quarantine: what every page but the quarantine shows."""
        return self.filter(suspicion__in=OPEN_TO_WORK)

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
        """Leads in which every word of the text occurs, whatever its capitals and accents; asks the database once.

        A word is the beginning of one in the name, number, service or message, or any three letters or digits and
        more of the name, e-mail or phone.
        """
        found = searching.search(text)
        return self.filter(searching.Found(text) if found is None else searching.AmongIds(found))


class LeadManager(TenantManager["Lead"]):
    """Leads of the organization in scope."""

    _queryset_class = LeadQuerySet

    def get_queryset(self) -> LeadQuerySet:
        """Return the scope's leads."""
        return cast("LeadQuerySet", super().get_queryset())


class Lead(TenantModel):
    """One enquiry; what the stranger typed stays here and never overwrites the contact."""

    form = TenantForeignKey(Form, null=True, on_delete=models.SET_NULL, related_name="leads", db_index=False)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="leads", db_index=False)
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
    urgency = models.CharField(
        max_length=10,
        choices=Urgency.choices,
        blank=True,
        default="",
        db_default="",
        help_text="As the newest analysis says.",
    )
    assigned_to = TenantForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    suspicion = models.CharField(max_length=8, choices=Suspicion.choices, blank=True, default="", db_default="")
    suspicion_reason = models.CharField(
        max_length=16, choices=SuspicionReason.choices, blank=True, default="", db_default=""
    )
    attribution = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="UTM values, referrer and hidden fields."
    )
    network_address = models.CharField(
        max_length=45, blank=True, default="", db_default="", help_text="Where the form was sent from."
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
                condition=~Q(suspicion__in=OPEN_TO_WORK),
                name="lead_suspect",
            ),
            models.Index(
                fields=["organization", "-created_at", "-id"],
                condition=WAITING,
                name="lead_waiting",
            ),
            models.Index(
                fields=["organization", "-created_at", "-id"],
                condition=ANSWERED,
                name="lead_answered",
            ),
            models.Index(
                fields=["organization", "-created_at", "-id"],
                condition=GIVEN_UP,
                name="lead_given_up",
            ),
            # Empty until the model has spoken: a new lead costs nothing here.
            models.Index(
                fields=["organization", "urgency", "-created_at", "-id"],
                condition=~Q(urgency=""),
                name="lead_by_urgency",
            ),
            models.Index(fields=["organization", "form", "-created_at", "-id"], name="lead_by_form"),
            models.Index(fields=["organization", "assigned_to", "-created_at", "-id"], name="lead_by_member"),
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
