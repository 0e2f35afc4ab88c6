"""The engine's clock: the database's time, however this machine's clock jumps, and seldom asked for."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from automation import clock
from automation.clock import ASK_AGAIN_SECONDS, Clock

HOUR = timedelta(hours=1)
START = datetime(2026, 3, 2, 10, tzinfo=UTC)


class World:
    """A machine and a database, each with a clock of its own, and the time that really goes by."""

    def __init__(self):
        self.passed = 0.0
        self.machine = self.database = START
        self.asked = 0
        self.answer_takes = 0.0
        self.clock = Clock(self._ask, lambda: self.machine, lambda: self.passed)

    def wait(self, seconds):
        self.passed += seconds
        self.machine += timedelta(seconds=seconds)
        self.database += timedelta(seconds=seconds)

    def _ask(self):
        self.asked += 1
        self.wait(self.answer_takes / 2)
        said = self.database
        self.wait(self.answer_takes / 2)
        return said


@pytest.fixture
def world():
    return World()


def test_a_machine_that_agrees_goes_by_its_own_clock_to_the_microsecond(world):
    world.machine += timedelta(milliseconds=300)
    for _second in range(100):
        assert world.clock.now() == world.machine
        world.wait(1)
    assert world.asked == pytest.approx(100 / ASK_AGAIN_SECONDS, abs=2)


@pytest.mark.parametrize("jump", [HOUR, -HOUR, timedelta(seconds=2), timedelta(days=-400)])
def test_a_jump_of_this_machine_alone_is_not_believed(world, jump):
    world.clock.now()
    world.machine += jump
    for _second in range(60):
        assert world.clock.now() == world.database
        world.wait(0.5)
    assert world.asked <= 6


def test_a_clock_that_was_put_right_is_used_at_once(world):
    world.machine += HOUR
    assert world.clock.now() == world.database
    world.machine -= HOUR
    world.wait(0.1)
    assert world.clock.now() == world.machine


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_jump_of_the_one_machine_that_has_both_is_followed_at_once(world, jump):
    world.clock.now()
    world.machine += jump
    world.database += jump
    assert world.clock.now() == world.database


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_jump_of_the_databases_clock_is_followed_within_seconds(world, jump):
    world.clock.now()
    world.database += jump
    world.wait(ASK_AGAIN_SECONDS + 0.1)
    assert world.clock.now() == world.database


def test_a_database_that_answers_late_is_not_taken_for_one_that_differs(world):
    world.answer_takes = 4.0
    assert world.clock.now() == world.machine


@pytest.mark.django_db
@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_the_database_is_the_one_that_is_asked(jump):
    fresh = Clock(clock._ask_database)
    before = datetime.now(UTC)
    with time_machine.travel(before + jump):
        found = fresh.now()
    assert abs(found - before) < timedelta(seconds=5)
