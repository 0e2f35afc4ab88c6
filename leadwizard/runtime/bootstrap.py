"""Builds the locked environment in .venv with the standard library, pip and uv.

Everything it makes stays inside the project folder: tools and downloads in .boot, the environment
in .venv. A stamp inside .venv says which lock files it was made from; it is removed before an
installation starts and written after it ended, so an interrupted one is repaired by the next start.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from leadwizard.runtime.paths import BOOT, PROJECT, VENV, RuntimeProblem, say, write_atomically

LOCK = PROJECT / "requirements.lock"
DEVELOPMENT_LOCK = PROJECT / "requirements-dev.lock"
UV_LOCK = Path(__file__).with_name("bootstrap.lock")
STAMP = VENV / "leadwizard.json"
UV_AT_LEAST = (0, 11)  # the first that knows UV_SYSTEM_CERTS
PIP_OPTIONS = ("--quiet", "--no-input", "--no-deps", "--only-binary=:all:", "--require-hashes")
Stamp = dict[str, str]


def ensure_environment(*, development: bool) -> bool:
    """Install what the lock files name, unless .venv already holds exactly that.

    Args:
        development: also install what the tests and checks need.

    Returns:
        True when something was installed.

    Raises:
        RuntimeProblem: when it cannot be installed; the text says what to do.
    """
    if is_fresh(read_stamp(STAMP), development=development):
        return False
    try:
        with _only_one_at_a_time():
            stamp = read_stamp(STAMP)
            if is_fresh(stamp, development=development):
                return True
            # An environment with the development tools keeps them.
            _install(stamp, development=development or "development" in stamp)
    except PermissionError as error:
        raise RuntimeProblem(
            f"No permission to write {error.filename}.\nThe folder of the project probably belongs "
            "to another user: start as that user, or give the folder to yourself."
        ) from error
    return True


def runs_inside(environment: Path) -> bool:
    return Path(sys.prefix).resolve() == environment.resolve()


def wanted_stamp(*, development: bool) -> Stamp:
    """What the stamp of an up-to-date environment says."""
    stamp = {
        "place": str(PROJECT),  # scripts and links inside an environment do not survive a move
        "python": ".".join(map(str, sys.version_info[:3])),
        "runtime": _digest(LOCK),
    }
    if development:
        stamp["development"] = _digest(DEVELOPMENT_LOCK)
    return stamp


def is_fresh(stamp: Stamp, *, development: bool) -> bool:
    """Whether an environment with this stamp will do; one with more in it than asked for does."""
    wanted = wanted_stamp(development=development)
    return wanted.items() <= stamp.items() and (VENV / "bin" / "python").exists()


def read_stamp(path: Path) -> Stamp:
    """The stamp, or an empty one when there is none or it is damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextlib.contextmanager
def _only_one_at_a_time() -> Iterator[None]:
    """Hold the installation lock; the kernel lets go of it when the process dies."""
    BOOT.mkdir(exist_ok=True)
    with (BOOT / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing the environment; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install(stamp: Stamp, *, development: bool) -> None:
    began = time.monotonic()
    wanted = wanted_stamp(development=development)
    say(f"Installing the locked environment{' with the test tools' if development else ''} ...")
    STAMP.unlink(missing_ok=True)
    lock = DEVELOPMENT_LOCK if development else LOCK
    uv = find_uv()
    reusable = stamp.get("place") == wanted["place"] and stamp.get("python") == wanted["python"]
    if not reusable or not (VENV / "bin" / "python").exists():
        _create_environment(uv)
    _synchronise(uv, lock)
    write_atomically(STAMP, json.dumps(wanted, indent=1), mode=0o644)
    say(f"  installed in {time.monotonic() - began:.0f} s")


def find_uv() -> Path:
    """The uv of this machine when it is recent, otherwise the pinned one, installed into .boot."""
    found = shutil.which("uv")
    if found and _uv_version(found) >= UV_AT_LEAST:
        return Path(found)
    own = BOOT / "bin" / "uv"
    pinned = _digest(UV_LOCK)
    mark = BOOT / "uv.sha256"
    if not (own.exists() and mark.exists() and mark.read_text() == pinned):
        say("  getting uv, the installer ...")
        shutil.rmtree(BOOT / "bin", ignore_errors=True)
        options = [*PIP_OPTIONS, "--no-cache-dir", "--upgrade", "--target", str(BOOT)]
        _execute(
            [*_pip(), "install", *options, "-r", str(UV_LOCK)],
            "The installer (uv) could not be fetched from the package index",
        )
        mark.write_text(pinned)
    return own


def _uv_version(uv: str) -> tuple[int, ...]:
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    words = answer.stdout.split()
    if answer.returncode or len(words) < 2:  # noqa: PLR2004 - "uv 0.13.8 (…)"
        return (0,)
    return tuple(int(part) for part in words[1].split(".") if part.isdigit())


def _pip() -> list[str]:
    """A pip to start with: the interpreter's own, or one unpacked by its ensurepip."""
    own = [_base_python(), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    python = BOOT / "pip" / "bin" / "python"
    made = subprocess.run(
        [_base_python(), "-m", "venv", "--clear", str(BOOT / "pip")],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        raise RuntimeProblem(
            f"{_base_python()} has no pip, which the first start needs.\n"
            "Install it (on Debian and Ubuntu: apt-get install python3-pip), or install uv."
        )
    return [str(python), "-m", "pip"]


def _base_python() -> str:
    """The interpreter outside any virtual environment: .venv may be about to be replaced."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _create_environment(uv: Path) -> None:
    say("  creating .venv ...")
    _execute(
        [str(uv), "venv", "--quiet", "--clear", "--python", _base_python(), str(VENV)],
        "The virtual environment could not be created",
    )


def _synchronise(uv: Path, lock: Path) -> None:
    say(f"  installing {lock.name} ...")
    python = str(VENV / "bin" / "python")
    options = ["--require-hashes", "--no-build", "--quiet", str(lock)]
    try:
        _execute([str(uv), "pip", "sync", "--python", python, *options], "uv could not install")
    except RuntimeProblem as problem:
        # Where only pip knows the way (its own configuration names a mirror), pip does it, slower.
        say(f"  {str(problem).splitlines()[0]}; trying pip ...")
        _execute(
            [*_pip(), "--python", python, "install", *PIP_OPTIONS, "-r", str(lock)],
            "The locked packages could not be installed",
        )


def uv_environment() -> dict[str, str]:
    """The environment for uv: certificates of the system, downloads kept inside the project."""
    return {
        "UV_CACHE_DIR": str(BOOT / "cache"),
        **os.environ,
        "UV_SYSTEM_CERTS": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }


def _execute(command: list[str], failure: str) -> None:
    """Run a step quietly.

    Raises:
        RuntimeProblem: with the last lines it printed.
    """
    done = subprocess.run(command, env=uv_environment(), cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr + done.stdout).strip().splitlines()[-15:]
        raise RuntimeProblem(f"{failure}:\n" + "\n".join(f"    {line}" for line in lines))
