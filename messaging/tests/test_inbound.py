"""Replies by mail: into their thread, once, from whoever wrote; and machines, which change nothing."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.dispatch import receiver
from django.utils import timezone

from automation.enums import JobState
from automation.models import Escalation, InboxEvent, Job
from messaging.enums import DispatchState, ReplyAudience, RunState, SequencePurpose, StopReason
from messaging.models import Message, Notice, ReplyAddress, Run, Suppression, TimelineEntry
from messaging.services import start_run, suppress
from messaging.signals import message_received
from messaging.tests import inbox, scenes
from tenants.models import AuditEvent, Membership
from tenants.scoping import PLATFORM_ID, scope


@pytest.fixture(autouse=True)
def _receives(settings):
    settings.INBOUND_DOMAIN = inbox.DOMAIN


@pytest.fixture
def heard():
    """Messages that higher apps were told of."""
    found = []

    @receiver(message_received, weak=False, dispatch_uid="tests.heard")
    def hear(message, **_facts):
        found.append(message.body)

    yield found
    message_received.disconnect(dispatch_uid="tests.heard")


@pytest.fixture
def run(world):
    """A follow-up that is planned with Rosa."""
    contact = scenes.contact(world.organization)
    with scope(world.organization.pk):
        return start_run(contact, SequencePurpose.FOLLOW_UP, about_id=uuid4(), now=timezone.now())


def _run(world, run):
    with scope(world.organization.pk):
        return Run.objects.get(pk=run.pk)


def _timeline(world):
    with scope(world.organization.pk):
        return list(TimelineEntry.objects.order_by("at", "pk").values_list("kind", flat=True))


def _notices(world):
    with scope(world.organization.pk):
        return list(Notice.objects.order_by("created_at", "pk"))


# --- the thread -----------------------------------------------------------------------------------------------------


def test_a_reply_joins_its_thread_once_however_often_it_is_told(world, simulator, drain, heard):
    about = uuid4()
    made = inbox.write(simulator, inbox.address(world.organization, about_id=about))
    assert [inbox.tell(simulator, made["webhook"]) for _time in range(2)] == [204, 204]
    drain()
    assert inbox.tell(simulator, made["webhook"]) == 204
    drain()

    [message] = inbox.received(world.organization)
    assert (message.body, message.subject, message.about_id) == ("Tuesday works.", "Re: Your request", about)
    assert (message.state, message.direction, message.is_automatic) == (DispatchState.RECEIVED, "in", False)
    assert (message.sender_name, message.from_address) == ("Rosa Delgado", "rosa@example.com")
    assert (message.provider, message.provider_id) == ("resend", made["id"])
    assert _timeline(world) == ["message_received"]
    assert heard == ["Tuesday works."]
    with scope(world.organization.pk):
        assert InboxEvent.objects.get().processed_at is not None


def test_the_same_mail_under_another_event_joins_once_too(world, simulator, drain, heard):
    to = inbox.address(world.organization)
    made = inbox.write(simulator, [to, to.upper(), f"Acme <{to}>"], cc=[to])
    inbox.tell(simulator, made["webhook"])
    drain()
    with scope(world.organization.pk):
        event = InboxEvent.objects.get()
        InboxEvent.objects.create(provider="resend", event_id="msg_other", body=event.body, received_at=timezone.now())
        job = Job.objects.get(kind="messaging.receive")
        other = InboxEvent.objects.get(event_id="msg_other")
        Job.objects.create(
            kind=job.kind,
            queue=job.queue,
            effect=job.effect,
            payload={"event": str(other.pk)},
            run_at=timezone.now(),
            dedupe_key=str(other.pk),
        )
    assert drain() == [JobState.DONE]

    assert len(inbox.received(world.organization)) == 1
    assert heard == ["Tuesday works."]


def test_two_replies_with_the_same_words_are_two(world, simulator, drain):
    to = inbox.address(world.organization)
    inbox.came(simulator, to)
    inbox.came(simulator, to)
    drain()

    assert len(inbox.received(world.organization)) == 2


def test_a_reply_to_a_mail_of_ours_carries_its_signed_address_and_comes_back(world, simulator, mailbox, drain):
    message = scenes.message(world.organization)
    drain()
    [mail] = mailbox.to(scenes.ROSA)
    [reply_to] = mail["reply_to"]
    assert reply_to.endswith(f"@{inbox.DOMAIN}")
    quoted = "\n".join(f"> {line}" for line in mail["text"].splitlines())
    inbox.came(
        simulator,
        reply_to,
        f"Gladly.\n\nOn Mon, Mar 2, 2026 at 6:05 PM Acme Plumbing <hello@x.example> wrote:\n\n{quoted}",
    )
    drain()

    [received] = inbox.received(world.organization)
    assert (received.body, received.contact_id) == ("Gladly.", message.contact_id)


def test_a_reply_from_another_address_is_kept_and_shown_from_whom(world, simulator, drain, heard):
    inbox.came(simulator, inbox.address(world.organization), **{"from": "Sam <Sam@Elsewhere.example>"})
    drain()

    [message] = inbox.received(world.organization)
    assert message.contact_id == scenes.contact(world.organization).pk
    assert (message.sender_name, message.from_address) == ("Sam", "sam@elsewhere.example")
    assert heard == ["Tuesday works."]


@pytest.mark.parametrize("field", ["cc", "bcc"])
def test_our_address_is_found_among_the_other_recipients(world, simulator, drain, field):
    inbox.came(simulator, ["someone@example.com"], **{field: [inbox.address(world.organization)]})
    drain()

    assert len(inbox.received(world.organization)) == 1


def test_an_address_that_is_a_year_old_still_works(world, simulator, drain):
    to = inbox.address(world.organization)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        inbox.came(simulator, to)
        drain()

    assert len(inbox.received(world.organization)) == 1


# --- who does not get in ----------------------------------------------------------------------------------------------


def test_an_address_that_we_did_not_make_leads_nowhere(world, simulator, drain):
    to = inbox.address(world.organization)
    local, _, domain = to.partition("@")
    forged = [
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        f"{local[:5]}{'a' if local[5] != 'a' else 'b'}{local[6:]}@{domain}",
        f"{local}@elsewhere.example",
        f"{local.removeprefix('r-')}@{domain}",
        f"u-{local.removeprefix('r-')}@{domain}",
        f"r-@{domain}",
        f"hello@{domain}",
        f"r-{uuid4().hex}@{domain}",
    ]
    for address in forged:
        inbox.came(simulator, address)
    assert drain() == [JobState.DONE] * len(forged)

    assert inbox.received(world.organization) == []
    with scope(PLATFORM_ID):
        assert InboxEvent.objects.count() == InboxEvent.objects.exclude(processed_at=None).count() == len(forged)


def test_an_address_of_another_installation_is_foreign(world, simulator, drain, settings):
    to = inbox.address(world.organization)
    settings.SECRET_KEY = "another"
    inbox.came(simulator, to)
    drain()

    assert inbox.received(world.organization) == []


def test_a_mail_whose_thread_is_gone_is_worked_off(world, simulator, drain):
    to = inbox.address(world.organization)
    with scope(world.organization.pk):
        ReplyAddress.objects.all().delete()
    inbox.came(simulator, to)

    assert drain() == [JobState.DONE]
    assert inbox.received(world.organization) == []


def test_a_mail_to_two_businesses_joins_each_thread_and_shows_neither_the_others(world, simulator, drain):
    ours, theirs = inbox.address(world.organization), inbox.address(world.other)
    made = inbox.write(simulator, [ours, theirs])
    inbox.tell(simulator, made["webhook"])
    drain()

    for organization in (world.organization, world.other):
        [message] = inbox.received(organization)
        with scope(organization.pk):
            assert message.contact.email == scenes.ROSA
            assert InboxEvent.objects.count() == 1


def test_tags_and_ids_in_a_mails_webhook_cannot_send_it_elsewhere(world, simulator, drain):
    made = inbox.write(simulator, inbox.address(world.organization))
    [webhook] = simulator.webhooks()
    event = json.loads(webhook["body"])
    event["data"]["tags"] = {"organization": str(world.other.pk), "dispatch": str(uuid4())}
    with scope(world.other.pk):
        InboxEvent.objects.create(provider="resend", event_id="msg_x", body=event, received_at=timezone.now())
        job = Job.objects.create(
            kind="messaging.receive",
            queue="quick",
            effect="repeatable",
            payload={"event": str(InboxEvent.objects.get().pk)},
            run_at=timezone.now(),
        )
    assert drain() == [JobState.DONE]

    assert made["id"]
    assert job.pk
    assert inbox.received(world.organization) == inbox.received(world.other) == []


@pytest.mark.parametrize(
    "body",
    [
        {"type": "email.received"},
        {"type": "email.received", "data": None},
        {"type": "email.received", "data": {"to": "x", "cc": {}, "received_for": [None, 7, {}]}},
        {"type": "email.received", "data": {"to": ["@", "<", "a" * 100_000, "\ud800@x"], "email_id": ["x"]}},
        {"type": "email.received", "data": {"to": ["x@in.leadwizard.example"] * 50}},
    ],
    ids=lambda body: str(body)[:60],
)
def test_a_signed_webhook_of_any_shape_is_kept_and_worked_off(world, simulator, drain, body):
    from django.conf import settings
    from django.test import Client
    from standardwebhooks.webhooks import Webhook

    text, at = json.dumps(body), timezone.now()
    signature = Webhook(settings.RESEND_WEBHOOK_SECRET).sign("msg_1", at, text)
    headers = {"svix-id": "msg_1", "svix-timestamp": str(int(at.timestamp())), "svix-signature": signature}
    answer = Client().post(inbox.PATH, text, content_type="application/json", headers=headers)

    assert answer.status_code == 204
    assert drain() == [JobState.DONE]


# --- what is kept -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mail", "body"),
    [
        ({"text": "Yes.", "attachments": ["a.jpg"]}, "Yes.\n\n[1 attachment was not kept]"),
        ({"text": "Yes.", "attachments": ["a.jpg", "b.pdf"]}, "Yes.\n\n[2 attachments were not kept]"),
        ({"text": "", "attachments": ["a.jpg"], "subject": ""}, "[1 attachment was not kept]"),
        ({"text": "", "subject": "Come at nine"}, "Come at nine"),
        ({"text": None, "html": None, "subject": ""}, "[The mail was empty]"),
        ({"text": None, "html": "<p>Yes, <b>please</b>.</p><script>alert(1)</script>"}, "Yes, please."),
        ({"text": "> only\n> quoted"}, "> only\n> quoted"),
        ({"text": "caf\u00e9 \u4f60\u597d \ufffd\0"}, "caf\u00e9 \u4f60\u597d \ufffd"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_the_person_said_is_kept_as_text(world, simulator, drain, mail, body):
    inbox.came(simulator, inbox.address(world.organization), **mail)
    drain()

    assert [message.body for message in inbox.received(world.organization)] == [body]


def test_a_long_mail_is_cut(world, simulator, drain):
    inbox.came(simulator, inbox.address(world.organization), "word " * 100_000)
    drain()

    [message] = inbox.received(world.organization)
    assert len(message.body) < 20_010
    assert message.body.endswith("[…]")


def test_a_mail_that_nobody_could_read_is_kept_as_a_fact(world, simulator, drain, heard):
    inbox.came(simulator, inbox.address(world.organization), "word " * 600_000)
    drain()

    [message] = inbox.received(world.organization)
    assert message.body == "[The mail was too large to be kept.]"
    assert message.from_address == "rosa@example.com"
    assert len(heard) == 1


def test_long_names_subjects_and_addresses_fit(world, simulator, drain):
    sender = f"{'Rosa ' * 60}<{'r' * 300}@example.com>"
    inbox.came(simulator, inbox.address(world.organization), subject="Re: " * 200, **{"from": sender})
    drain()

    [message] = inbox.received(world.organization)
    assert (len(message.sender_name), len(message.from_address)) == (120, 254)
    assert len(message.subject) == 240


# --- machines ---------------------------------------------------------------------------------------------------------

MACHINES = {
    "out of office": {"headers": {"Auto-Submitted": "auto-replied"}},
    "generated, with a comment": {"headers": {"Auto-Submitted": " Auto-Generated; x=y"}},
    "bulk": {"headers": {"Precedence": "Bulk"}},
    "a mailing list": {"headers": {"List-Id": "<x.example.com>"}},
    "no return path": {"headers": {"Return-Path": "<>"}},
    "an old answering machine": {"headers": {"X-Autoreply": "yes"}},
    "no sender": {"from": "<>"},
    "mailer daemon": {"from": "Mail Delivery <MAILER-DAEMON@example.com>"},
    "nobody's mailbox": {"from": "no-reply@example.com"},
    "our own sending address": {"from": "Acme <hello@leadwizard.example>"},
    "our own receiving domain": {"from": f"x@{inbox.DOMAIN}"},
    "a subject": {"subject": "Automatic reply: Your request"},
    "a subject in Spanish": {"subject": "Respuesta automática: Su solicitud"},
}


@pytest.mark.parametrize("mail", MACHINES.values(), ids=MACHINES.keys())
def test_a_machines_mail_is_kept_and_changes_nothing(world, simulator, mailbox, drain, heard, run, mail):
    inbox.came(simulator, inbox.address(world.organization, about_id=run.about_id), "I am away.", **mail)
    drain()

    [message] = inbox.received(world.organization)
    assert (message.is_automatic, message.body) == (True, "I am away.")
    assert heard == []
    assert _run(world, run).state == RunState.ACTIVE
    assert mailbox.entries() == []
    assert _timeline(world) == ["run_started", "auto_reply"]


PEOPLE = {
    "says no": {"headers": {"Auto-Submitted": "no"}},
    "a normal return path": {"headers": {"Return-Path": "<rosa@example.com>"}},
    "asks machines to be silent": {"headers": {"X-Auto-Response-Suppress": "All"}},
    "answers a machine": {"subject": "Re: Automatic reply: Your request"},
    "first class": {"headers": {"Precedence": "first-class"}},
}


@pytest.mark.parametrize("mail", PEOPLE.values(), ids=PEOPLE.keys())
def test_a_persons_mail_ends_the_follow_up_and_is_told(world, simulator, mailbox, drain, heard, run, mail):
    inbox.came(simulator, inbox.address(world.organization, about_id=run.about_id), **mail)
    drain()

    assert heard == ["Tuesday works."]
    stopped = _run(world, run)
    assert (stopped.state, stopped.stop_reason) == (RunState.STOPPED, StopReason.REPLIED)


def test_nothing_that_comes_in_is_answered_by_itself(world, simulator, mailbox, drain):
    to = inbox.address(world.organization)
    for _time in range(5):
        inbox.came(simulator, to)
        inbox.came(simulator, to, headers={"Auto-Submitted": "auto-replied"})
    drain()

    assert len(inbox.received(world.organization)) == 10
    assert mailbox.entries() == []
    with scope(world.organization.pk):
        assert not Message.objects.filter(direction="out").exists()


# --- the provider has a bad day ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"mode": "status", "status": 500},
        {"mode": "status", "status": 429, "retry_after": 30},
        {"mode": "status", "status": 404},
        {"mode": "status", "status": 401},
        {"mode": "reset"},
        {"mode": "garbage"},
    ],
    ids=lambda fault: f"{fault['mode']}_{fault.get('status', '')}",
)
def test_a_mail_that_cannot_be_fetched_now_is_fetched_later(world, simulator, drain, fault):
    inbox.came(simulator, inbox.address(world.organization))
    simulator.post("/__sim__/faults", {"times": 1, **fault})

    with time_machine.travel(timezone.now(), tick=True) as clock:
        assert drain() == [JobState.WAITING]
        assert inbox.received(world.organization) == []
        clock.shift(timedelta(minutes=1))
        assert drain() == [JobState.DONE]

    assert [message.body for message in inbox.received(world.organization)] == ["Tuesday works."]


def test_a_mail_that_is_refused_for_good_is_brought_before_a_person(world, simulator, drain):
    inbox.came(simulator, inbox.address(world.organization))
    simulator.post("/__sim__/faults", {"times": None, "mode": "status", "status": 422})

    assert JobState.DEAD in drain()
    with scope(world.organization.pk):
        titles = list(Escalation.objects.values_list("title", flat=True))
    assert titles == ["An e-mail from Rosa Delgado <rosa@example.com> could not be fetched"]


# --- the team answers -------------------------------------------------------------------------------------------------

OFFICE = "office@acme.example"
ALERT = "\n\nOn Mon, Mar 2, 2026 at 6:05 PM LeadWizard <hello@x.example> wrote:\n\n> ##- Write above -##\n> Secret\n"


def _team(world, *, member=None, about_id=None):
    return inbox.address(
        world.organization, audience=ReplyAudience.TEAM, bound_to=OFFICE, member=member, about_id=about_id
    )


def test_a_members_answer_goes_on_in_the_business_name_once(world, simulator, mailbox, drain, run):
    to = _team(world, member=world.alice.membership, about_id=run.about_id)
    made = inbox.write(simulator, to, f"We come at six.{ALERT}", **{"from": "Alice <Office@Acme.example>"})
    for _time in range(3):
        inbox.tell(simulator, made["webhook"])
        drain()

    [mail] = mailbox.entries()
    assert (mail["to"], mail["subject"]) == (scenes.ROSA, "Re: Acme Plumbing")
    assert "We come at six." in mail["text"]
    assert "Secret" not in mail["text"] + mail["html"]
    assert OFFICE not in json.dumps(mail)
    assert "Auto-Submitted" not in mail["headers"]
    with scope(world.organization.pk):
        message = Message.objects.get()
        assert (message.author_id, message.body, message.kind) == (
            world.alice.membership.pk,
            "We come at six.",
            "reply",
        )
        assert (message.about_id, message.is_automatic) == (run.about_id, False)
        assert AuditEvent.objects.filter(action="reply.passed_on", actor_id=world.alice.membership.pk).count() == 1
    stopped = _run(world, run)
    assert (stopped.state, stopped.stop_reason) == (RunState.STOPPED, StopReason.ANSWERED)


def test_a_members_answer_continues_the_threads_subject(world, simulator, mailbox, drain):
    scenes.message(world.organization)
    drain()
    inbox.came(simulator, _team(world), "We come at six.", **{"from": OFFICE})
    drain()

    assert [mail["subject"] for mail in mailbox.to(scenes.ROSA)] == ["Your request", "Re: Your request"]


def _gone(world):
    with scope(world.organization.pk):
        Membership.objects.filter(pk=world.bob.membership.pk).update(is_active=False)


def _suppressed(world):
    with scope(world.organization.pk):
        suppress(scenes.ROSA, "asked", at=timezone.now())


REFUSED = {
    "another sender": ({"from": "mallory@evil.example"}, None, "it came from mallory@evil.example"),
    "a former member": ({}, _gone, "you are no longer a member"),
    "no words": ({"text": ALERT}, None, "there were no words"),
    "a link for the team": ({"text": "Yes\n\nVon: LeadWizard\nhttp://127.0.0.1:8000/approve/x"}, None, "a link"),
    "a wrapped link": (
        {"text": "Yes\nhttps://safe.example/?u=http%3A%2F%2F127.0.0.1%3A8000%2Fa"},
        None,
        "a link",
    ),
    "a customer who asked to stop": ({}, _suppressed, "asked us to stop"),
}


@pytest.mark.parametrize(("mail", "before", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_an_answer_that_must_not_go_on_is_told_to_the_address_of_the_alert(
    world, simulator, mailbox, drain, settings, mail, before, words
):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    to = _team(world, member=world.bob.membership)
    if before:
        before(world)
    inbox.came(simulator, to, **{"from": OFFICE, **mail})
    drain()

    assert mailbox.to(scenes.ROSA) == []
    [told] = mailbox.entries()
    assert (told["to"], told["subject"]) == (OFFICE, "Your answer to Rosa Delgado was not sent")
    assert words in " ".join(told["text"].split())
    with scope(world.organization.pk):
        assert not Message.objects.exists()
        assert AuditEvent.objects.filter(action="reply.refused").count() == 1


def test_a_link_to_a_form_may_be_sent(world, simulator, mailbox, drain, settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    inbox.came(simulator, _team(world), "Here: http://127.0.0.1:8000/f/acme/", **{"from": OFFICE})
    drain()

    assert len(mailbox.to(scenes.ROSA)) == 1


def test_a_members_out_of_office_goes_nowhere(world, simulator, mailbox, drain):
    inbox.came(simulator, _team(world), "Away.", headers={"Auto-Submitted": "auto-replied"}, **{"from": OFFICE})
    drain()

    assert mailbox.entries() == []
    assert _notices(world) == []
    with scope(world.organization.pk):
        assert not Message.objects.exists()
        assert AuditEvent.objects.filter(action="reply.ignored").count() == 1


def test_files_of_a_member_do_not_go_on_and_that_is_said(world, simulator, mailbox, drain):
    inbox.came(simulator, _team(world), "See the plan.", attachments=["plan.pdf"], **{"from": OFFICE})
    drain()

    [mail] = mailbox.to(scenes.ROSA)
    assert "attachment" not in mail["text"]
    [told] = mailbox.to(OFFICE)
    assert told["subject"] == "Your answer to Rosa Delgado went without its files"


def test_the_contacts_address_takes_no_orders_from_the_team_and_the_other_way_round(world, simulator, mailbox, drain):
    inbox.came(simulator, inbox.address(world.organization), "We come at six.", **{"from": OFFICE})
    inbox.came(simulator, _team(world), "Thank you.")
    drain()

    assert [message.body for message in inbox.received(world.organization)] == ["We come at six."]
    assert mailbox.to(scenes.ROSA) == []


# --- asking to be left alone by mail ----------------------------------------------------------------------------------


def test_a_mail_to_the_unsubscribing_address_ends_all_mail_even_from_a_machine(world, simulator, drain, run):
    from messaging.services.replies import unsubscribe_headers

    with scope(world.organization.pk):
        headers = unsubscribe_headers(scenes.contact(world.organization))
    address = headers["List-Unsubscribe"].partition("<mailto:")[2].partition("?")[0]
    inbox.came(simulator, address, "", headers={"Auto-Submitted": "auto-generated"})
    drain()

    assert inbox.received(world.organization) == []
    assert _run(world, run).stop_reason == StopReason.OPTED_OUT
    with scope(world.organization.pk):
        assert list(Suppression.objects.values_list("address", "reason")) == [(scenes.ROSA, "asked")]
    with scope(world.other.pk):
        assert not Suppression.objects.exists()
