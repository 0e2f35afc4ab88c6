"""Output of the processes: all of it into a file each, the alarming part onto the terminal."""

import re
import time
from pathlib import Path
from typing import IO

from leadwizard.runtime.paths import say

LARGEST = 10_000_000  # bytes; then the file becomes <name>.log.1 and a new one begins
_LOUD = re.compile(r'"level": ?"(error|critical)"|\b(ERROR|CRITICAL|FATAL|PANIC)\b|^Traceback ', re.IGNORECASE)
_QUIET = re.compile(r'"level": ?"(debug|info|warning)"', re.IGNORECASE)


def is_loud(line: str) -> bool:
    """Whether a line says that something went wrong, in JSON or in the servers' own formats."""
    return not _QUIET.search(line) and bool(_LOUD.search(line))


class Log:
    """The log file of one process, and the few of its lines that reach the terminal."""

    AT_MOST, WITHIN = 8, 10.0  # loud lines for each so many seconds

    def __init__(self, name: str, folder: Path, *, verbose: bool = False, silent: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.name = name
        self.path = folder / f"{name}.log"
        self.verbose = verbose
        self.silent = silent
        self._file = self._open()
        self._window = (0.0, 0)

    def write(self, lines: list[str]) -> None:
        if self._file.tell() > LARGEST:
            self._file.close()
            self._file = self._open()
        self._file.writelines(f"{line}\n" for line in lines)
        self._file.flush()
        for line in lines:
            if self.verbose:
                say(f"{self.name:<12} | {line}")
            elif not self.silent and is_loud(line):
                self._shout(line)

    def close(self) -> None:
        self._file.close()

    def _open(self) -> IO[str]:
        if self.path.exists() and self.path.stat().st_size > LARGEST:
            self.path.replace(self.path.with_suffix(".log.1"))
        return self.path.open("a", encoding="utf-8")

    def _shout(self, line: str) -> None:
        """Show a line, unless this process has just shown many."""
        began, count = self._window
        now = time.monotonic()
        if now - began > self.WITHIN:
            began, count = now, 0
        count += 1
        self._window = (began, count)
        if count <= self.AT_MOST:
            say(f"{self.name:<12} | {line[:400]}")
        elif count == self.AT_MOST + 1:
            say(f"{self.name:<12} | ... more in {self.path}")
