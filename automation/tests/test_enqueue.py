"""Putting work into the job table."""

from datetime import timedelta

import pytest
from django.utils import timezone

from automation import services
from automation.bell import Ring
from automation.enums import Effect, JobState
from automation.exceptions import UnknownKindError
from automation.models import Job
from automation.tests import scenes
from leadwizard.lib import correlation
from leadwizard.lib.ids import uuid7
from tenants.exceptions import ScopeMissingError
from tenants.scoping import scope


def test_a_job_waits_in_the_queue_of_its_kind_with_ids_as_payload(world):
    lead = uuid7()
    with scenes.kind(effect=Effect.ONCE), scope(world.organization.pk), correlation.correlated("request-0001"):
        made = services.enqueue(scenes.KIND, {"lead": lead})

        job = Job.objects.get()
        assert job.pk == made.pk
        assert job.state == JobState.WAITING
        assert (job.queue, job.effect, job.attempt) == ("quick", "once", 0)
        assert job.payload == {"lead": str(lead)}
        assert job.correlation_id == "request-0001"


def test_the_ring_goes_out_after_the_commit_with_ids_alone(world, rings, django_capture_on_commit_callbacks):
    with scenes.kind(), django_capture_on_commit_callbacks(execute=True):
        job = scenes.job(world.organization.pk)
        assert rings == []

    assert rings == [Ring("quick", world.organization.pk, job.pk)]


def test_a_job_for_later_is_not_rung_for(world, rings, django_capture_on_commit_callbacks):
    with scenes.kind(), django_capture_on_commit_callbacks(execute=True):
        scenes.job(world.organization.pk, run_at=timezone.now() + timedelta(minutes=5))

    assert rings == []


def test_work_that_was_rolled_back_leaves_neither_a_job_nor_a_ring(world, rings, django_capture_on_commit_callbacks):
    def fail_after_queueing():
        with scope(world.organization.pk):
            services.enqueue(scenes.KIND, {})
            raise RuntimeError("no lead")

    with (
        scenes.kind(),
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError, match="no lead"),
    ):
        fail_after_queueing()

    assert rings == []
    with scope(world.organization.pk):
        assert Job.objects.count() == 0


def test_the_same_kind_and_key_give_the_same_job_again(world):
    with scenes.kind(), scenes.kind(name="tests.other"):
        first = scenes.job(world.organization.pk, dedupe_key="lead-1")
        again = scenes.job(world.organization.pk, dedupe_key="lead-1")
        other_key = scenes.job(world.organization.pk, dedupe_key="lead-2")
        other_kind = scenes.job(world.organization.pk, name="tests.other", dedupe_key="lead-1")
        elsewhere = scenes.job(world.other.pk, dedupe_key="lead-1")

    assert again.pk == first.pk
    assert len({first.pk, other_key.pk, other_kind.pk, elsewhere.pk}) == 4


def test_jobs_without_a_key_are_each_their_own(world):
    with scenes.kind():
        assert scenes.job(world.organization.pk).pk != scenes.job(world.organization.pk).pk


def test_a_kind_that_nobody_registered_is_refused(world):
    with scope(world.organization.pk):
        with pytest.raises(UnknownKindError):
            services.enqueue("tests.nobody", {})
        assert Job.objects.count() == 0


def test_a_job_without_an_organization_in_scope_is_refused(world):
    with scenes.kind(), pytest.raises(ScopeMissingError):
        services.enqueue(scenes.KIND, {})


def test_a_job_cannot_be_run_in_the_name_of_another_organization(world):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        job.organization_id = world.other.pk

        assert scenes.run(job) is None

    job.organization_id = world.organization.pk
    assert scenes.reload(job).state == JobState.WAITING


def test_a_waiting_job_is_cancelled_by_its_key_with_the_reason(world):
    with scenes.kind():
        wanted = scenes.job(world.organization.pk, dedupe_key="run-1")
        other = scenes.job(world.organization.pk, dedupe_key="run-2")
        with scope(world.organization.pk):
            assert services.cancel_jobs(scenes.KIND, "run-1", reason="the contact answered") == 1
            assert services.cancel_jobs(scenes.KIND, "run-1", reason="again") == 0
        assert scenes.run(wanted) is None

    wanted = scenes.reload(wanted)
    assert (wanted.state, wanted.closing_reason) == (JobState.CANCELLED, "the contact answered")
    assert wanted.finished_at is not None
    assert scenes.reload(other).state == JobState.WAITING


def test_the_rows_that_follow_a_job_hear_of_its_cancellation(world):
    heard = []
    with scenes.kind(settle=lambda job, state, reason: heard.append((job.pk, state, reason))):
        job = scenes.job(world.organization.pk, dedupe_key="run-1")
        with scope(world.organization.pk):
            services.cancel_jobs(scenes.KIND, "run-1", reason="the contact answered")

    assert heard == [(job.pk, JobState.CANCELLED, "the contact answered")]


def test_cancelling_without_a_key_does_not_cancel_everything(world):
    with scenes.kind():
        jobs = [scenes.job(world.organization.pk) for _number in range(3)]
        with scope(world.organization.pk):
            services.cancel_jobs(scenes.KIND, "", reason="a caller that lost its key")

    assert [scenes.reload(job).state for job in jobs] == [JobState.WAITING] * 3
