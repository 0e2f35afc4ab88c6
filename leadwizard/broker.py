"""How workers hold on to a broker that comes and goes: they look for it often, and survive its end.

Rings are worth nothing once they are late: the sweep rings again. So nothing here tries to save one.
"""

from typing import Any, Final

from kombu import Connection
from kombu.transport import redis
from redis.exceptions import ConnectionError as GoneError

# Seconds between two looks for a broker that is gone. kombu's own pauses grow to 30 s, and work that waits would wait
# as long after the broker's return.
PAUSE: Final = 1


class PatientConnection(Connection):
    """Looks for a lost broker once a second, for ever."""

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        """Wait for the broker as kombu does, with even pauses."""
        pauses = {"interval_start": PAUSE, "interval_step": 0, "interval_max": PAUSE}
        return super().ensure_connection(*args, **pauses | options)


class HardyChannel(redis.Channel):
    """Says that the connection is gone, where kombu 5.7 falls over what it has just taken apart; keeps its client.

    A late acknowledgement, or giving rings back, would end the worker with an AttributeError; a connection error is
    what everybody around it expects.
    """

    _lent: Any = None

    def _connparams(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - as kombu calls it
        if getattr(self.connection, "client", None) is None:
            raise GoneError("the connection to the broker is gone")
        return super()._connparams(asynchronous)  # type: ignore[misc]  # the stubs leave it out

    def _create_client(self, asynchronous: bool = False) -> Any:  # noqa: FBT001, FBT002 - as kombu calls it
        # kombu makes a client for each command, which takes longer than the command. One holds no connection: it
        # borrows from the pool, which a lost connection and a fork replace.
        if asynchronous:
            return super()._create_client(asynchronous)  # type: ignore[misc]
        if self._lent is None or self._lent.connection_pool is not self.pool:
            self._lent = super()._create_client()  # type: ignore[misc]
        return self._lent


def use(app: Any) -> None:
    """Let the Celery app's workers and beat hold on in this way."""
    app.amqp.Connection = PatientConnection
    redis.Transport.Channel = HardyChannel
