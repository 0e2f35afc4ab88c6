"""A member answers from the phone: to the right customer, once, in the business's name, or not at all."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from leadwizard.lib.ids import uuid7
from messaging.enums import NoticeKind, SuppressionReason
from messaging.models import Contact, MemberPhone, Message, TextLine
from messaging.services import attach_alert, notify_by_text, open_line, remove_phone, suppress
from messaging.services.lines import Line
from messaging.services.text_answers import choose
from messaging.tests import texting
from messaging.tests.texting import ALICE
from tenants.enums import Role
from tenants.models import AuditEvent, Membership
from tenants.scoping import scope
from tenants.services import add_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def alices(world, phones, drain):
    return texting.proven(phones, drain, world.organization, world.alice.membership)


@pytest.fixture
def dana(world, alices, drain):
    line = texting.alerted(world.organization, alices)
    drain()
    return line


def _said(phones):
    """What came back to Alice's phone after the code, without the alerts."""
    return [text for text in phones.at(ALICE) if not text[:6].isdigit() and "new request" not in text]


def _write(phones, drain, body, **values):
    assert phones.text(ALICE, body, **values) == 200
    drain()


def test_an_answer_goes_to_the_customer_in_the_business_name_and_into_the_thread(world, phones, dana, drain, mailbox):
    _write(phones, drain, "We can be there at six.\nPlease turn the valve off.")
    [mail] = mailbox.to("dana@customers.example")
    assert mail["from"].startswith("Acme Plumbing <")
    assert "We can be there at six.\nPlease turn the valve off." in mail["body"]
    with scope(world.organization.pk):
        [message] = Message.objects.filter(purpose="inbound_reply")
        assert (message.kind, message.is_automatic, message.author_id) == ("reply", False, world.alice.membership.pk)
        assert AuditEvent.objects.filter(action="reply.passed_on").count() == 1
    assert _said(phones) == ["Sent to Dana Whitfield by e-mail."]


def test_the_same_text_told_any_number_of_times_goes_once(world, phones, dana, drain):
    webhook = phones.write(ALICE, "At six.")
    for _time in range(50):
        phones.deliver(webhook, "/webhooks/twilio/sms/")
        drain()
    assert texting.passed_on(world.organization) == [("dana@customers.example", "At six.")]
    assert len(_said(phones)) == 1


def test_with_two_customers_the_member_is_asked(world, phones, alices, dana, drain, mailbox):
    joe = texting.alerted(world.organization, alices, "Joe Park")
    drain()
    assert (dana.short, dana.is_numbered, joe.short, joe.is_numbered) == (1, False, 2, True)
    _write(phones, drain, "At six.")
    assert texting.passed_on(world.organization) == []
    assert mailbox.to("dana@customers.example") == mailbox.to("joe@customers.example") == []
    assert _said(phones) == [
        "Not sent yet. Two people wait: 1 Dana Whitfield, 2 Joe Park. Start your text with the number."
    ]
    _write(phones, drain, "2 At six.")
    _write(phones, drain, "1: At seven.")
    _write(phones, drain, "3 At eight.")
    assert texting.passed_on(world.organization) == [
        ("joe@customers.example", "At six."),
        ("dana@customers.example", "At seven."),
    ]
    assert _said(phones)[1:3] == ["Sent to Joe Park by e-mail.", "Sent to Dana Whitfield by e-mail."]


@pytest.mark.parametrize(
    "body",
    ["2 pm works", "2pm works", "2:30 works", "2 plumbers will come", "2 or 3 days", "2-3 days", "2", "2 ",
     "2nd of May",
     "$2 more", "2% more", "2 o'clock", "2,500 total", "2/3 done", "22 works", "0 hello", "2 people will be there"],
)  # fmt: skip
def test_an_amount_or_a_time_at_the_start_chooses_nobody(world, phones, alices, dana, drain, body):
    texting.alerted(world.organization, alices, "Joe Park")
    drain()
    _write(phones, drain, body)
    assert texting.passed_on(world.organization) == []
    assert len(_said(phones)) == 1


def _line(short, *, numbered=True, left=True, hours=0):
    return Line(
        id=uuid7(),
        organization_id=uuid7(),
        organization_name="Acme",
        contact_name=f"Customer {short}",
        short=short,
        is_numbered=numbered,
        alerted_at=timezone.now() - timedelta(hours=hours),
        has_left=left,
    )


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("2 Hello", "Hello"),
        ("2. Hello", "Hello"),
        ("2) Hello", "Hello"),
        ("2 - Hello", "Hello"),
        ("#2 Hello", "Hello"),
        ("# 2: Hello", "Hello"),
        ("2\nHello\nthere", "Hello\nthere"),
        ("2 thanks, we come", "thanks, we come"),
        ("2 it's on us", "it's on us"),
        ("2", ""),
    ],
)
def test_a_number_at_the_start_chooses(body, words):
    waiting = [_line(1), _line(2)]
    line, rest = choose(body, waiting, waiting)
    assert (line.short, rest) == (2, words)


