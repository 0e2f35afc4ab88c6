"""Telling the browsers of an organization that something changed: a topic's name, and never what it says now.

The name goes through Redis to the process that holds the browsers' streams (leadwizard.events). It may be lost on the
way: pages look again by themselves every half minute.
"""

from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction

from leadwizard.lib.couriers import Courier

if TYPE_CHECKING:
    import redis

CHANNEL: Final = "leadwizard:live"
# Whatever a page shows may have changed.
EVERYTHING: Final = "*"
# How long a door stands open, and how long after it was given out whoever went through is sent for a new one.
DOOR_SECONDS: Final = 60
STREAM_SECONDS: Final = 600
# An organization where much happens is told of it so often, and not for each change.
_GATHER_SECONDS: Final = 0.1
_TIMEOUT: Final = 1.0


class Change(NamedTuple):
    """What changed, and whose it is. A topic is a word, or a word and an id: `thread:<lead's id>`."""

    organization_id: UUID
    topic: str


class Door(NamedTuple):
    """What an address of the stream lets in: one person, to the topics of one organization.

    `given_at` is in seconds since 1970.
    """

    organization_id: UUID
    person_id: UUID
    given_at: float


def changed(organization_id: UUID, topic: str) -> None:
    """Tell the organization's browsers of a topic once the caller's transaction is committed.

    Never fails, and never waits for Redis.
    """
    # Robust: what was saved is never answered with an error because of this.
    transaction.on_commit(partial(courier.hand_over, Change(organization_id, topic)), robust=True)


def encode(change: Change) -> str:
    """Return the change as it goes through Redis."""
    return f"{change.organization_id} {change.topic}"


def decode(text: str) -> Change | None:
    """Return the change that the text speaks of; None: it is none."""
    organization_id, _space, topic = text.partition(" ")
    try:
        return Change(UUID(organization_id), topic) if topic else None
    except ValueError:
        return None


def door_for(organization_id: UUID, person_id: UUID, *, now: float) -> str:
    """Return a signed text that opens the organization's stream to the person, for a minute from now."""
    return _signer().sign_object([organization_id.hex, person_id.hex, round(now)])


def read_door(text: str, *, now: float) -> Door | None:
    """Return what the text opens; None when we did not sign it, or not within the last minute."""
    try:
        organization_id, person_id, given_at = _signer().unsign_object(text)
    except (BadSignature, ValueError):
        # What is no base 64 is a ValueError.
        return None
    # A second ahead: whoever signed it may be another machine.
    if not -1 <= now - given_at <= DOOR_SECONDS:
        return None
    return Door(UUID(organization_id), UUID(person_id), given_at)


def _signer() -> Signer:
    return Signer(salt="leadwizard.live")


@cache
def _redis() -> "redis.Redis":
    import redis

    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=_TIMEOUT,
        socket_connect_timeout=_TIMEOUT,
        retry=None,
        health_check_interval=30,
    )


def _send(change: Change) -> None:
    _redis().publish(CHANNEL, encode(change))


courier: Final[Courier[Change]] = Courier("herald", _send, gather=_GATHER_SECONDS)
