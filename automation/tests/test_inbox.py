"""Webhooks in: kept once, processed once, whatever the provider repeats."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from automation import recovery, runner, services
from automation.enums import JobState
from automation.models import InboxEvent, Job
from automation.tests import scenes
from leadwizard.lib import correlation
from tenants.models import AuditEvent
from tenants.scoping import scope


class Processing:
    """Marks an event processed in the transaction of its effect; may be told to die on the way."""

    def __init__(self, *, dies=0):
        self.dies = dies

    def __call__(self, claim):
        with claim.finishing():
            event = InboxEvent.objects.select_for_update().get(pk=claim.payload["event"])
            if event.processed_at is None:
                AuditEvent.objects.create(action="tests.effect", subject_kind="event", at=timezone.now())
                event.processed_at = timezone.now()
                event.save(update_fields=["processed_at"])
            if self.dies:
                self.dies -= 1
                raise ConnectionError("the worker's connection broke")


def _receive(organization_id, event_id="evt_1", *, provider="tests", account="", body=None):
    with scope(organization_id):
        return services.receive_webhook(
            provider, event_id, body or {"type": "paid"}, account=account, job_kind=scenes.KIND
        )


def _count(organization_id):
    with scope(organization_id):
        return (
            InboxEvent.objects.count(),
            Job.objects.count(),
            AuditEvent.objects.filter(action="tests.effect").count(),
        )


def test_a_new_event_is_kept_and_its_processing_planned(world):
    with scenes.kind(), correlation.correlated("webhook-0001"):
        assert _receive(world.organization.pk) is True

    with scope(world.organization.pk):
        event, job = InboxEvent.objects.get(), Job.objects.get()
    assert (event.provider, event.event_id, event.body) == ("tests", "evt_1", {"type": "paid"})
    assert (event.correlation_id, event.processed_at) == ("webhook-0001", None)
    assert job.payload == {"event": str(event.pk)}


def test_an_event_whose_effect_is_there_is_kept_as_processed_and_nothing_is_planned(world):
    with scenes.kind():
        for is_new in (True, False):
            with scope(world.organization.pk):
                assert is_new is services.receive_webhook("tests", "evt_1", {}, job_kind=scenes.KIND, applied=[])

    with scope(world.organization.pk):
        event = InboxEvent.objects.get()
    assert event.processed_at == event.received_at
    assert _count(world.organization.pk) == (1, 0, 0)


def test_a_repeated_event_does_nothing(world):
    with scenes.kind(Processing()):
        _receive(world.organization.pk)
        with scope(world.organization.pk):
            job = Job.objects.get()
        assert scenes.run(job) == JobState.DONE
        for _repeat in range(3):
            assert _receive(world.organization.pk, body={"type": "changed"}) is False

    assert _count(world.organization.pk) == (1, 1, 1)
    with scope(world.organization.pk):
        assert InboxEvent.objects.get().body == {"type": "paid"}


@pytest.mark.parametrize("other", [{"event_id": "evt_2"}, {"provider": "others"}, {"account": "acct_2"}])
def test_an_event_is_the_same_only_by_provider_account_and_id_together(world, other):
    with scenes.kind():
        assert _receive(world.organization.pk) is True
        assert _receive(world.organization.pk, **other) is True
        assert _receive(world.other.pk) is True

    assert _count(world.organization.pk) == (2, 2, 0)
    assert _count(world.other.pk) == (1, 1, 0)


def test_the_same_event_at_the_same_moment_is_kept_once(committed_world):
    start = threading.Barrier(8, timeout=60)

    def receive(_number):
        try:
            start.wait()
            return _receive(committed_world.organization.pk)
        finally:
            connections.close_all()

    with scenes.kind(), ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(receive, range(8)))

    assert sorted(answers) == [False] * 7 + [True]
    assert _count(committed_world.organization.pk) == (1, 1, 0)


def test_a_crash_between_effect_and_mark_leaves_neither_and_it_runs_again(world):
    with scenes.kind(Processing(dies=1)), time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock:
        _receive(world.organization.pk)
        with scope(world.organization.pk):
            job = Job.objects.get()
        assert scenes.run(job) == JobState.WAITING
        with scope(world.organization.pk):
            assert InboxEvent.objects.get().processed_at is None
        assert _count(world.organization.pk) == (1, 1, 0)

        assert scenes.run_until_rest(job, clock) == [JobState.DONE]

    assert _count(world.organization.pk) == (1, 1, 1)
    with scope(world.organization.pk):
        assert InboxEvent.objects.get().processed_at is not None


def test_a_worker_that_processed_an_event_too_late_leaves_no_effect(world):
    with scenes.kind(Processing()), time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock:
        _receive(world.organization.pk)
        with scope(world.organization.pk):
            job = Job.objects.get()
        late = runner.claim_job(job.organization_id, job.pk)
        clock.shift(timedelta(minutes=5))
        recovery.release_expired(job.organization_id, job.pk)
        assert scenes.run(job) == JobState.DONE
        with pytest.raises(RuntimeError), late.finishing():
            AuditEvent.objects.create(action="tests.effect", subject_kind="event", at=timezone.now())

    assert _count(world.organization.pk) == (1, 1, 1)


def test_an_event_is_not_kept_when_its_processing_cannot_be_planned(world):
    with pytest.raises(LookupError):
        _receive(world.organization.pk)

    assert _count(world.organization.pk) == (0, 0, 0)
