"""The job behind each step of a sequence."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from automation import kinds
from automation.enums import Effect, Queue
from automation.kinds import Abandon, Claim, Decision, Kind, Proceed
from automation.models import Job
from messaging.models import Run
from messaging.services.sequences import RUN_STEP, is_due, send_step


def prepare_step(job: Job, now: datetime) -> Decision:
    """Give up where the run ended, or the step was there before."""
    is_wanted = is_due(UUID(job.payload["run"]), int(job.payload["position"]))
    return Proceed() if is_wanted else Abandon("the follow-up is over")


def run_step(claim: Claim) -> None:
    """Queue the step's message; permission to send is asked when it leaves."""
    with claim.finishing():
        send_step(UUID(claim.payload["run"]), int(claim.payload["position"]), now=timezone.now())


def describe_step(job: Job) -> str:
    """Say whose follow-up could not be written."""
    run = Run.objects.select_related("contact").filter(pk=job.payload["run"]).first()
    return f"The follow-up to {run.contact.name} was not written" if run else "A follow-up was not written"


kinds.register(
    Kind(
        RUN_STEP,
        run_step,
        queue=Queue.QUICK,
        effect=Effect.ROWS,
        prepare=prepare_step,
        describe=describe_step,
        label=_("Follow-up"),
    )
)
