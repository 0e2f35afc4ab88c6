"""What a worker brings along when it starts."""

import sys
from types import SimpleNamespace

import pytest

from automation.enums import Queue
from leadwizard import celery


def worker(*queues):
    return SimpleNamespace(app=SimpleNamespace(amqp=SimpleNamespace(queues=SimpleNamespace(consume_from=set(queues)))))


@pytest.fixture
def imported(monkeypatch):
    found = []
    monkeypatch.setattr(celery, "_import_slow_work", lambda: found.append(True))
    return found


@pytest.mark.parametrize(("queue", "times"), [(Queue.SLOW, 1), (Queue.QUICK, 0)])
def test_only_a_slow_worker_imports_what_slow_work_needs(imported, queue, times):
    celery._prepare_for_slow_work(sender=worker(str(queue)))
    for thread in celery.threading.enumerate():
        if thread.name == "imports":
            thread.join()
    assert len(imported) == times


def test_what_it_imports_is_there():
    celery._import_slow_work()
    assert {"openai", "leads.judging"} <= sys.modules.keys()
