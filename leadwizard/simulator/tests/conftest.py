"""A simulator on a port of its own, and somebody who talks to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from leadwizard.simulator import Simulator
from leadwizard.simulator.tests.talking import KEY, SECRET, Client, Receiver


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """With a parameter: so many seconds lie between two events of a mail."""
    pause = getattr(request, "param", 0.02)
    with Simulator(resend_key=KEY, webhook_secret=SECRET, event_pause=pause) as running:
        yield running


@pytest.fixture
def client(simulator: Simulator) -> Client:
    return Client(simulator.port)


@pytest.fixture
def receiver(simulator: Simulator) -> Iterator[Receiver]:
    with Receiver() as listening:
        simulator.world.webhook_url = listening.url
        yield listening
