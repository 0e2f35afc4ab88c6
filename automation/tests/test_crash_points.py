"""A process that dies at any step: what left the machine left once, and the job still comes to its right end."""

import ast
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from automation import kinds, ownership, recovery, runner
from automation.enums import Effect, JobState
from automation.kinds import CannotTell, DidNotHappen, Happened
from automation.models import Escalation, Job
from automation.tests import scenes
from leadwizard.lib import crash_points
from tenants.scoping import scope

PROJECT = Path(__file__).parents[2]
APPS = ("automation", "messaging", "leads", "tenants")


def _named_in_source():
    """Return every place that the source names, so that none is forgotten here."""
    found = set()
    for app in APPS:
        for path in (PROJECT / app).rglob("*.py"):
            if "tests" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if is_call and node.func.id == "crash_point":
                    [argument] = node.args
                    assert isinstance(argument, ast.Constant), f"{path}: a crash point is named by a plain text"
                    found.add(argument.value)
    return sorted(found)


POINTS = _named_in_source()
# What a death at each point leaves behind, before anybody else does anything: did a call go out, is it saved?
BEFORE_THE_CALL = {"after_claim", "before_fence"}
PERHAPS_CALLED = {"after_fence", "after_call", "before_commit"}
SAVED = {"after_commit"}


def test_every_point_is_accounted_for():
    assert set(POINTS) == BEFORE_THE_CALL | PERHAPS_CALLED | SAVED


@pytest.mark.parametrize("effect", [Effect.REPEATABLE, Effect.ONCE])
def test_a_job_that_calls_out_passes_every_point_in_this_order(world, monkeypatch, effect):
    passed = []
    monkeypatch.setattr(kinds, "crash_point", passed.append)
    monkeypatch.setattr(runner, "crash_point", passed.append)

    def run(claim):
        with claim.outside():
            passed.append("the call")
        with claim.finishing():
            pass

    with scenes.kind(run, effect=effect):
        assert scenes.run(scenes.job(world.organization.pk)) == JobState.DONE
    assert passed == [
        "after_claim",
        "before_fence",
        "after_fence",
        "the call",
        "after_call",
        "before_commit",
        "after_commit",
    ]


def test_without_the_two_variables_nothing_ever_dies(monkeypatch, tmp_path):
    killed = []
    monkeypatch.setattr(os, "kill", lambda *facts: killed.append(facts))
    for point in POINTS:
        crash_points.crash_point(point)
    monkeypatch.setattr(crash_points, "_AT", "after_call")
    crash_points.crash_point("after_call")
    assert killed == []
    monkeypatch.setattr(crash_points, "_TICKETS", str(tmp_path))
    crash_points.crash_point("after_call")
    (tmp_path / "1").touch()
    crash_points.crash_point("after_claim")
    assert killed == []
    crash_points.crash_point("after_call")
    crash_points.crash_point("after_call")
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_as_many_die_as_there_are_tickets_however_many_come_by_at_once(monkeypatch, tmp_path):
    killed = []
    monkeypatch.setattr(os, "kill", lambda *facts: killed.append(facts))
    monkeypatch.setattr(crash_points, "_AT", "after_call")
    monkeypatch.setattr(crash_points, "_TICKETS", str(tmp_path))
    for number in range(200):
        (tmp_path / str(number)).touch()
    barrier = threading.Barrier(16)

    def come_by(_number):
        barrier.wait(timeout=60)
        for _time in range(50):
            crash_points.crash_point("after_call")

    with ThreadPoolExecutor(16) as people:
        list(people.map(come_by, range(16)))
    assert (len(killed), list(tmp_path.iterdir())) == (200, [])


@pytest.fixture
def provider(tmp_path):
    """A provider whose ledger outlives its callers; asked later, it says what it has."""
    ledger = tmp_path / "ledger"
    ledger.touch()

    class Provider:
        def calls(self):
            return ledger.read_text().split()

        def take(self, key):
            with ledger.open("a") as file:
                file.write(f"{key}\n")

        def asked(self, job):
            return Happened() if str(job.pk) in self.calls() else DidNotHappen()

    return Provider()


