"""The streams as an ASGI application: an address that opens with a door's text, and one that says that we live."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

from django.db import DatabaseError, close_old_connections

from automation import heartbeats
from leadwizard.events.ears import Ears
from leadwizard.events.streams import Stream, Streams
from leadwizard.lib import live

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PATH: Final = "/events/"
# Proxies close what is quiet for a minute; a browser that is gone is found out by writing to it.
HEARTBEAT_SECONDS: Final = 20.0
# A door is about 150 characters.
_LONGEST_QUERY: Final = 1_000
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    # The text of the door is all that opens it, and no cookie is looked at: who has it may come from anywhere.
    (b"access-control-allow-origin", b"*"),
    # nginx would keep events until it has a page full of them.
    (b"x-accel-buffering", b"no"),
)


class Application:
    """Answers browsers, and keeps its ears open for as long as the process lives."""

    def __init__(self, *, clock: Callable[[], float] = time.time, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self.streams = Streams()
        self.ears = Ears(self.streams, self._note_pulse)
        self._clock = clock
        self._heartbeat = heartbeat
        self._notes = ThreadPoolExecutor(1, thread_name_prefix="heartbeat")
        self._note: asyncio.Future[None] | None = None

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection, or the whole life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    # --- the process --------------------------------------------------------------------------

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        listening = asyncio.create_task(self.ears.listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        self.streams.end_all()
        self._notes.shutdown(wait=False)
        await send({"type": "lifespan.shutdown.complete"})

    async def _note_pulse(self) -> None:
        # In a thread of its own, and not waited for: a slow database must not keep anybody from being told.
        if self._note is None or self._note.done():
            self._note = asyncio.get_running_loop().run_in_executor(self._notes, _note)

    # --- a browser ----------------------------------------------------------------------------

    async def _answer(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["path"] == "/livez":
            await _say(send, HTTPStatus.OK, "ok")
        elif scope["path"] != PATH:
            await _say(send, HTTPStatus.NOT_FOUND)
        elif scope["method"] != "GET":
            await _say(send, HTTPStatus.METHOD_NOT_ALLOWED)
        elif (door := self._door(scope["query_string"])) is None:
            await _say(send, HTTPStatus.FORBIDDEN)
        elif not self.ears.can_hear:
            await _say(send, HTTPStatus.SERVICE_UNAVAILABLE)
        elif (stream := self.streams.open(door.organization_id, door.person_id)) is None:
            await _say(send, HTTPStatus.TOO_MANY_REQUESTS)
        else:
            # Counted from when the door was given out: that long ago, at most, the membership was looked at.
            left = door.given_at + live.STREAM_SECONDS - self._clock()
            try:
                await self._tell(stream, left, receive, send)
            finally:
                self.streams.close(stream)

    def _door(self, query: bytes) -> live.Door | None:
        if len(query) > _LONGEST_QUERY:
            return None
        given = parse_qs(query.decode(errors="replace")).get("door", [""])[0]
        return live.read_door(given, now=self._clock())

    async def _tell(self, stream: Stream, left: float, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_until_gone(receive))
        gone.add_done_callback(lambda _task: stream.end())
        ends_at = time.monotonic() + left
        headers = [(b"content-type", b"text/event-stream; charset=utf-8"), *_HEADERS]
        try:
            await send({"type": "http.response.start", "status": HTTPStatus.OK.value, "headers": headers})
            await _write(send, "retry: 3000\n\n")
            while not stream.is_over and (left := ends_at - time.monotonic()) > 0:
                topics = await stream.next_topics(min(left, self._heartbeat))
                await _write(send, "".join(f"data: {topic}\n\n" for topic in topics) or ": \n\n")
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except OSError:
            # The server says so when it writes to a browser that is gone.
            pass
        finally:
            gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _say(send: Send, status: HTTPStatus, words: str = "") -> None:
    text = (words or status.phrase).encode()
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode()), *_HEADERS]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": text})


def _note() -> None:
    try:
        close_old_connections()
        heartbeats.note(heartbeats.EVENTS)
    except DatabaseError as error:
        logger.warning("the heartbeat could not be noted: %s", type(error).__name__)
    finally:
        close_old_connections()
