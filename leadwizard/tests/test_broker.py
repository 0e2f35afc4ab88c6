"""Workers outlive their broker."""

from types import SimpleNamespace

import pytest
from celery.app.amqp import AMQP
from kombu.exceptions import OperationalError
from kombu.transport import redis

from leadwizard.broker import ForgetfulQoS, PatientConnection
from leadwizard.celery import app


def test_the_workers_connections_are_the_patient_ones():
    assert isinstance(app.amqp, AMQP)
    assert isinstance(app.connection_for_read(), PatientConnection)
    assert redis.Channel.QoS is ForgetfulQoS


def test_a_broker_that_stays_away_is_looked_for_once_a_second():
    heard = []
    connection = PatientConnection("redis://127.0.0.1:9", transport_options={"socket_connect_timeout": 0.1})
    with pytest.raises(OperationalError):
        connection.ensure_connection(lambda _error, interval: heard.append(interval), 3)
    assert heard == [1, 1, 1]


@pytest.mark.parametrize("connection", [None, SimpleNamespace(client=None)])
def test_rings_are_let_go_of_when_the_connection_is_gone(connection):
    channel = SimpleNamespace(connection=connection, do_restore=True)
    qos = ForgetfulQoS.__new__(ForgetfulQoS)
    qos.channel = channel
    assert qos.restore_unacked_once() is None
