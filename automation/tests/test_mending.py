"""After the clock went back nothing waits for a time that was taken back, and nothing is early or done twice."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import heartbeats, kinds, mending, recovery, runner, services, sweeper, tasks
from automation.enums import Effect, JobState
from automation.kinds import DidNotHappen, Postpone
from automation.models import Heartbeat, Job
from automation.tests import scenes
from leadwizard.lib.errors import IntegrationError
from tenants.scoping import scope

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(world):
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        tasks.pulse("quick")
        yield found


@pytest.fixture
def home(world):
    return world.organization.pk


def jump(clock, by):
    """Let the clock jump, and the next pulse come."""
    clock.shift(by)
    tasks.pulse("quick")


def _break(**facts):
    def run(claim):
        with claim.outside():
            raise IntegrationError("Not now.", provider="tests", **facts)

    return run


def test_work_that_was_made_in_the_time_taken_back_is_done_at_the_next_sweep(clock, home, rings):
    with scenes.kind():
        jump(clock, HOUR)
        job = scenes.job(home)
        jump(clock, -HOUR)
        clock.shift(sweeper.GRACE + SECOND)
        assert [due.job_id for due in sweeper.due_jobs()] == [job.pk]
        assert scenes.run(job) == JobState.DONE


def test_work_that_was_planned_in_the_time_taken_back_keeps_its_distance(clock, home):
    with scenes.kind():
        jump(clock, HOUR)
        job = scenes.job(home, run_at=timezone.now() + timedelta(minutes=20))
        jump(clock, -HOUR)
    assert scenes.reload(job).run_at == timezone.now() + timedelta(minutes=20)


def test_what_was_planned_before_stays_where_it_was(clock, home):
    with scenes.kind():
        job = scenes.job(home, run_at=timezone.now() + timedelta(days=1))
        failed = scenes.job(home)
        jump(clock, HOUR)
        jump(clock, -HOUR)
        before = scenes.reload(job).run_at
        jump(clock, timedelta(seconds=10))
    assert scenes.reload(job).run_at == before == timezone.now() - timedelta(seconds=10) + timedelta(days=1)
    assert scenes.reload(failed).run_at <= timezone.now()


def test_a_step_of_the_ladder_begins_anew(clock, home):
    with scenes.kind(_break()):
        job = scenes.job(home)
        jump(clock, HOUR)
        assert scenes.run(job) == JobState.WAITING
        jump(clock, -HOUR)
        step = scenes.reload(job).run_at - timezone.now()
        assert timedelta(seconds=8) <= step <= timedelta(seconds=12)
        jump(clock, timedelta(seconds=10))
        assert scenes.reload(job).run_at - timezone.now() == step - timedelta(seconds=10)


def test_a_ring_of_the_time_taken_back_does_not_keep_the_sweep_from_ringing(clock, home, rings):
    with scenes.kind():
        job = scenes.job(home)
        jump(clock, HOUR)
        sweeper.sweep()
        assert scenes.reload(job).rung_at == timezone.now()
        jump(clock, -HOUR)
        clock.shift(sweeper.GRACE + SECOND)
        assert [due.job_id for due in sweeper.due_jobs()] == [job.pk]


def test_a_dead_workers_lease_of_the_time_taken_back_runs_out_within_the_longest_one(clock, home, rings):
    with scenes.kind():
        job = scenes.job(home)
        jump(clock, HOUR)
        assert runner.claim_job(home, job.pk)
        jump(clock, -HOUR)
        assert recovery.release_expired(home, job.pk) is None
        clock.shift(max(kind.lease for kind in kinds.all_kinds()) + SECOND)
        assert recovery.release_expired(home, job.pk) == JobState.WAITING
        assert scenes.run(job) == JobState.DONE


def test_the_settling_time_begins_anew_and_is_never_cut_short(clock, home):
    asked = []

    def reconcile(job):
        asked.append(job.pk)
        return DidNotHappen()

    with scenes.kind(_break(ambiguous=True), effect=Effect.ONCE, reconcile=reconcile):
        job = scenes.job(home)
        jump(clock, HOUR)
        assert scenes.run(job) == JobState.UNKNOWN
        jump(clock, -HOUR)
        clock.shift(kinds.get(scenes.KIND).settling - SECOND)
        assert recovery.reconcile(home, job.pk) is None
        clock.shift(max(kind.settling for kind in kinds.all_kinds()))
        assert recovery.reconcile(home, job.pk) == JobState.WAITING
    assert asked == [job.pk]


def test_what_a_person_let_run_again_runs(clock, home):
    with scenes.kind(_break(permanent=True)):
        job = scenes.job(home)
        assert scenes.run(job) == JobState.DEAD
        jump(clock, HOUR)
        with scope(home):
            assert services.retry_dead_letter(job.pk, actor=None)
        jump(clock, -HOUR)
        assert scenes.reload(job).run_at == timezone.now()


def test_what_was_postponed_is_asked_again(clock, home):
    with scenes.kind(prepare=lambda _job, now: Postpone(now + timedelta(minutes=5), "Too many at once.")):
        job = scenes.job(home)
        jump(clock, HOUR)
        assert scenes.run(job) is None
        jump(clock, -HOUR)
        assert scenes.reload(job).run_at == timezone.now()


def test_how_long_a_key_is_kept_is_counted_from_no_time_to_come(clock, home):
    with scenes.kind(_break(ambiguous=True), effect=Effect.REPEATABLE):
        job = scenes.job(home)
        jump(clock, HOUR)
        scenes.run(job)
        jump(clock, -HOUR)
    assert scenes.reload(job).uncertain_since == timezone.now()


def test_times_written_by_a_process_that_heard_of_it_late_are_mended_as_well(clock, home):
    with scenes.kind():
        jump(clock, HOUR)
        jump(clock, -HOUR)
        with time_machine.travel(timezone.now() + HOUR, tick=False):
            job = scenes.job(home)
        tasks.pulse("slow")
        jump(clock, timedelta(seconds=10))
        assert scenes.reload(job).run_at <= timezone.now()


def test_a_clock_that_goes_its_way_mends_nothing(clock, home, monkeypatch):
    mended = []
    monkeypatch.setattr(mending, "mend_all", lambda: mended.append(timezone.now()))
    for seconds in (10, 10, 3600, 10, -3):
        jump(clock, timedelta(seconds=seconds))
    assert mended == []
    jump(clock, -HOUR)
    jump(clock, timedelta(seconds=10))
    assert len(mended) == 2
    jump(clock, timedelta(minutes=2))
    assert len(mended) == 2
    assert heartbeats.ages(timezone.now()).keys() == {"beat", "events", "quick", "slow"}
    assert Heartbeat.objects.count() == 3


def test_one_organization_that_cannot_be_mended_does_not_keep_the_others_waiting(clock, world, monkeypatch):
    mend = mending.mend

    def break_for_one(organization_id):
        if organization_id == world.organization.pk:
            raise RuntimeError("it is locked")
        mend(organization_id)

    monkeypatch.setattr(mending, "mend", break_for_one)
    with scenes.kind():
        jump(clock, HOUR)
        scenes.job(world.other.pk)
        jump(clock, -HOUR)
        with scope(world.other.pk):
            assert Job.objects.get().run_at == timezone.now()