def test_one_customer_gets_the_whole_text_unless_the_number_was_told():
    alone = _line(1, numbered=False)
    assert choose("1 technician will come", [alone], [alone]) == (alone, "1 technician will come")
    assert choose("2 Hello", [alone], [alone]) == (alone, "2 Hello")
    told = _line(2)
    assert choose("2 Hello", [told], [told]) == (told, "Hello")
    assert choose("Hello", [told], [told]) == (told, "Hello")


def test_the_number_of_an_older_alert_is_not_taken_for_the_open_one():
    older, now = _line(2, hours=30), _line(1, numbered=False)
    assert choose("2 Hello", [now], [now, older]) == (None, "2 Hello")
    assert choose("Hello", [now], [now, older]) == (now, "Hello")


def test_an_alert_that_has_not_left_was_not_answered():
    waiting = [_line(1, left=False)]
    assert choose("Hello", waiting, waiting) == (None, "Hello")


def test_an_answer_to_an_alert_of_yesterday_goes_nowhere(world, phones, dana, drain):
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        _write(phones, drain, "At six.")
    assert texting.passed_on(world.organization) == []
    assert _said(phones) == ["Not sent: nobody was texted to you in the last 24 hours. Answer in LeadWizard instead."]


def test_a_queued_alert_for_somebody_else_does_not_catch_the_answer(world, phones, alices, drain):
    # Alice answers yesterday's alert while today's one is still on its way to her.
    texting.alerted(world.organization, alices)
    phones.text(ALICE, "At six.")
    from automation import runner
    from automation.models import Job
    from tenants.scoping import PLATFORM_ID

    with scope(PLATFORM_ID):
        [job] = Job.objects.filter(kind="messaging.receive_text")
    runner.run_job(PLATFORM_ID, job.pk)
    assert texting.passed_on(world.organization) == []
    drain()
    assert _said(phones) == ["Not sent yet. One person waits: 1 Dana Whitfield. Start your text with the number."]


def test_a_second_alert_about_the_same_customer_is_the_same_line(world, phones, alices, dana, drain):
    with scope(world.organization.pk):
        contact = Contact.objects.get(email="dana@customers.example")
        again = open_line(alices, contact, about_id=None, now=timezone.now())
        notice = notify_by_text(
            NoticeKind.CUSTOMER_REPLY, number=ALICE, body="x new request", member=alices.member, now=timezone.now()
        )
        attach_alert(again, notice)
    drain()
    assert (again.pk, again.short, again.is_numbered) == (dana.pk, 1, False)
    _write(phones, drain, "At six.")
    assert len(texting.passed_on(world.organization)) == 1


def test_numbers_are_used_again_when_a_line_is_over(world, phones, alices, dana, drain):
    with scope(world.organization.pk):
        TextLine.objects.update(alerted_at=timezone.now() - timedelta(hours=25))
    joe = texting.alerted(world.organization, alices, "Joe Park")
    assert (joe.short, joe.is_numbered) == (1, False)


def test_one_person_in_two_organizations_answers_the_right_one(world, phones, alices, dana, drain, mailbox):
    with scope(world.other.pk):
        there = add_member(world.alice.user, Role.STAFF)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        theirs = texting.proven(phones, drain, world.other, there)
        joe = texting.alerted(world.other, theirs, "Joe Park")
        drain()
        assert (joe.short, joe.is_numbered) == (2, True)
        _write(phones, drain, "At six.")
        assert _said(phones)[0].startswith(
            "Not sent yet. Two people wait: 1 Dana Whitfield (Acme Plumbing), 2 Joe Park (Beta Roofing). Start"
        )
        _write(phones, drain, "2 At six.")
    assert texting.passed_on(world.organization) == []
    assert texting.passed_on(world.other) == [("joe@customers.example", "At six.")]
    assert mailbox.to("joe@customers.example")[0]["from"].startswith("Beta Roofing <")
    assert _said(phones)[-1] == "Sent to Joe Park from Beta Roofing by e-mail."


