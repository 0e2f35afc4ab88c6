"""`manage.py test`: every check and every test, against servers of their own."""

import codecs
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from leadwizard.runtime import chromium, configuration, locks, ports
from leadwizard.runtime.accounts import Account, unprivileged
from leadwizard.runtime.paths import PROJECT, say, state_folder
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Child, Program, StopRequestedError, Supervisor
from leadwizard.runtime.valkey import Valkey

HELP = """\
python3 manage.py test                    every check, every test (two at a time), and the proof of delivery, small
python3 manage.py test [pytest arguments] only these tests, for example: -k form, -x leads/tests
python3 manage.py test --chaos            the proof of delivery in full: about 40 minutes (--chaos --help)

All bring their own PostgreSQL, Valkey and Chromium and leave nothing behind but caches.
"""
AT_ONCE = 2  # as many as the smallest machine has cores
SHOWN_LINES = 60  # of a failed check; all of them when there are fewer
# Never handed to a test: what the person configured may be a real database or a real account.
PRODUCT_VARIABLES = re.compile(
    r"^(DATABASE|REDIS|RESEND|EMAIL|SMTP|SENTRY|METRICS|PROMETHEUS|STRIPE|TWILIO|OPENAI|AI|CREDENTIAL|EVENTS|INBOUND|FORM|JOB|CRASH)_|"
    r"^(SECRET_KEY|PUBLIC_URL|ALLOWED_HOSTS|DEBUG|TRUSTED_PROXY_COUNT|LEADWIZARD_STATE)(_FILE)?$"
)
# pytest's last line: in a frame of equal signs, or bare when it was asked to be quiet.
_CLOSING = re.compile(r"^==|^\d+ (passed|failed|error|skipped|deselected)|^no tests ran")
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_LINT_MIGRATIONS = """
import sys, django
django.setup()
from django.core.management import call_command
from django_migration_linter.management.commands.lintmigrations import Command
call_command(Command(), "--no-cache", "--include-apps", *sys.argv[1:])
"""


@dataclass
class Result:
    name: str
    passed: bool
    seconds: float
    output: str = ""

    def announce(self) -> None:
        say(f"  {'ok  ' if self.passed else 'FAIL'}  {self.name:<34} {self.seconds:6.1f} s")


def run(arguments: list[str]) -> int:
    """Run the checks and tests; 0 only when all of them passed."""
    if arguments in (["--help"], ["-h"]):
        say(HELP)
        return 0
    with Laboratory() as laboratory:
        try:
            return laboratory.run(arguments)
        except StopRequestedError:
            say("\nStopped before the end.")
            return 130


def throw_away_folder(account: Account | None) -> Path:
    """Make a folder under STATE, or in the system's temporary folder when `nobody` cannot come to STATE."""
    parent = state_folder() / "test"
    parent.mkdir(parents=True, exist_ok=True)
    if account:
        parent.parent.chmod(parent.parent.stat().st_mode | 0o011)
        if not account.can_enter(parent):
            parent = Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    folder.chmod(0o711)
    return folder


