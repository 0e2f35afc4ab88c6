"""Finding work that no ring reached, for everybody in turn, without seeing what it is."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from automation import sweeper
from automation.bell import Bell, Ring
from automation.enums import JobState
from automation.models import Job
from automation.tests import scenes
from tenants.exceptions import ScopeMissingError
from tenants.scoping import PLATFORM_ID, ReadRole, everywhere, scope


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def _flood(organization_id, count):
    """Make many due jobs, older than any other, without Python making each."""
    with scenes.kind():
        first = scenes.job(organization_id, run_at=timezone.now() - timedelta(hours=1))
    names = [field.column for field in Job._meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(names)
    with scope(organization_id), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO automation_job (id, {columns}) SELECT gen_random_uuid(), {columns}"
            " FROM automation_job, generate_series(2, %s) WHERE id = %s",
            [count, first.pk],
        )


def test_thousands_of_one_organizations_jobs_do_not_hold_up_the_single_one_of_another(world, clock, rings):
    _flood(world.organization.pk, 3000)
    with scenes.kind():
        single = scenes.job(world.other.pk)
        clock.shift(3)
        assert sweeper.sweep() == sweeper.PER_ORGANIZATION + 1

    assert Ring("quick", world.other.pk, single.pk) in rings[:2]
    assert Counter(ring.organization_id for ring in rings) == {
        world.organization.pk: sweeper.PER_ORGANIZATION,
        world.other.pk: 1,
    }


def test_even_tens_of_thousands_do_not(world, clock, rings):
    _flood(world.organization.pk, sweeper.PER_SWEEP * 50 + 50)
    with scenes.kind():
        single = scenes.job(world.other.pk)
        clock.shift(3)
        sweeper.sweep()

    assert Ring("quick", world.other.pk, single.pk) in rings


def test_each_sweep_goes_on_where_the_last_one_stopped(world, clock, rings):
    _flood(world.organization.pk, 50)
    for _second in range(3):
        sweeper.sweep()
        clock.shift(1)

    assert len(set(rings)) == len(rings) == 50


def test_the_oldest_work_of_an_organization_comes_first(world, clock, rings):
    with scenes.kind():
        now = timezone.now()
        later = scenes.job(world.organization.pk, run_at=now - timedelta(minutes=1))
        first = scenes.job(world.organization.pk, run_at=now - timedelta(minutes=9))
    sweeper.sweep()

    assert [ring.job_id for ring in rings] == [first.pk, later.pk]


def test_a_fresh_job_is_left_to_its_own_ring_for_a_moment(world, clock, rings):
    with scenes.kind():
        job = scenes.job(world.organization.pk)
    assert sweeper.sweep() == 0
    clock.shift(sweeper.GRACE)
    assert sweeper.sweep() == 1
    assert rings == [Ring("quick", world.organization.pk, job.pk)]


def test_a_lost_ring_is_rung_again_after_the_interval_and_not_before(world, clock, rings):
    with scenes.kind():
        scenes.job(world.organization.pk)
    clock.shift(sweeper.GRACE)
    assert sweeper.sweep() == 1
    clock.shift(sweeper.RING_AGAIN)
    assert sweeper.sweep() == 0
    clock.shift(timedelta(milliseconds=1))
    assert sweeper.sweep() == 1
    assert len(rings) == 2


def test_a_ring_that_did_not_go_out_is_not_counted_as_rung(world, clock, monkeypatch):
    monkeypatch.setattr(Bell, "ring", lambda *_facts: False)
    with scenes.kind():
        job = scenes.job(world.organization.pk)
    clock.shift(sweeper.GRACE)
    assert sweeper.sweep() == 0
    assert scenes.reload(job).rung_at is None


def test_only_due_and_waiting_work_is_rung_for(world, clock, rings):
    now = timezone.now()
    with scenes.kind():
        scenes.job(world.organization.pk, run_at=now + timedelta(hours=1))
        jobs = {state: scenes.job(world.organization.pk) for state in JobState if state != JobState.WAITING}
    for state, job in jobs.items():
        with scope(world.organization.pk):
            Job.objects.filter(pk=job.pk).update(
                state=state, attempt_id=job.pk, lease_until=now + timedelta(days=1), unknown_at=now
            )
    clock.shift(10)

    assert sweeper.sweep() == 0
    assert rings == []


def test_a_job_that_waits_for_its_ladder_is_rung_for_when_it_is_due(world, clock, rings):
    def run(claim):
        raise ValueError("no")

    with scenes.kind(run):
        job = scenes.job(world.organization.pk)
        clock.shift(sweeper.GRACE)
        sweeper.sweep()
        scenes.run(job)
        clock.move_to(scenes.reload(job).run_at + sweeper.GRACE)
        assert sweeper.sweep() == 1


def test_the_platforms_own_jobs_are_found_too(world, clock, rings):
    with scenes.kind():
        job = scenes.job(PLATFORM_ID)
    clock.shift(sweeper.GRACE)
    sweeper.sweep()

    assert rings == [Ring("quick", PLATFORM_ID, job.pk)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT payload FROM automation_job",
        "SELECT last_error FROM automation_job",
        "SELECT * FROM automation_job",
        "SELECT kind FROM automation_job",
        "SELECT body FROM automation_inboxevent",
        "SELECT error FROM automation_jobattempt",
        "SELECT title FROM automation_escalation",
        "SELECT body FROM messaging_message",
        "UPDATE automation_job SET state = 'done'",
        "DELETE FROM automation_job",
    ],
)
def test_the_dispatcher_cannot_see_or_change_what_the_work_is(world, statement):
    with scenes.kind():
        scenes.job(world.organization.pk)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        everywhere(ReadRole.DISPATCH),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_the_dispatcher_sees_where_work_waits_in_every_organization(world):
    with scenes.kind():
        jobs = [scenes.job(organization.pk) for organization in (world.organization, world.other)]
    with everywhere(ReadRole.DISPATCH), connection.cursor() as cursor:
        cursor.execute("SELECT organization_id, id, queue FROM automation_job ORDER BY id")
        assert cursor.fetchall() == [(job.organization_id, job.pk, "quick") for job in jobs]


def test_a_sweep_cannot_start_inside_an_organization(world):
    with pytest.raises(ScopeMissingError), scope(world.organization.pk):
        sweeper.sweep()
