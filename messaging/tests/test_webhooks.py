"""Reports of the provider: only real ones count, each once, and only for the mail they are about."""

import base64
import datetime as dt
import json
from itertools import count
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from automation.enums import JobState
from automation.models import InboxEvent, Job
from messaging.enums import Channel, DispatchState, MessageKind, SuppressionReason, TimelineKind
from messaging.exceptions import CannotWriteError
from messaging.models import Contact, Message, Suppression, TimelineEntry
from messaging.services import record_inbound, reply_by_email, suppress
from messaging.tests import mails
from tenants.models import AuditEvent
from tenants.scoping import PLATFORM_ID, scope

PATH = "/webhooks/resend/"
_numbers = count(1)


@pytest.fixture
def provider():
    """A client that sees a crash as the provider does: as an answer of 500."""
    return Client(raise_request_exception=False)


@pytest.fixture
def sent(world, mailbox, drain):
    """A reply that the provider took."""
    message = mails.queued(world.organization)
    drain()
    message = mails.again(message)
    assert message.state == DispatchState.SENT
    return message


def _event(message, kind, *, tags=None, **facts):
    own = {"organization": str(message.organization_id), "dispatch": str(message.pk)}
    return {
        "type": f"email.{kind}",
        "created_at": "2026-03-02T18:05:00.000Z",
        "data": {"email_id": message.provider_id, "tags": own if tags is None else tags, **facts},
    }


def _post(client, event, *, event_id="", at=None, secret="", **headers):
    body = event if isinstance(event, str) else json.dumps(event)
    event_id = event_id or f"msg_{next(_numbers)}"
    at = at or timezone.now()
    signature = Webhook(secret or settings.RESEND_WEBHOOK_SECRET).sign(event_id, at, body)
    return client.generic(
        "POST",
        PATH,
        body.encode(),
        content_type="application/json",
        **{
            "HTTP_SVIX_ID": event_id,
            "HTTP_SVIX_TIMESTAMP": str(int(at.timestamp())),
            "HTTP_SVIX_SIGNATURE": signature,
            **headers,
        },
    )


def _inbox():
    with scope(PLATFORM_ID):
        return list(InboxEvent.objects.values_list("event_id", flat=True))


def _events(organization):
    with scope(organization.pk):
        return list(InboxEvent.objects.order_by("received_at").values_list("event_id", flat=True))


def _suppressed(organization):
    with scope(organization.pk):
        return list(Suppression.objects.values_list("address", "reason"))


# --- who may speak ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forgery",
    [
        {"HTTP_SVIX_SIGNATURE": ""},
        {"HTTP_SVIX_SIGNATURE": "v1,AAAA"},
        {"HTTP_SVIX_SIGNATURE": "v1,"},
        {"HTTP_SVIX_SIGNATURE": "v1"},
        {"HTTP_SVIX_SIGNATURE": "v1,\u00ff\u00fe"},
        {"HTTP_SVIX_SIGNATURE": ",,,"},
        {"HTTP_SVIX_SIGNATURE": "v2,AAAA v1a,AAAA"},
        {"HTTP_SVIX_ID": ""},
        {"HTTP_SVIX_ID": "msg_another"},
        {"HTTP_SVIX_TIMESTAMP": ""},
        {"HTTP_SVIX_TIMESTAMP": "yesterday"},
        {"HTTP_SVIX_TIMESTAMP": "nan"},
        {"HTTP_SVIX_TIMESTAMP": "inf"},
        {"HTTP_SVIX_TIMESTAMP": "9" * 400},
        {"HTTP_SVIX_TIMESTAMP": "-1"},
        {"HTTP_SVIX_TIMESTAMP": "1700000000"},
        {"secret": "whsec_" + base64.b64encode(b"another secret of some length").decode()},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"at": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)},
    ],
    ids=repr,
)
def test_a_report_that_is_not_the_providers_changes_nothing(provider, world, sent, drain, forgery):
    answer = _post(provider, _event(sent, "bounced", bounce={"type": "Permanent"}), **forgery)
    drain()

    assert (answer.status_code, answer.json()["code"]) == (400, "bad_signature")
    assert _events(world.organization) == []
    assert mails.again(sent).state == DispatchState.SENT


