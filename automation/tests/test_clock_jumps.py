"""A machine's clock that jumps by an hour makes nothing run before its time by that clock, nor twice."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import runner, sweeper
from automation.enums import JobState
from automation.exceptions import LostClaimError
from automation.tests import scenes

HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


@pytest.fixture
def runs():
    return []


@pytest.fixture
def work(runs):
    with scenes.kind(lambda claim: runs.append(claim.job_id)):
        yield


def sweep_and_work():
    """One sweep, every ring of it answered."""
    for due in sweeper.due_jobs():
        runner.run_job(due.organization_id, due.job_id)


def test_after_a_jump_ahead_what_is_due_by_then_runs_at_the_next_sweep_and_the_rest_does_not(world, clock, work, runs):
    soon = scenes.job(world.organization.pk, run_at=timezone.now() + timedelta(minutes=30))
    later = scenes.job(world.organization.pk, run_at=timezone.now() + timedelta(minutes=90))
    sweep_and_work()
    assert runs == []
    clock.shift(HOUR)
    sweep_and_work()
    assert runs == [soon.pk]
    clock.shift(timedelta(minutes=30) + sweeper.GRACE)
    sweep_and_work()
    assert runs == [soon.pk, later.pk]


def test_after_a_jump_back_nothing_runs_before_its_time_comes_again(world, clock, work, runs):
    job = scenes.job(world.organization.pk, run_at=timezone.now() + timedelta(seconds=30))
    clock.shift(-HOUR)
    sweep_and_work()
    clock.shift(HOUR + timedelta(seconds=29))
    sweep_and_work()
    assert runs == []
    clock.shift(timedelta(seconds=1) + sweeper.GRACE)
    sweep_and_work()
    sweep_and_work()
    assert runs == [job.pk]


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_what_was_done_before_a_jump_is_not_done_again_after_it(world, clock, work, runs, jump):
    job = scenes.job(world.organization.pk)
    assert scenes.run(job) == JobState.DONE
    clock.shift(jump)
    sweeper.sweep()
    sweep_and_work()
    assert runs == [job.pk]


def test_a_jump_back_does_not_let_a_second_worker_in(world, clock):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        claim = runner.claim_job(world.organization.pk, job.pk)
        clock.shift(-HOUR)
        sweeper.sweep()
        assert scenes.run(job) is None
        with claim.finishing():
            pass
        with pytest.raises(LostClaimError), claim.finishing():
            pass
    job = scenes.reload(job)
    assert (job.state, job.attempt) == (JobState.DONE, 1)
