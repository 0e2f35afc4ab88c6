"""How much memory a process and all that it has started hold, read from /proc."""

from pathlib import Path


def resident(pid: int) -> int:
    """Return the resident memory of a process and of its descendants, in bytes; 0 where there is none."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # Behind the name, which may hold anything: state, parent.
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            pages[int(folder.name)] = int((folder / "statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
    family, before = {pid}, 0
    while len(family) > before:
        before = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    return sum(pages.get(each, 0) for each in family) * 4096