@pytest.mark.parametrize("age", [-301, 301], ids=["from the past", "from the future"])
def test_a_signature_holds_for_five_minutes(provider, world, sent, age):
    stale = _post(provider, _event(sent, "delivered"), at=timezone.now() + dt.timedelta(seconds=age))
    fresh = _post(provider, _event(sent, "delivered"), at=timezone.now() - dt.timedelta(seconds=280))

    assert [stale.status_code, fresh.status_code] == [400, 204]
    assert len(_events(world.organization)) == 1


def test_one_byte_more_or_less_breaks_the_signature(provider, world, sent):
    body = json.dumps(_event(sent, "delivered"))
    at = timezone.now()
    signature = Webhook(settings.RESEND_WEBHOOK_SECRET).sign("msg_cut", at, body)

    for changed in (body[:-1], body + " ", body.replace("delivered", "complained"), ""):
        answer = _post(provider, changed, event_id="msg_cut", at=at, HTTP_SVIX_SIGNATURE=signature)
        assert answer.status_code == 400
    assert _events(world.organization) == []


def test_without_a_secret_nobody_is_believed(provider, world, sent, settings):
    settings.RESEND_WEBHOOK_SECRET = ""

    answer = _post(provider, _event(sent, "delivered"), secret="whsec_" + base64.b64encode(b"x").decode())

    assert answer.status_code == 400
    assert _events(world.organization) == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
def test_only_posts_are_taken(provider, method):
    answer = provider.generic(method, PATH, b"{}", content_type="application/json")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


# --- bodies that are signed and strange ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "7", '"x"', '{"type": "email.sent"', "[" * 100_000])
def test_a_signed_body_that_is_no_object_is_refused(provider, world, body):
    assert _post(provider, body).status_code == 400
    assert _inbox() == []


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"type": null, "data": null}',
        '{"type": ["email.sent"], "data": []}',
        '{"type": "email.delivered", "data": {"tags": "x"}}',
        '{"type": "email.delivered", "data": {"tags": [7, null, {}]}}',
        '{"type": "email.delivered", "data": {"tags": [{"name": ["organization"], "value": "x"}]}}',
        '{"type": "email.delivered", "data": {"tags": [{"name": {"a": 1}, "value": "x"}]}}',
        '{"type": "email.delivered", "data": {"tags": {"organization": "x", "dispatch": "not-an-id"}}}',
        '{"type": "email.delivered", "data": {"tags": {"organization": {"a": 1}, "dispatch": ["x"]}}}',
        '{"type": "email.delivered", "data": {"subject": "a\\u0000b"}}',
        '{"type": "email.delivered", "data": {"subject": "\\ud800"}}',
        '{"type": "email.delivered", "data": {"number": NaN}}',
        '{"type": "email.delivered", "data": {"number": -Infinity}}',
        '{"type": "email.delivered", "data": {"number": 1e400}}',
        '{"type": "email.delivered", "data": ' + '{"a":' * 400 + "1" + "}" * 400 + "}",
        '{"type": "domain.created", "data": {"id": "x"}}',
        '{"type": "email.opened", "data": {}}',
    ],
    ids=lambda body: body[:80],
)
def test_a_signed_body_of_any_shape_is_kept_and_worked_off(provider, world, drain, body):
    answer = _post(provider, body, event_id="msg_strange")
    states = drain()

    assert answer.status_code == 204
    assert _inbox() == ["msg_strange"]
    assert states == [JobState.DONE]


def test_an_event_id_of_any_length_is_kept_once(provider, world, drain):
    for _time in range(2):
        assert _post(provider, "{}", event_id="msg_" + "x" * 1000).status_code == 204

    assert len(_inbox()) == 1


@pytest.mark.parametrize("kind", ["opened", "clicked", "delivery_delayed", "scheduled", "", "bounced.extra"])
def test_a_kind_that_means_nothing_to_us_changes_nothing(provider, world, sent, drain, kind):
    event = _event(sent, kind)
    assert _post(provider, event).status_code == 204
    assert drain() == [JobState.DONE]

    assert mails.again(sent).state == DispatchState.SENT
    assert _suppressed(world.organization) == []


