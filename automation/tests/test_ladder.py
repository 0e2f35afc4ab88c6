"""What follows a failed try: the ladder, the provider's wish, and the end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import kinds, runner
from automation.enums import Effect, EscalationState, JobState
from automation.models import Escalation, JobAttempt
from automation.tests import scenes
from leadwizard.lib.errors import IntegrationError
from tenants.scoping import scope

SECRET = "rosa@example.com said: my alarm code is 4711"


def _break(**facts):
    def run(claim):
        raise IntegrationError("The provider had a fault.", provider="tests", **facts)

    return run


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 10), (2, 60), (3, 300), (4, 1800), (9, 1800)])
def test_each_failure_waits_longer_spread_by_a_fifth(attempt, seconds):
    delays = [runner.next_delay(kinds.MESSAGES, attempt).total_seconds() for _try in range(300)]

    assert seconds * 0.8 <= min(delays) < seconds * 0.9
    assert seconds * 1.1 < max(delays) <= seconds * 1.2


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [(7, 7), (3600, 3600), (0, 1), (-5, 1), (86_401, 86_400), (1e12, 86_400), (float("inf"), 86_400)],
)
def test_the_providers_wish_wins_between_a_second_and_a_day(wish, seconds):
    assert runner.next_delay(kinds.MESSAGES, 1, wish) == timedelta(seconds=seconds)


def test_a_wish_that_is_no_number_is_not_heard():
    assert timedelta(seconds=8) <= runner.next_delay(kinds.MESSAGES, 1, float("nan")) <= timedelta(seconds=12)


def test_a_failed_job_waits_for_its_next_step_with_the_reason(world, clock):
    with scenes.kind(_break()):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.WAITING

        job = scenes.reload(job)
        assert job.last_error == "The provider had a fault."
        assert timedelta(seconds=8) <= job.run_at - timezone.now() <= timedelta(seconds=12)
        assert job.lease_until is None
        assert scenes.run(job) is None
    with scope(world.organization.pk):
        [attempt] = JobAttempt.objects.all()
        assert Escalation.objects.count() == 0
    assert (attempt.outcome, attempt.error) == ("waiting", "The provider had a fault.")
    assert attempt.ended_at is not None


def test_a_failed_job_comes_back_when_the_provider_wishes(world, clock):
    with scenes.kind(_break(retry_after=120.0)):
        job = scenes.job(world.organization.pk)
        scenes.run(job)

    assert scenes.reload(job).run_at == timezone.now() + timedelta(seconds=120)


def test_the_fifth_failure_is_the_end_and_somebody_is_asked(world, clock):
    with scenes.kind(_break(), describe=lambda _job: "The mail to Rosa was not sent"):
        job = scenes.job(world.organization.pk)
        states = scenes.run_until_rest(job, clock)

    assert states == [JobState.WAITING] * 4 + [JobState.DEAD]
    job = scenes.reload(job)
    assert (job.attempt, job.last_error, job.payload) == (5, "The provider had a fault.", {})
    with scope(world.organization.pk):
        [escalation] = Escalation.objects.all()
        assert list(JobAttempt.objects.order_by("attempt").values_list("attempt", "outcome")) == [
            (1, "waiting"),
            (2, "waiting"),
            (3, "waiting"),
            (4, "waiting"),
            (5, "dead"),
        ]
    assert (escalation.reason, escalation.state) == ("dead_letter", EscalationState.OPEN)
    assert escalation.title == "The mail to Rosa was not sent"
    assert escalation.context == {"error": "The provider had a fault.", "kind": scenes.KIND}
    assert escalation.job_id == job.pk


def test_a_job_never_dies_without_its_escalation(world, clock, monkeypatch):
    def refuse(*_arguments, **_facts):
        raise RuntimeError("the escalation could not be written")

    with scenes.kind(_break(permanent=True)):
        job = scenes.job(world.organization.pk)
        with monkeypatch.context() as patch:
            patch.setattr(runner, "open_escalation", refuse)
            with pytest.raises(RuntimeError, match="could not be written"):
                scenes.run(job)

    assert scenes.reload(job).state == JobState.RUNNING


def test_a_permanent_error_skips_the_ladder(world):
    with scenes.kind(_break(permanent=True)):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.DEAD

    assert scenes.reload(job).attempt == 1
    with scope(world.organization.pk):
        assert Escalation.objects.filter(job_id=job.pk, state=EscalationState.OPEN).count() == 1


def test_of_an_unforeseen_error_only_the_name_of_its_type_is_kept(world, clock):
    def run(claim):
        raise ValueError(SECRET)

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        scenes.run_until_rest(job, clock)

    job = scenes.reload(job)
    assert (job.state, job.last_error) == (JobState.DEAD, "ValueError")
    with scope(world.organization.pk):
        assert set(JobAttempt.objects.values_list("error", flat=True)) == {"ValueError"}
        assert Escalation.objects.get().context["error"] == "ValueError"


def test_the_rows_that_follow_a_job_hear_of_each_failure(world, clock):
    heard = []
    with scenes.kind(_break(), settle=lambda _job, state, reason: heard.append((state, reason))):
        scenes.run_until_rest(scenes.job(world.organization.pk), clock)

    fault = "The provider had a fault."
    assert heard == [(JobState.WAITING, fault)] * 4 + [(JobState.DEAD, fault)]


def test_a_job_that_works_at_the_third_try_is_done_without_a_trace_of_error(world, clock):
    def run(claim):
        if claim.attempt < 3:
            raise IntegrationError("Not now.", provider="tests")

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        assert scenes.run_until_rest(job, clock) == [JobState.WAITING, JobState.WAITING, JobState.DONE]

    assert scenes.reload(job).last_error == ""


def test_work_that_must_not_be_repeated_is_not_tried_again_when_it_may_have_happened(world, clock):
    with scenes.kind(_break(ambiguous=True), effect=Effect.ONCE):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.UNKNOWN

    job = scenes.reload(job)
    assert (job.unknown_at, job.reconcile_at) == (timezone.now(), timezone.now() + timedelta(minutes=2))
    with scope(world.organization.pk):
        assert not Escalation.objects.exists()


def test_an_unforeseen_error_before_anything_left_is_tried_again_whatever_the_work_costs(world, clock):
    def run(claim):
        raise ValueError("a row that should be there is not")

    with scenes.kind(run, effect=Effect.ONCE):
        assert scenes.run(scenes.job(world.organization.pk)) == JobState.WAITING


def test_work_that_must_not_be_repeated_is_not_tried_again_after_an_unforeseen_error(world, clock):
    calls = []

    def run(claim):
        with claim.outside():
            calls.append("the provider took it")
        raise ValueError("the receipt could not be saved")

    with scenes.kind(run, effect=Effect.ONCE):
        job = scenes.job(world.organization.pk)
        scenes.run_until_rest(job, clock)

    assert calls == ["the provider took it"]
    assert scenes.reload(job).state == JobState.UNKNOWN


def test_work_that_must_not_be_repeated_is_tried_again_when_it_surely_did_not_happen(world, clock):
    with scenes.kind(_break(), effect=Effect.ONCE):
        assert scenes.run(scenes.job(world.organization.pk)) == JobState.WAITING


def test_repeatable_work_is_tried_again_when_it_may_have_happened(world, clock):
    with scenes.kind(_break(ambiguous=True), effect=Effect.REPEATABLE):
        assert scenes.run(scenes.job(world.organization.pk)) == JobState.WAITING


def test_a_kind_whose_preparation_always_breaks_ends_as_a_dead_letter(world, clock):
    def prepare(job, now):
        raise ValueError(SECRET)

    with scenes.kind(prepare=prepare):
        job = scenes.job(world.organization.pk)
        for _try in range(6):
            scenes.run(job)
            clock.shift(timedelta(hours=1))

    job = scenes.reload(job)
    assert (job.state, job.last_error) == (JobState.DEAD, "ValueError")


def test_a_job_of_a_kind_that_is_gone_ends_as_a_dead_letter(world, clock):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
    for _try in range(6):
        scenes.run(job)
        clock.shift(timedelta(hours=1))

    assert scenes.reload(job).state == JobState.DEAD
