"""What members do with work that waits: each step, the second press, and two people at once."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from automation import desk
from automation.enums import EscalationState, JobState, Resolution
from automation.exceptions import DecideFirstError, WorkGoneError
from automation.models import Escalation, EscalationComment
from automation.tests import scenes, troubles
from tenants.models import AuditEvent
from tenants.scoping import scope

NOW = timezone.now()


@pytest.fixture
def organization(world):
    return world.organization


@pytest.fixture
def _known(rings):
    with scenes.kind():
        yield


def _audited(organization, action):
    with scope(organization.pk):
        return list(AuditEvent.objects.filter(action=action).values_list("actor_id", "subject_id"))


def _reload(escalation):
    with scope(scenes.home(escalation)):
        return Escalation.objects.get(pk=escalation.pk)


def test_somebody_takes_it_and_hands_it_back(world, organization):
    asked = troubles.question(organization)
    bob = world.bob.membership
    with scope(organization.pk):
        assert desk.assign_escalation(asked.pk, bob, actor=bob) is True
        assert desk.assign_escalation(asked.pk, bob, actor=bob) is False
    assert _reload(asked).assigned_to_id == bob.pk
    with scope(organization.pk):
        assert desk.assign_escalation(asked.pk, None, actor=bob) is True
        assert desk.assign_escalation(asked.pk, None, actor=bob) is False
    assert _reload(asked).assigned_to_id is None
    assert _audited(organization, "escalation.assigned") == [(bob.pk, asked.pk)] * 2


def test_what_is_resolved_is_given_to_nobody_any_more(world, organization):
    asked = troubles.question(organization)
    alice = world.alice.membership
    with scope(organization.pk):
        assert desk.resolve_escalation(asked, note="Called them.", actor=alice, now=NOW) is True
        assert desk.assign_escalation(asked.pk, alice, actor=alice) is False
    assert _reload(asked).assigned_to_id is None


def test_a_comment_stays_once_with_who_and_when(world, organization):
    asked, token = troubles.question(organization), uuid4()
    bob = world.bob.membership
    with scope(organization.pk):
        for kept in (True, False):
            assert desk.comment_on_escalation(asked.pk, "On it.", author=bob, token=token, now=NOW) is kept
        assert desk.comment_on_escalation(asked.pk, "On it.", author=bob, token=uuid4(), now=NOW) is True
        assert list(EscalationComment.objects.values_list("body", "author_id", "at")) == [("On it.", bob.pk, NOW)] * 2
    assert _audited(organization, "escalation.commented") == [(bob.pk, asked.pk)] * 2


def test_a_resolution_says_who_when_and_how_and_is_final(world, organization):
    asked = troubles.question(organization)
    alice, bob = world.alice.membership, world.bob.membership
    with scope(organization.pk):
        assert desk.resolve_escalation(asked, note="Called them.", actor=alice, now=NOW) is True
        assert desk.resolve_escalation(asked, note="Me too.", actor=bob, now=NOW + timedelta(hours=1)) is False
    kept = _reload(asked)
    assert (kept.state, kept.resolution, kept.note) == (EscalationState.RESOLVED, Resolution.SETTLED, "Called them.")
    assert (kept.resolved_by_id, kept.resolved_at) == (alice.pk, NOW)
    assert _audited(organization, "escalation.resolved") == [(alice.pk, asked.pk)]


@pytest.mark.parametrize("make", [troubles.dead_letter, troubles.unknown_send])
def test_work_that_waits_is_decided_and_not_just_resolved(world, organization, make):
    asked = troubles.escalation_of(make(organization))
    with scope(organization.pk), pytest.raises(DecideFirstError):
        desk.resolve_escalation(asked, note="", actor=world.alice.membership, now=NOW)
    assert _reload(asked).state == EscalationState.OPEN


@pytest.mark.usefixtures("_known")
@pytest.mark.parametrize("make", [troubles.dead_letter, troubles.unknown_send])
def test_a_second_press_of_try_again_does_nothing(world, organization, make):
    job = make(organization)
    bob = world.bob.membership
    with scope(organization.pk):
        assert desk.retry(job.pk, actor=bob, now=NOW) is True
        assert desk.retry(job.pk, actor=world.alice.membership, now=NOW) is False
    assert scenes.reload(job).state == JobState.WAITING
    kept = troubles.escalation_of(job)
    assert (kept.resolution, kept.resolved_by_id) == (Resolution.RETRIED, bob.pk)
    assert _audited(organization, "job.retried") == [(bob.pk, job.pk)]
    assert _audited(organization, "escalation.resolved") == [(bob.pk, kept.pk)]


@pytest.mark.usefixtures("_known")
def test_a_dismissal_keeps_its_reason_and_the_next_trouble_is_a_new_escalation(world, organization):
    job = troubles.dead_letter(organization)
    alice = world.alice.membership
    with scope(organization.pk):
        assert desk.dismiss(job.pk, reason="Told by phone.", actor=alice, now=NOW) is True
        assert desk.dismiss(job.pk, reason="Again.", actor=alice, now=NOW) is False
        assert desk.retry(job.pk, actor=alice, now=NOW) is False
    kept = scenes.reload(job)
    assert (kept.state, kept.closing_reason) == (JobState.DISMISSED, "Told by phone.")
    ended = troubles.escalation_of(job)
    assert (ended.resolution, ended.note) == (Resolution.DISMISSED, "Told by phone.")


@pytest.mark.usefixtures("_known")
def test_work_that_fails_again_asks_again(world, organization):
    job = troubles.dead_letter(organization)
    first = troubles.escalation_of(job)
    with scope(organization.pk):
        desk.retry(job.pk, actor=world.bob.membership, now=NOW)
    with scope(organization.pk):
        troubles.open_escalation("dead_letter", "Once more", job=job)
    second = troubles.escalation_of(job)
    assert second.pk != first.pk
    assert (_reload(first).state, second.state) == (EscalationState.RESOLVED, EscalationState.OPEN)


def test_work_that_nobody_does_any_more_can_only_be_dismissed(world, organization):
    job = troubles.dead_letter(organization, kind="tests.gone")
    alice = world.alice.membership
    with scope(organization.pk):
        with pytest.raises(WorkGoneError):
            desk.retry(job.pk, actor=alice, now=NOW)
        assert desk.retry_many([job.pk], actor=alice, now=NOW) == 0
    assert troubles.escalation_of(job).state == EscalationState.OPEN
    with scope(organization.pk):
        assert desk.dismiss_many([job.pk], reason="Old.", actor=alice, now=NOW) == 1


@pytest.mark.usefixtures("_known")
def test_of_several_only_what_waits_is_counted(world, organization):
    jobs = [troubles.dead_letter(organization) for _each in range(3)]
    theirs = troubles.dead_letter(world.other)
    alice = world.alice.membership
    with scope(organization.pk):
        desk.dismiss(jobs[0].pk, reason="Done.", actor=alice, now=NOW)
        ids = [job.pk for job in (*jobs, theirs)]
        assert desk.retry_many(ids, actor=alice, now=NOW) == 2
        assert desk.dismiss_many(ids, reason="Done.", actor=alice, now=NOW) == 0
    assert scenes.reload(theirs).state == JobState.DEAD


def test_of_two_people_who_resolve_at_once_one_did_it(committed_world):
    asked = troubles.question(committed_world.organization)
    people = (committed_world.alice.membership, committed_world.bob.membership)
    did = _at_once(
        committed_world.organization,
        people,
        lambda person: desk.resolve_escalation(asked, note=person.role, actor=person, now=NOW),
    )
    assert sorted(did.values()) == [False, True]
    [winner] = [person for person in people if did[person.pk]]
    assert _reload(asked).resolved_by_id == winner.pk
    assert _audited(committed_world.organization, "escalation.resolved") == [(winner.pk, asked.pk)]


def test_of_two_people_who_decide_at_once_one_did_it(committed_world):
    with scenes.kind():
        job = troubles.dead_letter(committed_world.organization)
        alice, bob = committed_world.alice.membership, committed_world.bob.membership

        def decide(person):
            if person is alice:
                return desk.retry(job.pk, actor=alice, now=NOW)
            return desk.dismiss(job.pk, reason="No.", actor=bob, now=NOW)

        did = _at_once(committed_world.organization, (alice, bob), decide)
    assert sorted(did.values()) == [False, True]
    assert scenes.reload(job).state == (JobState.WAITING if did[alice.pk] else JobState.DISMISSED)
    assert troubles.escalation_of(job).resolved_by_id == (alice.pk if did[alice.pk] else bob.pk)


def _at_once(organization, people, act):
    """Let everybody act in a transaction of their own, at the same moment; return what each was told."""
    start, did = Barrier(len(people)), {}

    def run(person):
        try:
            with scope(organization.pk):
                start.wait(timeout=60)
                did[person.pk] = act(person)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return did
