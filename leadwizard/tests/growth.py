"""Whether work grows no faster than what it is given: a ratio, so that a slow machine does not decide."""

import time
from collections.abc import Callable

# Seconds of processor time that nobody minds: below them the ratio would measure noise.
NOTHING = 0.3
# Four times as much to do may take so many times as long; work that grows with the square takes sixteen.
LONGER = 10.0


def grows_too_fast(work: Callable[[str], object], text: str) -> bool:
    """Whether the whole of a text costs out of proportion to its first quarter."""
    whole = _cost(work, text)
    return whole > NOTHING and whole > LONGER * _cost(work, text[: len(text) // 4])


def _cost(work: Callable[[str], object], text: str) -> float:
    began = time.process_time()
    work(text)
    return time.process_time() - began
