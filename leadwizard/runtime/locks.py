"""Writes the lock files from pyproject.toml, and says whether they still belong to it."""

import hashlib
import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

from leadwizard.runtime import bootstrap
from leadwizard.runtime.paths import PROJECT, RuntimeProblem, say, write_atomically

COMMAND = "python3 manage.py lock"
UV_PINNED = "uv==0.13.8"
_INPUTS = re.compile(r"^# inputs: ([0-9a-f]{64})$", re.MULTILINE)


def run(arguments: list[str]) -> int:
    """Resolve again, keeping present versions where pyproject.toml allows; `--upgrade` keeps none."""
    if arguments not in ([], ["--upgrade"]):
        raise RuntimeProblem(f"`{COMMAND}` takes no arguments but --upgrade.")
    uv = bootstrap.find_uv()
    inputs = digest_of_inputs(_project())
    _compile(uv, bootstrap.LOCK, inputs, ["pyproject.toml", *arguments])
    # The development environment is the run-time one and more: same versions, enforced here.
    _compile(
        uv,
        bootstrap.DEVELOPMENT_LOCK,
        inputs,
        ["pyproject.toml", "--group", "dev", "--constraints", bootstrap.LOCK.name, *arguments],
    )
    _compile(uv, bootstrap.UV_LOCK, inputs=None, arguments=["-"], standard_input=UV_PINNED)
    say("Both locks are written. `python3 manage.py test` installs and tries them.")
    return 0


def digest_of_inputs(project: dict[str, Any]) -> str:
    """A digest of exactly those parts of pyproject.toml that decide what the locks contain."""
    parts = [
        project["project"]["requires-python"],
        sorted(project["project"]["dependencies"]),
        sorted(project["dependency-groups"]["dev"]),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def stale_locks() -> list[str]:
    """Names of the lock files that were not written from the present pyproject.toml."""
    wanted = digest_of_inputs(_project())
    return [
        lock.name
        for lock in (bootstrap.LOCK, bootstrap.DEVELOPMENT_LOCK)
        if recorded_inputs(lock.read_text(encoding="utf-8")) != wanted
    ]


def recorded_inputs(lock: str) -> str | None:
    """The digest in a lock file's header, or None when it has none."""
    found = _INPUTS.search(lock)
    return found.group(1) if found else None


def pins(lock: str) -> dict[str, set[str]]:
    """Package name to its pinned lines; there are several where the version hangs on the system."""
    found: dict[str, set[str]] = {}
    for line in lock.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)(==[^\\]*)", line):
            found.setdefault(match.group(1), set()).add(match.group(2).strip())
    return found


def _project() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def _compile(
    uv: Path,
    target: Path,
    inputs: str | None,
    arguments: list[str],
    standard_input: str = "",
) -> None:
    """Resolve for every platform, with hashes and without the name of any index."""
    say(f"  resolving {target.name} ...")
    options = ["--quiet", "--universal", "--no-build", "--python-version", "3.11", "--generate-hashes"]
    options += ["--no-emit-index-url", "--no-header", "--output-file", str(target)]
    done = subprocess.run(
        [str(uv), "pip", "compile", *arguments, *options],
        input=standard_input,
        env=bootstrap.uv_environment(),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeProblem(f"{target.name} could not be resolved:\n{done.stderr.strip()}")
    header = f"# Written by `{COMMAND}`; change pyproject.toml, not this file.\n"
    header += f"# inputs: {inputs}\n" if inputs else ""
    text = "".join(
        line for line in target.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("# ")
    )
    write_atomically(target, header + text, mode=0o644)
