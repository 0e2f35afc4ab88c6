"""What /proc says of the product's processes: memory, and the processor time that each part of it took."""

import os
from collections.abc import Mapping
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
# In /proc/PID/stat behind the name: the parent, and the processor time of itself and of its children that have ended.
_PARENT, _TIMES, _RESIDENT = 1, slice(11, 15), 21


def _stats() -> dict[int, list[str]]:
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended since
    return found


def resident(parent: int) -> dict[int, float]:
    """Megabytes of resident memory of each process that this one has started."""
    return {
        process: int(stat[_RESIDENT]) * _PAGE / 1e6
        for process, stat in _stats().items()
        if int(stat[_PARENT]) == parent and int(stat[_RESIDENT])
    }


def processor_seconds(programs: Mapping[str, int]) -> dict[str, float]:
    """Seconds of processor time that each program and all that it has started took until now."""
    stats = _stats()
    names = {process: name for name, process in programs.items()}
    taken = dict.fromkeys(programs, 0.0)
    for process, stat in stats.items():
        ancestor = process
        while ancestor not in names and ancestor in stats:
            ancestor = int(stats[ancestor][_PARENT])
        if ancestor in names:
            taken[names[ancestor]] += sum(int(ticks) for ticks in stat[_TIMES]) / _TICKS
    return taken
