"""One try of a job: taken by one worker, committed before anything happens."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from automation import kinds, ownership, runner
from automation.enums import Effect, JobState
from automation.exceptions import LostClaimError
from automation.kinds import Abandon, Postpone, Proceed
from automation.models import Job, JobAttempt
from automation.tests import scenes
from leadwizard.lib import correlation
from tenants.models import AuditEvent
from tenants.scoping import scope

WORKERS = 16


def test_of_sixteen_workers_at_once_exactly_one_runs_the_job(committed_world):
    start = threading.Barrier(WORKERS, timeout=60)
    runs = []

    def work(job):
        try:
            start.wait()
            return scenes.run(job)
        finally:
            connections.close_all()

    with scenes.kind(lambda claim: runs.append(claim.attempt_id)), ThreadPoolExecutor(WORKERS) as workers:
        for _round in range(3):
            runs.clear()
            job = scenes.job(committed_world.organization.pk)
            states = list(workers.map(work, [job] * WORKERS))

            assert len(runs) == 1
            assert sorted(map(str, states)) == sorted(["None"] * (WORKERS - 1) + ["done"])
            job = scenes.reload(job)
            assert (job.state, job.attempt) == (JobState.DONE, 1)


def test_sixteen_workers_share_many_jobs_without_running_one_twice(committed_world):
    runs = []

    def work(jobs):
        try:
            return [scenes.run(job) for job in jobs]
        finally:
            connections.close_all()

    with scenes.kind(lambda claim: runs.append(claim.job_id)):
        jobs = [scenes.job(committed_world.organization.pk) for _number in range(20)]
        with ThreadPoolExecutor(WORKERS) as workers:
            list(workers.map(work, [jobs] * WORKERS))

    assert sorted(runs) == sorted(job.pk for job in jobs)


def test_the_claim_is_committed_while_the_work_runs(committed_world):
    seen = []

    def look(claim):
        def other_worker():
            try:
                job = scenes.reload(queued)
                seen.append((job.state, job.attempt, job.lease_until > timezone.now(), scenes.run(job)))
            finally:
                connections.close_all()

        ownership.assert_no_transaction()
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join()

    with scenes.kind(look):
        queued = scenes.job(committed_world.organization.pk)
        assert scenes.run(queued) == JobState.DONE

    assert seen == [(JobState.RUNNING, 1, True, None)]


def test_a_try_leaves_its_history_and_the_end_of_the_job(world):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.DONE
        assert scenes.run(job) is None

    job = scenes.reload(job)
    assert job.state == JobState.DONE
    assert job.finished_at is not None
    assert job.lease_until is None
    with scope(world.organization.pk):
        [attempt] = JobAttempt.objects.all()
    assert (attempt.pk, attempt.attempt, attempt.outcome) == (job.attempt_id, 1, "done")
    assert attempt.owner == runner.owner_name()
    assert attempt.ended_at is not None


def test_a_job_is_not_run_before_its_time(world):
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock, scenes.kind():
        job = scenes.job(world.organization.pk, run_at=timezone.now() + timedelta(seconds=30))
        clock.shift(29)
        assert scenes.run(job) is None
        clock.shift(1)
        assert scenes.run(job) == JobState.DONE


def test_the_effect_and_the_end_are_saved_together(world):
    def run(claim):
        with claim.finishing():
            AuditEvent.objects.create(action="tests.effect", subject_kind="job", at=timezone.now())

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.DONE

    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(action="tests.effect").count() == 1


def test_an_effect_that_breaks_is_undone_and_the_job_is_not_done(world):
    def run(claim):
        with claim.finishing():
            AuditEvent.objects.create(action="tests.effect", subject_kind="job", at=timezone.now())
            raise ValueError("half way")

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.WAITING

    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(action="tests.effect").count() == 0


def test_a_claim_cannot_be_finished_twice(world):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
        claim = runner.claim_job(world.organization.pk, job.pk)
        with claim.finishing():
            pass
        with pytest.raises(LostClaimError), claim.finishing():
            AuditEvent.objects.create(action="tests.effect", subject_kind="job", at=timezone.now())

    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(action="tests.effect").count() == 0


def test_the_work_carries_the_correlation_of_the_request_that_caused_it(world):
    heard = []
    with scenes.kind(lambda _claim: heard.append(correlation.current())):
        with correlation.correlated("request-0001"):
            job = scenes.job(world.organization.pk)
        scenes.run(job)

    assert heard == ["request-0001"]


def test_a_kind_may_put_the_job_off_without_using_up_a_try(world):
    until = timezone.now() + timedelta(hours=2)
    with scenes.kind(prepare=lambda _job, _now: Postpone(until, "quiet hours")):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) is None

    job = scenes.reload(job)
    assert (job.state, job.attempt, job.run_at, job.last_error) == (JobState.WAITING, 0, until, "quiet hours")


def test_a_kind_may_give_the_job_up_and_its_rows_hear_why(world):
    heard = []
    with scenes.kind(
        prepare=lambda _job, _now: Abandon("nobody waits for it"),
        settle=lambda _job, state, reason: heard.append((state, reason)),
    ):
        job = scenes.job(world.organization.pk)
        assert scenes.run(job) is None

    job = scenes.reload(job)
    assert (job.state, job.closing_reason) == (JobState.CANCELLED, "nobody waits for it")
    assert job.finished_at is not None
    assert heard == [(JobState.CANCELLED, "nobody waits for it")]


def test_what_prepare_says_belongs_to_the_request_that_made_the_job(world):
    heard = []

    def prepare(_job, _now):
        heard.append((correlation.current(), dict(correlation.facts())))
        return Proceed()

    with scenes.kind(prepare=prepare):
        with correlation.correlated("request-of-rosa"):
            job = scenes.job(world.organization.pk)
        assert scenes.run(job) == JobState.DONE
    facts = {"organization": str(world.organization.pk), "job": str(job.pk), "kind": scenes.KIND}
    assert heard == [("request-of-rosa", facts)]


def test_what_prepare_found_reaches_the_work(world):
    heard = []
    with scenes.kind(lambda claim: heard.append(claim.prepared), prepare=lambda _job, _now: Proceed("a mail")):
        scenes.run(scenes.job(world.organization.pk))

    assert heard == ["a mail"]


def test_the_effect_is_judged_by_the_configuration_at_the_claim(world):
    effects = [Effect.REPEATABLE]
    with scenes.kind(effect=lambda: effects[0]):
        job = scenes.job(world.organization.pk)
        effects[0] = Effect.ONCE
        claim = runner.claim_job(world.organization.pk, job.pk)

    assert claim is not None
    assert scenes.reload(job).effect == Effect.ONCE


def test_the_database_refuses_a_running_job_without_a_lease(world):
    with scenes.kind():
        scenes.job(world.organization.pk)
    with scope(world.organization.pk):
        with pytest.raises(IntegrityError, match="job_running_is_leased"), transaction.atomic():
            Job.objects.update(state=JobState.RUNNING)
        with pytest.raises(IntegrityError, match="job_unknown_has_time"), transaction.atomic():
            Job.objects.update(state=JobState.UNKNOWN)


def test_a_provider_is_not_called_inside_a_transaction(world):
    ownership.assert_no_transaction()
    with pytest.raises(RuntimeError, match="inside a transaction"), scope(world.organization.pk):
        ownership.assert_no_transaction()


def test_a_kind_cannot_be_registered_twice():
    with scenes.kind(), pytest.raises(ValueError, match="registered twice"), scenes.kind():
        pass
    assert scenes.KIND not in {kind.name for kind in kinds.all_kinds()}
