"""Signs of life of the workers and the beat."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from automation import heartbeats, tasks

pytestmark = pytest.mark.django_db


def test_nobody_was_seen_before_the_first_pulse():
    assert heartbeats.silent(timezone.now()) == ["beat", "events", "quick", "slow"]


def test_a_pulse_shows_the_beat_and_the_queue_that_heard_it():
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False) as clock:
        tasks.pulse("quick")
        assert heartbeats.silent(timezone.now()) == ["events", "slow"]
        tasks.pulse("slow")
        clock.shift(timedelta(seconds=30))
        tasks.pulse("quick")
        clock.shift(timedelta(seconds=10))
        assert heartbeats.silent(timezone.now()) == ["events", "slow"]
        assert heartbeats.ages(timezone.now()) == {
            "beat": timedelta(seconds=10),
            "events": None,
            "quick": timedelta(seconds=10),
            "slow": timedelta(seconds=40),
        }
        clock.shift(timedelta(minutes=1))
        assert heartbeats.silent(timezone.now()) == ["beat", "events", "quick", "slow"]
