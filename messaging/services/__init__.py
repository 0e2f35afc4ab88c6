"""What can be done with contacts, messages, notices, sequences and the timeline."""

from messaging.services.consents import record_consent
from messaging.services.contacts import greeting_name, match_contact, take_back
from messaging.services.deliveries import record_arrival, record_delivery, suppress
from messaging.services.inbound import receive_email
from messaging.services.lines import attach_alert, open_line
from messaging.services.messages import new_inbound, queue_message, record_inbound, reply_by_email
from messaging.services.notices import notify, notify_by_text
from messaging.services.opting_out import has_stopped, obey_keyword, start_texts, stop_texts
from messaging.services.phones import (
    ask_code,
    choose_texts,
    confirm_code,
    consent_wording,
    phone_of,
    remove_phone,
    texted_phones,
)
from messaging.services.replies import find_reply_address, reply_address, unsubscribe_url
from messaging.services.sequences import ensure_sequence, start_run, stop_runs, stop_runs_of
from messaging.services.text_answers import ReceivedText, receive_text
from messaging.services.timeline import add_entry, new_entry, tell_browsers
from messaging.services.unsubscribing import unsubscribe

__all__ = [
    "ReceivedText",
    "add_entry",
    "ask_code",
    "attach_alert",
    "choose_texts",
    "confirm_code",
    "consent_wording",
    "ensure_sequence",
    "find_reply_address",
    "greeting_name",
    "has_stopped",
    "match_contact",
    "new_entry",
    "new_inbound",
    "notify",
    "notify_by_text",
    "obey_keyword",
    "open_line",
    "phone_of",
    "queue_message",
    "receive_email",
    "receive_text",
    "record_arrival",
    "record_consent",
    "record_delivery",
    "record_inbound",
    "remove_phone",
    "reply_address",
    "reply_by_email",
    "start_run",
    "start_texts",
    "stop_runs",
    "stop_runs_of",
    "stop_texts",
    "suppress",
    "take_back",
    "tell_browsers",
    "texted_phones",
    "unsubscribe",
    "unsubscribe_url",
]
