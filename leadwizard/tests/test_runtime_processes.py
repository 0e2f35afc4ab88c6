import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leadwizard.runtime import leftovers, processes
from leadwizard.runtime.logs import Log, is_loud
from leadwizard.runtime.paths import PROJECT, RuntimeProblem
from leadwizard.runtime.processes import Program, StopRequestedError, Supervisor, delay_after, ending

ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs")
    yield supervisor
    supervisor.stop()


def program(name: str, code: str, **options: object) -> Program:
    return Program(name, [sys.executable, "-c", code], ENVIRONMENT, **options)  # type: ignore[arg-type]


def pump_until(supervisor: Supervisor, condition: Callable[[], bool], within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        supervisor.pump()


def is_running(pid: int) -> bool:
    return bool(leftovers.birth_of(pid))


@pytest.mark.parametrize(("deaths", "seconds"), [(1, 0.5), (2, 1.0), (3, 2.0), (6, 16.0), (7, 30.0), (5000, 30.0)])
def test_each_death_doubles_the_wait_up_to_half_a_minute(deaths: int, seconds: float) -> None:
    assert delay_after(deaths) == seconds


def test_an_ending_is_said_in_words() -> None:
    assert ending(3) == "ended with code 3"
    assert ending(-signal.SIGKILL) == "was killed (SIGKILL)"


def test_a_program_has_its_own_group_and_shares_the_session(supervisor: Supervisor) -> None:
    child = supervisor.start(program("web", SLEEP))
    assert os.getpgid(child.pid) == child.pid
    # Between sessions Linux knows no niceness.
    assert os.getsid(child.pid) == os.getsid(0)


def test_a_killed_program_is_started_again_and_said_aloud(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(processes, "FIRST_DELAY", 0.01)
    supervisor.settled = True
    child = supervisor.start(program("web", SLEEP))
    first = child.pid
    os.kill(first, signal.SIGKILL)

    pump_until(supervisor, lambda: child.pid != first)

    assert supervisor.pids() == {"web": child.pid}
    said = capsys.readouterr().out
    assert "web was killed (SIGKILL); starting it again in 0.01 s" in said
    assert f"web is started again (pid {child.pid})" in said


def test_a_program_that_never_ran_is_given_up_with_its_last_words(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_DELAY", 0.01)
    supervisor.start(program("web", "raise SystemExit('SECRET_KEY is missing')"))

    with pytest.raises(RuntimeProblem, match=r"(?s)web ended with code 1, 3 times in a row.*SECRET_KEY is missing"):
        pump_until(supervisor, lambda: False)


def test_a_step_that_fails_is_shown_with_its_last_words(supervisor: Supervisor) -> None:
    child = supervisor.start(program("migrate", "print('relation missing', end=''); raise SystemExit(2)", once=True))

    with pytest.raises(RuntimeProblem, match=r"(?s)`migrate` ended with code 2.*relation missing"):
        supervisor.finish(child)


def test_everything_a_program_says_is_in_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    code = "import sys\nfor n in range(20000): print(n)\nsys.stderr.write('the end')"
    supervisor.finish(supervisor.start(program("talk", code, once=True)))

    lines = (tmp_path / "logs" / "talk.log").read_text().splitlines()
    assert lines == [*map(str, range(20000)), "the end"]


def test_a_program_that_runs_for_a_while_is_gone_afterwards_with_its_children(supervisor: Supervisor) -> None:
    code = f"""
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", {SLEEP!r}]).pid)
time.sleep(60)
"""
    pids: list[int] = []

    def visit() -> None:
        with supervisor.running(program("guest", code, once=True)) as guest:
            pump_until(supervisor, lambda: bool(guest.tail))
            pids.extend([guest.pid, int(guest.tail[0])])
            assert supervisor.pids() == {"guest": guest.pid}
            raise KeyError("what went wrong meanwhile")

    with pytest.raises(KeyError, match="meanwhile"):
        visit()

    assert supervisor.children == {}
    deadline = time.monotonic() + 30
    while any(is_running(pid) for pid in pids):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_signal_ends_a_program_that_runs_for_a_while_too(supervisor: Supervisor) -> None:
    pids: list[int] = []

    def visit() -> None:
        with supervisor.running(program("guest", SLEEP, once=True)) as guest:
            pids.append(guest.pid)
            supervisor._request_stop()  # what the handler of a signal calls
            pump_until(supervisor, lambda: False)

    with pytest.raises(StopRequestedError):
        visit()

    assert not is_running(pids[0])


def test_waiting_for_something_that_does_not_come_ends(supervisor: Supervisor) -> None:
    supervisor.start(program("web", SLEEP, is_ready=lambda: False))

    with pytest.raises(RuntimeProblem, match="web is not ready"):
        supervisor.wait_until_ready("web", within=0.2)


def test_higher_stages_stop_before_lower_ones(supervisor: Supervisor, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    code = f"""
import signal, sys, time
def leave(*_):
    time.sleep(float(sys.argv[2]))
    open({str(notes)!r}, "a").write(sys.argv[1] + " ")
    raise SystemExit
signal.signal(signal.SIGTERM, leave)
print("listening")
time.sleep(60)
"""
    for name, stage, seconds in (("database", 0, "0"), ("worker", 1, "0.3")):
        command = [sys.executable, "-c", code, name, seconds]
        child = supervisor.start(Program(name, command, ENVIRONMENT, stage=stage))
        pump_until(supervisor, lambda child=child: "listening" in child.tail)  # type: ignore[misc]

    supervisor.stop()

    assert notes.read_text().split() == ["worker", "database"]


def test_a_program_that_ignores_the_polite_signal_is_killed_with_its_children(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_WITHIN", 0.3)
    code = f"""
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen([sys.executable, "-c", {SLEEP!r}]).pid)
time.sleep(60)
"""
    child = supervisor.start(program("stubborn", code))
    pump_until(supervisor, lambda: bool(child.tail))

    supervisor.stop()

    assert child.process.returncode == -signal.SIGKILL
    grandchild = int(child.tail[0])
    deadline = time.monotonic() + 30
    while is_running(grandchild):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_signal_ends_the_loop(supervisor: Supervisor) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        supervisor.listen_for_signals()
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequestedError):
            supervisor.pump()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_programs_do_not_survive_a_killed_supervisor(tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from leadwizard.runtime.processes import Program, Supervisor
supervisor = Supervisor(Path({str(tmp_path)!r}))
child = supervisor.start(Program("web", [sys.executable, "-c", {SLEEP!r}], {{}}))
print(child.pid, flush=True)
supervisor.watch()
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=PROJECT)
    assert process.stdout is not None
    with process.stdout:
        pid = int(process.stdout.readline())
        assert is_running(pid)
        process.kill()
        process.wait()

    deadline = time.monotonic() + 30
    while is_running(pid):
        assert time.monotonic() < deadline, "it survived"
        time.sleep(0.02)


def test_what_an_interrupted_start_left_running_is_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "pids.json"
    with subprocess.Popen([sys.executable, "-c", SLEEP]) as orphan:
        leftovers.remember(path, {"web": orphan.pid})
        leftovers.clear(path, patience=0.2)
        assert orphan.wait(5) == -signal.SIGKILL

    assert "interrupted start to end: web" in capsys.readouterr().out
    assert not path.exists()


def test_a_stranger_with_an_old_number_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "pids.json"
    path.write_text(f'{{"web": [{os.getpid()}, "some other birth"]}}')

    leftovers.clear(path, patience=0.1)

    assert is_running(os.getpid())


@pytest.mark.parametrize(
    ("line", "loud"),
    [
        ('{"level": "error", "event": "boom"}', True),
        ('{"level":"info","event":"ERROR budget is fine"}', False),
        ("2026-01-01 UTC [7] FATAL:  out of memory", True),
        ("Traceback (most recent call last):", True),
        ("2026-01-01 UTC [7] LOG:  checkpoint complete", False),
        ("42:M 01 Jan * Ready to accept connections tcp", False),
    ],
)
def test_only_what_went_wrong_reaches_the_terminal(line: str, loud: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_loud(line) is loud


def test_a_flood_of_errors_is_cut_on_the_terminal_and_whole_in_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log("web", tmp_path)
    for number in range(100):
        log.write([f"ERROR {number}"])
    log.close()

    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == Log.AT_MOST + 1
    assert "more in" in shown[-1]
    assert len(log.path.read_text().splitlines()) == 100


def test_a_large_log_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leadwizard.runtime.logs.LARGEST", 50)
    log = Log("web", tmp_path)
    for number in range(10):
        log.write([f"line number {number}"])
    log.close()

    assert log.path.read_text().endswith("line number 9\n")
    assert (tmp_path / "web.log.1").exists()


def test_the_command_line_is_answered_by_one_start_per_state_folder(tmp_path: Path) -> None:
    held = tmp_path / "up.lock"
    code = f"import fcntl, time; f = open({str(held)!r}, 'w'); fcntl.flock(f, 2); print('held', flush=True); {SLEEP}"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        held.write_text("pid 7, http://127.0.0.1:8000")
        second = _up(tmp_path)
        other.kill()

    assert second.returncode == 1
    assert "already runs" in second.stderr
    assert "pid 7, http://127.0.0.1:8000" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_said_with_another_one_that_is_free(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        answer = _up(tmp_path, "--port", str(other.getsockname()[1]))

    assert answer.returncode == 1
    assert "is in use by another program" in answer.stderr
    assert "manage.py up --port" in answer.stderr


def _up(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "up", "--state", str(state), *arguments],
        env={**os.environ, "LEADWIZARD_BOOTSTRAP": "0"},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
