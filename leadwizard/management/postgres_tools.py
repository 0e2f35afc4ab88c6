"""PostgreSQL's own programs, pointed at our database as its administrator."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from leadwizard.runtime.postgres import installed_package

# From the options of the address to what libpq reads.
_TRANSPORT: Final = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
_LAST_LINES: Final = 15


class ToolError(Exception):
    """A program is missing or failed; the text holds its last words."""


def run(name: str, *arguments: str, server_version: int) -> str:
    """Run a program and return what it printed.

    The server's version is as libpq says it, such as 180006: an older program cannot read what a newer server writes.

    Raises:
        ToolError: there is no program that is new enough, or it failed.
    """
    done = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [str(_find(name, server_version // 10_000)), *arguments],
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ToolError(f"{name} failed:\n" + "\n".join(done.stderr.strip().splitlines()[-_LAST_LINES:]))
    return done.stdout


def _find(name: str, major: int) -> Path:
    found = list(_candidates(name))
    for path, version in found:
        if version >= major:
            return path
    seen = ", ".join(f"{path} is of {version}" for path, version in found) or "none is here"
    raise ToolError(f"{name} of PostgreSQL {major} or newer is needed ({seen}). Install postgresql-client-{major}.")


def _candidates(name: str) -> Iterator[tuple[Path, int]]:
    """Yield the system's program, which speaks TLS, before the one that comes with our packages and does not."""
    package = installed_package()
    for path in (shutil.which(name), package and package / "pginstall" / "bin" / name):
        if path and Path(path).exists():
            answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 - see above
            if version := re.search(r"\) (\d+)", answer):
                yield Path(path), int(version[1])


def _environment() -> dict[str, str]:
    """Name the server in the environment: arguments stand in the list of processes."""
    owner = settings.DATABASE_OWNER
    if not owner:
        raise ImproperlyConfigured("DATABASE_OWNER_URL is not set: backups need the server's administrator")
    server = {
        "PGHOST": owner["HOST"],
        "PGPORT": str(owner["PORT"] or ""),
        "PGUSER": owner["USER"],
        "PGPASSWORD": owner["PASSWORD"],
        "PGDATABASE": owner["NAME"],
        "PGAPPNAME": "leadwizard-backup",
        "PGCONNECT_TIMEOUT": "10",
        **{name: str(owner.get("OPTIONS", {}).get(option, "")) for option, name in _TRANSPORT.items()},
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", **{k: v for k, v in server.items() if v}}
