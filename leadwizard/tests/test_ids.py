"""Ids say when they were made, and rise with the time."""

from datetime import timedelta

from django.utils import timezone

from leadwizard.lib import ids


def test_ids_rise_with_the_time():
    now = timezone.now()
    assert ids.first_at(now) <= ids.uuid7()
    assert ids.first_at(now).int >> 80 == int(now.timestamp() * 1000)
    assert ids.first_at(now - timedelta(milliseconds=1)) < ids.first_at(now)
