"""Texts that come in: only Twilio's count, each once, and keywords are obeyed before anything else happens."""

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from twilio.request_validator import RequestValidator

from messaging.enums import Channel, DispatchState
from messaging.models import MemberPhone, Notice, Suppression
from messaging.services import has_stopped, texted_phones
from messaging.tests import texting
from messaging.tests.texting import ALICE, BOB, OWN
from tenants.models import Organization
from tenants.scoping import PLATFORM_ID, scope

pytestmark = pytest.mark.django_db

PATH = "/webhooks/twilio/sms/"
STRANGER = "+19375550150"


@pytest.fixture
def alices(world, phones, drain):
    """Alice's phone, proven and chosen."""
    return texting.proven(phones, drain, world.organization, world.alice.membership)


def _platform_texts():
    with scope(PLATFORM_ID):
        return list(Notice.objects.filter(channel=Channel.SMS).order_by("created_at", "pk"))


def _is_on(world):
    with scope(world.organization.pk):
        return len(texted_phones()) == 1


# --- who may speak --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forgery",
    [
        {"HTTP_X_TWILIO_SIGNATURE": ""},
        {"HTTP_X_TWILIO_SIGNATURE": "AAAA"},
        {"HTTP_X_TWILIO_SIGNATURE": "\u00ff\u00fe"},
        {"HTTP_X_TWILIO_SIGNATURE": "=" * 5000},
        {"HTTP_X_TWILIO_SIGNATURE": "HjL2nB4JxzDRdMhZ8H1sIHd5h5U="},
    ],
    ids=repr,
)
def test_a_text_that_is_not_twilios_is_refused(world, phones, forgery):
    assert phones.deliver(phones.write(STRANGER, "STOP"), PATH, **forgery) == 400
    assert texting.inbox() == []
    assert not has_stopped(STRANGER)


def test_the_signature_is_over_the_public_address_and_not_the_callers_host(world, phones, settings):
    webhook = phones.write(STRANGER, "Hi")
    settings.ALLOWED_HOSTS = ["*"]
    assert phones.deliver(webhook, PATH, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example") == 200
    assert phones.deliver(webhook, f"{PATH}?x=1") == 400
    settings.PUBLIC_URL = "https://other.example"
    assert phones.deliver(webhook, PATH) == 400


def test_every_field_counts(world, phones):
    webhook = phones.write(STRANGER, "Hi")
    for body in (
        webhook["body"].replace("Body=Hi", "Body=Ho"),
        webhook["body"].replace("%2B19375550150", "%2B19375550111"),
        webhook["body"] + "&OptOutType=STOP",
        webhook["body"][: len(webhook["body"]) // 2],
        webhook["body"].replace("Body=Hi&", ""),
        "",
    ):
        assert phones.deliver({**webhook, "body": body}, PATH) == 400
    assert texting.inbox() == []


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"From": "x"}'),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%zz&&=&%00"),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(500))),
        ("application/x-www-form-urlencoded; charset=klingon", b"From=x"),
        ("text/plain", b"STOP"),
        ("", b""),
    ],
    ids=repr,
)
def test_garbage_is_refused_and_never_breaks_anything(world, phones, content_type, body):
    client = Client(raise_request_exception=False)
    for path in (PATH, f"/webhooks/twilio/status/{PLATFORM_ID}/{PLATFORM_ID}/{PLATFORM_ID}/"):
        answer = client.generic("POST", path, body, content_type=content_type, HTTP_X_TWILIO_SIGNATURE="x")
        assert answer.status_code == 400
        assert client.get(path).status_code == 405


def test_without_an_account_nothing_is_taken(world, phones, settings):
    webhook = phones.write(STRANGER, "STOP")
    settings.TWILIO_AUTH_TOKEN = ""
    assert phones.deliver(webhook, PATH) == 400
    assert texting.inbox() == []


def test_words_that_no_database_keeps_are_kept_without_what_it_cannot(world, phones, drain):
    assert phones.text(STRANGER, "nul\x00 and 🙂 and \u202e") == 200
    drain()
    [event] = texting.inbox()
    assert event.body["Body"] == "nul and 🙂 and \u202e"


# --- each once ------------------------------------------------------------------------------------------------------


def test_a_text_that_is_told_fifty_times_is_one(world, phones, drain, alices):
    webhook = phones.write(ALICE, "Opt out")
    for _time in range(50):
        assert phones.deliver(webhook, PATH) == 200
    drain()
    assert len(texting.inbox()) == 1
    assert len(_platform_texts()) == 1


def test_a_stranger_is_kept_and_never_answered(world, phones, drain):
    for body in ("Hello?", "Is this Acme?", "YES", "2 Hello"):
        assert phones.text(STRANGER, body) == 200
    drain()
    assert [event.body["Body"] for event in texting.inbox()] == ["Hello?", "Is this Acme?", "YES", "2 Hello"]
    assert all(event.processed_at for event in texting.inbox())
    assert phones.all() == []


def test_a_text_to_another_number_is_kept_and_nothing_more(world, phones, drain, alices):
    assert phones.text(ALICE, "STOP", to="+19375550188") == 200
    drain()
    assert _is_on(world)
    assert len(texting.inbox()) == 1


def test_our_own_number_does_not_talk_to_itself(world, phones, drain):
    # A signed webhook of that kind should not exist; if it does, nobody answers.
    webhook = phones.write(STRANGER, "STOP")
    body = webhook["body"].replace("%2B19375550150", OWN.replace("+", "%2B"))
    signature = RequestValidator("simulator").compute_signature(
        f"http://127.0.0.1:9{PATH}", dict(parse_qsl(body, keep_blank_values=True))
    )
    assert phones.deliver({**webhook, "body": body}, PATH, HTTP_X_TWILIO_SIGNATURE=signature) == 200
    drain()
    assert not has_stopped(OWN)
    assert phones.all() == []


