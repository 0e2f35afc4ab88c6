"""The beat beats on when the machine's clock goes back."""

from datetime import timedelta

import pytest
import time_machine
from django_celery_beat import schedulers
from django_celery_beat.models import PeriodicTask, PeriodicTasks

from leadwizard.beat import Scheduler
from leadwizard.celery import app

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


class Deaf(Scheduler):
    """A scheduler that notes what it would ring."""

    producer = None  # no broker is asked

    def __init__(self, *arguments, **options):
        self.rung = []
        super().__init__(*arguments, **options)
        # What it wants to save at exit is gone with the test.
        self._finalize.cancel()

    def apply_entry(self, entry, producer=None):
        self.rung.append(entry.name)


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    # The test's transaction lives in it.
    monkeypatch.setattr(schedulers, "close_old_connections", lambda: None)


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as found:
        yield found


def beat_for(scheduler, clock, seconds):
    """Let time go on second by second; return what was rung."""
    scheduler.rung.clear()
    for _second in range(seconds):
        clock.shift(1)
        # As the service does: it looks again at once while something was due.
        for _look in range(20):
            if scheduler.tick() > 0:
                break
    return scheduler.rung


@pytest.mark.parametrize("jump", [timedelta(0), -HOUR, HOUR])
def test_the_sweep_and_the_pulses_go_on_whatever_the_clock_does(clock, jump):
    scheduler = Deaf(app=app)
    before = beat_for(scheduler, clock, 30).copy()
    clock.shift(jump)
    after = beat_for(scheduler, clock, 30)

    for rung in (before, after):
        assert 25 <= rung.count("sweep") <= 31
        assert 2 <= rung.count("pulse-quick") <= 4
        assert 2 <= rung.count("pulse-slow") <= 4


def test_a_beat_that_is_started_after_the_clock_went_back_does_not_wait_for_it(clock):
    first = Deaf(app=app)
    beat_for(first, clock, 30)
    first.sync()
    clock.shift(-HOUR)

    assert beat_for(Deaf(app=app), clock, 30).count("sweep") >= 25


def test_it_pauses_until_something_is_due_and_not_only_until_shortly_before(clock):
    scheduler = Deaf(app=app)
    beat_for(scheduler, clock, 2)
    waits = []
    for _look in range(400):
        clock.shift(0.005)
        waits.append(scheduler.tick())
    assert min(waits) >= 0
    assert any(0 < wait < 0.01 for wait in waits)


def test_a_change_of_the_plan_is_seen_within_seconds_and_not_asked_for_at_each_look(
    clock, monkeypatch, django_assert_num_queries
):
    now = [100.0]
    monkeypatch.setattr("leadwizard.beat.time.monotonic", lambda: now[0])
    scheduler = Deaf(app=app)
    beat_for(scheduler, clock, 1)
    with django_assert_num_queries(0):
        scheduler.tick()
    PeriodicTask.objects.filter(name="sweep").update(enabled=False)
    PeriodicTasks.update_changed()
    now[0] += 5.0
    # The plan's own change is noted by the wall clock.
    clock.shift(1)
    assert scheduler.schedule_changed()
