"""What people may do with a dead letter: let it run again, or close it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import services
from automation.bell import Ring
from automation.enums import EscalationState, JobState
from automation.models import Escalation, JobAttempt
from automation.tests import scenes
from leadwizard.lib.errors import IntegrationError
from tenants.models import AuditEvent
from tenants.scoping import scope


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


class Work:
    """Fails for good until it is mended."""

    is_mended = False

    def __call__(self, claim):
        self.payload = claim.payload
        if not self.is_mended:
            raise IntegrationError("The account is closed.", provider="tests", permanent=True)


def _dead(world):
    with scope(world.organization.pk):
        job = services.enqueue(scenes.KIND, {"lead": "7"})
    assert scenes.run(job) == JobState.DEAD
    return job


def test_a_retry_runs_the_job_again_with_what_it_had(world, clock, rings, django_capture_on_commit_callbacks):
    work, heard = Work(), []
    with scenes.kind(work, settle=lambda _job, state, _reason: heard.append(state)):
        job = _dead(world)
        clock.shift(timedelta(days=3))
        with django_capture_on_commit_callbacks(execute=True), scope(world.organization.pk):
            assert services.retry_dead_letter(job.pk, actor=world.alice.membership) is True
        assert rings == [Ring("quick", world.organization.pk, job.pk)]
        work.is_mended = True
        assert scenes.run(job) == JobState.DONE

    assert work.payload == {"lead": "7"}
    assert heard == [JobState.DEAD, JobState.WAITING]
    with scope(world.organization.pk):
        assert Escalation.objects.get().state == EscalationState.RESOLVED
        assert list(JobAttempt.objects.order_by("started_at").values_list("outcome", flat=True)) == ["dead", "done"]
        event = AuditEvent.objects.get(action="job.retried")
    assert (event.actor_id, event.subject_id) == (world.alice.membership.pk, job.pk)


def test_a_retried_job_has_the_whole_ladder_before_it_again(world, clock):
    def run(claim):
        raise IntegrationError("Not now.", provider="tests")

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        scenes.run_until_rest(job, clock)
        with scope(world.organization.pk):
            services.retry_dead_letter(job.pk, actor=None)
        assert scenes.run_until_rest(job, clock) == [JobState.WAITING] * 4 + [JobState.DEAD]

    with scope(world.organization.pk):
        states = list(Escalation.objects.order_by("opened_at").values_list("state", flat=True))
        assert JobAttempt.objects.count() == 10
    assert states == [EscalationState.RESOLVED, EscalationState.OPEN]


def test_a_dismissed_dead_letter_is_closed_with_its_reason(world):
    heard = []
    with scenes.kind(Work(), settle=lambda _job, state, reason: heard.append((state, reason))):
        job = _dead(world)
        heard.clear()
        with scope(world.organization.pk):
            assert services.dismiss_dead_letter(job.pk, reason="Called instead.", actor=world.alice.membership)
            assert services.retry_dead_letter(job.pk, actor=world.alice.membership) is False
            assert services.dismiss_dead_letter(job.pk, reason="Again.", actor=world.alice.membership) is False
        assert scenes.run(job) is None

    job = scenes.reload(job)
    assert (job.state, job.closing_reason) == (JobState.DISMISSED, "Called instead.")
    assert job.finished_at is not None
    assert heard == [(JobState.DISMISSED, "Called instead.")]
    with scope(world.organization.pk):
        assert Escalation.objects.get().state == EscalationState.RESOLVED
        event = AuditEvent.objects.get(action="job.dismissed")
        assert AuditEvent.objects.filter(action="job.retried").count() == 0
    assert (event.actor_id, event.subject_id, event.fields) == (world.alice.membership.pk, job.pk, [])


def test_a_long_reason_does_not_break_the_dismissal(world):
    with scenes.kind(Work()):
        job = _dead(world)
        with scope(world.organization.pk):
            assert services.dismiss_dead_letter(job.pk, reason="No. " * 100, actor=world.alice.membership)

    assert scenes.reload(job).state == JobState.DISMISSED


def test_only_dead_letters_are_retried_or_dismissed(world):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        for _state in ("waiting", "done"):
            with scope(world.organization.pk):
                assert services.retry_dead_letter(job.pk, actor=world.alice.membership) is False
                assert services.dismiss_dead_letter(job.pk, reason="No.", actor=world.alice.membership) is False
            scenes.run(job)

    assert scenes.reload(job).state == JobState.DONE
    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(subject_kind="job").count() == 0


def test_nobody_reaches_a_dead_letter_of_another_organization(world):
    with scenes.kind(Work()):
        job = _dead(world)
        with scope(world.other.pk):
            assert services.retry_dead_letter(job.pk, actor=world.charlie.membership) is False
            assert services.dismiss_dead_letter(job.pk, reason="Mine.", actor=world.charlie.membership) is False

    assert scenes.reload(job).state == JobState.DEAD


def test_dead_letters_outlive_the_purge_of_finished_jobs(world, clock):
    with scenes.kind():
        done = scenes.job(world.organization.pk)
        scenes.run(done)
    with scenes.kind(Work()):
        dead = _dead(world)
    clock.shift(timedelta(days=31))
    with scenes.kind():
        fresh = scenes.job(world.organization.pk)
        scenes.run(fresh)

    with scope(world.organization.pk):
        services.purge_finished(timezone.now() - timedelta(days=30))
        left = set(JobAttempt.objects.values_list("job_id", flat=True))
    assert left == {dead.pk, fresh.pk}
    assert scenes.reload(dead).state == JobState.DEAD