# --- keywords -------------------------------------------------------------------------------------------------------


def test_stop_is_obeyed_before_the_answer_and_confirmed_by_twilio_alone(world, phones, drain, alices):
    waiting = texting.alerted(world.organization, alices)
    assert phones.text(ALICE, "Stop") == 200
    # Nothing ran yet: all of it happened in the webhook's transaction.
    assert has_stopped(ALICE)
    assert not _is_on(world)
    with scope(world.organization.pk):
        assert Notice.objects.get(pk=waiting.notice_id).state == DispatchState.CANCELLED
        assert MemberPhone.objects.get().wants_alerts
    drain()
    assert phones.at(ALICE)[1:] == []
    assert _platform_texts() == []


@pytest.mark.parametrize("body", ["Opt out", "STOP!!", "please stop", "stop 🛑"])
def test_what_twilio_does_not_catch_we_catch_and_confirm_once(world, phones, drain, alices, body):
    phones.text(ALICE, body)
    phones.text(ALICE, body)
    drain()
    assert not _is_on(world)
    assert phones.at(ALICE)[1:] == [
        "LeadWizard: you will get no more texts from this number. Text START to get them again."
    ]
    texting.alerted(world.organization, alices)
    drain()
    assert len(phones.at(ALICE)) == 2


def test_start_restores_what_was_chosen(world, phones, drain, alices):
    phones.text(ALICE, "Opt out")
    drain()
    phones.text(ALICE, "start")
    drain()
    assert _is_on(world)
    assert not has_stopped(ALICE)
    texting.alerted(world.organization, alices)
    drain()
    assert phones.at(ALICE)[-1] == "Acme Plumbing: new request from Dana Whitfield."


def test_yes_restores_only_somebody_who_stopped(world, phones, drain, alices):
    line = texting.alerted(world.organization, alices)
    drain()
    phones.text(ALICE, "Yes")
    drain()
    assert texting.passed_on(world.organization) == [("dana@customers.example", "Yes")]
    phones.text(ALICE, "stop")
    phones.text(ALICE, "yes")
    drain()
    assert _is_on(world)
    assert len(texting.passed_on(world.organization)) == 1
    assert line.short == 1


def test_help_is_answered_by_one_hand_and_not_to_the_silent(world, phones, drain):
    phones.text(STRANGER, "HELP")  # answered by Twilio
    drain()
    assert phones.all() == []
    phones.text(STRANGER, "help?")
    drain()
    [words] = phones.at(STRANGER)
    assert words.startswith("LeadWizard texts its members")
    assert words.endswith("Reply STOP to opt out.")
    phones.text(STRANGER, "Opt-out")
    phones.text(STRANGER, "help!")
    drain()
    assert len(phones.at(STRANGER)) == 2
    for _time in range(10):
        phones.text(BOB, "info?")
    drain()
    assert len(phones.at(BOB)) == 3


def test_stop_ends_texts_of_every_organization_and_of_nobody_else(world, phones, drain, alices):
    texting.proven(phones, drain, world.other, world.charlie.membership)
    texting.proven(phones, drain, world.organization, world.bob.membership, BOB)
    phones.text(ALICE, "quit")
    with scope(world.organization.pk):
        assert [phone.number for phone in texted_phones()] == [BOB]
    with scope(world.other.pk):
        assert texted_phones() == []


def test_a_paused_organization_is_obeyed_all_the_same(world, phones, drain, alices):
    with scope(world.organization.pk):
        Organization.objects.update(status="paused", pause_reason="owner")
    phones.text(ALICE, "STOP")
    assert has_stopped(ALICE)


def test_a_stranger_may_stop_too(world, phones, drain):
    phones.text(STRANGER, "Opt out")
    drain()
    with scope(PLATFORM_ID):
        assert list(Suppression.objects.values_list("channel", "address", "reason")) == [("sms", STRANGER, "asked")]


def test_the_confirmation_of_a_stop_is_not_late(world, phones, drain):
    phones.text(STRANGER, "Opt out")
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        drain()
    assert phones.all() == []


# --- reports --------------------------------------------------------------------------------------------------------


def test_reports_need_a_signature_for_their_very_address(world, phones, drain, alices):
    [report] = phones.reports(3, "delivered")[:1]
    path = phones.report_path(report)
    assert phones.deliver(report, HTTP_X_TWILIO_SIGNATURE="x") == 400
    assert phones.deliver(report, path.replace(str(world.organization.pk), str(world.other.pk))) == 400
    assert phones.deliver({**report, "body": report["body"].replace("delivered", "failed")}) == 400
    for _time in range(20):
        assert phones.deliver(report) == 204
    drain()
    assert [notice.state for notice in texting.texts_of(world.organization)] == [DispatchState.DELIVERED]


def test_a_report_without_an_organization_of_ours_changes_nothing(world, phones, drain, simulator, settings):
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    path = f"/webhooks/twilio/status/{world.alice.user.pk}/{world.alice.user.pk}/{world.alice.user.pk}/"
    signature = RequestValidator("simulator").compute_signature(f"http://127.0.0.1:9{path}", form)
    answer = Client().post(
        path,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        HTTP_X_TWILIO_SIGNATURE=signature,
    )
    assert answer.status_code == 204
    drain()
    assert [event.event_id.startswith("SM1:delivered:") for event in texting.inbox()] == [True]
