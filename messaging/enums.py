"""The closed sets of words that messages use."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a message travels."""

    FORM = "form", _("Form")
    EMAIL = "email", _("E-mail")


class Direction(models.TextChoices):
    """Who speaks."""

    IN = "in", _("From the contact")
    OUT = "out", _("To the contact")


class MessageKind(models.TextChoices):
    """What a message is for; a subject line never decides this."""

    ENQUIRY = "enquiry", _("Enquiry")
    REPLY = "reply", _("Reply")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    DRAFT = "draft", _("Draft")
    FOLLOW_UP = "follow_up", _("Follow-up")
    OUTREACH = "outreach", _("Outreach")
    INBOUND = "inbound", _("Message")


class DispatchState(models.TextChoices):
    """Where a message or a notice stands."""

    DRAFT = "draft", _("Draft")
    DISCARDED = "discarded", _("Discarded")
    HELD = "held", _("Held")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Bounced")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")
    CANCELLED = "cancelled", _("Cancelled")
    RECEIVED = "received", _("Received")


# States in which the provider has, or may have, taken the message: they need a verdict.
LEFT_STATES: Final = (
    DispatchState.SENDING,
    DispatchState.SENT,
    DispatchState.DELIVERED,
    DispatchState.BOUNCED,
    DispatchState.UNKNOWN,
)
# What a claim may take up.
READY_STATES: Final = (DispatchState.QUEUED, DispatchState.HELD, DispatchState.UNKNOWN)


class NoticeKind(models.TextChoices):
    """Why we write to a member or to the platform."""

    LEAD_ALERT = "lead_alert", _("New lead")
    INVITATION = "invitation", _("Invitation")
    PASSWORD_RESET = "password_reset", _("Password reset")
    ACCOUNT = "account", _("Account")
    ESCALATION = "escalation", _("Escalation")


class SuppressionReason(models.TextChoices):
    """Why somebody must not be written to."""

    BOUNCED = "bounced", _("The mailbox refused for good")
    COMPLAINED = "complained", _("Marked as spam")
    ASKED = "asked", _("Asked us to stop")


class TimelineKind(models.TextChoices):
    """What kind of fact a timeline entry is."""

    ENQUIRY = "enquiry", _("Wrote on the form")
    MESSAGE_SENT = "message_sent", _("Message sent")
    MESSAGE_DELIVERED = "message_delivered", _("Message delivered")
    MESSAGE_BOUNCED = "message_bounced", _("Message bounced")
    MESSAGE_FAILED = "message_failed", _("Message failed")
    MESSAGE_CANCELLED = "message_cancelled", _("Message not sent")
    MESSAGE_RECEIVED = "message_received", _("Replied")
    STATUS = "status", _("Status changed")
    SUPPRESSED = "suppressed", _("Must not be written to")
