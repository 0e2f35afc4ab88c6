"""Two furnished houses, committed once for a file of tests; each test takes back what it did to them."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from automation.bell import Bell
from automation.tests import committed
from leadwizard.lib import limits
from leadwizard.tests.isolation import callers, houses
from leadwizard.tests.isolation.callers import Caller
from leadwizard.tests.isolation.houses import House
from tenants.models import User

TEXTS = {"TWILIO_ACCOUNT_SID": "AC0", "TWILIO_AUTH_TOKEN": "token", "TWILIO_NUMBER": "+19375550199"}
WEBHOOKS = {"RESEND_WEBHOOK_SECRET": "whsec_" + base64.b64encode(b"thirty-two bytes of a test's key").decode()}


@dataclass(frozen=True)
class Town:
    """Both houses and everybody who may come by; `a` is the one whose rows are asked for."""

    a: House
    b: House
    callers: dict[str, Caller]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """Return both houses, committed: other connections see them, and threads."""
    with (
        pytest.MonkeyPatch.context() as patch,
        override_settings(**TEXTS, **WEBHOOKS),
        django_db_blocker.unblock(),
    ):
        patch.setattr(Bell, "announce", lambda _bell, _ring: None)
        patch.setattr(limits, "wait", lambda *_facts: 0)
        try:
            yield _built()
        finally:
            connections["default"].close()
            committed.remove()


def _built() -> Town:
    a, b = houses.build("a"), houses.build("b")
    sam = User.objects.create_superuser("sam@platform.example", "correct horse battery", name="Sam")
    known: dict[str, Callable[[], Caller]] = {
        "nobody": lambda: Caller("nobody"),
        "a key": lambda: Caller("a key", headers=callers.KEYS),
        "platform": lambda: callers.signed_in("platform", sam),
        **{
            f"{name} of {house.letter}": lambda name=name, house=house: callers.signed_in(  # type: ignore[misc]
                f"{name} of {house.letter}", house.people[name].user
            )
            for house in (a, b)
            for name in house.people
        },
    }
    return Town(a, b, {name: make() for name, make in known.items()})
