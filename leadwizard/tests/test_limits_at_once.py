"""Limits under many callers at once: as exact as one caller, with Redis and without."""

import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from limits import parse
from limits.storage import MemoryStorage, storage_from_string

from leadwizard.lib import limits
from leadwizard.lib.limits import Limiter
from leadwizard.runtime.valkey import Valkey

CONNECTIONS = 16
ALLOWED = 200
LIMIT = parse(f"{ALLOWED}/5 minutes")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    """Start a server of our own: the count must be one over real connections."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = Valkey(tmp_path_factory.mktemp("valkey"), port, "limits", durable=False)
    server.prepare()
    process = subprocess.Popen(server.command(), env=server.environment(), stdout=subprocess.DEVNULL)
    try:
        give_up = time.monotonic() + 20
        while not server.is_ready():
            assert time.monotonic() < give_up
            time.sleep(0.02)
        yield f"redis://:limits@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=60)


def _hit_at_once(limiters, uses):
    """Let each limiter count so many uses in a thread of its own, all beginning together; say how many were allowed."""
    start = threading.Barrier(len(limiters))

    def use(limiter):
        start.wait()
        return sum(limiter.wait(LIMIT, "form", "caller") == 0 for _use in range(uses))

    with ThreadPoolExecutor(len(limiters)) as pool:
        return sum(pool.map(use, limiters))


def _over(url, **options):
    return Limiter(storage_from_string(url, socket_timeout=20, socket_connect_timeout=20, **options))


def test_sixteen_connections_are_allowed_what_one_would_be(redis_url):
    limiters = [_over(redis_url) for _connection in range(CONNECTIONS)]
    allowed = _hit_at_once(limiters, 25)
    assert all(limiter._away_until == 0 for limiter in limiters), "one of them counted alone"
    assert abs(allowed - ALLOWED) <= ALLOWED * 0.02


def test_threads_of_one_process_share_its_count_without_redis():
    one = Limiter(MemoryStorage())
    assert _hit_at_once([one] * CONNECTIONS, 25) == ALLOWED


def test_without_redis_each_process_allows_the_limit_once_and_goes_back_to_sharing(redis_url, monkeypatch):
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{found.getsockname()[1]}/0"
    alone = [Limiter(storage_from_string(nobody, socket_connect_timeout=0.2)) for _process in range(2)]
    assert [_hit_at_once([limiter] * 4, 75) for limiter in alone] == [ALLOWED, ALLOWED]

    # When it is back, the pause is over, and the shared count is asked again.
    monkeypatch.setattr(limits, "PAUSE_SECONDS", 0.0)
    once = parse("1/5 minutes")
    back = _over(redis_url)
    with monkeypatch.context() as patch:
        patch.setattr(back._shared, "hit", _lost)
        assert [back.wait(once, "back", "caller") > 0 for _use in range(2)] == [False, True]
    assert [back.wait(once, "back", "caller") > 0 for _use in range(2)] == [False, True]


def _lost(*_facts):
    raise ConnectionError
