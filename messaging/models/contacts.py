"""A person an organization talks to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tenants.models import TenantModel


class Contact(TenantModel):
    """A person an organization talks to; what a public form brings never overwrites one.

    Matched by e-mail in lower case, by phone only when no e-mail is given; one phone per contact and organization.
    """

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=16, blank=True, help_text="E.164.")
    time_zone = models.CharField(max_length=64, blank=True)
    locale = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "email"], condition=~Q(email=""), name="contact_email_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "phone"], condition=~Q(phone=""), name="contact_phone_once"
            ),
            models.CheckConstraint(name="contact_email_lower", condition=Q(email=Lower(models.F("email")))),
            models.CheckConstraint(
                name="contact_phone_e164", condition=Q(phone="") | Q(phone__regex=r"^\+[0-9]{7,15}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """The first word of the name."""
        words = self.name.split()
        return words[0] if words else ""
