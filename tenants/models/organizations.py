"""The tenant itself."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models

from leadwizard.lib import phones
from leadwizard.lib.ids import uuid7
from tenants.enums import OrganizationKind, OrganizationStatus, PauseReason
from tenants.models.base import TenantManager


class OrganizationManager(TenantManager["Organization"]):
    """Shows the organization in scope only: an organization's own id is its isolation key."""

    organization_field = "id"


class Organization(models.Model):
    """A business, an agency or the platform itself; every other row hangs on its id."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=OrganizationKind.choices)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=63, help_text="Unique on the platform through the registry.")
    tagline = models.CharField(max_length=160, blank=True)
    industry = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=OrganizationStatus.choices, default=OrganizationStatus.ACTIVE)
    pause_reason = models.CharField(max_length=10, choices=PauseReason.choices, blank=True, default="")
    contact_email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164.")
    address = models.CharField(max_length=240, blank=True, help_text="Postal address, one line.")
    hours = models.JSONField(default=list, blank=True, help_text="Pairs of [days, hours] in words.")
    time_zone = models.CharField(max_length=64, default="America/New_York")
    locale = models.CharField(max_length=8, default="en")
    brand_color = models.CharField(
        max_length=7, blank=True, validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour like #b4341c.")]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[OrganizationManager] = OrganizationManager()

    class Meta:
        base_manager_name = "objects"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="organization_pause_has_reason",
                condition=(models.Q(status="paused") & ~models.Q(pause_reason=""))
                | (~models.Q(status="paused") & models.Q(pause_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Say whether the organization takes new enquiries and answers them."""
        return self.status == OrganizationStatus.ACTIVE

    @property
    def zone(self) -> ZoneInfo:
        """The organization's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def initial(self) -> str:
        """The letter on the organization's tile."""
        return self.name.strip()[:1].upper()

    @property
    def phone_display(self) -> str:
        """The phone number with its groups apart."""
        return phones.display(self.phone) if self.phone else ""

    @property
    def has_brand(self) -> bool:
        """Say whether the organization chose a colour of its own."""
        return bool(self.brand_color)
