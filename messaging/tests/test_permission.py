"""Permission to send: each rule, its words, and what it counts."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from automation import recovery, runner
from automation.enums import JobState
from automation.models import Job
from leadwizard.lib.crypto import digest
from messaging import permission
from messaging.enums import DispatchState, SuppressionReason
from messaging.models import AddressTally, Message, TimelineEntry
from messaging.services import record_delivery, suppress
from messaging.tests import scenes
from tenants.models import Organization
from tenants.scoping import scope
from tenants.tests import worlds


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def _claim(message):
    """Ask for permission as a worker does, without sending anything."""
    claim = runner.claim_job(message.organization_id, scenes.job_of(message).pk)
    return claim is not None


def _let_leave(message):
    assert _claim(message)
    with scope(message.organization_id):
        Message.objects.filter(pk=message.pk).update(state=DispatchState.SENT)


def _fail(message):
    """Let the try under way fail as after an answer that never came."""
    job = scenes.job_of(message)
    with scope(message.organization_id):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert recovery.release_expired(message.organization_id, job.pk) == JobState.WAITING


def _rules(message):
    verdict = scenes.reload(message).verdict or {}
    return {rule["rule"]: rule["passed"] for rule in verdict["rules"]}


def _refusal(message):
    """Return the words with which a message was refused, everywhere they must stand."""
    row = scenes.reload(message)
    assert row.state == DispatchState.CANCELLED
    assert row.verdict is not None
    assert row.verdict["allowed"] is False
    [words] = [rule["words"] for rule in row.verdict["rules"] if not rule["passed"]]
    assert row.error == words
    job = scenes.job_of(message)
    assert (job.state, job.closing_reason, job.attempt) == (JobState.CANCELLED, words, 0)
    with scope(message.organization_id):
        assert TimelineEntry.objects.filter(message=row, kind="message_cancelled").count() == 1
    return words


def test_an_allowed_automatic_message_keeps_what_every_rule_said(world, clock):
    message = scenes.message(world.organization)
    assert _claim(message)

    row = scenes.reload(message)
    assert (row.state, row.allowed_at) == (DispatchState.SENDING, timezone.now())
    assert row.verdict == {
        "allowed": True,
        "at": "2026-03-02T10:00:00+00:00",
        "rules": [
            {"rule": "address", "passed": True, "words": "There is an address."},
            {"rule": "organization", "passed": True, "words": "The organization is active."},
            {"rule": "suppression", "passed": True, "words": "Nobody asked us to stop."},
            {"rule": "loop", "passed": True, "words": "A person's mailbox, as far as its name tells."},
            {"rule": "contact_cap", "passed": True, "words": "0 automatic messages in 24 hours, the limit is 3."},
            {
                "rule": "address_cap",
                "passed": True,
                "words": "0 automatic messages from the whole platform in 24 hours, the limit is 20.",
            },
        ],
    }


def test_a_persons_message_is_asked_about_address_and_suppression_only(world):
    message = scenes.message(world.organization, author=world.alice.membership)
    assert _claim(message)
    assert _rules(message) == {"address": True, "suppression": True}


@pytest.mark.parametrize("is_personal", [False, True])
def test_nobody_writes_to_a_suppressed_address(world, is_personal):
    message = scenes.message(world.organization, author=world.alice.membership if is_personal else None)
    with scope(world.organization.pk):
        suppress("Rosa@Example.com", SuppressionReason.COMPLAINED, at=timezone.now())

    assert not _claim(message)
    assert _refusal(message) == "Marked as spam."


def test_a_suppression_binds_its_own_organization_only(world):
    with scope(world.other.pk):
        suppress(scenes.ROSA, SuppressionReason.ASKED, at=timezone.now())

    assert _claim(scenes.message(world.organization))


def test_a_message_without_an_address_is_refused(world):
    message = scenes.message(world.organization)
    with scope(world.organization.pk):
        Message.objects.update(to_address="")

    assert not _claim(message)
    assert _refusal(message) == "There is no address to write to."


def test_a_paused_organization_sends_nothing_by_itself_but_its_people_may(world):
    automatic = scenes.message(world.organization)
    personal = scenes.message(world.organization, author=world.alice.membership)
    with scope(world.organization.pk):
        Organization.objects.update(status="paused", pause_reason="owner")

    assert not _claim(automatic)
    assert _refusal(automatic) == "The organization is not active."
    assert _claim(personal)


@pytest.mark.parametrize(
    "address",
    [
        "noreply@shop.example",
        "no-reply@shop.example",
        "No_Reply@shop.example",
        "noreply+7f3a@shop.example",
        "do-not-reply@shop.example",
        "MAILER-DAEMON@shop.example",
        "postmaster@shop.example",
        "bounces+123=rosa@shop.example",
    ],
)
def test_a_machine_is_not_answered(world, address):
    message = scenes.message(world.organization, email=address)

    assert not _claim(message)
    assert _refusal(message) == "No person reads that mailbox."


@pytest.mark.parametrize("address", ["hello@leadwizard.example", "Anybody@LeadWizard.example"])
def test_our_own_addresses_are_not_answered(world, address):
    message = scenes.message(world.organization, email=address)

    assert not _claim(message)
    assert _refusal(message) == "It is one of our own addresses."


@pytest.mark.parametrize("address", ["noreen@example.com", "replies@example.com", "rosa@notleadwizard.example"])
def test_a_name_that_only_resembles_a_machine_is_answered(world, address):
    assert _claim(scenes.message(world.organization, email=address))


def test_the_fourth_automatic_message_to_a_contact_in_a_day_is_refused(world, clock):
    for _message in range(3):
        _let_leave(scenes.message(world.organization))
        clock.shift(timedelta(hours=1))
    fourth = scenes.message(world.organization)

    assert not _claim(fourth)
    assert _refusal(fourth) == "3 automatic messages in 24 hours, the limit is 3."


def test_the_day_of_the_cap_is_counted_from_each_message(world, clock):
    for _message in range(3):
        _let_leave(scenes.message(world.organization))
        clock.shift(timedelta(hours=1))
    clock.shift(timedelta(hours=21))

    assert _claim(scenes.message(world.organization))
    assert not _claim(scenes.message(world.organization))


def test_the_cap_of_a_contact_is_its_own(world, clock):
    for _message in range(3):
        _let_leave(scenes.message(world.organization))

    assert _claim(scenes.message(world.organization, email="sam@example.com"))
    assert _claim(scenes.message(world.other))


def test_a_persons_reply_is_neither_counted_nor_stopped_by_the_caps(world, clock):
    for _message in range(5):
        _let_leave(scenes.message(world.organization, author=world.alice.membership))
    for _message in range(3):
        _let_leave(scenes.message(world.organization))

    assert _claim(scenes.message(world.organization, author=world.alice.membership))
    assert not _claim(scenes.message(world.organization))
    assert AddressTally.objects.count() == 3


def test_what_was_refused_takes_no_place(world, clock):
    with scope(world.organization.pk):
        suppression = suppress(scenes.ROSA, SuppressionReason.ASKED, at=timezone.now())
        for _message in range(4):
            assert not _claim(scenes.message(world.organization))
        suppression.delete()

    assert _claim(scenes.message(world.organization))
    assert AddressTally.objects.count() == 1


def test_a_message_that_is_tried_again_keeps_its_place_and_counts_once(world, clock):
    first = scenes.message(world.organization)
    for _try in range(3):
        assert _claim(first)
        _fail(first)
        clock.shift(timedelta(minutes=5))
    _let_leave(first)

    assert AddressTally.objects.count() == 1
    for _message in range(2):
        _let_leave(scenes.message(world.organization))
    assert not _claim(scenes.message(world.organization))


def test_a_message_that_may_have_left_keeps_its_place_while_it_waits_for_its_next_try(world, clock):
    uncertain = scenes.message(world.organization)
    assert _claim(uncertain)
    _fail(uncertain)
    for _message in range(2):
        _let_leave(scenes.message(world.organization))

    assert not _claim(scenes.message(world.organization))
    assert _claim(uncertain)


def test_an_address_hears_twenty_times_a_day_from_the_whole_platform(world, clock):
    organizations = [world.organization, world.other, *(worlds.organization(f"Company {n}") for n in range(5))]
    for number in range(20):
        _let_leave(scenes.message(organizations[number // 3], email="Rosa@Example.com"))
        clock.shift(timedelta(minutes=1))
    message = scenes.message(organizations[6])

    assert not _claim(message)
    assert _refusal(message) == "20 automatic messages from the whole platform in 24 hours, the limit is 20."
    assert _claim(scenes.message(organizations[6], email="sam@example.com"))
    clock.shift(timedelta(hours=24))
    assert _claim(scenes.message(organizations[6]))


def test_the_tally_knows_a_keyed_hash_and_neither_address_nor_organization(world, settings):
    message = scenes.message(world.organization)
    assert _claim(message)

    [row] = AddressTally.objects.values()
    assert row.keys() == {"id", "digest", "at"}
    assert row["id"] == message.pk
    assert row["digest"] == digest("address", scenes.ROSA)
    settings.SECRET_KEY = "another"
    assert row["digest"] != digest("address", scenes.ROSA)


def test_the_application_cannot_lower_a_tally(world):
    assert _claim(scenes.message(world.organization))

    assert AddressTally.objects.all().delete()[0] == 0
    assert AddressTally.objects.update(at=timezone.now() - timedelta(days=2)) == 0
    assert AddressTally.objects.count() == 1


@pytest.mark.parametrize("state", ["sending", "sent", "delivered", "bounced", "unknown"])
def test_the_database_refuses_a_message_that_left_without_a_verdict(world, state):
    scenes.message(world.organization)
    with (
        pytest.raises(IntegrityError, match="message_left_has_verdict"),
        scope(world.organization.pk),
        transaction.atomic(),
    ):
        Message.objects.update(state=state)


def test_the_database_refuses_a_message_that_left_against_its_verdict(world):
    message = scenes.message(world.organization)
    with scope(world.organization.pk):
        suppress(scenes.ROSA, SuppressionReason.ASKED, at=timezone.now())
    assert not _claim(message)

    with (
        pytest.raises(IntegrityError, match="message_left_has_verdict"),
        scope(world.organization.pk),
        transaction.atomic(),
    ):
        Message.objects.update(state=DispatchState.SENT)


def test_a_providers_report_does_not_move_a_message_that_never_had_permission(world):
    message = scenes.message(world.organization)
    with scope(world.organization.pk):
        moved = record_delivery(
            message.pk, provider="resend", provider_id="1", state=DispatchState.DELIVERED, at=timezone.now()
        )

    assert moved is False
    assert scenes.reload(message).state == DispatchState.QUEUED


def test_two_claims_at_once_cannot_both_take_a_contacts_last_place(committed_world):
    organization = committed_world.organization
    for _message in range(2):
        _let_leave(scenes.message(organization))
    messages = [scenes.message(organization) for _message in range(6)]

    assert _claim_at_once(messages) == 1


def test_two_organizations_at_once_cannot_both_take_an_addresss_last_place(committed_world, monkeypatch):
    monkeypatch.setattr(permission, "AUTOMATIC_PER_ADDRESS", 3)
    _let_leave(scenes.message(committed_world.organization))
    _let_leave(scenes.message(committed_world.other))
    messages = [
        scenes.message(organization)
        for organization in (committed_world.organization, committed_world.other)
        for _message in range(2)
    ]

    assert _claim_at_once(messages) == 1


def _claim_at_once(messages):
    start = threading.Barrier(len(messages), timeout=60)

    def claim(message):
        try:
            start.wait()
            return _claim(message)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(messages)) as threads:
        return sum(threads.map(claim, messages))
