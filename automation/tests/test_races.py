"""Two at the same moment: whatever each critical pair does to one job, one of them wins, and the job says so.

Both stand at a barrier, on connections of their own, a few hundred times: who is first differs from round to round.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from automation import recovery, runner, services, sweeper
from automation.enums import Effect, EscalationState, JobState
from automation.exceptions import LostClaimError
from automation.kinds import Happened
from automation.models import Escalation, Job, JobAttempt
from automation.tests import scenes
from tenants.models import AuditEvent
from tenants.scoping import scope

ROUNDS = 200
KEY = "the only one"
pytestmark = pytest.mark.races


@pytest.fixture
def together(record_property):
    """Run two functions at the same moment; return what each returned."""
    barrier = threading.Barrier(2, timeout=60)
    races = []

    def one(work):
        barrier.wait()
        return work()

    def part(_number):
        barrier.wait()
        connections.close_all()

    def race(first, second):
        races.append(first)
        return tuple(people.map(one, [first, second]))

    with ThreadPoolExecutor(2) as people:
        yield race
        list(people.map(part, range(2)))
    record_property("races", len(races))


@pytest.fixture
def organization_id(committed_world):
    return committed_world.organization.pk


def claim(organization_id, job):
    return runner.claim_job(organization_id, job.pk)


def finish(claimed):
    """Save an effect together with the end; say whether both were saved."""
    try:
        with claimed.finishing():
            note(claimed.job_id)
    except LostClaimError:
        return False
    return True


def note(job_id):
    AuditEvent.objects.create(action="tests.effect", subject_kind="job", subject_id=job_id, at=timezone.now())


def effects(organization_id, job):
    with scope(organization_id):
        return AuditEvent.objects.filter(action="tests.effect", subject_id=job.pk).count()


def change(organization_id, job, **values):
    with scope(organization_id):
        Job.objects.filter(pk=job.pk).update(**values)


def live_tries(organization_id, job):
    with scope(organization_id):
        return JobAttempt.objects.filter(job=job, ended_at=None).count()


def open_escalations(organization_id, job):
    with scope(organization_id):
        return Escalation.objects.filter(job=job, state=EscalationState.OPEN).count()


def test_claim_and_claim(organization_id, together):
    with scenes.kind():
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            claims = together(lambda: claim(organization_id, job), lambda: claim(organization_id, job))  # noqa: B023
            assert sum(each is not None for each in claims) == 1
            assert (scenes.reload(job).attempt, live_tries(organization_id, job)) == (1, 1)


def test_claim_and_cancel(organization_id, together):
    def cancel():
        with scope(organization_id):
            return services.cancel_jobs(scenes.KIND, KEY, reason="Not needed any more.")

    with scenes.kind():
        winners = set()
        for number in range(ROUNDS):
            job = scenes.job(organization_id, dedupe_key=KEY)
            claimed, cancelled = together(lambda: claim(organization_id, job), cancel)  # noqa: B023
            assert (claimed is None) == bool(cancelled)
            assert scenes.reload(job).state == (JobState.CANCELLED if cancelled else JobState.RUNNING)
            winners.add(bool(cancelled))
            change(organization_id, job, dedupe_key=f"{KEY} {number}")
        assert winners == {True, False}


def _overdue(organization_id, job):
    """Claim the job for an owner that is gone, with a lease that is over."""
    claimed = claim(organization_id, job)
    change(organization_id, job, lease_until=timezone.now() - timedelta(seconds=1), owner_key=None)
    return claimed


def test_release_and_finish(organization_id, together):
    with scenes.kind():
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            claimed = _overdue(organization_id, job)
            released, finished = together(
                lambda: recovery.release_expired(organization_id, job.pk),  # noqa: B023
                lambda: finish(claimed),  # noqa: B023
            )
            assert (released is None) == finished
            assert scenes.reload(job).state == (JobState.DONE if finished else JobState.WAITING)
            assert (effects(organization_id, job), live_tries(organization_id, job)) == (int(finished), 0)


def test_release_and_finish_of_what_must_not_be_repeated(organization_id, together):
    with scenes.kind(effect=Effect.ONCE):
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            claimed = claim(organization_id, job)
            with claimed.outside():
                pass
            change(organization_id, job, lease_until=timezone.now() - timedelta(seconds=1), owner_key=None)
            released, finished = together(
                lambda: recovery.release_expired(organization_id, job.pk),  # noqa: B023
                lambda: finish(claimed),  # noqa: B023
            )
            # A late answer wins: it ends the job although nobody knew of it any more.
            assert finished
            assert released in {None, JobState.UNKNOWN}
            assert scenes.reload(job).state == JobState.DONE
            assert (effects(organization_id, job), open_escalations(organization_id, job)) == (1, 0)


def _bury(organization_id, job):
    claimed = claim(organization_id, job)
    assert claimed is not None
    with scope(organization_id):
        held = Job.objects.select_for_update().get(pk=job.pk)
        runner.bury(None, held, "It did not work.", timezone.now())


def _decide(organization_id, decide):
    with scope(organization_id):
        return decide()


def test_retry_and_retry(organization_id, together):
    with scenes.kind():
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            _bury(organization_id, job)

            def retry(job_id=job.pk):
                return _decide(organization_id, lambda: services.retry_dead_letter(job_id, actor=None))

            assert sorted(together(retry, retry)) == [False, True]
            assert (scenes.reload(job).state, open_escalations(organization_id, job)) == (JobState.WAITING, 0)


def test_retry_and_dismiss(organization_id, together):
    with scenes.kind():
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            _bury(organization_id, job)

            def retry(job_id=job.pk):
                return _decide(organization_id, lambda: services.retry_dead_letter(job_id, actor=None))

            def dismiss(job_id=job.pk):
                return _decide(
                    organization_id,
                    lambda: services.dismiss_dead_letter(job_id, reason="Called instead.", actor=None),
                )

            retried, dismissed = together(retry, dismiss)
            assert retried != dismissed
            assert scenes.reload(job).state == (JobState.WAITING if retried else JobState.DISMISSED)
            assert open_escalations(organization_id, job) == 0


def test_callback_and_finish(organization_id, together):
    with scenes.kind(effect=Effect.ONCE, confirm=lambda job, _receipt: note(job.pk)):
        for number in range(ROUNDS):
            job = scenes.job(organization_id, dedupe_key=f"{KEY} {number}")
            claimed = claim(organization_id, job)
            with scope(organization_id):
                held = Job.objects.select_for_update().get(pk=job.pk)
                runner.become_unknown(None, held, "No answer came.", timezone.now())

            def call_back(key=job.dedupe_key):
                with scope(organization_id):
                    return services.confirm_job(scenes.KIND, key, "a receipt")

            called, finished = together(call_back, lambda: finish(claimed))  # noqa: B023
            assert called != finished
            assert scenes.reload(job).state == JobState.DONE
            assert (effects(organization_id, job), open_escalations(organization_id, job)) == (1, 0)


def test_asking_and_asking(organization_id, together):
    asked = []

    def reconcile(job):
        asked.append(job.pk)
        return Happened("a receipt")

    with scenes.kind(effect=Effect.ONCE, reconcile=reconcile, confirm=lambda job, _receipt: note(job.pk)):
        for _round in range(ROUNDS):
            job = scenes.job(organization_id)
            claim(organization_id, job)
            with scope(organization_id):
                held = Job.objects.select_for_update().get(pk=job.pk)
                runner.become_unknown(None, held, "No answer came.", timezone.now(), settling=timedelta(0))

            def ask(job_id=job.pk):
                return recovery.reconcile(organization_id, job_id)

            assert sorted(map(str, together(ask, ask))) == ["None", "done"]
            assert asked.count(job.pk) == 1
            assert effects(organization_id, job) == 1


def test_sweep_and_sweep(organization_id, together):
    with scenes.kind():
        for _round in range(ROUNDS // 10):
            jobs = [scenes.job(organization_id) for _number in range(5)]
            for job in jobs:
                _overdue(organization_id, job)
            together(sweeper.sweep, sweeper.sweep)
            for job in jobs:
                found = scenes.reload(job)
                assert (found.state, found.attempt, live_tries(organization_id, job)) == (JobState.WAITING, 1, 0)
                change(organization_id, job, state=JobState.CANCELLED, finished_at=timezone.now())
