"""What we send: messages to contacts, notices to members and the platform."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from messaging.enums import LEFT_STATES, Channel, Direction, DispatchState, MessageKind, NoticeKind
from messaging.models.contacts import Contact
from tenants.models import Membership, TenantForeignKey, TenantModel


class Dispatch(TenantModel):
    """What a message and a notice share: one way out, one set of states.

    `rendered` holds the parts exactly as they go to the provider, so that every retry sends the same bytes under the
    same key; it is emptied once they are sent.
    """

    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    state = models.CharField(max_length=10, choices=DispatchState.choices, default=DispatchState.QUEUED)
    to_address = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=240, blank=True)
    body = models.TextField(blank=True)
    rendered = models.JSONField(null=True, blank=True)
    provider = models.CharField(max_length=24, blank=True)
    provider_id = models.CharField(max_length=128, blank=True)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        abstract = True


class Message(Dispatch):
    """Anything said to or by a contact, on any channel.

    `purpose`, `subject_id` and `step` are the send key: the same thing is said once. `subject_id` is the lead, run or
    composer's token that the message is about. `verdict` is what permission said, rule by rule. A mail that came in has
    a key too, and `sender_name` and `from_address` say who wrote it: not always the contact.
    """

    contact = TenantForeignKey(Contact, on_delete=models.CASCADE, related_name="messages", db_index=False)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=16, choices=MessageKind.choices)
    is_automatic = models.BooleanField(default=False)
    from_address = models.CharField(
        max_length=254, blank=True, default="", db_default="", help_text="Who wrote a mail that came in."
    )
    author = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    about_id = models.UUIDField(null=True, blank=True, help_text="The lead or run whose thread this belongs to.")
    purpose = models.CharField(max_length=24, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    verdict = models.JSONField(null=True, blank=True)
    allowed_at = models.DateTimeField(null=True, blank=True, help_text="When permission first let it go.")
    held_until = models.DateTimeField(null=True, blank=True)

    class Meta(Dispatch.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "purpose", "subject_id", "step"],
                condition=~Q(purpose=""),
                name="message_send_key",
            ),
            models.CheckConstraint(
                name="message_left_has_verdict",
                condition=Q(direction="in")
                | ~Q(state__in=LEFT_STATES)
                | Q(verdict__isnull=False, verdict__contains={"allowed": True}),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "contact", "-created_at", "-id"], name="message_thread"),
            models.Index(fields=["organization", "about_id", "-created_at", "-id"], name="message_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def other_sender(self, *known: str) -> str:
        """Return the address that wrote the mail where it is none of the known ones, else an empty string."""
        is_known = self.from_address.lower() in {address.lower() for address in known}
        return "" if is_known else self.from_address


class Notice(Dispatch):
    """Mail to a member or to the platform: the same jobs and transports, preferences instead of consent.

    The text of a notice with a secret link in it (`is_secret`) is emptied once it is sent.
    """

    kind = models.CharField(max_length=16, choices=NoticeKind.choices)
    member = TenantForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    about_id = models.UUIDField(null=True, blank=True)
    is_secret = models.BooleanField(default=False)
    dedupe_key = models.CharField(max_length=128, blank=True)

    class Meta(Dispatch.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "kind", "dedupe_key", "to_address"],
                condition=~Q(dedupe_key=""),
                name="notice_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="notice_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
