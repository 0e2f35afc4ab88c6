"""Starts programs, watches them, starts them again when they die, and stops them in order.

One thread and one loop: `pump` reads what the programs say, sees who died and restarts whom. That
keeps `preexec_fn` safe (nobody else holds a lock while forking), which is needed so that the
programs die with us even when we are killed without a chance to stop them.
"""

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from leadwizard.runtime.accounts import Account
from leadwizard.runtime.logs import Log
from leadwizard.runtime.paths import PROJECT, RuntimeProblem, say

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a dead program is started again
HEALTHY_AFTER = 60.0  # seconds of life after which earlier deaths are forgotten
DEATHS_BEFORE_GIVING_UP = 3  # while starting; a program that has once run is restarted for ever
STOP_WITHIN = 12.0  # seconds between the polite signal and the other one
TICK = 0.05
GATHER = 0.02  # seconds
_PR_SET_PDEATHSIG = 1


class StopRequestedError(Exception):
    """Ctrl-C, SIGTERM or SIGHUP arrived."""


@dataclass(frozen=True)
class Program:
    """Something to run.

    Attributes:
        stage: programs of a higher stage need those of a lower one, and are stopped before them.
        is_ready: asked until it says True; None when there is nothing to wait for.
        stop_signal: the polite way to end it.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stage: int = 1
    is_ready: Callable[[], bool] | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    once: bool = False


@dataclass
class Child:
    """A program with its process of the moment."""

    program: Program
    log: Log
    process: subprocess.Popen[bytes]
    started_at: float
    deaths: int = 0
    restart_at: float | None = None
    is_buried: bool = False
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=30))
    rest: bytes = b""

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None


def delay_after(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row: 0.5, 1, 2 ... 30."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** (min(deaths, 16) - 1))


def ending(returncode: int) -> str:
    if returncode < 0:
        return f"was killed ({signal.Signals(-returncode).name})"
    return f"ended with code {returncode}"


class Supervisor:
    """All programs of one start."""

    def __init__(
        self,
        logs: Path,
        *,
        verbose: bool = False,
        silent: bool = False,
        on_change: Callable[[], None] | None = None,
        tell: Callable[[str], None] = say,
    ) -> None:
        self.children: dict[str, Child] = {}
        self.logs = logs
        self.verbose = verbose
        self.silent = silent  # nothing that the programs say reaches the terminal
        self.settled = False  # from then on a dying program is never a reason to give up
        self._on_change = on_change or (lambda: None)
        self._tell = tell  # who hears of deaths and new starts
        self._selector = selectors.DefaultSelector()
        self._stop_requested = False
        self._stopping = False

    def listen_for_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._request_stop())

    def pids(self) -> dict[str, int]:
        return {name: child.pid for name, child in self.children.items() if child.is_alive}

    def start(self, program: Program) -> Child:
        log = Log(program.name, self.logs, verbose=self.verbose, silent=self.silent or program.once)
        child = Child(program, log, self._spawn(program), time.monotonic())
        self.children[program.name] = child
        self._listen_to(child)
        return child

    def finish(self, child: Child) -> None:
        """Wait for a program that runs once.

        Raises:
            RuntimeProblem: when it fails, with the last lines it said.
        """
        while child.is_alive:
            self.pump()
        self.forget(child)
        if child.process.returncode:
            raise RuntimeProblem(
                f"`{child.program.name}` {ending(child.process.returncode)}. Its last lines "
                f"(all of them: {child.log.path}):\n" + _indented(child.tail)
            )

    @contextmanager
    def running(self, program: Program) -> Iterator[Child]:
        """Have a program that runs once for a while; at the end it is gone, with all that it has forked."""
        child = self.start(program)
        try:
            yield child
        finally:
            self._end(child)
            self.forget(child)

    def forget(self, child: Child) -> None:
        """Let go of a program that ran once and has ended."""
        self.pump(0)  # its last words
        self.children.pop(child.program.name, None)
        child.log.close()

    def wait_until_ready(self, *names: str, within: float) -> None:
        """Wait for programs that stay.

        Raises:
            RuntimeProblem: when one dies again and again, or takes longer than `within` seconds.
        """
        deadline = time.monotonic() + within
        for name in names:
            ready = self.children[name].program.is_ready
            while ready and not (self.children[name].is_alive and ready()):
                if time.monotonic() > deadline:
                    child = self.children[name]
                    raise RuntimeProblem(f"{name} is not ready after {within:.0f} s:\n" + _indented(child.tail))
                self.pump()

    def watch(self) -> None:
        """Keep everything running until a signal asks to stop."""
        self.settled = True
        try:
            while True:
                self.pump(timeout=0.25)
        except StopRequestedError:
            return

    def pump(self, timeout: float = TICK) -> None:
        """One turn of the loop: read, bury, restart.

        Raises:
            StopRequestedError: when a signal came, except while stopping.
            RuntimeProblem: when a program dies again and again before it has ever run.
        """
        if self._stop_requested and not self._stopping:
            raise StopRequestedError
        if self._selector.select(timeout):
            # Lines come one by one. A moment later there are more, and one turn does for all of them.
            time.sleep(GATHER)
        for key, _events in self._selector.select(0):
            self._read(key.data)
        for child in list(self.children.values()):
            if not child.is_buried and child.process.poll() is not None:
                self._bury(child)
            elif child.restart_at is not None and time.monotonic() >= child.restart_at and not self._stopping:
                self._restart(child)

    def stop(self) -> None:
        """End everything: higher stages first, politely, then for certain."""
        self._stopping = True
        self._stop_requested = False
        for stage in sorted({child.program.stage for child in self.children.values()}, reverse=True):
            self._stop_stage([child for child in self.children.values() if child.program.stage == stage])
        for child in self.children.values():
            child.log.close()
        self.children.clear()
        self._selector.close()

    def _stop_stage(self, children: list[Child]) -> None:
        for child in children:
            if child.is_alive:
                child.process.send_signal(child.program.stop_signal)
        deadline = time.monotonic() + STOP_WITHIN
        while any(child.is_alive for child in children):
            if time.monotonic() > deadline or self._stop_requested:
                names = ", ".join(child.program.name for child in children if child.is_alive)
                say(f"{names}: does not stop, killing it")
                break
            self.pump()
        for child in children:
            self._end(child)

    def _end(self, child: Child) -> None:
        _kill_group(child.pid)
        child.process.wait()
        if not child.is_buried:
            self._bury(child)

    def _request_stop(self) -> None:
        self._stop_requested = True

    def _spawn(self, program: Program) -> subprocess.Popen[bytes]:
        account = program.account
        return subprocess.Popen(
            list(program.command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(program.environment),
            cwd="/" if account else PROJECT,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            # Ctrl-C reaches us alone; we stop them in order. A group each, and no session of its own: Linux divides the
            # processors among sessions first (autogroup), and workers could give way to nobody but themselves.
            process_group=0,
            preexec_fn=_dies_with_parent(program.stop_signal),  # noqa: PLW1509 - one thread, see above
        )

    def _listen_to(self, child: Child) -> None:
        stream = child.process.stdout
        if stream is None:
            raise RuntimeError("started without a pipe")
        os.set_blocking(stream.fileno(), False)
        self._selector.register(stream, selectors.EVENT_READ, child)

    def _read(self, child: Child) -> bool:
        """Take what the program said; False when there was nothing more."""
        stream = child.process.stdout
        if stream is None or stream.closed:
            return False
        try:
            data = os.read(stream.fileno(), 65536)
        except BlockingIOError:
            return False
        if not data:
            self._selector.unregister(stream)
            stream.close()
            return False
        *lines, child.rest = (child.rest + data).split(b"\n")
        self._record(child, lines)
        return True

    @staticmethod
    def _record(child: Child, lines: list[bytes]) -> None:
        texts = [text for line in lines if (text := line.decode("utf-8", "replace").rstrip())]
        child.tail.extend(texts)
        child.log.write(texts)

    def _bury(self, child: Child) -> None:
        """Take the last words of a dead program, end what it left behind, and decide what next."""
        child.is_buried = True
        while self._read(child):
            pass
        if child.rest:
            self._record(child, [child.rest])
            child.rest = b""
        stream = child.process.stdout
        if stream and not stream.closed:  # a grandchild still holds the other end
            self._selector.unregister(stream)
            stream.close()
        _kill_group(child.pid)
        if child.program.once or self._stopping:
            return
        lived = time.monotonic() - child.started_at
        child.deaths = 1 if lived > HEALTHY_AFTER else child.deaths + 1
        how = ending(child.process.returncode)
        if not self.settled and child.deaths >= DEATHS_BEFORE_GIVING_UP:
            raise RuntimeProblem(
                f"{child.program.name} {how}, {child.deaths} times in a row. Its last lines "
                f"(all of them: {child.log.path}):\n" + _indented(child.tail)
            )
        wait = delay_after(child.deaths)
        self._tell(f"{child.program.name} {how}; starting it again in {wait:g} s")
        child.restart_at = time.monotonic() + wait

    def _restart(self, child: Child) -> None:
        child.process = self._spawn(child.program)
        child.started_at = time.monotonic()
        child.restart_at = None
        child.is_buried = False
        self._listen_to(child)
        self._tell(f"{child.program.name} is started again (pid {child.pid})")
        self._on_change()


def _indented(lines: Sequence[str] | deque[str]) -> str:
    return "\n".join(f"    {line}" for line in lines)


def _kill_group(leader: int) -> None:
    """End what is left of a program's process group."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _dies_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Ask Linux to send a signal to the new process when this one dies, however it dies."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # loaded before the fork: loading is not safe after it
    parent = os.getpid()

    def arrange() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and here
            os._exit(1)

    return arrange
