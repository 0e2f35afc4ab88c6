"""Contacts, messages, notices, sequences, consent, the timeline, and who must not be written to."""

from messaging.models.consents import Consent
from messaging.models.contacts import Contact
from messaging.models.dispatches import Dispatch, Message, Notice
from messaging.models.phones import MemberPhone, TextLine
from messaging.models.reply_addresses import ReplyAddress
from messaging.models.sequences import Run, Sequence, SequenceStep
from messaging.models.suppressions import AddressTally, Suppression
from messaging.models.timeline import TimelineEntry

__all__ = [
    "AddressTally",
    "Consent",
    "Contact",
    "Dispatch",
    "MemberPhone",
    "Message",
    "Notice",
    "ReplyAddress",
    "Run",
    "Sequence",
    "SequenceStep",
    "Suppression",
    "TextLine",
    "TimelineEntry",
]
