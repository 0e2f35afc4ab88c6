"""Jobs and their history, escalations, the webhook inbox, and calls of the model."""

from automation.models.ai import ModelCall
from automation.models.escalations import Escalation, EscalationComment
from automation.models.inbox import InboxEvent
from automation.models.jobs import Heartbeat, Job, JobAttempt

__all__ = ["Escalation", "EscalationComment", "Heartbeat", "InboxEvent", "Job", "JobAttempt", "ModelCall"]