def test_another_members_phone_has_lines_of_its_own(world, phones, alices, dana, drain):
    from messaging.tests.texting import BOB

    bobs = texting.proven(phones, drain, world.organization, world.bob.membership, BOB)
    joe = texting.alerted(world.organization, bobs, "Joe Park")
    drain()
    assert joe.short == 1
    phones.text(BOB, "At six.")
    drain()
    assert texting.passed_on(world.organization) == [("joe@customers.example", "At six.")]


def test_a_number_that_is_not_proven_answers_nobody(world, phones, alices, dana, drain):
    with scope(world.organization.pk):
        MemberPhone.objects.update(verified_at=None)
    _write(phones, drain, "At six.")
    assert (texting.passed_on(world.organization), _said(phones)) == ([], [])


def test_a_number_that_was_taken_off_answers_nobody(world, phones, alices, dana, drain):
    with scope(world.organization.pk):
        remove_phone(alices, actor=world.alice.membership, now=timezone.now())
    _write(phones, drain, "At six.")
    assert (texting.passed_on(world.organization), _said(phones)) == ([], [])


def test_somebody_who_left_answers_nobody_and_learns_no_name(world, phones, dana, drain):
    with scope(world.organization.pk):
        Membership.objects.filter(pk=world.alice.membership.pk).update(is_active=False)
    _write(phones, drain, "At six.")
    assert texting.passed_on(world.organization) == []
    assert [text.partition(":")[0] for text in _said(phones)] == ["Not sent"]
    assert "Dana" not in _said(phones)[0]


def test_a_customer_who_must_not_be_written_to_is_not(world, phones, dana, drain, mailbox):
    with scope(world.organization.pk):
        suppress("dana@customers.example", SuppressionReason.ASKED, at=timezone.now())
    _write(phones, drain, "At six.")
    assert mailbox.to("dana@customers.example") == []
    assert _said(phones) == ["Not sent to Dana Whitfield: No more e-mail to dana@customers.example: asked us to stop."]


def test_a_customer_without_an_address_cannot_be_answered_this_way(world, phones, dana, drain):
    with scope(world.organization.pk):
        Contact.objects.update(email="")
    _write(phones, drain, "At six.")
    assert _said(phones) == ["Not sent to Dana Whitfield: There is no e-mail address. Call instead."]


@pytest.mark.parametrize(
    ("body", "media", "answer"),
    [
        ("", 1, "Not sent to Dana Whitfield: pictures cannot be sent on."),
        ("At six.", 2, "Sent to Dana Whitfield by e-mail. Pictures were left out."),
        (
            "See http://127.0.0.1:9/o/acme-plumbing/leads/1/",
            0,
            "Not sent to Dana Whitfield: it still held a part of our message with a link that is meant for you alone.",
        ),
    ],
)
def test_what_cannot_be_passed_on_is_told(world, phones, dana, drain, body, media, answer):
    _write(phones, drain, body, media=media)
    assert _said(phones) == [answer]


@pytest.mark.parametrize("body", ["Liked “Sent to Dana Whitfield by e-mail.”", "Auto-reply: I am away", "👍 to “Hi”"])
def test_what_a_phone_writes_by_itself_goes_nowhere(world, phones, dana, drain, body):
    _write(phones, drain, body)
    assert (texting.passed_on(world.organization), _said(phones)) == ([], [])


def test_a_phone_that_answers_everything_with_the_same_words_falls_silent(world, phones, dana, drain):
    for _time in range(40):
        _write(phones, drain, "I am at work until five.")
    assert len(texting.passed_on(world.organization)) == 1
    assert len(_said(phones)) == 1


def test_a_phone_that_answers_everything_with_other_words_falls_silent_too(world, phones, alices, dana, drain):
    texting.alerted(world.organization, alices, "Joe Park")
    drain()
    for number in range(40):
        _write(phones, drain, f"It is now a quarter past {number}.")
    assert texting.passed_on(world.organization) == []
    assert len(_said(phones)) == 20


def test_hostile_names_are_harmless_in_what_we_ask(world, phones, alices, dana, drain):
    texting.alerted(world.organization, alices, "Win\u202e at evil.example/x call 937-555-0000 " + "n" * 60)
    drain()
    _write(phones, drain, "Hm?")
    [asked] = _said(phones)
    assert "2 Win at [link] call [number] nnnn" in asked
    assert len(asked) < 200


def test_after_a_stop_an_answer_still_goes_but_nothing_comes_back(world, phones, dana, drain):
    _write(phones, drain, "Opt out")
    before = len(phones.at(ALICE))
    _write(phones, drain, "At six.")
    assert texting.passed_on(world.organization) == [("dana@customers.example", "At six.")]
    assert len(phones.at(ALICE)) == before
