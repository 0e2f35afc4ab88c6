"""Ending all mail with one press: by the page, by the mail program, and by nothing else."""

import re

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from automation.enums import JobState
from leadwizard.lib.ids import uuid7
from leadwizard.lib.signed_ids import signed_id
from messaging.enums import (
    ConsentChannel,
    DispatchState,
    RunState,
    SequencePurpose,
    StopReason,
    SuppressionReason,
    TimelineKind,
)
from messaging.models import Consent, Contact, Message, Run, Suppression, TimelineEntry
from messaging.services import record_consent, start_run, suppress, unsubscribe, unsubscribe_url
from messaging.tests import scenes
from tenants.scoping import scope


@pytest.fixture
def visitor():
    """A client that insists on CSRF tokens and sees a crash as an answer."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture
def contact(world):
    return scenes.contact(world.organization)


@pytest.fixture
def path(world, contact, settings):
    settings.PUBLIC_URL = "https://leadwizard.example"
    with scope(world.organization.pk):
        return unsubscribe_url(contact).removeprefix("https://leadwizard.example")


def _suppressed(organization):
    with scope(organization.pk):
        return list(Suppression.objects.order_by("address").values_list("address", "reason"))


def _timeline(world):
    with scope(world.organization.pk):
        return list(TimelineEntry.objects.order_by("at", "pk").values_list("kind", flat=True))


def test_opening_the_page_shows_what_would_happen_and_does_nothing(world, visitor, path):
    for method in (visitor.get, visitor.head):
        answer = method(path)
        assert answer.status_code == 200
        assert answer.cookies == {}
    page = visitor.get(path).content.decode()

    assert "No more e-mail from Acme Plumbing?" in page
    assert page.count("<form") == page.count("<button") == 1
    assert "csrf" not in page
    assert "noindex" in page
    assert _suppressed(world.organization) == []


@pytest.mark.parametrize(
    "request_",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        {"data": {}},
        {"data": b"anything", "content_type": "text/plain"},
    ],
    ids=["one click", "one click, as it is sent", "the button", "no form at all"],
)
def test_one_post_ends_it_without_token_cookie_or_redirect(world, visitor, path, request_):
    answer = visitor.post(path, **request_)

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "You are unsubscribed" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert _suppressed(world.organization) == [(scenes.ROSA, SuppressionReason.ASKED)]
    assert _suppressed(world.other) == []
    assert _timeline(world) == ["suppressed"]


def test_a_repeat_is_answered_the_same_and_changes_nothing(world, visitor, path):
    first, second = visitor.post(path), visitor.post(path.upper().replace("/U/", "/u/"))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert len(_suppressed(world.organization)) == 1
    assert _timeline(world) == ["suppressed"]


def _unknown(contact):
    token = signed_id("unsubscribe", contact.pk)
    return [
        "x",
        token[:-1] + ("a" if token[-1] != "a" else "b"),
        ("a" if token[0] != "a" else "b") + token[1:],
        signed_id("unsubscribe", uuid7()),
        signed_id("reply", contact.pk),
        str(contact.pk),
        "é" * 42,
        "%00",
        "a" * 3000,
    ]


def test_an_unknown_address_is_answered_like_any_other_and_does_nothing(world, visitor, contact, path):
    for token in _unknown(contact):
        for method, words in ((visitor.get, "No more e-mail?"), (visitor.post, "You are unsubscribed")):
            answer = method(f"/u/{token}/")
            assert answer.status_code == 200
            assert words in answer.content.decode()
            assert "Acme" not in answer.content.decode()
    assert _suppressed(world.organization) == []


@pytest.mark.parametrize("method", ["put", "delete", "options", "patch"])
def test_other_methods_are_refused(visitor, path, method):
    assert getattr(visitor, method)(path).status_code == 405


def test_it_ends_plans_consent_and_what_waits_and_leaves_the_rest(world, visitor, contact, path, mailbox, drain):
    with scope(world.organization.pk):
        run = start_run(contact, SequencePurpose.FOLLOW_UP, about_id=uuid7(), now=timezone.now())
        for channel in ConsentChannel:
            record_consent(
                contact, channel, wording="w", version="1", page="", address="", about_id=None, now=timezone.now()
            )
    waiting = scenes.message(world.organization)
    somebody_else = scenes.message(world.organization, email="sam@example.com")
    of_another = scenes.message(world.other)

    visitor.post(path)
    drain()

    assert [mail["to"] for mail in mailbox.entries()] == ["sam@example.com", scenes.ROSA]
    row = scenes.reload(waiting)
    assert (row.state, row.error) == (DispatchState.CANCELLED, "Asked us to stop")
    assert scenes.reload(somebody_else).state == scenes.reload(of_another).state == DispatchState.SENT
    with scope(world.organization.pk):
        stopped = Run.objects.get(pk=run.pk)
        assert (stopped.state, stopped.stop_reason) == (RunState.STOPPED, StopReason.OPTED_OUT)
        assert Consent.objects.get(channel="email").withdrawn_at is not None
        assert Consent.objects.get(channel="sms").withdrawn_at is None
        assert TimelineEntry.objects.filter(kind=TimelineKind.SUPPRESSED).get().facts == {"reason": "asked"}


def test_every_address_that_was_written_to_is_left_alone(world, contact, drain, mailbox):
    scenes.message(world.organization, email="old@example.com", to=contact)
    with scope(world.organization.pk):
        Contact.objects.filter(pk=contact.pk).update(email="new@example.com")
        contact.refresh_from_db()
        assert unsubscribe(contact, now=timezone.now()) is True
        assert unsubscribe(contact, now=timezone.now()) is False

    assert [address for address, _reason in _suppressed(world.organization)] == ["new@example.com", "old@example.com"]


def test_nobody_writes_or_plans_after_it(world, visitor, contact, path, mailbox, drain):
    visitor.post(path)
    message = scenes.message(world.organization)
    personal = scenes.message(world.organization, author=world.alice.membership)
    with scope(world.organization.pk):
        assert start_run(contact, SequencePurpose.FOLLOW_UP, about_id=uuid7(), now=timezone.now()) is None
    assert drain() == []

    assert mailbox.entries() == []
    assert {scenes.reload(row).error for row in (message, personal)} == {"Asked us to stop."}


def test_an_address_that_bounced_before_keeps_its_reason(world, visitor, path):
    with scope(world.organization.pk):
        suppress(scenes.ROSA, SuppressionReason.BOUNCED, at=timezone.now())

    assert visitor.post(path).status_code == 200
    assert _suppressed(world.organization) == [(scenes.ROSA, SuppressionReason.BOUNCED)]


def test_a_contact_that_is_gone_is_answered_too(world, visitor, contact, path):
    with scope(world.organization.pk):
        # As erasure does it: the database cascades, since the application may not delete from the timeline.
        Contact.objects.filter(pk=contact.pk)._raw_delete("default")

    assert visitor.post(path).status_code == 200
    assert _suppressed(world.organization) == []


def test_a_fault_of_ours_asks_to_come_again_and_keeps_nothing_by_halves(world, visitor, path, monkeypatch):
    def fail(*_arguments, **_facts):
        raise DatabaseError

    monkeypatch.setattr("messaging.services.unsubscribing.add_entry", fail)
    answer = visitor.post(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert _suppressed(world.organization) == []


def test_only_mail_that_wants_something_carries_the_way_out(world, mailbox, drain):
    scenes.message(world.organization)
    scenes.message(world.organization, author=world.alice.membership)
    assert drain() == [JobState.DONE] * 2

    for mail in mailbox.entries():
        assert not {"List-Unsubscribe", "List-Unsubscribe-Post"} & set(mail["headers"])
        assert "nsubscribe" not in mail["text"] + mail["html"]
    with scope(world.organization.pk):
        assert not re.search("nsubscribe", " ".join(Message.objects.values_list("body", flat=True)))
