"""Owners: a dead one is seen at once, a paused one keeps its jobs, and one that lost its lock lets nothing out."""

import ast
import inspect
import os
import textwrap
import threading
import time
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from automation import kinds, ownership, recovery, runner
from automation.enums import Effect, JobState
from automation.exceptions import LostClaimError
from automation.tests import scenes
from tenants.scoping import scope


@pytest.fixture
def owner(monkeypatch, committed_world):
    """Work as the product does: with a lock on a connection of its own."""
    found = ownership.Owner()
    monkeypatch.setattr(ownership, "owner", found)
    yield found
    found.close()


def _is_gone(key):
    with scope(_home()):
        return ownership.is_gone(key)


_worlds: list[Any] = []


@pytest.fixture(autouse=True)
def _remember(committed_world):
    _worlds.append(committed_world)
    yield
    _worlds.clear()


def _home():
    return _worlds[0].organization.pk


def _claim(job):
    claim = runner.claim_job(job.organization_id, job.pk)
    assert claim is not None
    return claim


def _release_late(job, leases=1):
    lease_until = scenes.reload(job).lease_until
    with time_machine.travel(lease_until + leases * timedelta(seconds=60) + timedelta(seconds=1), tick=False):
        return recovery.release_expired(job.organization_id, job.pk)


def test_a_job_knows_its_owner_and_an_owner_that_closed_is_gone(owner):
    with scenes.kind():
        job = scenes.job(_home())
        _claim(job)
    key = scenes.reload(job).owner_key
    assert key == owner.key()
    assert not _is_gone(key)
    owner.close()
    # The server notices a moment later.
    end = time.monotonic() + 30
    while not _is_gone(key) and time.monotonic() < end:
        time.sleep(0.02)
    assert _is_gone(key)
    assert _is_gone(None)


@pytest.mark.parametrize("effect", list(Effect))
def test_a_paused_owner_keeps_its_job_however_long_its_lease_is_over(owner, effect):
    with scenes.kind(effect=effect):
        job = scenes.job(_home())
        claim = _claim(job)
        assert _release_late(job, leases=5) is None
        assert scenes.reload(job).state == JobState.RUNNING
        with claim.outside():
            pass
        with claim.finishing():
            pass
    assert scenes.reload(job).state == JobState.DONE


def test_an_owner_that_holds_a_job_beyond_reason_loses_its_lock_and_can_let_nothing_out(owner):
    with scenes.kind():
        job = scenes.job(_home())
        claim = _claim(job)
        assert _release_late(job, leases=12) is None
        _wait_until_gone(scenes.reload(job).owner_key)
        assert _release_late(job, leases=12) == JobState.WAITING
        with pytest.raises(LostClaimError), claim.outside():
            pytest.fail("it got out")
        # The process goes on with new work under a new lock.
        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            successor = _claim(job)
            with successor.outside():
                pass
    assert scenes.reload(job).owner_key != job.owner_key


def _wait_until_gone(key):
    for _try in range(200):
        if _is_gone(key):
            return
        threading.Event().wait(0.01)
    pytest.fail("its connection was not ended")


def test_an_owner_whose_connection_broke_lets_nothing_out(owner):
    with scenes.kind():
        job = scenes.job(_home())
        claim = _claim(job)
        owner._connection.close()
        with pytest.raises(LostClaimError), claim.outside():
            pytest.fail("it got out")


def test_a_try_that_was_handed_on_lets_nothing_out(owner):
    with scenes.kind():
        job = scenes.job(_home())
        late = _claim(job)
        owner.close()
        assert _release_late(job) == JobState.WAITING
        with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
            _claim(job)
            with pytest.raises(LostClaimError), late.outside():
                pytest.fail("it got out")


def test_the_fence_renews_the_lease_and_notes_that_something_left(owner):
    with scenes.kind(lease=timedelta(seconds=60)):
        job = scenes.job(_home())
        claim = _claim(job)
        before = scenes.reload(job)
        assert before.left_at is None
        with time_machine.travel(timezone.now() + timedelta(seconds=40), tick=False), claim.outside():
            after = scenes.reload(job)
    assert after.left_at is not None
    assert after.lease_until - before.lease_until > timedelta(seconds=39)


def test_the_fence_sees_one_organization_and_forgets_it(owner):
    with scenes.kind():
        job = scenes.job(_home())
        claim = _claim(job)
        owner.fence(job.organization_id, job.pk, claim.attempt_id, timezone.now())
        with pytest.raises(LostClaimError):
            owner.fence(_worlds[0].other.pk, job.pk, claim.attempt_id, timezone.now())
    [left] = owner._connection.execute("SELECT current_setting('app.organization', true)").fetchone()
    assert not left


def test_an_owner_that_got_no_lock_tries_again(owner, monkeypatch):
    take, made = ownership._take_lock, []

    def refuse(connection):
        made.append(connection)
        raise ownership.psycopg.OperationalError("not now")

    monkeypatch.setattr(ownership, "_take_lock", refuse)
    with pytest.raises(ownership.psycopg.OperationalError):
        owner.key()
    assert made[0].closed
    monkeypatch.setattr(ownership, "_take_lock", take)
    assert owner.key() is not None


def test_a_child_process_has_a_lock_of_its_own_and_leaves_its_parents_alone(owner):
    key = owner.key()
    connections.close_all()
    context = get_context("fork")
    ours, theirs = context.Pipe()

    def child():
        theirs.send(owner.key())
        theirs.close()
        os._exit(0)

    process = context.Process(target=child)
    process.start()
    child_key = ours.recv()
    process.join(10)

    assert child_key != key
    assert owner.key() == key
    assert not _is_gone(key)
    _wait_until_gone(child_key)


def test_threads_share_one_lock(owner):
    keys = []

    def work():
        keys.append(owner.key())

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [ownership.SPACE])
        assert cursor.fetchone()[0] >= 1


def test_every_kind_that_reaches_a_provider_passes_the_fence_and_so_its_crash_points():
    """Read from the source: a call beside the fence could be a second one, and no proof would ever pass there."""
    for kind in kinds.all_kinds():
        if kind.effect == Effect.ROWS:
            continue
        assert _enters_outside(kind.run), kind.name


def _enters_outside(function, seen=None):
    """Say whether the function, or one of its module that it calls, stands in `claim.outside()`."""
    seen = seen if seen is not None else set()
    if function in seen or not inspect.isfunction(function):
        return False
    seen.add(function)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Attribute) and node.attr == "outside":
            return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = function.__globals__.get(node.func.id)
            if getattr(called, "__module__", None) == function.__module__ and _enters_outside(called, seen):
                return True
    return False
