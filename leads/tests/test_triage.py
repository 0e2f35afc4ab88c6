"""The first answer: personal when the gate lets it pass, the acknowledgement when not, an approval when asked for."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation.models import Job, ModelCall
from leads.enums import Communication, Decision, DraftOutcome
from leads.models import Analysis, Lead, ReplySettings
from leads.tests import scenes
from messaging.enums import DispatchState, MessageKind, RunState, StopReason
from messaging.models import Message, Run
from tenants.scoping import scope

GOOD = {
    "summary": "A kitchen tap drips since yesterday.",
    "urgency": "normal",
    "intent": "repair",
    "suggested_reply": (
        "Hi Rosa, thank you for writing. A tap that drips after a change of the washer often has a worn seat. "
        "Is it the hot side, the cold side, or both?"
    ),
    "tags": ["tap", "leak"],
    "risk_level": "low",
    "confidence": 0.93,
    "blocked_topics": [],
    "auto_send_allowed": True,
}


@pytest.fixture
def form(world):
    return scenes.form(world.organization, services=["Tap repair"])


@pytest.fixture
def settings_of(world):
    def choose(**values):
        with scope(world.organization.pk):
            ReplySettings.objects.update_or_create(
                defaults={"smart_auto_reply": True, "owner_approval_required": False, **values}
            )

    choose()
    return choose


def _lead(world, form, **values):
    return scenes.lead(
        world.organization, form, **{"message": "My kitchen tap drips since yesterday, I changed the washer.", **values}
    )


def _kinds(mailbox):
    return [mail["subject"].split(" ")[0] for mail in mailbox.to("rosa@example.com")]


def test_a_harmless_reply_goes_out_instead_of_the_acknowledgement(world, form, settings_of, model, mailbox, drain):
    model.answer(GOOD)
    lead = _lead(world, form)
    drain()

    [mail] = mailbox.to("rosa@example.com")
    assert mail["subject"].startswith("Re: ")
    assert "Is it the hot side" in mail["body"]
    with scope(world.organization.pk):
        analysis = Analysis.objects.get()
        assert (analysis.decision, analysis.verdict["released"]) == (Decision.SENT, True)
        assert Lead.objects.get(pk=lead.pk).communication == Communication.AI_REPLIED


@pytest.mark.parametrize(
    "said",
    [
        {"suggested_reply": "Hi Rosa, we can be with you tonight between 6 and 7, and it costs $189. All right?"},
        {"risk_level": "high"},
        {"confidence": 0.4},
        {"auto_send_allowed": False},
    ],
)
def test_a_reply_that_the_gate_holds_becomes_a_draft_and_the_acknowledgement_goes_out(
    world, form, settings_of, model, mailbox, drain, said
):
    model.answer({**GOOD, **said})
    _lead(world, form)
    drain()

    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert Analysis.objects.get().decision == Decision.HELD
        draft = Message.objects.get(kind=MessageKind.DRAFT)
        assert (draft.state, draft.body) == (DispatchState.DRAFT, {**GOOD, **said}["suggested_reply"])


def test_where_the_owner_wants_to_see_it_first_it_waits_and_the_alert_has_a_link(
    client, world, form, settings_of, model, mailbox, drain, settings
):
    settings_of(owner_approval_required=True, alert_members=[str(world.alice.membership.pk)])
    model.answer(GOOD)
    lead = _lead(world, form)
    drain()

    assert _kinds(mailbox) == ["We"]
    [alert] = mailbox.to("alice@acme.example")
    link = next(word for word in alert["body"].split() if "/approve/" in word).removeprefix(settings.PUBLIC_URL)
    assert "/approve/" not in mailbox.to("office@acme.example")[0]["body"]
    shown = client.get(link)
    assert "Is it the hot side" in shown.content.decode()
    assert _kinds(mailbox) == ["We"]
    edited = GOOD["suggested_reply"] + " Send a picture if you can."
    token = shown.context["form"]["token"].value()
    for _press in range(2):
        client.post(link, {"body": edited, "token": token})
    drain()

    assert _kinds(mailbox) == ["We", "Re:"]
    assert "Send a picture if you can." in mailbox.to("rosa@example.com")[1]["body"]
    with scope(world.organization.pk):
        analysis = Analysis.objects.get()
        assert (analysis.decision, analysis.outcome) == (Decision.APPROVAL, DraftOutcome.EDITED)
        assert analysis.final_reply == edited
        assert analysis.decided_by_id == world.alice.membership.pk
        assert Run.objects.get().stop_reason == StopReason.ANSWERED
        assert Lead.objects.get(pk=lead.pk).communication == Communication.OWNER_REPLIED


def test_a_link_in_an_alert_works_for_a_day(client, world, form, settings_of, model, mailbox, drain, settings):
    settings_of(owner_approval_required=True, alert_members=[str(world.alice.membership.pk)])
    model.answer(GOOD)
    _lead(world, form)
    drain()
    alert = mailbox.to("alice@acme.example")[0]["body"]
    link = next(word for word in alert.split() if "/approve/" in word).removeprefix(settings.PUBLIC_URL)
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        assert client.post(link, {"body": "x", "token": "x"}).status_code == 404


@pytest.mark.parametrize(
    "garbage", ["", "sorry, no", "[1, 2]", '{"summary": null}', {**GOOD, "auto_send_allowed": "false"}]
)
def test_a_model_that_talks_nonsense_costs_nobody_an_answer(world, form, settings_of, model, mailbox, drain, garbage):
    model.answer(garbage, garbage)
    _lead(world, form)
    drain()

    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert not Analysis.objects.exists()
        later = Job.objects.get(kind="leads.analyse")
        assert later.run_at > timezone.now()


def test_the_analysis_comes_later_for_the_owner_and_sends_nothing(world, form, settings_of, model, mailbox, drain):
    model.answer("not json", GOOD)
    _lead(world, form)
    drain()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        drain()

    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert Analysis.objects.get().decision == Decision.LATE
        assert Message.objects.get(kind=MessageKind.DRAFT).state == DispatchState.DRAFT


def test_a_model_that_hangs_holds_the_acknowledgement_for_its_deadline_only(
    world, form, settings_of, model, mailbox, drain, monkeypatch
):
    monkeypatch.setattr("leads.analysing.DEADLINE_SECONDS", 1.0)
    model.answer(GOOD, delay=30)
    _lead(world, form)
    start = time.monotonic()
    drain()

    assert time.monotonic() - start < 20
    assert _kinds(mailbox) == ["We"]


@pytest.mark.parametrize(("waited", "calls"), [(9, 0), (6.5, 1)])
def test_time_in_the_queue_counts_for_the_deadline(world, form, settings_of, model, mailbox, drain, waited, calls):
    model.answer(GOOD, delay=30)
    _lead(world, form)
    start = time.monotonic()
    with time_machine.travel(timezone.now() + timedelta(seconds=waited)):
        drain()

    assert time.monotonic() - start < 20
    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert ModelCall.objects.count() == calls
        assert Job.objects.filter(kind="leads.analyse").count() == 1


@pytest.mark.parametrize(
    "fault", [{"mode": "status", "status": 429, "retry_after": 30}, {"mode": "reset"}, {"mode": "garbage"}]
)
def test_a_model_in_trouble_costs_nobody_an_answer(world, form, settings_of, model, mailbox, drain, fault):
    model.post("/__sim__/faults", {"provider": "openai", "probability": 1, **fault})
    _lead(world, form)
    start = time.monotonic()
    drain()

    assert time.monotonic() - start < 20
    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert Job.objects.filter(kind="leads.analyse").count() == 1


def test_a_slow_model_is_waited_for_within_the_deadline(world, form, settings_of, model, mailbox, drain):
    model.answer(GOOD, delay=1)
    _lead(world, form)
    drain()
    assert _kinds(mailbox) == ["Re:"]


def test_without_a_model_every_lead_is_acknowledged_and_nothing_is_tried_later(world, form, mailbox, drain):
    _lead(world, form)
    drain()
    assert _kinds(mailbox) == ["We"]
    with scope(world.organization.pk):
        assert not Job.objects.filter(kind="leads.analyse").exists()


def test_the_follow_up_goes_out_a_day_later_once(world, form, settings_of, model, mailbox, drain):
    with scope(world.organization.pk):
        world.organization.address = "1 Main Street, Dayton, OH"
        world.organization.save()
    model.answer(GOOD)
    _lead(world, form)
    drain()
    with time_machine.travel(timezone.now() + timedelta(hours=23, minutes=59)):
        drain()
        assert len(mailbox.to("rosa@example.com")) == 1
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        drain()
        drain()
    assert len(mailbox.to("rosa@example.com")) == 2
    with scope(world.organization.pk):
        assert Run.objects.get().state == RunState.COMPLETED
        assert Message.objects.filter(kind=MessageKind.FOLLOW_UP).count() == 1


@pytest.mark.parametrize("how", ["answered", "closed"])
def test_the_follow_up_does_not_go_out_after_a_person_acted(
    client, world, form, settings_of, model, mailbox, drain, how
):
    model.answer(GOOD)
    lead = _lead(world, form)
    drain()
    client.force_login(world.alice.user)
    address = f"/o/{world.organization.slug}/leads/{lead.pk}/"
    if how == "answered":
        token = client.get(address + "?tab=messages").context["reply_form"]["token"].value()
        client.post(address + "reply/", {"body": "I call you at five.", "token": token})
    else:
        client.post(address + "status/", {"status": "lost"})
    drain()
    before = len(mailbox.to("rosa@example.com"))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        drain()

    assert len(mailbox.to("rosa@example.com")) == before
    with scope(world.organization.pk):
        run = Run.objects.get()
        assert (run.state, run.stop_reason) == (
            RunState.STOPPED,
            StopReason.ANSWERED if how == "answered" else StopReason.CLOSED,
        )
