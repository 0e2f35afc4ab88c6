"""What can be done with contacts, messages, notices, sequences and the timeline."""

from messaging.services.consents import record_consent
from messaging.services.contacts import greeting_name, match_contact
from messaging.services.deliveries import record_delivery, suppress
from messaging.services.inbound import receive_email
from messaging.services.messages import queue_message, record_inbound, reply_by_email
from messaging.services.notices import notify
from messaging.services.replies import find_reply_address, reply_address, unsubscribe_url
from messaging.services.sequences import ensure_sequence, start_run, stop_runs, stop_runs_of
from messaging.services.timeline import add_entry
from messaging.services.unsubscribing import unsubscribe

__all__ = [
    "add_entry",
    "ensure_sequence",
    "find_reply_address",
    "greeting_name",
    "match_contact",
    "notify",
    "queue_message",
    "receive_email",
    "record_consent",
    "record_delivery",
    "record_inbound",
    "reply_address",
    "reply_by_email",
    "start_run",
    "stop_runs",
    "stop_runs_of",
    "suppress",
    "unsubscribe",
    "unsubscribe_url",
]
