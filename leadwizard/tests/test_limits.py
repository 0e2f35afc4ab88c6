"""Limits hold across processes, and degrade to one process while Redis is away."""

import os
import subprocess
import sys
import time
from uuid import uuid4

import pytest
from limits import parse
from limits.storage import MemoryStorage, storage_from_string

from leadwizard.lib.addresses import client_address
from leadwizard.lib.limits import Limiter

THREE = parse("3/minute")


def test_a_caller_waits_after_the_last_allowed_use_and_others_do_not():
    limiter = Limiter(MemoryStorage())
    assert [limiter.wait(THREE, "form", "a") for _use in range(3)] == [0, 0, 0]
    assert 1 <= limiter.wait(THREE, "form", "a") <= 60
    assert limiter.wait(THREE, "form", "b") == 0
    assert limiter.wait(THREE, "sign-in", "a") == 0


def test_without_redis_the_process_counts_alone_and_nobody_waits_for_it():
    limiter = Limiter(storage_from_string("redis://127.0.0.1:9", socket_connect_timeout=0.2))
    start = time.monotonic()
    answers = [limiter.wait(THREE, "form", "a") for _use in range(4)]
    assert answers[:3] == [0, 0, 0]
    assert answers[3] > 0
    assert time.monotonic() - start < 10


def test_two_processes_share_one_count():
    caller = uuid4().hex
    first, second = (Limiter(storage_from_string(os.environ["REDIS_URL"])) for _process in range(2))
    assert [first.wait(THREE, "form", caller), second.wait(THREE, "form", caller)] == [0, 0]
    assert [first.wait(THREE, "form", caller), second.wait(THREE, "form", caller)][0] == 0
    assert first.wait(THREE, "form", caller) > 0


@pytest.mark.parametrize(
    ("count", "forwarded", "expected"),
    [
        (0, "198.51.100.9", "127.0.0.1"),
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.1, 198.51.100.9", "198.51.100.9"),
        (2, "6.6.6.6, 198.51.100.9, 10.0.0.1", "198.51.100.9"),
        (2, "198.51.100.9", "127.0.0.1"),
        (1, "not an address", "0.0.0.0"),
        (1, "2001:DB8::0001", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_say_where_a_request_comes_from(rf, settings, count, forwarded, expected):
    settings.TRUSTED_PROXY_COUNT = count
    request = rf.get("/", headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == expected


def test_the_first_use_waits_for_a_client_that_another_thread_is_importing():
    """In a process of its own, where nothing has been imported yet."""
    script = (
        "import django; django.setup()\n"
        "import sys, threading\n"
        "from leadwizard.lib import limits\n"
        "for name in [name for name in sys.modules if name.partition('.')[0] == 'redis']: del sys.modules[name]\n"
        "threading.Thread(target=__import__, args=['redis']).start()\n"
        "while 'redis' not in sys.modules: pass\n"
        "assert limits.wait('first', 'caller', '3/minute') == 0\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
