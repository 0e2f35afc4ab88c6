"""One line of JSON per fact, appended: what was acknowledged survives kill -9."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

Record = dict[str, Any]


class JournalBusyError(Exception):
    """Another simulator keeps its journal in the same folder."""


class Journal:
    """Appends records to ``FOLDER/journal.jsonl``; without a folder it forgets everything.

    ``append`` returns when the line is with the operating system, so the end of this process
    cannot lose it (the end of the machine can; nobody simulates on a burning one). Callers
    hold the world's lock.
    """

    def __init__(self, folder: Path | None) -> None:
        self.path = folder / "journal.jsonl" if folder else None
        self._file = -1
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._open(self.path)
            self._cut_torn_line()

    @staticmethod
    def _open(path: Path) -> int:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise JournalBusyError(f"{path} belongs to a simulator that is running") from error
        return file

    def _cut_torn_line(self) -> None:
        """A process killed while writing leaves half a line: nobody was told that it counts."""
        if self.path is None:
            return
        content = self.path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.ftruncate(self._file, whole)

    def read(self) -> Iterator[Record]:
        if self.path is None:
            return
        with self.path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield json.loads(line)
                except ValueError:
                    logger.warning("%s line %s is unreadable and left out", self.path, number)

    def append(self, record: Record) -> None:
        if self._file >= 0:
            _write(self._file, _line(record))

    def replace(self, records: Iterable[Record]) -> None:
        """The file holds these records and no others; a crash leaves the old or the new file."""
        if self.path is None:
            return
        draft = self.path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        file = self._open(draft)
        for record in records:
            _write(file, _line(record))
        draft.replace(self.path)
        os.close(self._file)
        self._file = file

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _line(record: Record) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _write(file: int, line: bytes) -> None:
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(file, rest) :]
