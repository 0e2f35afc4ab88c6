"""`manage.py up`: the whole product on this machine, with one command."""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from leadwizard.runtime import configuration, leftovers, ports, services
from leadwizard.runtime.accounts import Account, unprivileged
from leadwizard.runtime.bootstrap import LOCK
from leadwizard.runtime.paths import PROJECT, RuntimeProblem, say, state_folder, write_atomically
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Child, Program, StopRequestedError, Supervisor
from leadwizard.runtime.valkey import Valkey

SERVERS, PRODUCT = 0, 1  # stages: the product is stopped before the servers under it


def run(arguments: list[str]) -> int:
    """Start everything, say where it is, keep it running until a signal comes."""
    options = _parse(arguments)
    state = options.state.resolve() if options.state else state_folder()
    _make_folder(state)
    if options.ready_file:
        _require_writable(options.ready_file)
    with _only_one(state, options.port):
        leftovers.clear(state / "pids.json")
        if ports.is_reserved(options.port):
            raise RuntimeProblem(f"Port {options.port} is for root only. Choose one above 1023, such as 8000.")
        if not ports.is_free(options.port):
            raise RuntimeProblem(
                f"Port {options.port} is in use by another program. Choose another one, for example:\n"
                f"    python3 manage.py up --port {ports.pick()}"
            )
        return Start(options, state).run()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    except OSError as error:
        raise RuntimeProblem(f"The state folder {folder} cannot be made: {error.strerror}.") from error


def _require_writable(path: Path) -> None:
    """Refuse a ready file that cannot be written before anything is started."""
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise RuntimeProblem(f"The ready file cannot be written: {path.parent} is no folder that you may write to.")


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number <= ports.HIGHEST:
        raise argparse.ArgumentTypeError(f"{number} is no port: use 1 to {ports.HIGHEST}")
    return number


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py up",
        description="Start the whole product on this machine and keep it running until Ctrl-C.",
        epilog="DATABASE_URL (with DATABASE_OWNER_URL), REDIS_URL, RESEND_API_KEY and TWILIO_ACCOUNT_SID in the "
        "environment replace the embedded PostgreSQL, the embedded Valkey and the simulated providers.",
    )
    parser.add_argument("--port", type=_port, default=8000, help="port of the web pages (8000)")
    parser.add_argument("--state", type=Path, help="folder of all data (LEADWIZARD_STATE, or .state)")
    parser.add_argument("--ready-file", type=Path, help="write this JSON file when everything answers")
    parser.add_argument("--no-demo", action="store_true", help="do not create demo organizations and logins")
    parser.add_argument("--verbose", action="store_true", help="show all output of all processes")
    return parser.parse_args(arguments)


@contextlib.contextmanager
def _only_one(state: Path, port: int) -> Iterator[None]:
    """Hold this state folder for ourselves; the kernel lets go of it when we die."""
    with (state / "up.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RuntimeProblem(
                f"LeadWizard already runs on {state}: {file.read().strip()}\n"
                "Stop that one first, or start another beside it with --state DIR --port N."
            ) from None
        file.truncate(0)
        file.write(f"pid {os.getpid()}, http://127.0.0.1:{port}")
        file.flush()
        yield


