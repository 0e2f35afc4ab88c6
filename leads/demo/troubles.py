"""Work that was given up: the rows that the engine would have left, so that the page for it has something to show."""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from automation import kinds, wording
from automation.enums import Effect, JobState, Queue
from automation.models import Escalation, EscalationComment, Job, JobAttempt
from messaging.models import Message
from messaging.services.messages import DELIVER
from tenants.models import Membership

# How long the provider takes to say that it has a fault.
TAKES: Final = timedelta(seconds=2.4)
TRIES: Final = len(kinds.MESSAGES) + 1
# From the first try to the end of the last one.
LADDER: Final = timedelta(seconds=sum(kinds.MESSAGES)) + TRIES * TAKES


def give_up(message: Message, error: str, *, at: datetime) -> Escalation:
    """Write down five tries from then on, the dead letter they end in, and the question to a person."""
    job = Job.objects.create(
        kind=DELIVER,
        queue=Queue.QUICK,
        effect=Effect.REPEATABLE,
        payload={"message": str(message.pk)},
        dedupe_key=str(message.pk),
        state=JobState.DEAD,
        attempt=TRIES,
        last_error=error,
        run_at=at + LADDER - TAKES,
    )
    start = at
    for number, delay in enumerate((0, *kinds.MESSAGES), 1):
        start += timedelta(seconds=delay)
        is_last = number == TRIES
        JobAttempt.objects.create(
            job=job,
            attempt=number,
            started_at=start,
            ended_at=start + TAKES,
            outcome=JobState.DEAD if is_last else JobState.WAITING,
            error=error,
        )
        start += TAKES
    Job.objects.filter(pk=job.pk).update(created_at=message.created_at)
    # Written and not asked: nobody is told of a trouble that never was.
    return Escalation.objects.create(
        reason="dead_letter",
        title=wording.describe(job),
        context={"error": error, "kind": DELIVER},
        job=job,
        opened_at=at + LADDER,
    )


def talk(escalation: Escalation, author: Membership, body: str, *, at: datetime) -> None:
    """Let a member say something about it."""
    EscalationComment.objects.create(escalation=escalation, author=author, body=body, token=uuid4(), at=at)