@pytest.mark.parametrize(
    "created_at",
    [
        "",
        None,
        7,
        "yesterday",
        "2026-13-45T99:99:99Z",
        "2026-02-30T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-03-02T18:05:00",
    ],
)
def test_a_report_with_a_strange_time_counts_and_can_be_shown(provider, world, sent, created_at):
    _post(provider, {**_event(sent, "delivered"), "created_at": created_at})

    message = mails.again(sent)
    assert message.state == DispatchState.DELIVERED
    with scope(world.organization.pk):
        entry = TimelineEntry.objects.get(kind=TimelineKind.MESSAGE_DELIVERED)
    # A moment that a page can show in any zone.
    assert entry.at.astimezone(dt.timezone(dt.timedelta(hours=14))).year < 9999
    assert entry.at.astimezone(dt.timezone(dt.timedelta(hours=-12))).year > 1


def test_words_of_any_length_and_kind_fit_into_the_row(provider, world, sent, drain):
    bounce = {"type": "Permanent", "message": "550 no such user \ud800 " + "x" * 5000}
    answer = _post(provider, _event(sent, "bounced", bounce=bounce))

    assert answer.status_code == 204
    assert drain() == [JobState.DONE]
    message = mails.again(sent)
    assert message.state == DispatchState.BOUNCED
    assert message.error.startswith("550 no such user")


# --- once, and forward only ---------------------------------------------------------------------------------------


def test_a_repeat_of_a_report_is_answered_and_ignored(provider, world, sent, drain):
    answers = [_post(provider, _event(sent, "delivered"), event_id="msg_same") for _time in range(3)]
    drain()
    answers.append(_post(provider, _event(sent, "delivered"), event_id="msg_same"))
    answers.append(_post(provider, _event(sent, "delivered"), event_id="msg_other"))
    drain()

    assert [answer.status_code for answer in answers] == [204] * 5
    assert sorted(_events(world.organization)) == ["msg_other", "msg_same"]
    with scope(world.organization.pk):
        assert TimelineEntry.objects.filter(kind=TimelineKind.MESSAGE_DELIVERED).count() == 1
        # The first was applied where it was received; what moves nothing is worked off like any other.
        assert Job.objects.filter(kind="messaging.resend_event").count() == 1


@pytest.mark.parametrize(
    ("order", "state"),
    [
        (["sent", "delivered"], DispatchState.DELIVERED),
        (["delivered", "sent"], DispatchState.DELIVERED),
        (["delivered", "bounced", "sent"], DispatchState.BOUNCED),
        (["bounced", "delivered", "sent"], DispatchState.BOUNCED),
        (["complained", "delivered"], DispatchState.DELIVERED),
    ],
    ids=" ".join,
)
def test_reports_in_any_order_move_the_message_forward_only(provider, sent, drain, order, state):
    for kind in order:
        _post(provider, _event(sent, kind))
        drain()

    assert mails.again(sent).state == state


def test_the_arrival_of_a_mail_that_left_is_applied_where_it_is_received(provider, world, sent):
    assert _post(provider, _event(sent, "delivered"), event_id="msg_1").status_code == 204

    message = mails.again(sent)
    assert (message.state, message.delivered_at) == (
        DispatchState.DELIVERED,
        dt.datetime(2026, 3, 2, 18, 5, tzinfo=dt.UTC),
    )
    with scope(world.organization.pk):
        assert InboxEvent.objects.get(event_id="msg_1").processed_at is not None
        assert not Job.objects.filter(kind="messaging.resend_event").exists()
        assert TimelineEntry.objects.filter(kind=TimelineKind.MESSAGE_DELIVERED).count() == 1


@pytest.mark.parametrize(
    "event",
    [
        lambda sent: _event(sent, "sent"),
        lambda sent: _event(sent, "delivered", email_id="another"),
        lambda sent: _event(sent, "delivered", email_id=""),
        lambda sent: _event(sent, "bounced", bounce={"type": "Permanent"}),
        lambda sent: _event(sent, "complained"),
        lambda sent: _event(
            sent, "delivered", tags={"organization": str(sent.organization_id), "dispatch": str(uuid4())}
        ),
    ],
    ids=["that it left", "another mail's id", "no id", "bounced", "complained", "another row"],
)
def test_every_other_report_is_a_job(provider, world, sent, event):
    assert _post(provider, event(sent), event_id="msg_1").status_code == 204

    assert mails.again(sent).state == DispatchState.SENT
    with scope(world.organization.pk):
        assert InboxEvent.objects.get(event_id="msg_1").processed_at is None
        assert Job.objects.filter(kind="messaging.resend_event").count() == 1


