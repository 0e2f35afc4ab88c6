"""Mail whose answer was lost: a report ends the question, and a forgotten key opens it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import recovery, runner, services
from automation.enums import EscalationState, JobState
from automation.models import Escalation
from messaging.enums import DispatchState
from messaging.services import record_delivery
from messaging.tests import scenes
from tenants.scoping import scope


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=True) as found:
        yield found


def _lose_answers(simulator, times=1):
    simulator.post("/__sim__/faults", {"mode": "accept_then_500", "times": times})


def _report(row, state=DispatchState.DELIVERED, provider_id="re-1"):
    with scope(row.organization_id):
        return record_delivery(row.pk, provider="resend", provider_id=provider_id, state=state, at=timezone.now())


def _open_escalations(world):
    with scope(world.organization.pk):
        return list(Escalation.objects.filter(state=EscalationState.OPEN).values_list("reason", flat=True))


def _ask(row):
    return recovery.reconcile(row.organization_id, scenes.job_of(row).pk)


@pytest.mark.parametrize("make", [scenes.message, scenes.notice])
def test_a_report_ends_the_job_of_a_mail_whose_answer_was_lost_and_nothing_is_sent_again(
    world, simulator, mailbox, clock, make
):
    row = make(world.organization)
    _lose_answers(simulator)
    assert scenes.send(row) == JobState.WAITING
    assert _report(row)
    job = scenes.job_of(row)
    assert job.state == JobState.DONE
    clock.shift(timedelta(hours=1))
    assert scenes.send(row) is None

    row = scenes.reload(row)
    assert (row.state, row.rendered, row.provider_id) == (DispatchState.DELIVERED, None, "re-1")
    assert row.sent_at is not None
    assert len(mailbox.entries()) == 1


def test_a_report_ends_a_dead_letter_and_what_people_were_asked(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _lose_answers(simulator, times=5)
    for _try in range(5):
        scenes.send(message)
        clock.move_to(max(timezone.now(), scenes.job_of(message).run_at) + timedelta(seconds=1))
    assert _open_escalations(world) == ["dead_letter"]
    assert scenes.reload(message).state == DispatchState.FAILED
    assert _report(message)
    assert scenes.reload(message).state == DispatchState.DELIVERED
    assert _open_escalations(world) == []
    assert scenes.job_of(message).state == JobState.DONE


def test_a_dead_letter_whose_key_the_provider_has_forgotten_is_not_sent_again_unasked(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _lose_answers(simulator, times=5)
    for _try in range(5):
        scenes.send(message)
        clock.move_to(max(timezone.now(), scenes.job_of(message).run_at) + timedelta(seconds=1))
    assert scenes.job_of(message).state == JobState.DEAD
    clock.shift(timedelta(hours=23))
    with scope(world.organization.pk):
        services.retry_dead_letter(scenes.job_of(message).pk, actor=None)
    assert scenes.send(message) is None
    assert _ask(message) == JobState.UNKNOWN
    assert scenes.reload(message).state == DispatchState.UNKNOWN
    assert _open_escalations(world) == ["unknown_outcome"]
    assert len(mailbox.entries()) == 1


def test_within_the_day_a_retry_is_known_again_by_its_key(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _lose_answers(simulator, times=5)
    for _try in range(5):
        scenes.send(message)
        clock.move_to(max(timezone.now(), scenes.job_of(message).run_at) + timedelta(seconds=1))
    with scope(world.organization.pk):
        services.retry_dead_letter(scenes.job_of(message).pk, actor=None)
    assert scenes.send(message) == JobState.DONE
    assert len(mailbox.entries()) == 1


def test_a_mail_that_the_provider_reported_of_is_found_to_have_left(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    claim = runner.claim_job(message.organization_id, scenes.job_of(message).pk)
    with claim.outside():
        pass
    # The report comes while its worker still runs, and then the worker dies.
    assert _report(message)
    assert scenes.job_of(message).state == JobState.RUNNING
    clock.shift(timedelta(minutes=2))
    assert recovery.release_expired(message.organization_id, scenes.job_of(message).pk) == JobState.WAITING
    clock.shift(timedelta(hours=24))
    assert scenes.send(message) is None
    assert _ask(message) == JobState.DONE
    assert scenes.reload(message).state == DispatchState.DELIVERED
    assert _open_escalations(world) == []
