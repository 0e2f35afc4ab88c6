"""What became of a try whose answer was lost: the provider is asked, then a person, and a late answer wins."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import recovery, runner, services, sweeper, work
from automation.bell import Ring
from automation.enums import Effect, EscalationState, JobState
from automation.kinds import CannotTell, DidNotHappen, Happened
from automation.models import Escalation, JobAttempt
from automation.tests import scenes
from leadwizard.lib.errors import IntegrationError
from tenants.scoping import scope

DAY = timedelta(hours=24)


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def _lost(claim):
    with claim.outside():
        raise IntegrationError("No answer came.", provider="tests", ambiguous=True)


def _ask(job):
    return recovery.reconcile(job.organization_id, job.pk)


def _escalations(world):
    with scope(world.organization.pk):
        return list(Escalation.objects.order_by("opened_at", "id").values_list("reason", "state"))


def test_the_settling_time_counts_from_when_the_outcome_became_unknown(world, clock):
    asked = []

    def run(claim):
        with claim.outside():
            clock.shift(timedelta(seconds=50))
            raise IntegrationError("No answer came.", provider="tests", ambiguous=True)

    def reconcile(job):
        asked.append(timezone.now())
        return DidNotHappen()

    with scenes.kind(run, effect=Effect.ONCE, reconcile=reconcile, settling=timedelta(minutes=5)):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(seconds=299))
        assert _ask(job) is None
        clock.shift(timedelta(seconds=1))
        assert _ask(job) == JobState.WAITING
    assert asked == [scenes.reload(job).created_at + timedelta(seconds=350)]


def test_what_happened_is_saved_with_its_receipt_and_ends_the_job(world, clock):
    kept = []
    with scenes.kind(
        _lost,
        effect=Effect.ONCE,
        reconcile=lambda _job: Happened("SM123"),
        confirm=lambda job, receipt: kept.append((job.pk, receipt)),
    ):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.UNKNOWN
        clock.shift(timedelta(minutes=2))
        assert _ask(job) == JobState.DONE
        assert _ask(job) is None

    assert kept == [(job.pk, "SM123")]
    job = scenes.reload(job)
    assert (job.state, job.finished_at, job.last_error) == (JobState.DONE, timezone.now(), "")
    with scope(world.organization.pk):
        assert [attempt.outcome for attempt in JobAttempt.objects.all()] == ["done"]
    assert _escalations(world) == []


def test_what_did_not_happen_is_tried_again_at_once(world, clock):
    tries = []

    def run(claim):
        tries.append(claim.attempt)
        if len(tries) == 1:
            _lost(claim)

    with scenes.kind(run, effect=Effect.ONCE, reconcile=lambda _job: DidNotHappen()):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(minutes=2))
        assert _ask(job) == JobState.WAITING
        assert scenes.run(job) == JobState.DONE
    assert tries == [1, 2]


def test_what_never_happens_ends_as_a_dead_letter(world, clock):
    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=lambda _job: DidNotHappen()):
        job = scenes.job(world.organization.pk)
        states = []
        for _try in range(5):
            scenes.run(job)
            clock.shift(timedelta(minutes=2))
            states.append(_ask(job))
    assert states == [JobState.WAITING] * 4 + [JobState.DEAD]
    assert _escalations(world) == [("dead_letter", EscalationState.OPEN)]


@pytest.mark.parametrize("reconcile", [None, lambda _job: CannotTell("The server keeps no record.")])
def test_where_nobody_can_tell_a_person_is_asked_once(world, clock, reconcile):
    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=reconcile, describe=lambda _job: "The text to Rosa"):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(minutes=2))
        assert _ask(job) == JobState.UNKNOWN
        clock.shift(DAY)
        assert _ask(job) is None
    assert scenes.reload(job).reconcile_at is None
    with scope(world.organization.pk):
        [escalation] = Escalation.objects.all()
    assert (escalation.reason, escalation.title) == ("unknown_outcome", "The text to Rosa")


@pytest.mark.parametrize("error", [IntegrationError("Away.", provider="tests"), ValueError("a bug")])
def test_a_provider_that_cannot_be_asked_is_asked_each_minute_for_an_hour_and_then_a_person_is(world, clock, error):
    asked = []

    def reconcile(_job):
        asked.append(timezone.now())
        raise error

    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=reconcile):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(minutes=2))
        for _minute in range(120):
            _ask(job)
            clock.shift(timedelta(minutes=1))
    assert 55 <= len(asked) <= 61
    assert _escalations(world) == [("unknown_outcome", EscalationState.OPEN)]


def test_a_finding_about_an_earlier_try_does_not_touch_a_later_one(world, clock):
    def slow_provider(_job):
        # While it thinks, a person sends again, and that try is lost as well.
        with scope(world.organization.pk):
            services.retry_dead_letter(job.pk, actor=None)
        assert scenes.run(job) == JobState.UNKNOWN
        return DidNotHappen()

    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=slow_provider):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(minutes=2))
        assert _ask(job) is None
    assert scenes.reload(job).state == JobState.UNKNOWN


def test_a_worker_that_dies_while_it_asks_is_replaced_after_a_minute(world, clock):
    def dies(_job):
        raise KeyboardInterrupt

    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=dies):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(minutes=2))
        with pytest.raises(KeyboardInterrupt):
            _ask(job)
        assert _ask(job) is None
        clock.shift(timedelta(minutes=1))
        with pytest.raises(KeyboardInterrupt):
            _ask(job)


def test_the_sweep_rings_for_what_has_settled_and_whoever_answers_asks(world, clock, rings):
    with scenes.kind(_lost, effect=Effect.ONCE, reconcile=lambda _job: Happened()):
        job = scenes.job(world.organization.pk)
        scenes.run(job)
        clock.shift(timedelta(seconds=119))
        sweeper.sweep()
        assert rings == []
        clock.shift(timedelta(seconds=1))
        sweeper.sweep()
        assert rings == [Ring("quick", world.organization.pk, job.pk, is_unknown=True)]
        sweeper.sweep()
        assert len(rings) == 1
        work.answer(rings[0])
    assert scenes.reload(job).state == JobState.DONE


# What a provider reports


@pytest.mark.parametrize("state", [JobState.WAITING, JobState.UNKNOWN, JobState.DEAD])
def test_a_report_ends_a_job_whose_tries_never_heard(world, clock, state):
    kept = []
    effect = Effect.ONCE if state == JobState.UNKNOWN else Effect.REPEATABLE
    with scenes.kind(_lost, effect=effect, confirm=lambda _job, receipt: kept.append(receipt)):
        job = scenes.job(world.organization.pk, dedupe_key="mail-1")
        scenes.run(job)
        if state == JobState.DEAD:
            scenes.run_until_rest(job, clock)
        assert scenes.reload(job).state == state
        with scope(world.organization.pk):
            assert services.confirm_job(job.kind, "mail-1", "receipt")
            assert not services.confirm_job(job.kind, "mail-1", "receipt")
    assert kept == ["receipt"]
    assert scenes.reload(job).state == JobState.DONE
    assert all(state == EscalationState.RESOLVED for _reason, state in _escalations(world))


@pytest.mark.parametrize("how", ["never tried", "running", "dismissed", "another organization"])
def test_a_report_ends_nothing_else(world, clock, how):
    with scenes.kind(_lost, effect=Effect.ONCE):
        job = scenes.job(world.organization.pk, dedupe_key="mail-1")
        if how == "running":
            runner.claim_job(job.organization_id, job.pk)
        if how in {"dismissed", "another organization"}:
            scenes.run(job)
        if how == "dismissed":
            with scope(world.organization.pk):
                services.dismiss_dead_letter(job.pk, reason="Called instead.", actor=None)
        before = scenes.reload(job).state
        with scope(world.other.pk if how == "another organization" else world.organization.pk):
            assert not services.confirm_job(job.kind, "mail-1", "receipt")
    assert scenes.reload(job).state == before


# A provider that keeps our keys only so long


def test_repeatable_work_is_not_repeated_unasked_once_the_provider_has_forgotten_our_key(world, clock):
    tries = []

    def run(claim):
        tries.append(timezone.now())
        _lost(claim)

    with scenes.kind(run, effect=Effect.REPEATABLE, keeps_keys=lambda: timedelta(hours=23)):
        job = scenes.job(world.organization.pk)
        scenes.run_until_rest(job, clock)
        assert (scenes.reload(job).state, len(tries)) == (JobState.DEAD, 5)
        clock.shift(timedelta(hours=23))
        with scope(world.organization.pk):
            assert services.retry_dead_letter(job.pk, actor=None)
        assert scenes.run(job) is None
        assert scenes.reload(job).state == JobState.UNKNOWN
        assert _ask(job) == JobState.UNKNOWN
        assert _escalations(world)[-1] == ("unknown_outcome", EscalationState.OPEN)
        assert len(tries) == 5
        # Whoever sends again now was told that it may arrive twice.
        with scope(world.organization.pk):
            assert services.retry_dead_letter(job.pk, actor=None)
        scenes.run(job)
    assert len(tries) == 6


def test_repeatable_work_that_surely_did_not_happen_is_repeated_at_any_time(world, clock):
    tries = []

    def run(claim):
        tries.append(timezone.now())
        with claim.outside():
            raise IntegrationError("Refused.", provider="tests")

    with scenes.kind(run, effect=Effect.REPEATABLE, keeps_keys=lambda: timedelta(hours=23)):
        job = scenes.job(world.organization.pk)
        scenes.run_until_rest(job, clock)
        clock.shift(30 * DAY)
        with scope(world.organization.pk):
            services.retry_dead_letter(job.pk, actor=None)
        scenes.run(job)
    assert len(tries) == 6


def test_a_worker_that_died_after_it_left_opens_the_same_question(world, clock):
    with scenes.kind(effect=Effect.REPEATABLE, keeps_keys=lambda: timedelta(hours=23)):
        job = scenes.job(world.organization.pk)
        claim = runner.claim_job(job.organization_id, job.pk)
        began = timezone.now()
        with claim.outside():
            pass
        scenes.let_lease_run_out(job, clock)
        assert recovery.release_expired(job.organization_id, job.pk) == JobState.WAITING
        assert scenes.reload(job).uncertain_since == began
        clock.shift(DAY)
        assert scenes.run(job) is None
    assert scenes.reload(job).state == JobState.UNKNOWN


def test_a_change_to_a_provider_without_keys_does_not_repeat_what_may_have_happened(world, clock):
    effects = [Effect.REPEATABLE]
    tries = []

    def run(claim):
        tries.append(effects[0])
        _lost(claim)

    with scenes.kind(run, effect=lambda: effects[0]):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.WAITING
        effects[0] = Effect.ONCE
        clock.shift(timedelta(minutes=1))
        assert scenes.run(job) is None
    assert (scenes.reload(job).state, tries) == (JobState.UNKNOWN, [Effect.REPEATABLE])
