"""What can be done with contacts, messages, notices and the timeline."""

from messaging.services.contacts import match_contact
from messaging.services.deliveries import record_delivery, suppress
from messaging.services.messages import queue_message, record_inbound, reply_by_email
from messaging.services.notices import notify
from messaging.services.timeline import add_entry

__all__ = [
    "add_entry",
    "match_contact",
    "notify",
    "queue_message",
    "record_delivery",
    "record_inbound",
    "reply_by_email",
    "suppress",
]
