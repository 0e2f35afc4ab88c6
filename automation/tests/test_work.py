"""What a worker does after a ring: what the job made, what is overlooked, and never another worker's kind of work."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import kinds, services, sweeper, work
from automation.bell import OVERLOOKED, Bell, Ring
from automation.enums import Effect, JobState, Queue
from automation.kinds import Kind
from automation.models import Job
from automation.tests import scenes
from tenants.scoping import scope


@pytest.fixture
def rings(monkeypatch):
    """Collect what would go out, behind everything that decides whether it does."""
    heard = []
    monkeypatch.setattr(Bell, "_hand_over", lambda _bell, ring: heard.append(ring))
    monkeypatch.setattr("automation.services.bell", bell := Bell())
    monkeypatch.setattr(work, "bell", bell)
    return heard


@pytest.fixture(autouse=True)
def _rested(monkeypatch):
    work._overlooked_of.cache_clear()
    monkeypatch.setattr(work, "_done", {})


def _makes(*names):
    def run(claim):
        with claim.finishing():
            for name in names:
                services.enqueue(name, {})

    return run


def _states(organization_id):
    with scope(organization_id):
        return dict(Job.objects.values_list("kind", "state"))


@pytest.fixture
def slow():
    registered = kinds.register(Kind("tests.slow", scenes.succeed, queue=Queue.SLOW, effect=Effect.ROWS))
    yield registered
    del kinds._kinds["tests.slow"]


class Watch:
    """A worker's watch, which goes on only when it is moved."""

    def __init__(self):
        self._now = 1_000.0

    def monotonic(self):
        return self._now

    def move(self, seconds):
        self._now += seconds


@pytest.fixture
def watch(monkeypatch):
    monkeypatch.setattr(work, "time", watch := Watch())
    return watch


@pytest.fixture
def commits(django_capture_on_commit_callbacks, monkeypatch):
    """Run what waits for a commit, as the commit of each try would."""
    from automation import runner

    original = runner.run_job

    def run_job(*ids):
        with django_capture_on_commit_callbacks(execute=True):
            return original(*ids)

    monkeypatch.setattr(work.runner, "run_job", run_job)


def test_a_worker_goes_straight_on_with_what_its_job_made(world, rings, commits):
    with (
        scenes.kind(_makes("tests.second"), name="tests.first"),
        scenes.kind(_makes("tests.third"), name="tests.second"),
        scenes.kind(name="tests.third"),
    ):
        job = scenes.job(world.organization.pk, name="tests.first")
        work.answer(Ring("quick", job.organization_id, job.pk))
        states = _states(world.organization.pk)
    assert states == dict.fromkeys(["tests.first", "tests.second", "tests.third"], JobState.DONE)
    assert rings == []


def test_a_quick_worker_rings_for_slow_work_and_a_slow_one_takes_quick_work_along(world, rings, commits, slow):
    with scenes.kind(_makes("tests.slow"), name="tests.first"):
        job = scenes.job(world.organization.pk, name="tests.first")
        work.answer(Ring("quick", job.organization_id, job.pk))
        assert _states(world.organization.pk)["tests.slow"] == JobState.WAITING
        assert [ring[0] for ring in rings] == ["slow"]
        other = scenes.job(world.organization.pk, name="tests.first")
        work.answer(Ring("slow", other.organization_id, other.pk))
    with scope(world.organization.pk):
        assert Job.objects.filter(kind="tests.slow", state=JobState.DONE).count() == 1


@pytest.mark.parametrize(("seconds", "is_run"), [(1.9, True), (2.1, False)])
def test_what_a_job_made_has_a_slice_of_its_own(world, rings, commits, watch, seconds, is_run):
    def first(claim):
        watch.move(1.5)

    def overlooked(claim):
        watch.move(seconds)
        _makes("tests.third")(claim)

    with (
        scenes.kind(first, name="tests.first"),
        scenes.kind(overlooked, name="tests.second"),
        scenes.kind(name="tests.third"),
    ):
        scenes.job(world.other.pk, name="tests.second")
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            job = scenes.job(world.organization.pk, name="tests.first")
            work.answer(Ring("quick", job.organization_id, job.pk))
    # The second job began within the slice of the ring, and ended after it.
    assert _states(world.other.pk)["tests.second"] == JobState.DONE
    assert _states(world.other.pk)["tests.third"] == (JobState.DONE if is_run else JobState.WAITING)
    assert [ring[0] for ring in rings] == ([] if is_run else ["quick"])


def test_a_job_that_comes_later_is_not_run_before_its_time(world, rings, commits):
    def run(claim):
        with claim.finishing():
            services.enqueue("tests.second", {}, run_at=timezone.now() + timedelta(hours=1))

    with scenes.kind(run, name="tests.first"), scenes.kind(name="tests.second"):
        job = scenes.job(world.organization.pk, name="tests.first")
        work.answer(Ring("quick", job.organization_id, job.pk))
    assert _states(world.organization.pk)["tests.second"] == JobState.WAITING


def test_after_its_own_job_a_worker_takes_what_nobody_rang_for(world, rings, slow):
    with scenes.kind():
        overlooked = [scenes.job(world.other.pk) for _number in range(40)]
        not_ours = scenes.job(world.other.pk, name="tests.slow")
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            job = scenes.job(world.organization.pk)
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert {scenes.reload(found).state for found in overlooked} == {JobState.DONE}
    assert scenes.reload(not_ours).state == JobState.WAITING


def test_what_was_rung_for_a_moment_ago_is_left_to_its_ring(world, rings):
    with scenes.kind():
        fresh = scenes.job(world.other.pk)
        job = scenes.job(world.organization.pk)
        work.answer(Ring("quick", job.organization_id, job.pk))
    assert scenes.reload(fresh).state == JobState.WAITING


