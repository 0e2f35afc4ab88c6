"""The product as `up` starts it, on servers of its own, with handles to hurt it by."""

import argparse
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

from leadwizard.proof.database import Database, Place
from leadwizard.proof.load import DOMAIN, Load, Submission, submit_once
from leadwizard.proof.mailroom import Mailroom
from leadwizard.runtime import ports
from leadwizard.runtime.accounts import unprivileged
from leadwizard.runtime.checks import PRODUCT_VARIABLES, throw_away_folder
from leadwizard.runtime.paths import RuntimeProblem, say
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Child, Program, Supervisor, ending
from leadwizard.runtime.services import page_answers
from leadwizard.runtime.up import Start
from leadwizard.runtime.valkey import Valkey

T = TypeVar("T")
QUICK_WORKERS = ("worker-quick", "worker-quick-2")
WORKERS = (*QUICK_WORKERS, "worker-slow")
# Leases, ladders and settling times, so that a proof takes minutes where the product would take hours.
TIME_SCALE = 0.05
LEASE = 60.0 * TIME_SCALE
# What `restart` sets for a while.
VARIED = frozenset({"CRASH_AT", "CRASH_TICKETS", "EMAIL_TRANSPORT", "SMTP_URL"})
# A form takes 300 a minute before it looks at them as a flood: many forms share the load.
PLACES = 40


class Stage(Start):
    """Everything that runs during a proof; `with Stage() as stage:`."""

    def __init__(self, *, keep: bool = False) -> None:
        for name in [name for name in os.environ if PRODUCT_VARIABLES.match(name) and name != "LEADWIZARD_STATE"]:
            del os.environ[name]
        self.folder = throw_away_folder(unprivileged())
        self.keep = keep
        options = argparse.Namespace(port=ports.pick(), verbose=False, no_demo=True, ready_file=None)
        super().__init__(options, self.folder)
        self.told: list[str] = []
        self.supervisor = Supervisor(self.folder / "logs", silent=True, tell=self.told.append)
        self.extra: dict[str, str] = {"JOB_TIME_SCALE": str(TIME_SCALE), "LOG_LEVEL": "WARNING"}
        self.places: list[Place] = []
        self._loads = 0

    def __enter__(self) -> Self:
        self.supervisor.listen_for_signals()
        try:
            self._start_everything()
            self.supervisor.settled = True
            seeding = ("seed_demo", "--organizations", str(PLACES), "--leads", "1")
            self.supervisor.finish(self._manage(*seeding))
            self.places = [self._told(place, number) for number, place in enumerate(self.database.places())]
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.supervisor.stop()
        if self.keep:
            say(f"The state and the logs stay in {self.folder}")
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        if folder := self.values.get("POSTGRES_FOLDER"):
            shutil.rmtree(folder, ignore_errors=True)

    def _told(self, place: Place, number: int) -> Place:
        """Every fourth team is told by text as well, each on a number that belongs to nobody."""
        return place if number % 4 else self.database.with_phone(place, f"+193755501{number:02}")

    # --- what runs ----------------------------------------------------------------------------

    def _product(self) -> list[Program]:
        """As `up` has it, with a second quick worker: while one of them lies dead the other one goes on."""
        programs = super()._product()
        quick = next(program for program in programs if program.name == "worker-quick")
        command = [part.replace("quick@", "quick2@") for part in quick.command]
        return [*programs, replace(quick, name="worker-quick-2", command=command)]

    def _environment(self, name: str, *, owner: bool = False) -> dict[str, str]:
        return super()._environment(name, owner=owner) | self.extra

    @property
    def server(self) -> Postgres:
        return _there(self.postgres)

    @property
    def broker(self) -> Valkey:
        return _there(self.valkey)

    @property
    def database(self) -> Database:
        return Database(self.values["DATABASE_URL"])

    @property
    def mailroom(self) -> Mailroom:
        return Mailroom(self.values["SIMULATOR_URL"])

    # --- time ---------------------------------------------------------------------------------

    def wait(self, seconds: float) -> None:
        """Let everything go on for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.supervisor.pump(min(left, 0.05))

    def until(self, condition: Callable[[], bool], within: float, *, every: float = 0.1) -> float | None:
        """Wait for the condition; return the seconds that it took, or None when it did not come true."""
        began = time.monotonic()
        while True:
            if condition():
                return time.monotonic() - began
            if time.monotonic() - began > within:
                return None
            self.wait(every)

    # --- harm ---------------------------------------------------------------------------------

    def child(self, name: str) -> Child:
        return self.supervisor.children[name]

    def is_up(self, name: str) -> bool:
        child = self.child(name)
        return child.is_alive and child.restart_at is None

    def signal_group(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a program and all that it has forked; nothing happens where it just lies dead."""
        child = self.child(name)
        # Deaths that we cause must not teach the supervisor patience.
        child.deaths = 0
        if child.process.poll() is None:
            os.killpg(child.pid, number)

    def kill(self, name: str) -> None:
        self.signal_group(name, signal.SIGKILL)

    def keep_down(self, name: str, seconds: float) -> None:
        """Kill a program, and let it be started again after so long."""
        child = self.child(name)
        self.kill(name)
        child.process.wait()
        while not child.is_buried:
            self.supervisor.pump(0.01)
        child.restart_at = time.monotonic() + seconds

    def restart(self, names: Sequence[str], **extra: str) -> None:
        """Start programs anew, with these additions to their environment and without those of the last time."""
        for name in names:
            child = self.child(name)
            base = {key: value for key, value in child.program.environment.items() if key not in VARIED}
            child.program = replace(child.program, environment=base | extra)
            self.keep_down(name, 0)
        if self.until(lambda: all(self.is_up(name) for name in names) and self.consumes(), within=60) is None:
            raise RuntimeProblem(f"{', '.join(names)} did not come back")

    def mend(self) -> None:
        """Undo what a scenario left behind."""
        self.mailroom.behave()
        for name in (*WORKERS, "web", "beat", "valkey"):
            self.signal_group(name, signal.SIGCONT)
        if any(self.child(name).program.environment.get(key) for name in WORKERS for key in ("CRASH_AT", "SMTP_URL")):
            self.restart(WORKERS)
        if self.until(lambda: self.consumes() and self.web_answers(), within=60) is None:
            raise RuntimeProblem("The product did not recover.")

    def consumes(self) -> bool:
        """Every worker stands at its queue, or works."""
        return all(self.is_up(name) for name in WORKERS) and self.broker.waiting_clients() >= len(WORKERS)

    def web_answers(self) -> bool:
        return page_answers(self.options.port, "/livez")

    def web_is_ready(self) -> bool:
        """Whether the web says that it can take forms: database, migrations, isolation."""
        return page_answers(self.options.port, "/readyz")

    # --- load ---------------------------------------------------------------------------------

    def load(
        self, *, rate: float, count: int, places: Sequence[Place] | None = None, seed: int = 0, domain: str = DOMAIN
    ) -> "Running":
        """Begin to submit leads from a process of its own, at so many a second."""
        self._loads += 1
        out = self.folder / f"load-{self._loads}.jsonl"
        slugs = [place.slug for place in places or self.places]
        load = Load(url=self.base_url, slugs=slugs, rate=rate, count=count, seed=seed, out=out, domain=domain)
        command = [sys.executable, "-m", "leadwizard.proof.load", load.dumps()]
        program = Program(f"load-{self._loads}", command, self._environment("load"), once=True)
        return Running(self, self.supervisor.start(program), out)

    def submit(self, place: Place, **values: str) -> Submission:
        """Submit one lead now, from this process."""
        return submit_once(self.base_url, place.slug, **values)

    def demo(self) -> dict[str, Any]:
        """Make the demo, and return how its people sign in and where its form is."""
        logins = self.folder / "logins.json"
        self.supervisor.finish(self._manage("seed_demo", "--logins-file", str(logins)))
        found: dict[str, Any] = json.loads(logins.read_text(encoding="utf-8"))
        return found

    def pytest(self, name: str, arguments: Sequence[str], **extra: str) -> Child:
        """Start tests against a database of their own on this server, on the product's usual time."""
        command = [sys.executable, "-m", "pytest", "-q", *arguments]
        environment = self._environment(name, owner=True) | {"JOB_TIME_SCALE": "1"} | extra
        return self.supervisor.start(Program(name, command, environment, once=True))

    def helper(self, name: str, module: str, *arguments: str) -> Child:
        """Start a program of the proof's own that stays."""
        command = [sys.executable, "-m", module, *arguments]
        return self.supervisor.start(Program(name, command, self._environment(name), stage=0))


