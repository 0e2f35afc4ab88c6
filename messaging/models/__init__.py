"""Contacts, messages, notices, the timeline, and who must not be written to."""

from messaging.models.contacts import Contact
from messaging.models.dispatches import Dispatch, Message, Notice
from messaging.models.suppressions import AddressTally, Suppression
from messaging.models.timeline import TimelineEntry

__all__ = ["AddressTally", "Contact", "Dispatch", "Message", "Notice", "Suppression", "TimelineEntry"]