def test_an_idle_worker_does_not_look_again_and_again(world, rings, monkeypatch):
    looks = []
    monkeypatch.setattr(sweeper, "due_jobs", lambda **_facts: looks.append(1) or [])
    with scenes.kind():
        for _ring in range(20):
            job = scenes.job(world.organization.pk)
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert len(looks) <= 3


def test_a_worker_listens_again_after_its_slice_however_much_there_is(world, rings, monkeypatch):
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    with scenes.kind():
        left = scenes.job(world.other.pk)
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            job = scenes.job(world.organization.pk)
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert scenes.reload(job).state == JobState.DONE
    assert scenes.reload(left).state == JobState.WAITING


def test_the_single_job_of_one_is_among_the_first_though_another_has_hundreds(world, rings):
    with scenes.kind():
        for _number in range(300):
            scenes.job(world.organization.pk)
        one = scenes.job(world.other.pk)
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            first = sweeper.due_jobs(grace=timedelta(seconds=OVERLOOKED), queue="quick", most=work.BATCH)
    assert one.pk in [found.job_id for found in first]


def test_the_threads_of_a_process_share_what_they_found(world, rings):
    with scenes.kind():
        jobs = {scenes.job(world.organization.pk).pk for _number in range(10)}
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            overlooked = work.Overlooked("quick")
            given = [overlooked.take() for _thread in range(10)]
    assert {ring.job_id for ring in given} == jobs


def _own_part_first(jobs, part):
    own = [job for job in jobs if job.int % work.PARTS == part]
    return own + [job for job in jobs if job not in own]


def test_each_process_takes_up_its_part_in_order_and_then_the_others(world, rings, monkeypatch):
    given = []
    with scenes.kind():
        jobs = [scenes.job(world.organization.pk).pk for _number in range(work.BATCH)]
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            for pid in range(100, 103):
                monkeypatch.setattr(work.os, "getpid", lambda pid=pid: pid)
                overlooked = work.Overlooked("quick")
                given.append([overlooked.take().job_id for _thread in jobs])
    assert given == [_own_part_first(jobs, part) for part in range(3)]


def test_a_job_that_another_process_took_makes_a_worker_look_anew(world, rings, monkeypatch):
    looks = []
    original = sweeper.due_jobs
    monkeypatch.setattr(sweeper, "due_jobs", lambda **facts: looks.append(1) or original(**facts))
    monkeypatch.setattr(work, "PARTS", 1)
    with scenes.kind():
        first, second, third = (scenes.job(world.other.pk) for _number in range(3))
        mine = scenes.job(world.organization.pk)
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            overlooked = work._overlooked_of("quick")
            assert overlooked.take().job_id == first.pk
            scenes.run(second)
            work.answer(Ring("quick", mine.organization_id, mine.pk))
    # Found at once, then after the one that was gone, then when nothing was left.
    assert len(looks) == 3
    assert {scenes.reload(job).state for job in (first, second, third)} == {JobState.DONE}


def test_what_another_process_is_about_to_take_is_not_asked_for_again_and_again(world, rings, monkeypatch):
    tries = []
    original = work.runner.run_job

    def run_job(organization_id, job_id):
        tries.append(job_id)
        # Its row is locked by the other.
        return None if job_id == locked.pk else original(organization_id, job_id)

    monkeypatch.setattr(work.runner, "run_job", run_job)
    with scenes.kind():
        locked, other = scenes.job(world.other.pk), scenes.job(world.other.pk)
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            mine = scenes.job(world.organization.pk)
            work.answer(Ring("quick", mine.organization_id, mine.pk))
    assert sorted(tries) == sorted([mine.pk, locked.pk, other.pk])
    # It was no more than passed by: when the other failed, it is found again.
    monkeypatch.setattr(work, "REST_SECONDS", 0.0)
    monkeypatch.setattr(work.runner, "run_job", original)
    work._overlooked_of("quick")._passed.clear()
    with scenes.kind(), time_machine.travel(timezone.now() + timedelta(seconds=10)):
        work._overlooked_of("quick")._rests_until = 0.0
        assert work._overlooked_of("quick").take().job_id == locked.pk


def test_what_a_thread_has_in_hand_is_left_alone_by_the_others(world, rings, django_assert_num_queries):
    asked = []

    def run(claim):
        with time_machine.travel(timezone.now() + timedelta(seconds=5)), django_assert_num_queries(0):
            asked.append(work._act(Ring("quick", claim.organization_id, claim.job_id)))

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        work.answer(Ring("quick", job.organization_id, job.pk))
    assert asked == [None]
    assert not work._in_hand
    assert scenes.reload(job).state == JobState.DONE


def test_a_job_that_broke_is_in_nobodys_hand(world, rings, monkeypatch):
    monkeypatch.setattr(work.runner, "run_job", lambda *_ids: 1 / 0)
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        with pytest.raises(ZeroDivisionError):
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert not work._in_hand


def test_a_late_ring_for_what_this_process_did_costs_no_look(world, rings, django_assert_num_queries):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        work.answer(Ring("quick", job.organization_id, job.pk))
        work._overlooked_of("quick").take()
        with django_assert_num_queries(0):
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert scenes.reload(job).state == JobState.DONE


def test_a_job_whose_ring_stands_behind_others_is_not_left_to_it(world, rings):
    with scenes.kind():
        rung = scenes.job(world.other.pk)
        with scope(world.other.pk):
            Job.objects.filter(pk=rung.pk).update(rung_at=timezone.now())
        with time_machine.travel(timezone.now() + timedelta(seconds=5)):
            job = scenes.job(world.organization.pk)
            work.answer(Ring("quick", job.organization_id, job.pk))
    assert scenes.reload(rung).state == JobState.DONE
