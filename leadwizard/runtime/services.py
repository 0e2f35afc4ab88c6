"""The processes of the product: what each is called, how it is started, and when it is at work.

The one place that says so: `up` starts them from here, and a test compares docker-compose.yml and the
documentation with it.
"""

import http.client
import json
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

WEB_PORT = 8000
EVENTS_PORT = 8001
# More threads in one process wait for each other: the JSON form was answered 760 times a second by 8, 863 by 4.
WEB_THREADS = 4
# They wait for models, which take seconds: so many leads are analysed at a time, times the processes. Threads of one
# process also wait for one another, at each answer of the database anew: 19.5 leads a second by 16 in one process, 23.5
# by 8 in each of two, 27 by 6 in each of three.
SLOW_THREADS = 6
SLOW_PROCESSES = 3
BEAT_SCHEDULER = "leadwizard.beat:Scheduler"
# What runs once before them, in this order, with the rights of the schema's owner.
PREPARATIONS = (("setup_database",), ("migrate", "--no-input"))
# The schema's owner is for setup_database, migrate and backups; what runs for long does not know it.
OWNER_ONLY = ("DATABASE_OWNER_URL", "DATABASE_OWNER_URL_FILE")


@dataclass(frozen=True)
class Service:
    """One process that runs for long.

    Attributes:
        arguments: what follows `python`.
        environment: its own variables, beside those that all of them share.
        heartbeat: the name under which /readyz misses it when it is silent; None: it answers itself, at /livez.
        copies: how many of it run beside one another.
    """

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    heartbeat: str | None = None
    copies: int = 1

    def each(self) -> Iterator["Service"]:
        """Yield every copy under a name of its own, which it also bears as a Celery node."""
        yield self
        for number in range(2, self.copies + 1):
            arguments = tuple(part.replace("@%h", f"-{number}@%h") for part in self.arguments)
            yield replace(self, name=f"{self.name}-{number}", arguments=arguments)


def services(host: str = "127.0.0.1", port: int = WEB_PORT, events_port: int = EVENTS_PORT) -> list[Service]:
    """Return every kind of process of the product; pages and live updates are served on the host, each on its port."""
    celery = ("-m", "celery", "-A", "leadwizard.celery")
    # No gossip, mingle or heartbeat: workers know each other through the job table alone, and show life by the pulse.
    worker = (*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat")
    # Django's checks have run in `migrate`, for exactly this code; not once more in three processes.
    checked = {"CELERY_SKIP_CHECKS": "1"}
    slow = (*worker, *_pool("slow", "threads", SLOW_THREADS))
    return [
        Service("web", _web(host, port), {"DATABASE_POOL_SIZE": str(WEB_THREADS)}),
        Service("events", _events(host, events_port), heartbeat="events"),
        Service("worker-quick", (*worker, *_pool("quick", "prefork", 2)), checked, "quick"),
        Service("worker-slow", slow, checked, "slow", copies=SLOW_PROCESSES),
        Service("beat", (*celery, "beat", "--scheduler", BEAT_SCHEDULER), checked, "beat"),
    ]


def _pool(queue: str, kind: str, size: int) -> tuple[str, ...]:
    return ("-Q", queue, "-P", kind, "-c", str(size), "-n", f"{queue}@%h")


def _web(host: str, port: int) -> tuple[str, ...]:
    return (
        *("-m", "granian", "leadwizard.wsgi:application"),
        *("--interface", "wsgi", "--workers", "2", "--blocking-threads", str(WEB_THREADS), "--no-ws"),
        *("--host", host, "--port", str(port), "--respawn-failed-workers"),
        # A worker that is asked to stop before it has come up would never answer.
        *("--workers-kill-timeout", "5"),
    )


def _events(host: str, port: int) -> tuple[str, ...]:
    return (
        *("-m", "granian", "leadwizard.asgi:application"),
        # One process: it counts each person's streams, and all of them share its one connection to Redis.
        *("--interface", "asgi", "--workers", "1", "--no-ws"),
        *("--host", host, "--port", str(port), "--respawn-failed-workers"),
        # Streams have no end to wait for: browsers come back by themselves.
        *("--workers-kill-timeout", "2"),
    )


def page_answers(port: int, path: str, *, host: str = "127.0.0.1") -> bool:
    """Whether the web process says that all is well on one of its pages for machines."""
    return _ask(host, port, path)[0] == http.HTTPStatus.OK


def is_heard(heartbeat: str, port: int, *, host: str) -> bool:
    """Whether the web process has lately seen this part at work; False when it cannot tell."""
    status, body = _ask(host, port, "/readyz")
    return status == http.HTTPStatus.OK and heartbeat not in json.loads(body)["silent"]


def _ask(host: str, port: int, path: str) -> tuple[int, bytes]:
    """Return status and body, 0 when nobody answers."""
    # By a name that the product answers to: our way to it is not the one of the people.
    name = os.environ.get("ALLOWED_HOSTS", "").partition(",")[0].strip().lstrip(".*") or host
    connection = http.client.HTTPConnection(host, port, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": name})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def main(arguments: list[str]) -> int:
    """Return 0 when the named process is at work, else 1: what containers ask every now and then.

    With a second argument, the host of the web process, which is asked about the others.
    """
    name, host = [*arguments, "127.0.0.1"][:2]
    service = next(each for each in services() if each.name == name)
    is_well = (
        is_heard(service.heartbeat, WEB_PORT, host=host)
        if service.heartbeat
        else page_answers(WEB_PORT, "/livez", host=host)
    )
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