class Laboratory:
    """Throw-away servers, the environment that points at them, and what runs against them."""

    def __init__(self) -> None:
        self.account = unprivileged()
        self.folder = throw_away_folder(self.account)
        self.supervisor = Supervisor(self.folder / "logs", silent=True)
        passwords = {role: secrets.token_urlsafe(16) for role in ("lw_admin", "lw_app", "valkey")}
        database_port = ports.pick()
        valkey_port = ports.pick([database_port])
        self.postgres = Postgres(
            self.folder / "postgres", database_port, passwords["lw_admin"], self.account, durable=False
        )
        self.valkey = Valkey(self.folder / "valkey", valkey_port, passwords["valkey"], durable=False)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not PRODUCT_VARIABLES.match(name)},
            "DJANGO_SETTINGS_MODULE": "leadwizard.settings",
            "DATABASE_URL": configuration.database_url("lw_app", passwords["lw_app"], database_port),
            "DATABASE_OWNER_URL": configuration.database_url("lw_admin", passwords["lw_admin"], database_port),
            "REDIS_URL": f"redis://:{passwords['valkey']}@127.0.0.1:{valkey_port}/0",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "CREDENTIAL_KEYS": configuration.key_ring(),
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
            "TRUSTED_PROXY_COUNT": "1",
            "EMAIL_TRANSPORT": "resend",
            "RESEND_API_URL": "http://127.0.0.1:9",  # nobody: a test names its own simulator
            "RESEND_API_KEY": f"re_{secrets.token_hex(16)}",
            "RESEND_WEBHOOK_SECRET": configuration.webhook_secret(),
            "LEADWIZARD_STATE": str(self.folder / "state"),
            "LEADWIZARD_BOOTSTRAP": "0",
            "PYTHONUNBUFFERED": "1",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, arguments: list[str]) -> int:
        self.supervisor.listen_for_signals()
        began = time.monotonic()
        self._start_servers()
        self.environment |= chromium.environment_of(chromium.find_or_install())
        self.supervisor.finish(self._start("setup_database", [sys.executable, "manage.py", "setup_database"]))
        results = [] if arguments else self._run_checks()
        results.append(self._run_pytest(arguments or ["-n", str(AT_ONCE)]))
        if not arguments:
            results.insert(-1, self._run_proof())
        return _conclude(results, time.monotonic() - began)

    def _start_servers(self) -> None:
        say("Starting PostgreSQL and Valkey for the tests ...")
        self.valkey.prepare()
        supervisor, postgres, valkey = self.supervisor, self.postgres, self.valkey
        supervisor.start(Program("valkey", valkey.command(), valkey.environment(), stage=0, is_ready=valkey.is_ready))
        postgres.prepare(new_password=False)
        supervisor.start(
            Program(
                "postgres",
                postgres.command(),
                postgres.environment(),
                stage=0,
                is_ready=postgres.is_ready,
                stop_signal=signal.SIGQUIT,  # at once: nothing here is worth a clean shutdown
                account=self.account,
            )
        )
        supervisor.wait_until_ready("postgres", "valkey", within=60)
        supervisor.settled = True

    def _start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> Child:
        program = Program(name, command, {**self.environment, **(environment or {})}, once=True)
        return self.supervisor.start(program)

    def _run_checks(self) -> list[Result]:
        """All static checks, the slowest first, two at a time."""
        say("Checks")
        waiting = self._checks()
        running: dict[str, Child] = {}
        results = [_checked("locks match pyproject.toml", locks.stale_locks)]
        results[0].announce()
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                name, command, environment = waiting.pop(0)
                running[name] = self._start(name.replace(" ", "-"), command, environment)
            self.supervisor.pump()
            for name in [name for name, child in running.items() if not child.is_alive]:
                results.append(self._judged(name, running.pop(name)))
                results[-1].announce()
        return results

    def _checks(self) -> list[tuple[str, list[str], dict[str, str]]]:
        python = sys.executable
        apps = sorted(path.parent.name for path in PROJECT.glob("*/migrations"))
        production = {
            "PUBLIC_URL": "https://leads.example.com",
            "ALLOWED_HOSTS": "leads.example.com",
            "RESEND_API_URL": "https://api.resend.com",
        }
        deploy = ["check", "--deploy", "--fail-level", "WARNING"]
        linter = str(Path(python).with_name("lint-imports"))
        return [
            ("mypy (strict)", [python, "-m", "mypy"], {}),
            ("ruff check", [python, "-m", "ruff", "check", "--output-format", "concise", "."], {}),
            ("ruff format", [python, "-m", "ruff", "format", "--check", "--output-format", "concise", "."], {}),
            ("import layers", [linter, "--no-cache"], {}),
            ("no missing migration", [python, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
            ("migrations safe to deploy", [python, "-c", _LINT_MIGRATIONS, *apps], {}),
            ("configuration fit to deploy", [python, "manage.py", *deploy], production),
        ]

    def _judged(self, name: str, child: Child) -> Result:
        seconds = time.monotonic() - child.started_at
        self.supervisor.forget(child)
        passed = child.process.returncode == 0
        return Result(name, passed, seconds, "" if passed else child.log.path.read_text(encoding="utf-8"))

    def _run_proof(self) -> Result:
        """Play every scenario of the proof, small; it brings servers of its own."""
        say("Proof of delivery")
        proof = [sys.executable, str(PROJECT / "manage.py"), "test", "--chaos", "--quick"]
        child = self._start("proof", proof)
        while child.is_alive:
            self.supervisor.pump()
        result = self._judged("proof of delivery, small", child)
        result.announce()
        return result

    def _run_pytest(self, arguments: list[str]) -> Result:
        """Run the tests, passing on what they print as it comes, and keep their closing line."""
        say("Tests")
        began = time.monotonic()
        colours = ["--color=yes"] if sys.stdout.isatty() else []
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", *colours, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=PROJECT,
            env={**self.environment, "PROCESS_NAME": "test", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"},
        )
        try:
            closing = self._pass_on(process)
        except StopRequestedError:
            process.send_signal(signal.SIGINT)
            process.wait(30)
            raise
        finally:
            if process.poll() is None:
                process.kill()
        return Result("tests", process.wait() == 0, time.monotonic() - began, closing)

    def _pass_on(self, process: subprocess.Popen[bytes]) -> str:
        """Print what comes; returns the last line in pytest's frame of equal signs."""
        stream = process.stdout
        if stream is None:
            raise RuntimeError("started without a pipe")
        os.set_blocking(stream.fileno(), False)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        closing = line = ""
        while True:
            self.supervisor.pump()
            try:
                data = os.read(stream.fileno(), 65536)
            except BlockingIOError:
                continue
            if not data:
                return closing
            text = decoder.decode(data)
            sys.stdout.write(text)
            sys.stdout.flush()
            *lines, line = (line + text).split("\n")
            closing = next((each for each in reversed(lines) if _CLOSING.match(_COLOURS.sub("", each))), closing)


def _checked(name: str, check: Callable[[], list[str]]) -> Result:
    began = time.monotonic()
    found = check()
    output = f"{', '.join(found)}: written from another pyproject.toml. Run: {locks.COMMAND}" if found else ""
    return Result(name, not found, time.monotonic() - began, output)


def _conclude(results: list[Result], seconds: float) -> int:
    """Print what failed, and last of all pytest's own count."""
    *checks, tests = results
    failed = [check for check in checks if not check.passed]
    for check in failed:
        lines = check.output.strip().splitlines()
        say(f"\n----- {check.name} -----")
        if len(lines) > SHOWN_LINES:
            say(f"(the last {SHOWN_LINES} of {len(lines)} lines)")
        say("\n".join(lines[-SHOWN_LINES:]))
    say()
    if failed:
        say(f"{len(failed)} of {len(checks)} checks failed: {', '.join(check.name for check in failed)}")
    elif checks:
        say(f"All {len(checks)} checks passed.")
    say(f"{'Passed' if tests.passed and not failed else 'FAILED'} after {seconds:.0f} s.")
    say(tests.output or "pytest ended without a result.")
    return 0 if tests.passed and not failed else 1
