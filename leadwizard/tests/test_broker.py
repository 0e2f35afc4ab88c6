"""Workers outlive their broker."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
from celery.app.amqp import AMQP
from celery.signals import task_postrun, task_prerun, worker_init
from kombu.exceptions import OperationalError
from kombu.transport import redis

from leadwizard import celery
from leadwizard.broker import HardyChannel, PatientConnection
from leadwizard.celery import app


def test_the_workers_connections_are_the_patient_ones():
    assert isinstance(app.amqp, AMQP)
    assert isinstance(app.connection_for_read(), PatientConnection)
    assert redis.Transport.Channel is HardyChannel


def test_a_broker_that_stays_away_is_looked_for_once_a_second():
    heard = []
    connection = PatientConnection("redis://127.0.0.1:9", transport_options={"socket_connect_timeout": 0.1})
    with pytest.raises(OperationalError):
        connection.ensure_connection(lambda _error, interval: heard.append(interval), 3)
    assert heard == [1, 1, 1]


@pytest.mark.parametrize("connection", [None, SimpleNamespace(client=None)])
def test_a_channel_whose_connection_is_gone_says_so_in_words_that_workers_know(connection):
    channel = HardyChannel.__new__(HardyChannel)
    channel.connection = connection
    errors = redis.Transport.connection_errors
    with pytest.raises(errors, match="is gone"):
        channel._connparams()


def test_workers_give_way_to_the_web():
    assert celery.give_way in [receiver() for _key, receiver in worker_init.receivers]
    code = "import os; from leadwizard import celery; celery.give_way(); print(os.nice(0), os.sched_getscheduler(0))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == [str(celery.NICENESS), str(os.SCHED_IDLE)]


def test_workers_start_where_giving_way_is_forbidden(monkeypatch):
    def refuse(*_arguments):
        raise PermissionError

    asked = []
    monkeypatch.setattr("os.nice", asked.append)
    monkeypatch.setattr("os.sched_setscheduler", refuse)
    celery.give_way()
    assert asked == [celery.NICENESS]


def test_a_connection_outlives_a_ring_and_a_broken_one_does_not(monkeypatch):
    assert app.conf.get("CELERY_DB_REUSE_MAX")
    looked = []
    monkeypatch.setattr("leadwizard.celery.close_old_connections", lambda: looked.append(True))
    for signal in (task_prerun, task_postrun):
        ours = [receiver() for _key, receiver in signal.receivers if receiver().__module__ == "leadwizard.celery"]
        assert len(ours) == 1
        ours[0]()
    assert looked == [True, True]
