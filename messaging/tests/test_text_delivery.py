"""A text leaves once, or a person is asked; its reports move it forward only."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import recovery, runner
from automation.enums import Effect, EscalationState, JobState
from automation.models import Escalation, InboxEvent, Job
from messaging.adapters.registry import text_transport
from messaging.enums import Channel, DispatchState, NoticeKind
from messaging.models import Notice, Suppression
from messaging.services import has_stopped, notify_by_text
from messaging.tests import texting
from messaging.tests.texting import ALICE
from tenants.scoping import PLATFORM_ID, scope

pytestmark = pytest.mark.django_db


def _queued(world, number=ALICE, key="", body="Acme: new request from Dana."):
    with scope(world.organization.pk):
        return notify_by_text(
            NoticeKind.LEAD_ALERT,
            number=number,
            body=body,
            member=world.alice.membership,
            dedupe_key=key,
            now=timezone.now(),
        )


def _job(world, notice):
    with scope(world.organization.pk):
        return Job.objects.get(dedupe_key=str(notice.pk))


def _again(world, notice):
    with scope(world.organization.pk):
        return Notice.objects.get(pk=notice.pk)


def _fault(phones, mode, **values):
    phones.simulator.post("/__sim__/faults", {"provider": "twilio", "mode": mode, "times": 1, **values})


def _escalations(world):
    with scope(world.organization.pk):
        return list(Escalation.objects.values_list("reason", "state"))


def test_a_text_is_sent_once_and_its_receipt_is_kept(world, phones, drain):
    notice = _queued(world, key="lead")
    assert _queued(world, key="lead") is None
    assert drain() == [JobState.DONE]
    kept = _again(world, notice)
    [entry] = phones.all()
    assert (kept.state, kept.provider, kept.provider_id, kept.rendered) == ("sent", "twilio", entry["id"], None)
    assert (entry["to"], entry["body"]) == (ALICE, "Acme: new request from Dana.")
    assert _job(world, notice).effect == Effect.ONCE
    assert str(notice.pk) in entry["status_callback"]
    assert str(_job(world, notice).attempt_id) in entry["status_callback"]


def test_reports_move_a_text_forward_whatever_their_order(world, phones, drain):
    notice = _queued(world)
    drain()
    reports = phones.reports(3)
    random.Random(7).shuffle(reports)  # noqa: S311 - a repeatable order, no secret
    for report in [*reports[::-1], *reports] * 3:
        assert phones.deliver(report) == 204
    drain()
    kept = _again(world, notice)
    assert kept.state == DispatchState.DELIVERED
    assert kept.delivered_at is not None
    with scope(world.organization.pk):
        assert InboxEvent.objects.filter(provider="twilio").count() == 3


def test_a_text_that_does_not_arrive_says_why(world, phones, drain):
    notice = _queued(world, "+15005550030")
    drain()
    for report in phones.reports(3)[::-1]:
        phones.deliver(report)
    drain()
    kept = _again(world, notice)
    assert (kept.state, kept.error) == (DispatchState.BOUNCED, "Not delivered (30003).")


def test_a_lost_answer_leaves_it_unknown_and_the_report_settles_it(world, phones, drain):
    notice = _queued(world)
    _fault(phones, "accept_then_reset")
    drain()
    assert (_job(world, notice).state, _again(world, notice).state) == (JobState.UNKNOWN, DispatchState.UNKNOWN)
    drain()
    assert len(phones.all()) == 1

    for report in phones.reports(3):
        phones.deliver(report)
    drain()
    kept = _again(world, notice)
    assert (_job(world, notice).state, kept.state) == (JobState.DONE, DispatchState.DELIVERED)
    assert (kept.provider_id, kept.rendered) == (phones.all()[0]["id"], None)
    assert EscalationState.OPEN not in [state for _reason, state in _escalations(world)]
    assert len(phones.all()) == 1


def test_a_report_of_another_try_settles_nothing(world, phones, drain):
    notice = _queued(world)
    _fault(phones, "reset")
    drain()
    assert _job(world, notice).state == JobState.UNKNOWN
    other = _queued(world, key="other", body="Another text")
    drain()
    report = phones.reports(3, "delivered")[-1]
    # The other text's report at the first one's address: the signature is over the address.
    path = phones.report_path(report).replace(str(other.pk), str(notice.pk))
    assert phones.deliver(report, path) == 400
    drain()
    assert _job(world, notice).state == JobState.UNKNOWN


def test_what_did_not_leave_is_tried_again(world, phones, drain, settings):
    notice = _queued(world)
    url, settings.TWILIO_API_URL = settings.TWILIO_API_URL, "http://127.0.0.1:9"
    drain()
    assert (_job(world, notice).state, _again(world, notice).state) == (JobState.WAITING, DispatchState.QUEUED)
    settings.TWILIO_API_URL = url
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        drain()
    assert phones.at(ALICE) == ["Acme: new request from Dana."]


def test_a_number_that_stopped_at_the_provider_stops_here_and_nothing_is_retried(world, phones, drain):
    phone = texting.proven(phones, drain, world.organization, world.alice.membership)
    phones.write(ALICE, "STOP")  # heard by Twilio, and its webhook was lost
    notice = _queued(world)
    drain()
    kept = _again(world, notice)
    assert (_job(world, notice).state, kept.state, kept.rendered) == (JobState.DONE, DispatchState.CANCELLED, None)
    assert has_stopped(ALICE)
    with scope(world.organization.pk):
        phone.refresh_from_db()
        assert not phone.gets_alerts
        assert not Escalation.objects.exists()
    with scope(PLATFORM_ID):
        assert Suppression.objects.filter(channel=Channel.SMS, address=ALICE).count() == 1
    # The next one does not even leave.
    later = _queued(world, body="Another")
    drain()
    assert _again(world, later).state == DispatchState.CANCELLED
    assert "stop" in _job(world, later).closing_reason


def test_a_bad_number_is_a_dead_letter_at_once(world, phones, drain):
    notice = _queued(world, "+15005550009")
    drain()
    assert (_job(world, notice).state, _job(world, notice).attempt) == (JobState.DEAD, 1)
    assert _again(world, notice).state == DispatchState.FAILED
    assert _escalations(world) == [("dead_letter", "open")]
    with scope(world.organization.pk):
        # Read by the whole team: a member's number is not theirs to know.
        assert Escalation.objects.get().title == "A text to Alice Archer was not sent (new lead)"


@pytest.mark.parametrize("state", ["sent", "delivered", "cancelled"])
def test_a_text_that_is_settled_is_not_sent(world, phones, drain, state):
    notice = _queued(world)
    with scope(world.organization.pk):
        Notice.objects.update(state=state)
    drain()
    assert phones.all() == []
    assert _again(world, notice).state == state


def test_an_alert_of_yesterday_is_not_texted(world, phones, drain):
    notice = _queued(world)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        drain()
    assert (_again(world, notice).state, phones.all()) == (DispatchState.CANCELLED, [])


def _vanish(world, job, *, after_the_call):
    """Let a worker take the text up and die, before or after Twilio got it."""
    claim = runner.claim_job(world.organization.pk, job.pk)
    assert claim is not None
    text = claim.prepared
    if after_the_call is not None:
        with claim.outside():
            if after_the_call:
                text_transport().send(text)
    with scope(world.organization.pk):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    recovery.release_expired(world.organization.pk, job.pk)


def _settle(world, job):
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1), tick=False):
        return recovery.reconcile(world.organization.pk, job.pk)


def test_a_worker_that_vanished_before_it_called_is_replaced_at_once(world, phones, drain):
    notice = _queued(world)
    _vanish(world, _job(world, notice), after_the_call=None)
    drain()
    assert (_again(world, notice).state, len(phones.all())) == (DispatchState.SENT, 1)


def test_a_text_that_left_before_its_worker_vanished_is_found_in_the_list_and_not_sent_again(world, phones, drain):
    notice = _queued(world)
    job = _job(world, notice)
    _vanish(world, job, after_the_call=True)
    assert _again(world, notice).state == DispatchState.UNKNOWN
    assert _settle(world, job) == JobState.DONE
    drain()
    row = _again(world, notice)
    assert (row.state, row.rendered, len(phones.all())) == (DispatchState.SENT, None, 1)


def test_a_text_that_did_not_leave_is_sent_after_the_settling_time(world, phones, drain):
    notice = _queued(world)
    job = _job(world, notice)
    _vanish(world, job, after_the_call=False)
    assert _again(world, notice).state == DispatchState.UNKNOWN
    drain()
    assert phones.all() == []
    assert _settle(world, job) == JobState.WAITING
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        drain()
    assert (_again(world, notice).state, len(phones.all())) == (DispatchState.SENT, 1)


def test_the_same_words_sent_before_are_not_taken_for_the_lost_ones(world, phones, drain):
    earlier = _queued(world, key="one")
    drain()
    notice = _queued(world, key="two")
    job = _job(world, notice)
    _vanish(world, job, after_the_call=False)
    assert _again(world, earlier).state == DispatchState.SENT
    assert _settle(world, job) == JobState.WAITING


def test_a_list_that_cannot_be_read_now_is_asked_for_again(world, phones, drain):
    notice = _queued(world)
    job = _job(world, notice)
    _vanish(world, job, after_the_call=True)
    phones.simulator.post("/__sim__/faults", {"provider": "twilio", "mode": "status", "status": 503, "times": 1})
    assert _settle(world, job) == JobState.UNKNOWN
    with scope(world.organization.pk):
        assert not Escalation.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=7), tick=False):
        assert recovery.reconcile(world.organization.pk, job.pk) == JobState.DONE


def test_the_account_is_taken_away_and_nothing_leaves(world, phones, drain, settings):
    notice = _queued(world)
    settings.TWILIO_AUTH_TOKEN = ""
    drain()
    assert (_again(world, notice).state, phones.all()) == (DispatchState.CANCELLED, [])
