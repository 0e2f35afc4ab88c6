"""The product as `up` starts it, on servers of its own that are thrown away afterwards."""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Self, TypeVar

from leadwizard.runtime import ports
from leadwizard.runtime.accounts import unprivileged
from leadwizard.runtime.checks import PRODUCT_VARIABLES, throw_away_folder
from leadwizard.runtime.paths import RuntimeProblem, say
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Child, Program, Supervisor
from leadwizard.runtime.services import page_answers
from leadwizard.runtime.up import Start
from leadwizard.runtime.valkey import Valkey
from leadwizard.stage.database import Database, Place
from leadwizard.stage.mailroom import Mailroom

T = TypeVar("T")


def forget_configuration() -> None:
    """Take out of our environment what a person configured: it may be a real database or a real account."""
    for name in [name for name in os.environ if PRODUCT_VARIABLES.match(name) and name != "LEADWIZARD_STATE"]:
        del os.environ[name]


class Product(Start):
    """Everything that runs, with so many organizations of one form and one lead each; a context manager."""

    def __init__(self, *, organizations: int, keep: bool = False) -> None:
        forget_configuration()
        self.folder = throw_away_folder(unprivileged())
        self.keep = keep
        options = argparse.Namespace(port=ports.pick(), verbose=False, no_demo=True, ready_file=None)
        super().__init__(options, self.folder)
        self.told: list[str] = []
        self.supervisor = Supervisor(self.folder / "logs", silent=True, tell=self.told.append)
        self.extra: dict[str, str] = {}
        self.places: list[Place] = []
        self._organizations = organizations

    def __enter__(self) -> Self:
        self.supervisor.listen_for_signals()
        try:
            self._start_everything()
            self.supervisor.settled = True
            self.seed(self._organizations, leads=1)
            self.places = self.database.places()
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

    def seed(self, organizations: int, *, leads: int) -> None:
        """Add organizations with so many leads each."""
        self.manage("seed_demo", "--organizations", str(organizations), "--leads", str(leads))

    def manage(self, command: str, *arguments: str) -> None:
        """Run a command of the product and wait for its end.

        Raises:
            RuntimeProblem: it failed.
        """
        self.supervisor.finish(self._manage(command, *arguments))

    def _environment(self, name: str, *, owner: bool = False) -> dict[str, str]:
        return super()._environment(name, owner=owner) | self.extra

    # --- what runs ----------------------------------------------------------------------------

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

    def web_answers(self) -> bool:
        return page_answers(self.options.port, "/livez")

    def web_is_ready(self) -> bool:
        """Whether the web says that it can take forms: database, migrations, isolation."""
        return page_answers(self.options.port, "/readyz")

    def helper(self, name: str, module: str, *arguments: str) -> Child:
        """Start a program beside the product that stays."""
        return self.supervisor.start(self._beside(name, module, *arguments))

    def visitor(self, name: str, module: str, *arguments: str) -> AbstractContextManager[Child]:
        """Have a program beside the product for a while."""
        return self.supervisor.running(replace(self._beside(name, module, *arguments), once=True))

    def _beside(self, name: str, module: str, *arguments: str) -> Program:
        return Program(name, [sys.executable, "-m", module, *arguments], self._environment(name), stage=0)

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

    def beside(self, work: Callable[[], T]) -> T:
        """Do the work in another thread, and let everything go on: a program whose words nobody reads stands still."""
        other = ThreadPoolExecutor(1)
        try:
            done = other.submit(work)
            while not done.done():
                self.wait(0.1)
            return done.result()
        finally:
            other.shutdown(wait=False, cancel_futures=True)

    def settle(self, within: float) -> float | None:
        """Wait until no job is open that nobody was asked about; return the seconds, or None when some stay."""
        return self.until(lambda: not self.database.unfinished(), within=within, every=0.5)


def _there(server: T | None) -> T:
    if server is None:
        raise RuntimeProblem("The stage runs on servers of its own.")
    return server
