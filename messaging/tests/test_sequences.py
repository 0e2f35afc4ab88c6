"""A follow-up goes out a day later, once, in time, and only while nobody spoke."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from automation import recovery, runner, services
from automation.enums import JobState
from automation.models import Job
from leadwizard.lib.ids import uuid7
from messaging.enums import DispatchState, MessageKind, RunState, SequencePurpose, StopReason
from messaging.models import Contact, Message, Run, Sequence, SequenceStep, TimelineEntry
from messaging.services import ensure_sequence, sequences, start_run, stop_runs, stop_runs_of, suppress, unsubscribe
from messaging.tests import inbox, scenes
from tenants.models import Organization
from tenants.scoping import scope

DAY = timedelta(hours=24)


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def _with_address(organization):
    with scope(organization.pk):
        Organization.objects.update(address="12 Front Street, Dayton, OH 45402")
    return organization


@pytest.fixture
def acme(world):
    """The organization, with the postal address that a follow-up needs."""
    return _with_address(world.organization)


def _start(organization, contact=None, about_id=None):
    person = contact or scenes.contact(organization)
    with scope(organization.pk):
        return start_run(person, SequencePurpose.FOLLOW_UP, about_id=about_id or uuid4(), now=timezone.now())


def _again(run):
    with scope(run.organization_id):
        return Run.objects.get(pk=run.pk)


def _messages(organization):
    with scope(organization.pk):
        return list(Message.objects.filter(kind=MessageKind.FOLLOW_UP).order_by("created_at", "step"))


def _timeline(organization):
    with scope(organization.pk):
        return list(TimelineEntry.objects.order_by("at", "pk").values_list("kind", flat=True))


def _plan(organization, *hours):
    """Give the organization a follow-up of several steps."""
    with scope(organization.pk):
        sequence = ensure_sequence(SequencePurpose.FOLLOW_UP)
        SequenceStep.objects.filter(sequence=sequence).delete()
        for position, delay in enumerate(hours, start=1):
            SequenceStep.objects.create(
                sequence=sequence, position=position * 10, delay_hours=delay, body=f"Step {position}"
            )


# --- it goes out ------------------------------------------------------------------------------------------------------


def test_a_follow_up_goes_out_a_day_later_and_not_a_second_before(acme, mailbox, drain, clock):
    run = _start(acme)
    clock.shift(DAY - timedelta(seconds=1))
    assert drain() == []
    assert mailbox.entries() == []

    clock.shift(timedelta(seconds=1))
    assert drain() == [JobState.DONE] * 2
    clock.shift(timedelta(days=30))
    assert drain() == []

    [mail] = mailbox.entries()
    assert (mail["to"], mail["subject"]) == (scenes.ROSA, "Your request to Acme Plumbing")
    assert mail["text"].startswith("Hi Rosa,\n\na day ago you wrote to us")
    done = _again(run)
    assert (done.state, done.next_at, done.ended_at) == (RunState.COMPLETED, None, run.started_at + DAY)
    assert _timeline(acme) == ["run_started", "message_sent"]


def test_it_carries_the_postal_address_and_the_way_out(acme, mailbox, drain, clock, settings):
    settings.PUBLIC_URL = "https://leadwizard.example"
    settings.INBOUND_DOMAIN = inbox.DOMAIN
    _start(acme)
    clock.shift(DAY)
    drain()

    [mail] = mailbox.entries()
    headers = mail["headers"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, _, mailto = headers["List-Unsubscribe"].partition(", ")
    url = link.strip("<>")
    assert url.startswith("https://leadwizard.example/u/")
    assert (
        mailto
        == f"<mailto:u-{url.removeprefix('https://leadwizard.example/u/')[:-1]}@{inbox.DOMAIN}?subject=unsubscribe>"
    )
    assert headers["Auto-Submitted"] == "auto-generated"
    for part in (mail["text"], mail["html"]):
        assert "12 Front Street, Dayton, OH 45402" in part
        assert url in part
    assert mail["reply_to"][0].endswith(f"@{inbox.DOMAIN}")

    assert Client().post(url.removeprefix("https://leadwizard.example")).status_code == 200
    with scope(acme.pk):
        assert scenes.contact(acme).pk == Contact.objects.get().pk
        assert TimelineEntry.objects.filter(kind="suppressed").count() == 1


def test_without_a_receiving_domain_the_way_out_is_the_page_alone(acme, mailbox, drain, clock):
    _start(acme)
    clock.shift(DAY)
    drain()

    [mail] = mailbox.entries()
    assert mail["headers"]["List-Unsubscribe"].count("<") == 1
    assert "mailto:" not in mail["headers"]["List-Unsubscribe"]


def test_the_steps_of_a_plan_follow_each_other_by_the_hours_since_its_start(acme, mailbox, drain, clock):
    _plan(acme, 24, 72, 73)
    run = _start(acme)
    sent = []
    for _hour in range(80):
        clock.shift(timedelta(hours=1))
        drain()
        sent.append(len(mailbox.entries()))

    assert [sent.index(count) + 1 for count in (1, 2, 3)] == [24, 72, 73]
    assert [mail["text"].split("\n")[0] for mail in mailbox.entries()] == ["Step 1", "Step 2", "Step 3"]
    assert _again(run).state == RunState.COMPLETED


def test_after_an_outage_the_steps_that_are_late_come_one_by_one_and_not_twice(acme, mailbox, drain, clock):
    _plan(acme, 1, 2)
    _start(acme)
    clock.shift(timedelta(hours=5))
    drain()

    assert [message.step for message in _messages(acme)] == [10, 20]
    assert len(mailbox.entries()) == 2


@pytest.mark.parametrize(
    ("name", "greeting"),
    [("Rosa Delgado", "Hi Rosa,"), ("", "Hi,"), ("WIN $500 NOW", "Hi,"), ("www.evil.example", "Hi,")],
)
def test_a_stranger_cannot_put_an_advertisement_into_the_greeting(acme, mailbox, drain, clock, name, greeting):
    with scope(acme.pk):
        contact = Contact.objects.create(name=name, email=scenes.ROSA)
    _start(acme, contact)
    clock.shift(DAY)
    drain()

    [mail] = mailbox.entries()
    assert mail["text"].split("\n")[0] == greeting
    assert "evil" not in mail["text"] + mail["html"]
    assert "$500" not in mail["text"] + mail["html"]


def test_variables_are_filled_once_and_unknown_ones_are_named():
    assert sequences.fill("Hi {{first_name}} , {{ organization }}!", {"organization": "{{ first_name }}"}) == (
        "Hi, {{ first_name }}!"
    )
    assert sequences.unknown_variables("{{ first_name }} {{ price }} {{organization}}") == {"price"}


# --- it does not go out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [reason for reason in StopReason if reason])
@pytest.mark.parametrize("is_about_the_contact", [False, True], ids=["by subject", "by contact"])
def test_a_run_that_was_stopped_sends_nothing(acme, mailbox, drain, clock, reason, is_about_the_contact):
    run = _start(acme)
    clock.shift(DAY - timedelta(minutes=1))
    with scope(acme.pk):
        if is_about_the_contact:
            assert stop_runs_of(scenes.contact(acme), reason, now=timezone.now()) == 1
        else:
            assert stop_runs(run.about_id, reason, now=timezone.now()) == 1
            assert stop_runs(run.about_id, reason, now=timezone.now()) == 0
    clock.shift(DAY)
    assert drain() == []

    assert mailbox.entries() == []
    stopped = _again(run)
    assert (stopped.state, stopped.stop_reason) == (RunState.STOPPED, reason)
    assert _timeline(acme) == ["run_started", "run_stopped"]
    with scope(acme.pk):
        assert Job.objects.get(kind="messaging.run_step").closing_reason == str(reason.label)


def test_the_runs_of_others_go_on(acme, world, mailbox, drain, clock):
    run = _start(acme)
    others = [_start(acme, scenes.contact(acme, "sam@example.com")), _start(_with_address(world.other))]
    with scope(acme.pk):
        stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now())
    clock.shift(DAY)
    drain()

    assert [mail["to"] for mail in mailbox.entries()] == ["sam@example.com", scenes.ROSA]
    assert {_again(other).state for other in others} == {RunState.COMPLETED}


def _queue_only(acme, clock):
    """Let the step queue its mail, which has not left yet."""
    run = _start(acme)
    clock.shift(DAY)
    with scope(acme.pk):
        job = Job.objects.get(kind="messaging.run_step")
    assert runner.run_job(acme.pk, job.pk) == JobState.DONE
    [message] = _messages(acme)
    return run, message


def test_a_mail_that_is_queued_when_the_customer_replies_is_not_sent(acme, mailbox, drain, clock):
    run, message = _queue_only(acme, clock)
    assert _again(run).state == RunState.COMPLETED
    with scope(acme.pk):
        assert stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now()) == 1
    assert drain() == []

    assert mailbox.entries() == []
    row = scenes.reload(message)
    assert (row.state, row.error) == (DispatchState.CANCELLED, "The customer replied")
    assert _again(run).state == RunState.STOPPED


def test_a_mail_whose_try_failed_is_asked_about_again_before_the_next(acme, simulator, mailbox, drain, clock):
    run, message = _queue_only(acme, clock)
    simulator.post("/__sim__/faults", {"times": 1, "mode": "status", "status": 500})
    lost = runner.claim_job(acme.pk, scenes.job_of(message).pk)
    with scope(acme.pk):
        # While the provider is being called: the job itself cannot be cancelled.
        assert stop_runs(run.about_id, StopReason.ANSWERED, now=timezone.now()) == 1
    clock.shift(timedelta(minutes=2))
    recovery.release_expired(acme.pk, lost.job_id)
    drain()

    assert mailbox.entries() == []
    row = scenes.reload(message)
    assert (row.state, row.error) == (DispatchState.CANCELLED, "A person answered.")


def test_a_dead_letter_is_not_sent_by_a_retry_after_the_customer_replied(acme, simulator, mailbox, drain, clock, world):
    run, message = _queue_only(acme, clock)
    simulator.post("/__sim__/faults", {"times": 1, "mode": "status", "status": 422})
    assert drain() == [JobState.DEAD]
    with scope(acme.pk):
        stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now())
        services.retry_dead_letter(scenes.job_of(message).pk, actor=world.alice.membership)
    drain()

    assert mailbox.entries() == []
    assert scenes.reload(message).error == "The customer replied."


def test_what_has_left_stays_as_it_is(acme, mailbox, drain, clock):
    run = _start(acme)
    clock.shift(DAY)
    drain()
    with scope(acme.pk):
        assert stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now()) == 0

    assert _again(run).state == RunState.COMPLETED
    assert scenes.reload(_messages(acme)[0]).state == DispatchState.SENT


def test_a_reply_by_mail_ends_every_plan_with_its_writer(acme, simulator, mailbox, drain, clock, settings):
    settings.INBOUND_DOMAIN = inbox.DOMAIN
    run = _start(acme)
    inbox.came(simulator, inbox.address(acme, about_id=uuid4()))
    drain()
    clock.shift(DAY)
    drain()

    assert mailbox.entries() == []
    assert _again(run).stop_reason == StopReason.REPLIED


@pytest.mark.parametrize("status", ["paused", "archived"])
def test_an_organization_that_is_not_active_follows_nobody_up_and_not_weeks_later(acme, mailbox, drain, clock, status):
    run = _start(acme)
    with scope(acme.pk):
        Organization.objects.update(status=status, pause_reason="owner" if status == "paused" else "")
    clock.shift(DAY)
    drain()
    with scope(acme.pk):
        Organization.objects.update(status="active", pause_reason="")
    clock.shift(timedelta(days=20))
    drain()

    assert mailbox.entries() == []
    stopped = _again(run)
    assert (stopped.state, stopped.stop_reason) == (RunState.STOPPED, StopReason.PAUSED)


def test_an_organization_that_is_paused_while_the_mail_waits_sends_nothing(acme, mailbox, drain, clock):
    _run, message = _queue_only(acme, clock)
    with scope(acme.pk):
        Organization.objects.update(status="paused", pause_reason="owner")
    drain()

    assert mailbox.entries() == []
    assert scenes.reload(message).error == "The organization is not active."


def test_follow_ups_that_were_switched_off_meanwhile_do_not_go_out(acme, mailbox, drain, clock):
    run = _start(acme)
    with scope(acme.pk):
        Sequence.objects.update(is_active=False)
    assert _start(acme, scenes.contact(acme, "sam@example.com")) is None
    clock.shift(DAY)
    drain()

    assert mailbox.entries() == []
    assert _again(run).stop_reason == StopReason.CANCELLED


def test_a_step_that_was_taken_out_meanwhile_is_passed_over(acme, mailbox, drain, clock):
    _plan(acme, 24, 48)
    _start(acme)
    with scope(acme.pk):
        SequenceStep.objects.filter(position=10).delete()
    clock.shift(timedelta(hours=48))
    drain()

    assert [mail["text"].split("\n")[0] for mail in mailbox.entries()] == ["Step 2"]


@pytest.mark.parametrize("how", ["unsubscribed", "bounced", "no address"])
def test_somebody_who_cannot_be_written_to_gets_no_plan(acme, how):
    with scope(acme.pk):
        contact = Contact.objects.create(name="Rosa", email="" if how == "no address" else scenes.ROSA)
        if how == "unsubscribed":
            unsubscribe(contact, now=timezone.now())
        if how == "bounced":
            suppress(scenes.ROSA, "bounced", at=timezone.now())
    assert _start(acme, contact) is None


def test_the_fourth_automatic_mail_in_a_day_is_not_a_follow_up(acme, mailbox, drain, clock):
    _start(acme)
    clock.shift(DAY - timedelta(hours=1))
    for _message in range(3):
        scenes.message(acme)
    drain()
    clock.shift(timedelta(hours=1))
    drain()

    assert len(mailbox.entries()) == 3
    [message] = _messages(acme)
    assert (message.state, message.error) == (
        DispatchState.CANCELLED,
        "3 automatic messages in 24 hours, the limit is 3.",
    )


# --- the postal address -----------------------------------------------------------------------------------------------

NO_ADDRESS = "A follow-up needs your postal address: add it in settings."


def test_without_a_postal_address_it_is_held_says_why_and_goes_out_when_one_is_there(world, mailbox, drain, clock):
    _start(world.organization)
    clock.shift(DAY)
    drain()
    [message] = _messages(world.organization)
    assert (message.state, message.error) == (DispatchState.HELD, NO_ADDRESS)
    assert message.held_until == timezone.now() + timedelta(hours=1)
    assert (message.verdict or {})["allowed"] is False
    assert mailbox.entries() == []

    _with_address(world.organization)
    clock.shift(timedelta(minutes=59))
    assert drain() == []
    clock.shift(timedelta(minutes=1))
    assert drain() == [JobState.DONE]
    row = scenes.reload(message)
    assert (row.state, row.error, row.held_until) == (DispatchState.SENT, "", None)
    assert len(mailbox.entries()) == 1


def test_a_held_follow_up_ends_with_the_customers_reply(world, mailbox, drain, clock):
    run = _start(world.organization)
    clock.shift(DAY)
    drain()
    with scope(world.organization.pk):
        assert stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now()) == 1
    _with_address(world.organization)
    clock.shift(timedelta(hours=2))
    drain()

    assert mailbox.entries() == []
    assert _messages(world.organization)[0].state == DispatchState.CANCELLED


def test_a_follow_up_is_not_held_for_longer_than_three_days(world, mailbox, drain, clock):
    _start(world.organization)
    clock.shift(DAY)
    for _hour in range(73):
        drain()
        clock.shift(timedelta(hours=1))
    _with_address(world.organization)
    drain()

    assert mailbox.entries() == []
    [message] = _messages(world.organization)
    assert (message.state, message.error) == (DispatchState.CANCELLED, NO_ADDRESS)


def test_what_is_no_follow_up_needs_no_postal_address(world, mailbox, drain):
    scenes.message(world.organization)
    assert drain() == [JobState.DONE]
    assert len(mailbox.entries()) == 1


# --- once -------------------------------------------------------------------------------------------------------------


def test_the_same_subject_is_followed_up_once(acme, mailbox, drain, clock):
    about = uuid7()
    assert _start(acme, about_id=about) is not None
    assert _start(acme, about_id=about) is None
    clock.shift(DAY)
    drain()
    assert _start(acme, about_id=about) is None
    clock.shift(DAY)
    drain()

    assert len(mailbox.entries()) == 1


def test_a_newer_enquiry_takes_the_place_of_the_older_ones_follow_up(acme, mailbox, drain, clock):
    older = _start(acme)
    clock.shift(timedelta(hours=12))
    newer = _start(acme)
    clock.shift(timedelta(hours=12))
    assert drain() == []
    clock.shift(timedelta(hours=12))
    drain()

    assert len(mailbox.entries()) == 1
    assert (_again(older).stop_reason, _again(newer).state) == (StopReason.REPLACED, RunState.COMPLETED)


def _at_once(*calls):
    start = threading.Barrier(len(calls), timeout=60)

    def run(call):
        try:
            start.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def _hours_ago(organization, hours):
    with scope(organization.pk):
        moment = timezone.now() - timedelta(hours=hours)
        person = Contact.objects.filter(email=scenes.ROSA).first() or scenes.contact(organization)
        return start_run(person, SequencePurpose.FOLLOW_UP, about_id=uuid4(), now=moment)


def test_many_workers_at_once_send_it_once(committed_world, simulator, mailbox):
    acme = _with_address(committed_world.organization)
    _hours_ago(acme, 25)
    with scope(acme.pk):
        step = Job.objects.get(kind="messaging.run_step").pk
    states = _at_once(*[lambda: runner.run_job(acme.pk, step)] * 4)
    [message] = _messages(acme)
    job = scenes.job_of(message).pk
    states += _at_once(*[lambda: runner.run_job(acme.pk, job)] * 4)

    assert states.count(JobState.DONE) == 2
    assert states.count(None) == 6
    assert len(mailbox.entries()) == 1


def test_many_enquiries_of_one_person_at_once_leave_one_follow_up(committed_world):
    acme = _with_address(committed_world.organization)
    scenes.contact(acme)
    runs = _at_once(*[lambda: _start(acme)] * 5)

    states = [_again(run).state for run in runs]
    assert states.count(RunState.ACTIVE) == 1
    assert states.count(RunState.STOPPED) == 4


def test_a_step_and_a_stop_at_once_never_leave_a_mail_behind(committed_world, simulator, mailbox):
    acme = _with_address(committed_world.organization)
    for _round in range(5):
        run = _hours_ago(acme, 25)
        with scope(acme.pk):
            step = Job.objects.get(kind="messaging.run_step", payload__run=str(run.pk)).pk

        def stop(run=run):
            with scope(acme.pk):
                return stop_runs(run.about_id, StopReason.REPLIED, now=timezone.now())

        _at_once(lambda step=step: runner.run_job(acme.pk, step), stop)
        assert _again(run).state == RunState.STOPPED
    waiting = [message for message in _messages(acme) if message.state != DispatchState.CANCELLED]

    assert waiting == []
    assert mailbox.entries() == []
