"""From a queued message to the provider's ledger, whatever the provider does on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import recovery, runner, services
from automation.enums import EscalationState, JobState
from automation.models import Escalation, Job, JobAttempt
from messaging.enums import DispatchState
from messaging.jobs import deliveries
from messaging.models import Message, TimelineEntry
from messaging.services import record_delivery
from messaging.tests import scenes
from tenants.scoping import scope

AMBIGUOUS = [
    {"mode": "status", "status": 500},
    {"mode": "status", "status": 503},
    {"mode": "reset"},
    {"mode": "garbage"},
    {"mode": "hang", "seconds": 3},
    {"mode": "accept_then_500"},
    {"mode": "accept_then_reset"},
    {"mode": "accept_then_hang", "seconds": 3},
]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now(), tick=True) as found:
        yield found


@pytest.fixture(autouse=True)
def _short_patience(settings, simulator):
    settings.ANYMAIL = {**settings.ANYMAIL, "REQUESTS_TIMEOUT": (0.3, 0.3)}


def _fault(simulator, **facts):
    simulator.post("/__sim__/faults", {"times": 1, **facts})


def _due_again(row, clock):
    clock.move_to(max(timezone.now(), scenes.job_of(row).run_at) + timedelta(seconds=1))


def _entries(message):
    with scope(message.organization_id):
        return list(TimelineEntry.objects.filter(message_id=message.pk).order_by("at").values_list("kind", flat=True))


def _escalations(world):
    with scope(world.organization.pk):
        return list(Escalation.objects.values_list("reason", "title", "state"))


def test_a_message_leaves_once_with_its_receipt(world, mailbox):
    message = scenes.message(world.organization)
    sent_parts = message.rendered
    assert scenes.send(message) == JobState.DONE
    assert scenes.send(message) is None

    [mail] = mailbox.entries()
    assert (mail["to"], mail["idempotency_key"]) == (scenes.ROSA, str(message.pk))
    assert (mail["subject"], mail["text"], mail["html"]) == tuple(
        sent_parts[part] for part in ("subject", "text", "html")
    )
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    row = scenes.reload(message)
    assert (row.state, row.provider, row.provider_id) == (DispatchState.SENT, "resend", mail["id"])
    assert row.sent_at is not None
    assert row.rendered is None
    assert _entries(message) == ["message_sent"]


@pytest.mark.parametrize(("kept", "told"), [("request-0001", "request-0001"), ("edge.0001-abc", None), ("", None)])
def test_a_mail_says_what_caused_it_where_its_provider_can_take_that(world, mailbox, kept, told):
    message = scenes.message(world.organization)
    with scope(world.organization.pk):
        Job.objects.update(correlation_id=kept)
    assert scenes.send(message) == JobState.DONE

    [mail] = mailbox.entries()
    tags = {tag["name"]: tag["value"] for tag in mail["tags"]}
    assert tags.pop("cause", None) == told
    assert tags == {"organization": str(world.organization.pk), "dispatch": str(message.pk)}


def test_a_persons_mail_does_not_say_that_a_machine_wrote_it(world, mailbox):
    message = scenes.message(world.organization, author=world.alice.membership)
    scenes.send(message)

    [mail] = mailbox.entries()
    assert "Auto-Submitted" not in (mail["headers"] or {})


@pytest.mark.parametrize("fault", AMBIGUOUS, ids=lambda fault: f"{fault['mode']}_{fault.get('status', '')}")
def test_whatever_became_of_the_answer_the_next_try_brings_exactly_one_mail(world, simulator, mailbox, clock, fault):
    message = scenes.message(world.organization)
    _fault(simulator, **fault)

    assert scenes.send(message) == JobState.WAITING
    row, job = scenes.reload(message), scenes.job_of(message)
    assert row.state == DispatchState.QUEUED
    assert row.error == job.last_error != ""
    assert row.rendered == message.rendered
    assert row.provider_id == ""
    assert _entries(message) == []
    assert len(mailbox.entries()) == int(fault["mode"].startswith("accept"))

    _due_again(message, clock)
    assert scenes.send(message) == JobState.DONE
    [mail] = mailbox.entries()
    assert mail["idempotency_key"] == str(message.pk)
    row = scenes.reload(message)
    assert (row.state, row.provider_id, row.error) == (DispatchState.SENT, mail["id"], "")
    assert _entries(message) == ["message_sent"]


def test_four_lost_answers_in_a_row_still_bring_exactly_one_mail(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _fault(simulator, mode="accept_then_reset")
    _fault(simulator, mode="accept_then_500", times=3)
    states = []
    for _try in range(5):
        states.append(scenes.send(message))
        _due_again(message, clock)

    assert states == [JobState.WAITING] * 4 + [JobState.DONE]
    assert len(mailbox.entries()) == 1


def test_too_many_requests_are_repeated_when_the_provider_wishes(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _fault(simulator, mode="status", status=429, retry_after=90)
    before = timezone.now()

    assert scenes.send(message) == JobState.WAITING
    job = scenes.job_of(message)
    assert timedelta(seconds=90) <= job.run_at - before < timedelta(seconds=95)
    assert job.last_error == "Resend refused the mail: too many at once (rate_limit_exceeded)."
    assert mailbox.entries() == []
    _due_again(message, clock)
    assert scenes.send(message) == JobState.DONE
    assert len(mailbox.entries()) == 1


@pytest.mark.parametrize("status", [400, 404, 405, 422])
def test_a_refusal_for_good_is_a_dead_letter_that_people_see(world, simulator, mailbox, status):
    message = scenes.message(world.organization)
    _fault(simulator, mode="status", status=status, times=None)

    assert scenes.send(message) == JobState.DEAD
    job, row = scenes.job_of(message), scenes.reload(message)
    assert (job.attempt, row.state) == (1, DispatchState.FAILED)
    assert row.error == job.last_error
    assert row.error.startswith("Resend refused the mail: ")
    assert row.rendered == message.rendered
    assert _entries(message) == ["message_failed"]
    assert _escalations(world) == [("dead_letter", "E-mail to Rosa Delgado was not sent", EscalationState.OPEN)]
    assert mailbox.entries() == []


def test_a_key_that_the_provider_does_not_know_can_be_put_right_while_the_mail_waits(
    world, simulator, mailbox, settings, clock
):
    right = settings.ANYMAIL
    message = scenes.message(world.organization)
    settings.ANYMAIL = {**right, "RESEND_API_KEY": "re_wrong"}
    assert scenes.send(message) == JobState.WAITING
    settings.ANYMAIL = right
    _due_again(message, clock)
    assert scenes.send(message) == JobState.DONE
    assert len(mailbox.entries()) == 1


def test_after_five_lost_tries_the_message_failed_and_a_retry_sends_the_same_mail_once(
    world, simulator, mailbox, clock
):
    message = scenes.message(world.organization)
    _fault(simulator, mode="accept_then_500", times=5)
    for _try in range(5):
        scenes.send(message)
        _due_again(message, clock)
    assert scenes.reload(message).state == DispatchState.FAILED
    assert _entries(message) == ["message_failed"]

    with scope(world.organization.pk):
        assert services.retry_dead_letter(scenes.job_of(message).pk, actor=world.alice.membership)
    assert scenes.reload(message).state == DispatchState.QUEUED
    assert scenes.send(message) == JobState.DONE

    [mail] = mailbox.entries()
    row = scenes.reload(message)
    assert (row.state, row.provider_id) == (DispatchState.SENT, mail["id"])
    assert _entries(message) == ["message_failed", "message_sent"]
    assert [state for _reason, _title, state in _escalations(world)] == [EscalationState.RESOLVED]


def test_a_dismissed_message_stays_failed_and_is_never_sent(world, simulator, mailbox):
    message = scenes.message(world.organization)
    _fault(simulator, mode="status", status=422)
    scenes.send(message)
    with scope(world.organization.pk):
        services.dismiss_dead_letter(scenes.job_of(message).pk, reason="Called.", actor=world.alice.membership)

    assert scenes.send(message) is None
    assert scenes.reload(message).state == DispatchState.FAILED
    assert mailbox.entries() == []


def test_a_cancelled_message_says_so(world, mailbox):
    message = scenes.message(world.organization)
    with scope(world.organization.pk):
        services.cancel_jobs("messaging.deliver", str(message.pk), reason="She called already.")

    row = scenes.reload(message)
    assert (row.state, row.error) == (DispatchState.CANCELLED, "She called already.")
    assert _entries(message) == ["message_cancelled"]
    assert mailbox.entries() == []


def test_a_worker_that_dies_after_the_send_does_not_send_twice(world, mailbox, clock):
    message = scenes.message(world.organization)
    job = scenes.job_of(message)
    lost = runner.claim_job(world.organization.pk, job.pk)
    deliveries._send(lost, lost.payload["message"])
    assert scenes.reload(message).state == DispatchState.SENDING
    clock.shift(timedelta(minutes=2))
    assert recovery.release_expired(world.organization.pk, job.pk) == JobState.WAITING
    assert scenes.reload(message).state == DispatchState.QUEUED

    assert scenes.send(message) == JobState.DONE
    assert len(mailbox.entries()) == 1
    with scope(world.organization.pk):
        assert list(JobAttempt.objects.order_by("attempt").values_list("outcome", flat=True)) == ["waiting", "done"]


def test_a_report_that_comes_before_the_answer_is_not_taken_back(world, simulator, mailbox, clock):
    message = scenes.message(world.organization)
    _fault(simulator, mode="accept_then_500")
    scenes.send(message)
    [mail] = mailbox.entries()
    with scope(world.organization.pk):
        assert record_delivery(
            message.pk, provider="resend", provider_id=mail["id"], state=DispatchState.DELIVERED, at=timezone.now()
        )
    _due_again(message, clock)
    scenes.send(message)

    assert scenes.reload(message).state == DispatchState.DELIVERED
    assert len(mailbox.entries()) == 1
    assert "message_cancelled" not in _entries(message)


def test_a_secret_link_does_not_outlive_the_sending(world, mailbox):
    notice = scenes.notice(world.organization, is_secret=True)
    assert scenes.send(notice) == JobState.DONE

    row = scenes.reload(notice)
    assert "secret-link" in mailbox.entries()[0]["text"]
    assert (row.state, row.rendered, row.body) == (DispatchState.SENT, None, "")


def test_a_secret_link_does_not_outlive_a_sending_whose_answer_was_lost(world, simulator, mailbox, clock):
    notice = scenes.notice(world.organization, is_secret=True)
    _fault(simulator, mode="accept_then_500")
    scenes.send(notice)
    with scope(world.organization.pk):
        record_delivery(
            notice.pk,
            provider="resend",
            provider_id=mailbox.entries()[0]["id"],
            state=DispatchState.DELIVERED,
            at=timezone.now(),
        )
    _due_again(notice, clock)
    scenes.send(notice)

    row = scenes.reload(notice)
    assert (row.state, row.rendered) == (DispatchState.DELIVERED, None)


def test_a_notice_that_cannot_be_sent_is_a_dead_letter_too(world, simulator):
    notice = scenes.notice(world.organization)
    _fault(simulator, mode="status", status=422)

    assert scenes.send(notice) == JobState.DEAD
    assert scenes.reload(notice).state == DispatchState.FAILED
    [(reason, title, _state)] = _escalations(world)
    assert (reason, title) == ("dead_letter", "Password reset to alice@acme.example was not sent")


def test_the_messages_of_one_organization_are_out_of_reach_of_anothers_job(world, mailbox):
    message = scenes.message(world.organization)
    with scope(world.other.pk):
        job = services.enqueue("messaging.deliver", {"message": message.pk})

    assert runner.run_job(world.other.pk, job.pk) is None
    assert mailbox.entries() == []
    with scope(world.organization.pk):
        assert Message.objects.get(pk=message.pk).state == DispatchState.QUEUED
