"""Running the background work inside a test, without workers."""

from datetime import timedelta

from automation import runner, sweeper
from automation.enums import JobState


def drain(rounds: int = 10) -> list[JobState]:
    """Run due jobs, and the jobs they make, until none is due; return the states they came to.

    Raises:
        AssertionError: after `rounds` there is still work, which means that jobs make jobs for ever.
    """
    states: list[JobState] = []
    for _round in range(rounds):
        jobs = sweeper.due_jobs(grace=timedelta(0))
        if not jobs:
            return states
        for job in jobs:
            state = runner.run_job(job.organization_id, job.job_id)
            if state is not None:
                states.append(state)
    msg = f"still not drained after {rounds} rounds"
    raise AssertionError(msg)
