"""What a worker brings along when it starts."""

import sys
from types import SimpleNamespace

import pytest

from automation.enums import Queue
from leadwizard import celery


def worker(*queues):
    return SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=set(queues)))))


@pytest.fixture
def begun(monkeypatch):
    """What a worker that is ready has done, in its order."""
    found = []
    monkeypatch.setattr(celery, "_import_slow_work", lambda: found.append("imports"))
    monkeypatch.setattr(celery, "give_way", lambda: found.append("gives way"))
    monkeypatch.setattr(celery.threading, "Thread", lambda target, **_facts: SimpleNamespace(start=target))
    return found


@pytest.mark.parametrize(("queue", "expected"), [(Queue.SLOW, ["imports", "gives way"]), (Queue.QUICK, ["gives way"])])
def test_only_a_slow_worker_imports_what_slow_work_needs_and_before_it_gives_way(begun, queue, expected):
    celery._be_ready(sender=worker(str(queue)))
    assert begun == expected


def test_what_it_imports_is_there():
    celery._import_slow_work()
    assert {"openai", "leads.judging"} <= sys.modules.keys()
