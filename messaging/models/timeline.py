"""What happened with a contact, in order."""

from typing import ClassVar

from django.db import models

from messaging.enums import TimelineKind
from messaging.models.contacts import Contact
from messaging.models.dispatches import Message
from tenants.models import Membership, TenantForeignKey, TenantModel


class TimelineEntry(TenantModel):
    """An append-only fact about a contact, written by the service that caused it, in the same transaction.

    `about_id` is the lead or run it belongs to; `facts` holds words from closed sets (a status before and after),
    never the contact's own text, which stays in its message.
    """

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="timeline", db_index=False)
    kind = models.CharField(max_length=20, choices=TimelineKind.choices)
    about_id = models.UUIDField(null=True, blank=True)
    message = TenantForeignKey(Message, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    actor = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.DO_NOTHING, related_name="+")
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "contact", "-at", "-id"], name="timeline_newest"),
        ]

    def __str__(self) -> str:
        return self.kind
