"""Whether work grows no faster than what it is given: a ratio, so that a slow machine does not decide."""

import gc
import time
from collections.abc import Callable

# Seconds of processor time that nobody minds: below them the ratio would measure noise.
NOTHING = 0.3
# Four times as much to do may take so many times as long; work that grows with the square takes sixteen.
LONGER = 10.0


def grows_too_fast(work: Callable[[str], object], text: str) -> bool:
    """Whether the whole of a text costs out of proportion to its first quarter."""
    whole = _cost(work, text)
    if whole <= NOTHING:
        return False
    part = text[: len(text) // 4]
    return min(whole, _cost(work, text)) > LONGER * max(_cost(work, part), _cost(work, part))


def _cost(work: Callable[[str], object], text: str) -> float:
    # The collector would look over all that the other tests left behind, and that at moments of its own.
    gc.disable()
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()
