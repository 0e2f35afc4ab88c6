"""Hearing what changed: one subscription in Redis for all streams, and a pulse through it that shows that it lives."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Final

import redis.asyncio
from django.conf import settings
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from leadwizard.events.streams import Streams
from leadwizard.lib.live import CHANNEL, decode

logger = logging.getLogger(__name__)

PULSE_SECONDS: Final = 10.0
# Two pulses that did not come back: the connection is there and says nothing.
DEAF_SECONDS: Final = 25.0
_PAUSE_SECONDS: Final = 1.0
_TIMEOUT: Final = 2.0


class Ears:
    """Listens for ever, and looks for Redis once a second where it is gone.

    Args:
        streams: who is told. While nothing can be heard, all of them end.
        note_pulse: called each time that a pulse came back through Redis; it must not take long.
    """

    def __init__(self, streams: Streams, note_pulse: Callable[[], Awaitable[None]]) -> None:
        self._streams = streams
        self._note_pulse = note_pulse
        self._pulse = f"pulse {secrets.token_hex(8)}"
        self.can_hear = False

    async def listen(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen_once()
            except (RedisError, OSError, TimeoutError) as error:
                if self.can_hear:
                    logger.warning("nothing can be heard from Redis: %s", type(error).__name__)
            self.can_hear = False
            # A page whose stream is open trusts that it will be told.
            self._streams.end_all()
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _listen_once(self) -> None:
        # Without tries of its own: a connection that is made anew unseen has missed what was said in between.
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL, socket_timeout=_TIMEOUT, socket_connect_timeout=_TIMEOUT, retry=None
        )
        async with client, client.pubsub() as ears:
            await ears.subscribe(CHANNEL)
            await self._hear(client, ears)

    async def _hear(self, client: "redis.asyncio.Redis", ears: PubSub) -> None:
        heard_at = time.monotonic()
        next_pulse = heard_at
        while (now := time.monotonic()) - heard_at < DEAF_SECONDS:
            if now >= next_pulse:
                next_pulse = now + PULSE_SECONDS
                await client.publish(CHANNEL, self._pulse)
            message = await ears.get_message(ignore_subscribe_messages=True, timeout=max(next_pulse - now, 0.0))
            if message is None:
                continue
            text = message["data"].decode(errors="replace")
            if text == self._pulse:
                heard_at = time.monotonic()
                self.can_hear = True
                await self._note_pulse()
            elif change := decode(text):
                self._streams.tell(change)
        raise TimeoutError
