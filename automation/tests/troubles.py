"""Work that waits for a person, as the engine leaves it: what tests about its pages start from."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from automation.enums import Effect, JobState, Queue
from automation.models import Escalation, Job, JobAttempt
from automation.services import open_escalation
from automation.tests import scenes
from tenants.models import Organization
from tenants.scoping import scope

FAULT = "Resend had a fault (503)."


def dead_letter(
    organization: Organization, title: str = "E-mail to Rosa was not sent", *, error: str = FAULT, **values: Any
) -> Job:
    """Make a job that used up its tries, with its escalation."""
    return _trouble(organization, JobState.DEAD, "dead_letter", title, error, **values)


def unknown_send(organization: Organization, title: str = "E-mail to Jim was not sent", **values: Any) -> Job:
    """Make a job of which nobody can tell whether it worked, with its escalation."""
    return _trouble(
        organization,
        JobState.UNKNOWN,
        "unknown_outcome",
        title,
        "Nobody answered.",
        unknown_at=timezone.now(),
        **values,
    )


def question(organization: Organization, title: str = "Asks for a person", **context: str) -> Escalation:
    """Ask a person something that no job waits for."""
    with scope(organization.pk):
        open_escalation("asks_for_a_person", title, context=context)
        return Escalation.objects.latest("opened_at", "pk")


def escalation_of(job: Job) -> Escalation:
    """Return the newest escalation about the job."""
    with scope(scenes.home(job)):
        return Escalation.objects.select_related("job").filter(job=job).latest("opened_at", "pk")


def pages_own(captured: CaptureQueriesContext) -> list[str]:
    """Return a page's questions without the doors of scopes, of which a test has one more than a request."""
    doors = re.compile(r"SAVEPOINT|RELEASE|SELECT set_config")
    return [query["sql"] for query in captured.captured_queries if not doors.match(query["sql"])]


def _trouble(
    organization: Organization,
    state: JobState,
    reason: str,
    title: str,
    error: str,
    *,
    kind: str = scenes.KIND,
    tries: int = 5,
    at: datetime | None = None,
    **values: Any,
) -> Job:
    at = at or timezone.now()
    with scope(organization.pk):
        job = Job.objects.create(
            kind=kind,
            queue=Queue.QUICK,
            effect=Effect.REPEATABLE,
            run_at=at,
            state=state,
            attempt=tries,
            last_error=error,
            **values,
        )
        for number in range(1, tries + 1):
            started = at - timedelta(minutes=10 * (tries - number))
            JobAttempt.objects.create(
                job=job,
                attempt=number,
                started_at=started,
                ended_at=started + timedelta(seconds=2),
                outcome=state if number == tries else JobState.WAITING,
                error=error,
            )
        open_escalation(reason, title, job=job, context={"error": error, "kind": kind})
        Escalation.objects.filter(job=job).update(opened_at=at)
    return job