def test_a_report_that_breaks_where_it_is_received_is_left_to_a_job(provider, world, sent, drain, monkeypatch):
    def moves_and_breaks(*_arguments, **_facts):
        Message.objects.filter(pk=sent.pk).update(state=DispatchState.FAILED)
        raise RuntimeError

    monkeypatch.setattr("messaging.jobs.reports.record_arrival", moves_and_breaks)
    assert _post(provider, _event(sent, "delivered"), event_id="msg_1").status_code == 204
    assert mails.again(sent).state == DispatchState.SENT
    assert _events(world.organization) == ["msg_1"]

    monkeypatch.undo()
    assert drain() == [JobState.DONE]
    assert mails.again(sent).state == DispatchState.DELIVERED


def _on_its_way(organization):
    """A message as it stands while the provider's answer to our call is under way."""
    message = mails.queued(organization)
    with scope(organization.pk):
        verdict = {"allowed": True, "rules": []}
        Message.objects.update(state=DispatchState.SENDING, verdict=verdict, allowed_at=timezone.now())
        Job.objects.update(run_at=timezone.now() + dt.timedelta(days=1))
    return message


def test_a_report_that_overtakes_the_answer_to_our_own_call_is_kept(provider, world, drain):
    message = _on_its_way(world.organization)
    event = _event(message, "delivered")
    event["data"]["email_id"] = "their-id"
    _post(provider, event)
    drain()

    message = mails.again(message)
    assert (message.state, message.provider_id) == (DispatchState.DELIVERED, "their-id")


def test_a_mail_that_the_provider_itself_held_back_is_not_shown_as_sent(provider, sent, drain):
    _post(provider, _event(sent, "suppressed", suppressed={"message": "On the suppression list."}))
    drain()

    assert mails.again(sent).state == DispatchState.BOUNCED


# --- whose mail ---------------------------------------------------------------------------------------------------


def test_tags_of_another_organization_reach_nothing(provider, world, sent, drain):
    theirs = mails.queued(world.other, to="sam@example.com")
    drain()
    theirs = mails.again(theirs)
    bounce = {"bounce": {"type": "Permanent", "message": "x"}}
    crossed = [
        {"organization": str(world.other.pk), "dispatch": str(sent.pk)},
        {"organization": str(world.organization.pk), "dispatch": str(theirs.pk)},
        {"organization": str(PLATFORM_ID), "dispatch": str(sent.pk)},
        {"organization": str(uuid4()), "dispatch": str(sent.pk)},
        {"organization": "", "dispatch": str(sent.pk)},
        {"organization": str(world.organization.pk).upper() + "\n", "dispatch": str(sent.pk)},
        {"dispatch": str(sent.pk)},
        [{"name": "dispatch", "value": str(sent.pk)}, {"name": "organization", "value": str(world.other.pk)}],
    ]

    for tags in crossed:
        assert _post(provider, _event(sent, "bounced", tags=tags, **bounce)).status_code == 204
    assert set(drain()) == {JobState.DONE}

    assert (mails.again(sent).state, mails.again(theirs).state) == (DispatchState.SENT, DispatchState.SENT)
    assert _suppressed(world.organization) == _suppressed(world.other) == []


@pytest.mark.parametrize("kind", ["delivered", "bounced", "complained"])
def test_a_report_about_another_mail_of_the_provider_touches_nothing(provider, world, sent, drain, kind):
    event = _event(sent, kind, bounce={"type": "Permanent", "message": "x"})
    event["data"]["email_id"] = "another-mail"

    _post(provider, event)
    drain()

    assert mails.again(sent).state == DispatchState.SENT
    assert mails.again(sent).provider_id == sent.provider_id
    assert _suppressed(world.organization) == []


def test_a_report_cannot_move_a_mail_that_never_had_permission(provider, world, drain):
    waiting = mails.queued(world.organization)
    with scope(world.organization.pk):
        Job.objects.update(run_at=timezone.now() + dt.timedelta(days=1))

    for kind in ("sent", "delivered", "bounced", "complained"):
        _post(provider, _event(waiting, kind, bounce={"type": "Permanent"}))
    drain()

    message = mails.again(waiting)
    assert (message.state, message.verdict) == (DispatchState.QUEUED, None)
    assert _suppressed(world.organization) == []


