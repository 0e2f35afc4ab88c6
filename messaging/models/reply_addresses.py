"""Addresses of our own that lead a reply back into its thread."""

from typing import ClassVar

from django.db import models

from messaging.enums import ReplyAudience
from messaging.models.contacts import Contact
from tenants.models import Membership, TenantForeignKey, TenantModel


class ReplyAddress(TenantModel):
    """Where a reply to one of our mails arrives; its id and a signature are the local part.

    For a contact, the reply joins the thread. For the team, it goes on to the contact in the business's name; only
    mail from `bound_to` is taken, the address that the alert went to.
    """

    audience = models.CharField(max_length=8, choices=ReplyAudience.choices)
    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="+", db_index=False)
    about_id = models.UUIDField(null=True, blank=True)
    member = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    bound_to = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "audience", "contact", "about_id", "bound_to"],
                nulls_distinct=False,
                name="reply_address_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.pk}"
