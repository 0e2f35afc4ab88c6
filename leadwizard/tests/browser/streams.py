"""The process that holds the browsers' streams, as an installation runs it."""

import os
import sys
from pathlib import Path
from uuid import uuid4

from django.conf import settings as django_settings
from django.db import connection

from leadwizard.runtime import ports, services
from leadwizard.runtime.processes import Child, Program, Supervisor
from leadwizard.runtime.valkey import Valkey


class Stream:
    """The process that holds the streams and the Redis that it hears, both real and on ports of their own."""

    def __init__(self, folder: Path) -> None:
        self.supervisor = Supervisor(folder / "logs", silent=True)
        self.supervisor.settled = True
        self.valkey = Valkey(folder / "valkey", ports.pick(), uuid4().hex, durable=False)
        self.redis_url = f"redis://:{self.valkey.password}@127.0.0.1:{self.valkey.port}/0"
        self.port = ports.pick([self.valkey.port])
        self.url = f"http://127.0.0.1:{self.port}/events/"
        self._children: dict[str, Child] = {}

    def start(self, name: str) -> None:
        """Start `valkey` or `events`, and wait until it answers."""
        self._children[name] = self.supervisor.start(self._programs()[name])
        self.supervisor.wait_until_ready(name, within=60)

    def stop(self, name: str) -> None:
        """End one of them."""
        child = self._children.pop(name)
        child.process.terminate()
        child.process.wait(timeout=60)
        self.supervisor.forget(child)

    def _programs(self) -> dict[str, Program]:
        facts = connection.settings_dict
        [events] = [each for each in services.services(events_port=self.port) if each.name == "events"]
        own = {
            **os.environ,
            **events.environment,
            "DATABASE_URL": f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}/"
            + facts["NAME"],
            "REDIS_URL": self.redis_url,
            "SECRET_KEY": django_settings.SECRET_KEY,
        }
        command = [sys.executable, *events.arguments]
        self.valkey.prepare()
        return {
            "valkey": Program(
                "valkey", self.valkey.command(), self.valkey.environment(), is_ready=self.valkey.is_ready
            ),
            "events": Program("events", command, own, is_ready=lambda: services.page_answers(self.port, "/livez")),
        }
