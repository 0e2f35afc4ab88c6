"""Jobs and their history, escalations, the webhook inbox, and calls of the model."""

from automation.models.ai import ModelCall
from automation.models.escalations import Escalation
from automation.models.inbox import InboxEvent
from automation.models.jobs import Heartbeat, Job, JobAttempt

__all__ = ["Escalation", "Heartbeat", "InboxEvent", "Job", "JobAttempt", "ModelCall"]
