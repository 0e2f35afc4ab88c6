"""The stage of the proof: the product with handles to hurt it by."""

import json
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from leadwizard.proof.database import Database
from leadwizard.proof.load import DOMAIN, Load, Submission, submit_once
from leadwizard.runtime.paths import RuntimeProblem
from leadwizard.runtime.processes import Child, Program, ending
from leadwizard.runtime.services import services
from leadwizard.stage.database import Place
from leadwizard.stage.product import Product

QUICK_WORKERS = ("worker-quick", "worker-quick-2")
SLOW_WORKERS = tuple(
    process.name for service in services() for process in service.each() if service.name == "worker-slow"
)
WORKERS = (*QUICK_WORKERS, *SLOW_WORKERS)
# Leases, ladders and settling times, so that a proof takes minutes where the product would take hours.
TIME_SCALE = 0.05
LEASE = 60.0 * TIME_SCALE
RECOVERED_WITHIN = 600.0
# What `restart` sets for a while.
VARIED = frozenset({"CRASH_AT", "CRASH_TICKETS", "EMAIL_TRANSPORT", "SMTP_URL"})
# A form takes 300 a minute before it looks at them as a flood: many forms share the load.
PLACES = 40


class Stage(Product):
    """Everything that runs during a proof; `with Stage() as stage:`."""

    def __init__(self, *, keep: bool = False) -> None:
        super().__init__(organizations=PLACES, keep=keep)
        self.extra |= {"JOB_TIME_SCALE": str(TIME_SCALE), "LOG_LEVEL": "WARNING"}
        self._loads = 0

    def __enter__(self) -> Self:
        super().__enter__()
        self.places = [self._told(place, number) for number, place in enumerate(self.places)]
        return self

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

    @property
    def database(self) -> Database:
        return Database(self.values["DATABASE_URL"])

    # --- harm ---------------------------------------------------------------------------------

    def restart(self, names: Sequence[str], **extra: str) -> None:
        """Start programs anew, with these additions to their environment and without those of the last time."""
        for name in names:
            child = self.child(name)
            base = {key: value for key, value in child.program.environment.items() if key not in VARIED}
            child.program = replace(child.program, environment=base | extra)
            self.keep_down(name, 0)
        if self.until(lambda: all(self.is_up(name) for name in names) and self.consumes(), within=180) is None:
            raise RuntimeProblem(f"{', '.join(names)} did not come back")

    def mend(self) -> None:
        """Undo what a scenario left behind."""
        self.mailroom.behave()
        for name in (*WORKERS, "web", "beat", "valkey"):
            self.signal_group(name, signal.SIGCONT)
        if any(self.child(name).program.environment.get(key) for name in WORKERS for key in ("CRASH_AT", "SMTP_URL")):
            self.restart(WORKERS)
        # On a slow machine the last scenario's work is still under way: its own limit has said so, and no other should
        # begin before it is done.
        if self.until(lambda: self.consumes() and self.web_answers(), within=RECOVERED_WITHIN) is None:
            raise RuntimeProblem("The product did not recover.")

    def consumes(self) -> bool:
        """Every worker stands at its queue, or works."""
        return all(self.is_up(name) for name in WORKERS) and self.broker.waiting_clients() >= len(WORKERS)

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
        self.manage("seed_demo", "--logins-file", str(logins))
        found: dict[str, Any] = json.loads(logins.read_text(encoding="utf-8"))
        return found

    def pytest(self, name: str, arguments: Sequence[str], **extra: str) -> Child:
        """Start tests against a database of their own on this server, on the product's usual time."""
        command = [sys.executable, "-m", "pytest", "-q", *arguments]
        environment = self._environment(name, owner=True) | {"JOB_TIME_SCALE": "1"} | extra
        return self.supervisor.start(Program(name, command, environment, once=True))


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
