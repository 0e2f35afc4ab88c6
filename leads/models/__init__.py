"""Forms, leads, what the model said of them, and how they are answered."""

from leads.models.analyses import Analysis
from leads.models.forms import Form
from leads.models.leads import ANSWERED, GIVEN_UP, WAITING, Lead, LeadQuerySet
from leads.models.notes import Note
from leads.models.reply_settings import ReplySettings

__all__ = ["ANSWERED", "GIVEN_UP", "WAITING", "Analysis", "Form", "Lead", "LeadQuerySet", "Note", "ReplySettings"]
