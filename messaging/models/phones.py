"""Phones of members, and whom a text from one is for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from messaging.models.contacts import Contact
from messaging.models.dispatches import Notice
from tenants.models import Membership, TenantForeignKey, TenantModel


class MemberPhone(TenantModel):
    """A number that a member gave: what they agreed to, whether it is proven, and whether they want alerts there.

    A number that is taken off stays as a row (`removed_at`): it is the record of what was agreed to, and when. The code
    is kept as a keyed hash. `stopped_at` says that the number asked for silence; the platform's suppression decides.
    """

    member = TenantForeignKey(Membership, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.CharField(max_length=16, help_text="E.164.")
    wording = models.TextField(help_text="What the member agreed to, as they saw it.")
    wording_version = models.CharField(max_length=16)
    page = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=45, blank=True, help_text="The member's network address.")
    agreed_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    wants_alerts = models.BooleanField(default=False)
    code_digest = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "member"], condition=Q(removed_at=None), name="member_phone_one"
            ),
            models.UniqueConstraint(
                fields=["organization", "number"],
                condition=Q(removed_at=None, verified_at__isnull=False),
                name="member_phone_once",
            ),
            models.CheckConstraint(name="member_phone_e164", condition=Q(number__regex=r"^\+[0-9]{7,15}$")),
        ]

    def __str__(self) -> str:
        return f"phone {self.pk}"

    @property
    def is_verified(self) -> bool:
        """Say whether the member has shown that the phone is theirs."""
        return self.verified_at is not None

    @property
    def gets_alerts(self) -> bool:
        """Say whether alerts go there."""
        return self.wants_alerts and self.is_verified and self.stopped_at is None and self.removed_at is None


class TextLine(TenantModel):
    """An open line from a member's phone to a contact: an alert was texted there, and a text may answer it.

    Open for a while after `alerted_at`. `short` is how the member names it among all lines that are open to the phone,
    in whatever organization; `is_numbered` says that the newest alert told it.
    """

    phone = TenantForeignKey(MemberPhone, on_delete=models.CASCADE, related_name="lines", db_index=False)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    about_id = models.UUIDField(null=True, blank=True)
    short = models.PositiveSmallIntegerField()
    is_numbered = models.BooleanField(default=False)
    notice = TenantForeignKey(Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    alerted_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "phone", "contact", "about_id"], nulls_distinct=False, name="text_line_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "phone", "-alerted_at"], name="text_line_newest"),
        ]

    def __str__(self) -> str:
        return f"line {self.short}"