def _die_at(point, job, monkeypatch, tmp_path):
    """Run the job once in a process that dies there, with a lock of its own."""
    tickets = tmp_path / "tickets"
    tickets.mkdir()
    (tickets / "1").touch()
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            monkeypatch.setattr(crash_points, "_AT", point)
            monkeypatch.setattr(crash_points, "_TICKETS", str(tickets))
            runner.run_job(job.organization_id, job.pk)
        finally:
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it did not die at {point}"
    # The server notices a moment later that nobody holds its lock any more.
    end = time.monotonic() + 30
    with scope(job.organization_id):
        while not ownership.is_gone(Job.objects.get(pk=job.pk).owner_key) and time.monotonic() < end:
            time.sleep(0.01)


def _come_to_rest(job):
    """Let the sweep, the workers and the settling time do what they do, on a clock that runs ahead."""
    now = timezone.now()
    for _round in range(12):
        job = scenes.reload(job)
        due = {
            JobState.RUNNING: job.lease_until,
            JobState.WAITING: job.run_at,
            JobState.UNKNOWN: job.reconcile_at,
        }.get(JobState(job.state))
        if due is None:
            return JobState(job.state)
        now = max(now, due) + timedelta(seconds=1)
        with time_machine.travel(now, tick=False):
            recovery.release_expired(job.organization_id, job.pk)
            runner.run_job(job.organization_id, job.pk)
            recovery.reconcile(job.organization_id, job.pk)
    return JobState(scenes.reload(job).state)


@pytest.fixture
def owner(monkeypatch, committed_world):
    found = ownership.Owner()
    monkeypatch.setattr(ownership, "owner", found)
    yield found
    found.close()


def _kind(provider, effect, key_of, **options):
    def run(claim):
        with claim.outside():
            provider.take(key_of(claim))
        with claim.finishing():
            pass

    return scenes.kind(run, effect=effect, **options)


@pytest.mark.parametrize("point", POINTS)
def test_costly_work_is_done_once_whatever_the_point_where_the_provider_can_be_asked(
    owner, committed_world, provider, point, monkeypatch, tmp_path
):
    with _kind(provider, Effect.ONCE, lambda claim: claim.job_id, reconcile=provider.asked):
        job = scenes.job(committed_world.organization.pk)
        _die_at(point, job, monkeypatch, tmp_path)
        assert _come_to_rest(job) == JobState.DONE
    assert provider.calls() == [str(job.pk)]


@pytest.mark.parametrize("point", POINTS)
def test_costly_work_is_never_done_twice_where_nobody_can_tell(
    owner, committed_world, provider, point, monkeypatch, tmp_path
):
    with _kind(provider, Effect.ONCE, lambda claim: claim.job_id, reconcile=lambda _job: CannotTell("No record.")):
        job = scenes.job(committed_world.organization.pk)
        _die_at(point, job, monkeypatch, tmp_path)
        state = _come_to_rest(job)
    calls = provider.calls()
    with scope(committed_world.organization.pk):
        asked = list(Escalation.objects.values_list("reason", flat=True))
    if point in PERHAPS_CALLED:
        assert (state, asked) == (JobState.UNKNOWN, ["unknown_outcome"])
        assert len(calls) == (0 if point == "after_fence" else 1)
    else:
        assert (state, asked, len(calls)) == (JobState.DONE, [], 1)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("effect", [Effect.ROWS, Effect.REPEATABLE])
def test_harmless_work_comes_to_its_end_and_its_repeats_carry_the_same_key(
    owner, committed_world, provider, point, effect, monkeypatch, tmp_path
):
    with _kind(provider, effect, lambda claim: claim.job_id):
        job = scenes.job(committed_world.organization.pk)
        _die_at(point, job, monkeypatch, tmp_path)
        assert _come_to_rest(job) == JobState.DONE
    assert set(provider.calls()) == {str(job.pk)}
    assert len(provider.calls()) <= 2