def test_a_report_about_what_the_contact_said_changes_nothing(provider, world, sent, drain):
    with scope(world.organization.pk):
        said = record_inbound(
            Contact.objects.get(),
            channel=Channel.FORM,
            kind=MessageKind.ENQUIRY,
            body="Water.",
            about_id=None,
            at=timezone.now(),
        )
    _post(provider, _event(said, "bounced", bounce={"type": "Permanent"}))
    drain()

    assert mails.again(said).state == DispatchState.RECEIVED
    assert _suppressed(world.organization) == []


# --- what follows -------------------------------------------------------------------------------------------------


def test_after_a_bounce_for_good_the_next_mail_is_refused_with_the_reason(provider, world, sent, mailbox, drain):
    waiting = mails.queued(world.organization)
    by_a_person = mails.queued(world.organization, author=world.alice.membership)
    with scope(world.organization.pk):
        Job.objects.filter(state=JobState.WAITING).update(run_at=timezone.now() + dt.timedelta(hours=1))
    _post(provider, _event(sent, "bounced", bounce={"type": "Permanent", "message": "550 no such user"}))
    drain()
    with scope(world.organization.pk):
        Job.objects.filter(state=JobState.WAITING).update(run_at=timezone.now())
    drain()

    assert (mails.again(sent).state, mails.again(sent).error) == (DispatchState.BOUNCED, "550 no such user")
    assert _suppressed(world.organization) == [("rosa@example.com", SuppressionReason.BOUNCED)]
    for message in (mails.again(waiting), mails.again(by_a_person)):
        assert message.state == DispatchState.CANCELLED
        assert message.error == "The mailbox refused for good."
        verdict = message.verdict or {}
        assert verdict["allowed"] is False
        assert {rule["rule"]: rule["passed"] for rule in verdict["rules"]}["suppression"] is False
    assert len(mailbox.entries()) == 1


def test_after_a_complaint_nobody_can_write_from_the_thread(provider, world, sent, drain):
    _post(provider, _event(sent, "complained"))
    drain()

    assert _suppressed(world.organization) == [("rosa@example.com", SuppressionReason.COMPLAINED)]
    with scope(world.organization.pk):
        assert AuditEvent.objects.filter(action="suppression.added").count() == 1
        with pytest.raises(CannotWriteError, match="marked as spam"):
            reply_by_email(
                Contact.objects.get(),
                organization=world.organization,
                author=world.alice.membership,
                to_address="Rosa@Example.com",
                body="Please?",
                subject_line="Re: x",
                token=uuid4(),
                about_id=None,
                now=timezone.now(),
            )
    with scope(world.other.pk):
        assert not Suppression.objects.exists()


def test_another_organization_may_still_write(provider, world, sent, mailbox, drain):
    _post(provider, _event(sent, "complained"))
    drain()
    theirs = mails.queued(world.other)
    drain()

    assert mails.again(theirs).state == DispatchState.SENT


@pytest.mark.parametrize("kind", ["Transient", "Undetermined"])
def test_a_bounce_that_may_pass_stops_nothing(provider, world, sent, drain, kind):
    _post(provider, _event(sent, "bounced", bounce={"type": kind, "message": "mailbox full"}))
    drain()
    following = mails.queued(world.organization)
    drain()

    assert mails.again(sent).state == DispatchState.BOUNCED
    assert _suppressed(world.organization) == []
    assert mails.again(following).state == DispatchState.SENT


def test_the_first_reason_stays(provider, world, sent, drain):
    with scope(world.organization.pk):
        suppress("rosa@example.com", SuppressionReason.ASKED, at=timezone.now())
    _post(provider, _event(sent, "complained"))
    drain()

    assert _suppressed(world.organization) == [("rosa@example.com", SuppressionReason.ASKED)]
    with scope(world.organization.pk):
        assert Message.objects.filter(state=DispatchState.DELIVERED).count() == 1


def test_the_simulators_own_bounce_goes_the_whole_way(provider, world, simulator, drain):
    message = mails.queued(world.organization, to="bounced@example.com")
    drain()
    for webhook in simulator.webhooks(count=2):
        headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in webhook["headers"].items()}
        provider.generic("POST", PATH, webhook["body"].encode(), content_type="application/json", **headers)
    drain()

    assert mails.again(message).state == DispatchState.BOUNCED
    assert _suppressed(world.organization) == [("bounced@example.com", SuppressionReason.BOUNCED)]
