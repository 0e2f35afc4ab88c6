"""The closed sets of words that messages use."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """The way a message travels."""

    FORM = "form", _("Form")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text")


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


# What is sent to win somebody over: law asks for a postal address and a way out in each.
COMMERCIAL_KINDS: Final = (MessageKind.FOLLOW_UP, MessageKind.OUTREACH)


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
# A provider has it, whatever became of it then.
ARRIVED_STATES: Final = (DispatchState.SENT, DispatchState.DELIVERED, DispatchState.BOUNCED)
# The provider may still be asked to take the message, be it by a person's retry.
UNDECIDED_STATES: Final = (
    DispatchState.QUEUED,
    DispatchState.HELD,
    DispatchState.SENDING,
    DispatchState.UNKNOWN,
    DispatchState.FAILED,
)
# What a claim may take up.
READY_STATES: Final = (DispatchState.QUEUED, DispatchState.HELD, DispatchState.UNKNOWN)


class NoticeKind(models.TextChoices):
    """Why we write to a member or to the platform."""

    LEAD_ALERT = "lead_alert", _("New lead")
    CUSTOMER_REPLY = "customer_reply", _("A customer replied")
    INVITATION = "invitation", _("Invitation")
    PASSWORD_RESET = "password_reset", _("Password reset")
    ACCOUNT = "account", _("Account")
    ESCALATION = "escalation", _("Escalation")
    VERIFICATION = "verification", _("Confirming a phone number")
    TEXTING = "texting", _("Answer to a text")
    OPT_OUT = "opt_out", _("End of texts")


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
    MESSAGE_RECEIVED = "message_received", _("Replied by e-mail")
    AUTO_REPLY = "auto_reply", _("An automatic reply came back")
    STATUS = "status", _("Status changed")
    ASSIGNED = "assigned", _("Assigned")
    NOTE = "note", _("Note")
    QUARANTINED = "quarantined", _("Quarantined")
    RELEASED = "released", _("Not spam after all")
    DRAFT_DISCARDED = "draft_discarded", _("Draft discarded")
    RUN_STARTED = "run_started", _("Follow-up planned")
    RUN_STOPPED = "run_stopped", _("Follow-up stopped")
    SUPPRESSED = "suppressed", _("Must not be written to")


class SequencePurpose(models.TextChoices):
    """What a sequence is for."""

    FOLLOW_UP = "follow_up", _("Follow-up after an enquiry")


class RunState(models.TextChoices):
    """Where a run stands."""

    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")


class StopReason(models.TextChoices):
    """Why a run was stopped before its end."""

    NONE = "", _("Not stopped")
    REPLIED = "replied", _("The customer replied")
    ANSWERED = "answered", _("A person answered")
    CLOSED = "closed", _("The lead was closed")
    OPTED_OUT = "opted_out", _("Asked us to stop")
    REPLACED = "replaced", _("A newer enquiry took its place")
    CANCELLED = "cancelled", _("Cancelled by a member")
    PAUSED = "paused", _("The organization was not active")


class ConsentChannel(models.TextChoices):
    """What a person agrees to."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("Text messages")


class ReplyAudience(models.TextChoices):
    """Who writes to a reply address."""

    CONTACT = "contact", _("The contact")
    TEAM = "team", _("The team")