class Running:
    """Leads that are being submitted."""

    def __init__(self, stage: Stage, child: Child, out: Path) -> None:
        self._stage = stage
        self._child = child
        self._out = out

    @property
    def is_over(self) -> bool:
        return not self._child.is_alive

    def finish(self, within: float = 600) -> list[Submission]:
        """Wait for the end; return every lead that was submitted.

        Raises:
            RuntimeProblem: it does not come to an end, or broke.
        """
        if self._stage.until(lambda: self.is_over, within=within) is None:
            self.stop()
            raise RuntimeProblem("The load did not end in time.")
        code = self._child.process.returncode
        self._stage.supervisor.forget(self._child)
        if code:
            raise RuntimeProblem(f"The load {ending(code)}:\n" + "\n".join(self._child.tail))
        return self.so_far()

    def stop(self) -> None:
        """Ask it to begin no more leads; those under way are acknowledged first."""
        self._child.process.send_signal(signal.SIGTERM)

    def so_far(self) -> list[Submission]:
        """What has been acknowledged, or given up, until now."""
        if not self._out.exists():
            return []
        lines = self._out.read_text(encoding="utf-8").splitlines()
        return [Submission.loads(line) for line in lines]


def _there(server: T | None) -> T:
    if server is None:
        raise RuntimeProblem("The proof runs on servers of its own.")
    return server