class Start:
    """One start, from the configuration to the last process."""

    def __init__(self, options: argparse.Namespace, state: Path) -> None:
        self.began = time.monotonic()
        self.options = options
        self.state = state
        self.base_url = f"http://127.0.0.1:{options.port}"
        self.supervisor = Supervisor(state / "logs", verbose=options.verbose, on_change=self._note_processes)
        self.account = unprivileged()
        self.is_ready = False
        kept = configuration.read(state / "env")
        self.has_lost_configuration = not kept
        self.values = configuration.generated(kept, os.environ)
        self.values["PUBLIC_URL"] = self.base_url
        self.values["ALLOWED_HOSTS"] = "127.0.0.1,localhost,[::1]"
        self.values["LEADWIZARD_STATE"] = str(state)
        self.postgres = self._postgres()
        self.valkey = self._valkey()
        configuration.write(state / "env", self.values)

    def run(self) -> int:
        self.supervisor.listen_for_signals()
        try:
            self._start_everything()
            self._announce()
            self.supervisor.watch()
        except StopRequestedError:
            pass
        finally:
            say("\nStopping ...")
            if self.options.ready_file:
                self.options.ready_file.unlink(missing_ok=True)
            self.supervisor.stop()
            (self.state / "pids.json").unlink(missing_ok=True)
        say("Stopped. The data stays in " + str(self.state))
        return 0

    # --- what is started, in which order ------------------------------------------------------

    def _start_everything(self) -> None:
        supervisor = self.supervisor
        say(f"Starting LeadWizard in {self.state}")
        if self.valkey:
            self.valkey.prepare()
            supervisor.start(self._server("valkey", self.valkey))
        static = self._collect_static()
        if self.has_simulator:
            supervisor.start(self._simulator())
        if self.postgres:
            self._start_postgres(self.postgres)
        if self.valkey:
            supervisor.wait_until_ready("valkey", within=30)
        self._note_processes()
        self._prepare_database()
        if static:
            supervisor.finish(static)
            write_atomically(self.state / "static.sha256", _fingerprint_of_static_files())
        say("  starting web, live updates, workers and beat ...")
        for program in self._product():
            supervisor.start(program)
        self._note_processes()
        self._seed_demo()
        if self.has_simulator:
            supervisor.wait_until_ready("simulator", within=30)
        supervisor.wait_until_ready("web", "events", "worker-quick", "worker-slow", within=120)

    def _start_postgres(self, postgres: Postgres) -> None:
        if not (postgres.data / "PG_VERSION").exists():
            say("  creating the database ...")
        postgres.prepare(new_password=self.has_lost_configuration)
        self.supervisor.start(self._server("postgres", postgres))
        self.supervisor.wait_until_ready("postgres", within=60)

    def _prepare_database(self) -> None:
        """Make roles and tables; not again while our own database has met exactly this code."""
        stamp = self.postgres.folder / "prepared.sha256" if self.postgres else None
        fingerprint = _fingerprint_of_code()
        is_known = stamp and stamp.exists() and stamp.read_text() == fingerprint
        if is_known and not self.has_lost_configuration:
            return
        say("  preparing the database ...")
        for preparation in services.PREPARATIONS:
            self.supervisor.finish(self._manage(*preparation, "--verbosity", "0"))
        if stamp:
            write_atomically(stamp, fingerprint)

    def _server(self, name: str, server: Postgres | Valkey) -> Program:
        is_postgres = isinstance(server, Postgres)
        return Program(
            name,
            server.command(),
            server.environment(),
            stage=SERVERS,
            is_ready=server.is_ready,
            # PostgreSQL's fast shutdown: its polite one would wait for every client to leave.
            stop_signal=signal.SIGINT if is_postgres else signal.SIGTERM,
            account=self.account if is_postgres else None,
        )

    def _simulator(self) -> Program:
        port = configuration.port_of(self.values["SIMULATOR_URL"])
        arguments = {"--port": str(port), "--state": str(self.state / "simulator")}
        # A provider that the person chose for real is not simulated: it gets keys that nobody knows.
        if "RESEND_API_KEY" in self.values:
            arguments["--resend-key"] = self.values["RESEND_API_KEY"]
            arguments["--webhook-secret"] = self.values["RESEND_WEBHOOK_SECRET"]
            arguments["--webhook-url"] = f"{self.base_url}/webhooks/resend/"
            arguments["--webhook-events"] = ",".join(configuration.RESEND_EVENTS)
        if "TWILIO_AUTH_TOKEN" in self.values:
            arguments["--twilio-sid"] = self.values["TWILIO_ACCOUNT_SID"]
            arguments["--twilio-token"] = self.values["TWILIO_AUTH_TOKEN"]
            arguments["--twilio-number"] = self.values["TWILIO_NUMBER"]
            arguments["--texts-url"] = f"{self.base_url}/webhooks/twilio/sms/"
        if "AI_API_KEY" in self.values:
            arguments["--openai-key"] = self.values["AI_API_KEY"]
            arguments["--openai-model"] = self.values["AI_MODEL"]
        command = [sys.executable, "-m", "leadwizard.simulator", *(part for pair in arguments.items() for part in pair)]
        return Program("simulator", command, self._environment("simulator"), is_ready=lambda: ports.answers(port))

    def _product(self) -> list[Program]:
        events_port = configuration.port_of(self.values["EVENTS_URL"])
        readiness = {
            "web": lambda: services.page_answers(self.options.port, "/livez"),
            "events": lambda: services.page_answers(events_port, "/livez"),
            "worker-quick": self._consumes,
            "worker-slow": self._consumes,
        }
        return [
            Program(
                process.name,
                [sys.executable, *process.arguments],
                {**process.environment, **self._environment(process.name)},  # what the person set wins
                is_ready=readiness.get(process.name),
            )
            for service in services.services(port=self.options.port, events_port=events_port)
            for process in service.each()
        ]

    def _consumes(self) -> bool:
        """All workers stand at their queue (of a broker that is not ours, we cannot know)."""
        workers = sum(name.startswith("worker-") for name in self.supervisor.children)
        return self.valkey is None or self.valkey.waiting_clients() >= workers

    def _collect_static(self) -> Child | None:
        stamp = self.state / "static.sha256"
        is_there = (self.state / "static" / "staticfiles.json").exists()
        if is_there and stamp.exists() and stamp.read_text() == _fingerprint_of_static_files():
            return None
        return self._manage("collectstatic", "--no-input", "--verbosity", "0")

    def _seed_demo(self) -> None:
        """Once for each state folder: what people changed in the demo afterwards stays changed."""
        if self.options.no_demo or self._logins_path.exists():
            return
        say("  creating demo data ...")
        draft = self.state / "logins.new.json"
        self.supervisor.finish(self._manage("seed_demo", "--logins-file", str(draft)))
        draft.chmod(0o600)
        draft.replace(self._logins_path)

    def _manage(self, command: str, *arguments: str) -> Child:
        """Run a Django command, with the schema owner's rights where it needs them."""
        is_owners = command in {name for name, *_options in services.PREPARATIONS}
        environment = self._environment(command, owner=is_owners)
        line = [sys.executable, str(PROJECT / "manage.py"), command, *arguments]
        return self.supervisor.start(Program(command, line, environment, once=True))

    # --- configuration ------------------------------------------------------------------------

    @property
    def has_simulator(self) -> bool:
        return "SIMULATOR_URL" in self.values

    @property
    def _logins_path(self) -> Path:
        return self.state / "logins.json"

    def _environment(self, name: str, *, owner: bool = False) -> dict[str, str]:
        """What a process of the product gets: what the person set wins over what we generated."""
        environment = {
            **self.values,
            "DJANGO_SETTINGS_MODULE": "leadwizard.settings",
            **os.environ,
            "LEADWIZARD_STATE": str(self.state),
            "LEADWIZARD_BOOTSTRAP": "0",
            "PROCESS_NAME": name,
            "PYTHONUNBUFFERED": "1",
        }
        if not owner:
            for secret in services.OWNER_ONLY:
                environment.pop(secret, None)
        return environment

    def _postgres(self) -> Postgres | None:
        url = self.values.get("DATABASE_OWNER_URL")
        if not url:
            return None
        folder = self._database_folder(self.account)
        return Postgres(folder, configuration.port_of(url), configuration.password_of(url), self.account)

    def _database_folder(self, account: Account | None) -> Path:
        """STATE/postgres, or a folder of the system when `nobody` cannot come to STATE."""
        if known := self.values.get("POSTGRES_FOLDER"):
            return Path(known)
        if account is None:
            return self.state / "postgres"
        self.state.chmod(self.state.stat().st_mode | 0o011)
        if account.can_enter(self.state):
            return self.state / "postgres"
        name = hashlib.sha256(str(self.state).encode() + os.urandom(8)).hexdigest()[:12]
        folder = Path("/var/lib") / f"leadwizard-{name}"
        self.values["POSTGRES_FOLDER"] = str(folder)
        say(f"The database lies in {folder}: PostgreSQL does not run as root, and `nobody` cannot enter {self.state}.")
        return folder

    def _valkey(self) -> Valkey | None:
        url = self.values.get("REDIS_URL")
        if not url:
            return None
        return Valkey(self.state / "valkey", configuration.port_of(url), configuration.password_of(url))

    # --- what the outside learns --------------------------------------------------------------

    def _note_processes(self) -> None:
        pids = self.supervisor.pids()
        leftovers.remember(self.state / "pids.json", pids)
        if self.is_ready and self.options.ready_file:
            write_atomically(self.options.ready_file, json.dumps(self._description(), indent=1))

    def _description(self) -> dict[str, Any]:
        """The content of the ready file."""
        logins = self._logins()
        slug, dashboard = logins.pop("form_slug", None), logins.pop("dashboard_path", None)
        return {
            "base_url": self.base_url,
            "simulator_url": self.values.get("SIMULATOR_URL"),
            "form_url": f"{self.base_url}/f/{slug}/" if slug else None,
            "form_slug": slug,
            "dashboard_url": f"{self.base_url}{dashboard}" if dashboard else None,
            "admin_url": f"{self.base_url}/admin/",
            "database_url": os.environ.get("DATABASE_URL") or self.values.get("DATABASE_URL"),
            "logins": logins,
            "pids": self.supervisor.pids(),
        }

    def _logins(self) -> dict[str, Any]:
        try:
            logins = json.loads(self._logins_path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return logins if isinstance(logins, dict) else {}

    def _announce(self) -> None:
        self.is_ready = True
        self._note_processes()
        description = self._description()
        say(f"\nLeadWizard is ready after {time.monotonic() - self.began:.1f} s.\n")
        places = {
            "Public form": description["form_url"],
            "Dashboard": description["dashboard_url"] or f"{self.base_url}/account/login/",
            "Admin portal": description["admin_url"],
            "Simulator": description["simulator_url"],
        }
        for label, url in places.items():
            if url:
                say(f"  {label:<14} {url}")
        say()
        _print_logins(description["logins"])
        say(f"  Logs in {self.state / 'logs'}. Stop with Ctrl-C.\n")


def _print_logins(logins: Mapping[str, Any]) -> None:
    for who, login in logins.items():
        if isinstance(login, dict):
            second = f"   second factor: {login['totp_secret']}" if login.get("totp_secret") else ""
            say(f"  {who:<14} {login.get('email')}   {login.get('password')}{second}")
    if not logins:
        say("  Nobody can sign in yet: python3 manage.py create_superadmin")
    say()


def _fingerprint_of_static_files() -> str:
    """Changes with every static file of ours, and with every update of a package."""
    folders = [PROJECT / "static", *PROJECT.glob("*/static"), *PROJECT.glob("leadwizard/*/static")]
    return _fingerprint(path for folder in folders for path in folder.rglob("*"))


def _fingerprint_of_code() -> str:
    """Changes with every module of ours, and with every update of a package."""
    return _fingerprint(path for app in PROJECT.glob("*/__init__.py") for path in app.parent.rglob("*.py"))


def _fingerprint(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256(LOCK.read_bytes())
    for path in sorted(paths):
        facts = path.stat()
        digest.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()
