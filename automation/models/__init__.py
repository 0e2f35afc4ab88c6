"""Jobs and their history, escalations, and the webhook inbox."""

from automation.models.escalations import Escalation
from automation.models.inbox import InboxEvent
from automation.models.jobs import Job, JobAttempt

__all__ = ["Escalation", "InboxEvent", "Job", "JobAttempt"]
