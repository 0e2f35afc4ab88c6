"""What must become of a message whose worker died at a crash point; the points are read from the source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from leadwizard.runtime.paths import PROJECT


class Where(Enum):
    """Where a crash point lies."""

    BEFORE_FENCE = "the try has begun, and nothing can have left"
    BEFORE_CALL = "nothing has left, and it might have"
    AFTER_CALL = "the provider has it, and our tables do not know"
    AFTER_COMMIT = "our tables know"


class Repeat(Enum):
    """What a second call would do, and whether the first one can be found out about."""

    HARMLESS = "the provider takes our key"
    ASKABLE = "a second message, but the provider can be asked about the first"
    BLIND = "a second message, and nobody can be asked"


@dataclass(frozen=True)
class Expected:
    """The end: the job's state, how often the provider took it, and whether a person is asked."""

    state: str
    accepted: int
    asked: bool = False


_ONCE = Expected("done", 1)
TABLE: dict[tuple[Where, Repeat], Expected] = {
    (Where.BEFORE_FENCE, Repeat.HARMLESS): _ONCE,
    (Where.BEFORE_FENCE, Repeat.ASKABLE): _ONCE,
    (Where.BEFORE_FENCE, Repeat.BLIND): _ONCE,
    (Where.BEFORE_CALL, Repeat.HARMLESS): _ONCE,
    (Where.BEFORE_CALL, Repeat.ASKABLE): _ONCE,
    # Not sent, and nobody knows that: a person decides. The promise is kept the other way round: never two.
    (Where.BEFORE_CALL, Repeat.BLIND): Expected("unknown", 0, asked=True),
    (Where.AFTER_CALL, Repeat.HARMLESS): _ONCE,
    (Where.AFTER_CALL, Repeat.ASKABLE): _ONCE,
    (Where.AFTER_CALL, Repeat.BLIND): Expected("unknown", 1, asked=True),
    (Where.AFTER_COMMIT, Repeat.HARMLESS): _ONCE,
    (Where.AFTER_COMMIT, Repeat.ASKABLE): _ONCE,
    (Where.AFTER_COMMIT, Repeat.BLIND): _ONCE,
}
PLACES: dict[str, Where] = {
    "after_claim": Where.BEFORE_FENCE,
    "before_fence": Where.BEFORE_FENCE,
    "after_fence": Where.BEFORE_CALL,
    "after_call": Where.AFTER_CALL,
    "before_commit": Where.AFTER_CALL,
    "after_commit": Where.AFTER_COMMIT,
}


def crash_points(root: Path = PROJECT) -> list[str]:
    """The names of all crash points in the product's source, in alphabetical order."""
    found: set[str] = set()
    for folder in root.iterdir():
        if (folder / "__init__.py").exists():
            for path in folder.rglob("*.py"):
                if "tests" not in path.parts:
                    found |= set(_points(path))
    return sorted(found)


def _points(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    if "crash_point(" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "crash_point" and node.args:
            name = node.args[0]
            if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
                msg = f"{path}:{node.lineno}: a crash point's name must stand there as it is"
                raise TypeError(msg)
            yield name.value
