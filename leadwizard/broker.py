"""How workers hold on to a broker that comes and goes: they look for it often, and survive its end.

Rings are worth nothing once they are late: the sweep rings again. So nothing here tries to save one.
"""

from typing import Any, Final

from kombu import Connection
from kombu.transport import redis

# Seconds between two looks for a broker that is gone. kombu's own pauses grow to 30 s, and work that waits would wait
# as long after the broker's return.
PAUSE: Final = 1


class PatientConnection(Connection):
    """Looks for a lost broker once a second, for ever."""

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        """Wait for the broker as kombu does, with even pauses."""
        pauses = {"interval_start": PAUSE, "interval_step": 0, "interval_max": PAUSE}
        return super().ensure_connection(*args, **pauses | options)


class ForgetfulQoS(redis.QoS):
    """Lets go of unanswered rings when the connection is gone already.

    kombu would give them back through a connection that it has just taken apart (an AttributeError, kombu 5.7), and the
    worker ends with it.
    """

    def restore_unacked_once(self, stderr: Any = None) -> None:
        """Give rings back, where there is somebody to give them to."""
        if getattr(self.channel.connection, "client", None) is not None:
            super().restore_unacked_once(stderr)


def use(app: Any) -> None:
    """Let the Celery app's workers and beat hold on in this way."""
    app.amqp.Connection = PatientConnection
    redis.Channel.QoS = ForgetfulQoS
