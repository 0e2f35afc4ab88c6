"""What can be done with forms and leads."""

from leads.services.alerts import alert_team, read_approval, tell_of_reply
from leads.services.answers import (
    ANSWER,
    acknowledge_lead,
    acknowledgement_facts,
    answer_lead,
    has_team_answered,
    reply_personally,
    reply_subject,
)
from leads.services.capture import (
    FLOOD,
    SUBMISSIONS,
    TRIAGE,
    Agreement,
    Captured,
    Enquiry,
    Origin,
    capture_lead,
    find_repetition,
    is_open,
)
from leads.services.communication import derive_communication, note_analysis
from leads.services.drafts import approve_draft, discard_draft, open_draft, save_draft
from leads.services.forms import create_form
from leads.services.quarantine import clear_lead, mark_spam, purge_spam
from leads.services.settings import (
    choose_email_alerts,
    is_always_alerted,
    reply_settings,
    save_reply_settings,
    wants_email_alerts,
)
from leads.services.work import add_note, assign_lead, change_status, change_statuses, reply_to_lead

__all__ = [
    "ANSWER",
    "FLOOD",
    "SUBMISSIONS",
    "TRIAGE",
    "Agreement",
    "Captured",
    "Enquiry",
    "Origin",
    "acknowledge_lead",
    "acknowledgement_facts",
    "add_note",
    "alert_team",
    "answer_lead",
    "approve_draft",
    "assign_lead",
    "capture_lead",
    "change_status",
    "change_statuses",
    "choose_email_alerts",
    "clear_lead",
    "create_form",
    "derive_communication",
    "discard_draft",
    "find_repetition",
    "has_team_answered",
    "is_always_alerted",
    "is_open",
    "mark_spam",
    "note_analysis",
    "open_draft",
    "purge_spam",
    "read_approval",
    "reply_personally",
    "reply_settings",
    "reply_subject",
    "reply_to_lead",
    "save_draft",
    "save_reply_settings",
    "tell_of_reply",
    "wants_email_alerts",
]
