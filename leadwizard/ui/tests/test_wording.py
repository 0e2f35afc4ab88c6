from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from leadwizard.ui import wording

NOW = datetime(2026, 11, 17, 19, 14, tzinfo=UTC)  # a Tuesday, 2:14 PM in Dayton


@pytest.fixture(autouse=True)
def _in_dayton() -> Iterator[None]:
    with timezone.override(ZoneInfo("America/New_York")):
        yield


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=-30), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1\u00a0min"),
        (timedelta(minutes=59, seconds=59), "59\u00a0min"),
        (timedelta(hours=1), "1\u00a0h"),
        (timedelta(hours=23, minutes=59), "23\u00a0h"),
        (timedelta(days=1), "Mon"),
        (timedelta(days=5, hours=23), "Wed"),
        (timedelta(days=6), "11\u00a0Nov"),
        (timedelta(days=365), "17\u00a0Nov\u00a02025"),
    ],
)
def test_an_age_grows_from_minutes_to_dates(passed: timedelta, expected: str) -> None:
    assert wording.age_text(NOW - passed, NOW) == expected


def test_the_weekday_is_that_of_the_active_zone() -> None:
    just_after_midnight_in_utc = datetime(2026, 11, 14, 3, 0, tzinfo=UTC)

    assert wording.age_text(just_after_midnight_in_utc, NOW) == "Fri"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rosa Delgado-Whitcombe", "RD"),
        ("María Fernanda Castellanos de la Cruz", "MC"),
        ("cher", "C"),
        ("  élodie   (billing) ", "É"),
        ("Okonkwo & Partners", "OP"),
        ("“” !", "?"),
        ("", "?"),
    ],
)
def test_initials_come_from_the_first_and_the_last_word(name: str, expected: str) -> None:
    assert wording.initials_of(name) == expected


@pytest.mark.parametrize(("number", "expected"), [(1, "one"), (12, "twelve"), (13, "13")])
def test_numbers_are_words_up_to_twelve(number: int, expected: str) -> None:
    assert wording.number_in_words(number) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5.0", "A program we do not know"),
        ("<script>alert(1)</script>", "A program we do not know"),
    ],
)
def test_a_browser_is_named_and_never_quoted(header: str, expected: str) -> None:
    assert wording.browser_of(header) == expected
