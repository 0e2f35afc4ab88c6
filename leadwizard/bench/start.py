"""How long `manage.py up` takes on a state folder that it knows."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from leadwizard.bench.findings import Findings
from leadwizard.runtime import configuration, ports
from leadwizard.runtime.accounts import unprivileged
from leadwizard.runtime.checks import throw_away_folder
from leadwizard.runtime.paths import PROJECT, RuntimeProblem, say
from leadwizard.stage.product import forget_configuration

NAME = "up_seconds"
FIRST_WITHIN, WITHIN = 300.0, 120.0


def measure(starts: int, findings: Findings) -> None:
    """Start once to make everything, then so many times to measure."""
    forget_configuration()
    folder = throw_away_folder(unprivileged())
    try:
        say("  the first start, which makes the database and the demo ...")
        _start(folder, FIRST_WITHIN)
        for _number in range(starts):
            findings.add(NAME, _start(folder, WITHIN), 1)
    finally:
        kept = configuration.read(folder / "env").get("POSTGRES_FOLDER")
        shutil.rmtree(folder, ignore_errors=True)
        if kept:
            shutil.rmtree(kept, ignore_errors=True)


def _start(folder: Path, within: float) -> float:
    """Seconds from the command to its ready file; it is stopped again.

    Raises:
        RuntimeProblem: it did not get ready.
    """
    ready = folder / "ready.json"
    command = [sys.executable, str(PROJECT / "manage.py"), "up", "--state", str(folder), "--port", str(ports.pick())]
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--ready-file", str(ready)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LEADWIZARD_BOOTSTRAP": "0"},
    )
    try:
        while not ready.exists():
            if process.poll() is not None or time.monotonic() - began > within:
                raise RuntimeProblem(f"`manage.py up` was not ready after {time.monotonic() - began:.0f} s.")
            time.sleep(0.02)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
