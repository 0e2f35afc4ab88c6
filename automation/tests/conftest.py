"""What tests about the engine share: rings that go nowhere, and rows that other connections see."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from automation.bell import Bell, Ring
from automation.tests import committed as committed_rows


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[Ring]:
    """Collect the rings instead of sending them."""
    heard: list[Ring] = []

    def ring(_bell: Bell, ring: Ring) -> bool:
        heard.append(ring)
        return True

    monkeypatch.setattr(Bell, "ring", ring)
    monkeypatch.setattr(Bell, "announce", lambda _bell, announced: heard.append(announced))
    return heard


@pytest.fixture
def committed_world(rings: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Return the usual world, committed: for tests whose subject is several connections at once."""
    from tenants.tests import worlds

    with django_db_blocker.unblock():
        try:
            yield worlds.build()
        finally:
            connections["default"].close()
            committed_rows.remove()
