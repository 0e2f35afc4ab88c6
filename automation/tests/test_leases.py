"""Workers that go away: the lease runs out and the job is handed on."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import kinds, recovery, runner, sweeper
from automation.bell import Ring
from automation.enums import Effect, EscalationState, JobState
from automation.exceptions import LostClaimError
from automation.models import Escalation, JobAttempt
from automation.tests import scenes
from leadwizard.lib.errors import IntegrationError
from tenants.models import AuditEvent
from tenants.scoping import scope

REPEATED = [Effect.ROWS, Effect.REPEATABLE]


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def _claim(job):
    claim = runner.claim_job(job.organization_id, job.pk)
    assert claim is not None
    return claim


def _release(job):
    return recovery.release_expired(job.organization_id, job.pk)


def _save_effect(claim):
    with claim.finishing():
        AuditEvent.objects.create(action="tests.effect", subject_kind="job", at=timezone.now())


def _effects(world):
    with scope(world.organization.pk):
        return AuditEvent.objects.filter(action="tests.effect").count()


def test_a_job_whose_lease_still_holds_is_not_taken_away(world, clock):
    with scenes.kind(lease=timedelta(seconds=60)):
        job = scenes.job(world.organization.pk)
        _claim(job)
        clock.shift(60)
        assert _release(job) is None
        assert scenes.run(job) is None
        clock.shift(1)
        assert _release(job) == JobState.WAITING


@pytest.mark.parametrize("effect", REPEATED)
def test_harmless_work_of_a_lost_worker_waits_again_at_once(world, clock, effect):
    heard = []
    with scenes.kind(effect=effect, settle=lambda _job, state, reason: heard.append((state, reason))):
        job = scenes.job(world.organization.pk)
        _claim(job)
        scenes.let_lease_run_out(job, clock)
        assert _release(job) == JobState.WAITING
        assert _release(job) is None

        assert heard == [(JobState.WAITING, "the worker went away")]
        job = scenes.reload(job)
        assert (job.run_at, job.last_error, job.lease_until) == (timezone.now(), "the worker went away", None)
        assert scenes.run(job) == JobState.DONE
    with scope(world.organization.pk):
        history = list(JobAttempt.objects.order_by("attempt").values_list("attempt", "outcome", "error"))
    assert history == [(1, "waiting", "the worker went away"), (2, "done", "")]


def test_costly_work_of_a_lost_worker_that_had_left_becomes_unknown_and_the_provider_is_asked_first(world, clock):
    heard = []
    with scenes.kind(
        effect=Effect.ONCE,
        settle=lambda _job, state, _reason: heard.append(state),
        describe=lambda _job: "The call to Rosa",
    ):
        job = scenes.job(world.organization.pk)
        with _claim(job).outside():
            pass
        scenes.let_lease_run_out(job, clock)
        assert _release(job) == JobState.UNKNOWN
        assert scenes.run(job) is None

    assert heard == [JobState.UNKNOWN]
    job = scenes.reload(job)
    assert (job.unknown_at, job.reconcile_at) == (timezone.now(), timezone.now() + timedelta(minutes=2))
    with scope(world.organization.pk):
        assert not Escalation.objects.exists()


def test_costly_work_of_which_nothing_left_waits_again_at_once(world, clock):
    with scenes.kind(effect=Effect.ONCE):
        job = scenes.job(world.organization.pk)
        _claim(job)
        scenes.let_lease_run_out(job, clock)
        assert _release(job) == JobState.WAITING


def test_a_second_try_that_dies_before_it_leaves_is_not_taken_for_one_that_left(world, clock):
    with scenes.kind(effect=Effect.ONCE, reconcile=lambda _job: kinds.DidNotHappen()):
        job = scenes.job(world.organization.pk)
        with _claim(job).outside():
            pass
        scenes.let_lease_run_out(job, clock)
        _release(job)
        clock.shift(timedelta(minutes=3))
        recovery.reconcile(job.organization_id, job.pk)
        _claim(job)
        scenes.let_lease_run_out(job, clock)
        assert _release(job) == JobState.WAITING


def test_the_effect_that_counts_is_the_one_at_the_claim(world, clock):
    effects = [Effect.ONCE]
    with scenes.kind(effect=lambda: effects[0]):
        job = scenes.job(world.organization.pk)
        with _claim(job).outside():
            pass
        effects[0] = Effect.REPEATABLE
        scenes.let_lease_run_out(job, clock)
        assert _release(job) == JobState.UNKNOWN


def test_a_worker_that_returns_after_the_hand_over_saves_nothing(world, clock):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        late = _claim(job)
        scenes.let_lease_run_out(job, clock)
        _release(job)
        with pytest.raises(LostClaimError):
            _save_effect(late)
        assert _effects(world) == 0

        successor = _claim(job)
        with pytest.raises(LostClaimError):
            _save_effect(late)
        assert scenes.reload(job).attempt_id == successor.attempt_id
        _save_effect(successor)
        with pytest.raises(LostClaimError):
            _save_effect(late)

    assert _effects(world) == 1
    assert scenes.reload(job).state == JobState.DONE


def test_a_worker_that_comes_back_to_a_lost_job_ends_quietly(world, clock):
    def run(claim):
        scenes.let_lease_run_out(job, clock)
        _release(job)
        _save_effect(claim)

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) is None

    assert _effects(world) == 0
    assert scenes.reload(job).state == JobState.WAITING


def test_the_late_failure_of_a_lost_worker_does_not_touch_its_successor(world, clock):
    def run(claim):
        scenes.let_lease_run_out(job, clock)
        _release(job)
        successors.append(_claim(job))
        raise IntegrationError("Too late.", provider="tests", permanent=True)

    successors = []
    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) is None

    job = scenes.reload(job)
    assert (job.state, job.attempt_id) == (JobState.RUNNING, successors[0].attempt_id)
    with scope(world.organization.pk):
        assert Escalation.objects.count() == 0


def test_a_late_success_settles_an_unknown_outcome_and_nobody_needs_to_act_any_more(world, clock):
    with scenes.kind(effect=Effect.ONCE):
        job = scenes.job(world.organization.pk)
        late = _claim(job)
        with late.outside():
            pass
        scenes.let_lease_run_out(job, clock)
        _release(job)
        clock.shift(timedelta(minutes=3))
        assert recovery.reconcile(job.organization_id, job.pk) == JobState.UNKNOWN
        with scope(world.organization.pk):
            assert Escalation.objects.get().state == EscalationState.OPEN
        _save_effect(late)

    assert scenes.reload(job).state == JobState.DONE
    assert _effects(world) == 1
    with scope(world.organization.pk):
        assert Escalation.objects.get().state == EscalationState.RESOLVED


def test_a_job_that_kills_every_worker_ends_as_a_dead_letter(world, clock):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        states = []
        for _worker in range(5):
            _claim(job)
            scenes.let_lease_run_out(job, clock)
            states.append(_release(job))
        assert runner.claim_job(job.organization_id, job.pk) is None

    assert states == [JobState.WAITING] * 4 + [JobState.DEAD]
    job = scenes.reload(job)
    assert (job.attempt, job.last_error) == (5, "the worker went away")
    with scope(world.organization.pk):
        [escalation] = Escalation.objects.all()
    assert (escalation.reason, escalation.job_id) == ("dead_letter", job.pk)


def test_the_sweep_hands_on_what_lost_workers_held_and_rings_for_it(world, clock, rings):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        _claim(job)
        scenes.let_lease_run_out(job, clock)
        sweeper.sweep()
        clock.shift(3)
        sweeper.sweep()

    assert scenes.reload(job).state == JobState.WAITING
    assert rings == [Ring("quick", world.organization.pk, job.pk)]


def test_one_job_that_cannot_be_handed_on_does_not_stop_the_sweep_for_everybody(world, clock, rings):
    def settle(job, state, reason):
        raise ValueError("a row that should be there is not")

    with scenes.kind(settle=settle), scenes.kind(name="tests.good"):
        _claim(scenes.job(world.organization.pk))
        lost = scenes.job(world.other.pk, name="tests.good")
        _claim(lost)
        due = scenes.job(world.other.pk, name="tests.good")
        clock.shift(300)
        sweeper.sweep()

    assert scenes.reload(lost).state == JobState.WAITING
    assert Ring("quick", world.other.pk, due.pk) in rings


def test_a_lost_job_of_a_kind_that_is_gone_does_not_stop_the_sweep_for_everybody(world, clock, rings):
    with scenes.kind():
        gone = scenes.job(world.organization.pk)
        _claim(gone)
    with scenes.kind(name="tests.good"):
        due = scenes.job(world.other.pk, name="tests.good")
        clock.shift(300)
        sweeper.sweep()

    assert Ring("quick", world.other.pk, due.pk) in rings
