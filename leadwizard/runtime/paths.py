"""Where the project keeps what it makes: environment, tools, state."""

import contextlib
import os
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
BOOT = PROJECT / ".boot"


class RuntimeProblem(Exception):  # noqa: N818 - it is a sentence for the person at the terminal
    """Something the person at the terminal can act on; shown as it stands, without a traceback."""


def say(text: str = "") -> None:
    """Print one line at once, also when the output is a pipe; go on when nobody reads it any more."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def state_folder() -> Path:
    """The folder of everything that must survive a restart (LEADWIZARD_STATE, or .state)."""
    return Path(os.environ.get("LEADWIZARD_STATE") or PROJECT / ".state").resolve()


def write_atomically(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write so that a reader sees the old text or the new text, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
