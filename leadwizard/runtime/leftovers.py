"""Processes of an earlier start whose supervisor was killed: found, awaited and ended."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from leadwizard.runtime.paths import say, write_atomically

PATIENCE = 15.0  # seconds that orphans get to end by themselves, before they are killed


def remember(path: Path, pids: Mapping[str, int]) -> None:
    """Note which processes belong to this start."""
    known = {name: [pid, birth] for name, pid in pids.items() if (birth := birth_of(pid))}
    write_atomically(path, json.dumps(known))


def birth_of(pid: int) -> str:
    """What tells a process from a later one with the same number; empty when there is none."""
    if sys.platform == "linux":
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]  # state, start time in ticks since boot
    answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def clear(path: Path, patience: float = PATIENCE) -> None:
    """Wait until the processes of the earlier start are gone; kill those that stay."""
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    alive = _alive(noted)
    if alive:
        say(f"Waiting for the processes of an interrupted start to end: {', '.join(sorted(alive))}")
    deadline = time.monotonic() + patience
    while alive and time.monotonic() < deadline:
        time.sleep(0.1)
        alive = _alive(noted)
    for pid in alive.values():
        os.kill(pid, signal.SIGKILL)
    path.unlink(missing_ok=True)


def _alive(noted: Mapping[str, list[str | int]]) -> dict[str, int]:
    return {name: int(pid) for name, (pid, birth) in noted.items() if birth_of(int(pid)) == birth}
