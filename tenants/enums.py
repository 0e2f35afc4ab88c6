"""The closed sets of words that tenants' rows use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganizationKind(models.TextChoices):
    """What an organization is to the platform."""

    BUSINESS = "business", _("Business")
    AGENCY = "agency", _("Agency")
    PLATFORM = "platform", _("Platform")


class OrganizationStatus(models.TextChoices):
    """Whether an organization takes part; paused and archived ones answer nobody."""

    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    ARCHIVED = "archived", _("Archived")


class PauseReason(models.TextChoices):
    """Who paused an organization, since only the same hand may wake it."""

    NONE = "", _("Not paused")
    OWNER = "owner", _("By the owner")
    PLATFORM = "platform", _("By the platform")
    PARENT = "parent", _("By the agency")
    UNPAID = "unpaid", _("Unpaid")


class Role(models.TextChoices):
    """What a member may do, weakest first in `RANKS`."""

    STAFF = "staff", _("Staff")
    ADMIN = "admin", _("Admin")
    OWNER = "owner", _("Owner")


RANKS: dict[str, int] = {Role.STAFF: 1, Role.ADMIN: 2, Role.OWNER: 3}


class Theme(models.TextChoices):
    """Which colours a person sees."""

    SYSTEM = "system", _("Like my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class RegistryKind(models.TextChoices):
    """What can be looked up before the organization is known."""

    ORGANIZATION = "organization", _("Organization")
    ORGANIZATION_SLUG = "organization_slug", _("Organization's address")
    MEMBERSHIP = "membership", _("Membership")
    INVITATION = "invitation", _("Invitation")
    FORM_SLUG = "form_slug", _("Form's address")
    REPLY_ADDRESS = "reply_address", _("Reply address")
    CONTACT = "contact", _("Contact, for unsubscribing")
    MEMBER_PHONE = "member_phone", _("Member's phone number")


# Many organizations may share one of these; all other kinds lead to exactly one.
SHARED_REGISTRY_KINDS = (RegistryKind.MEMBERSHIP, RegistryKind.MEMBER_PHONE)
