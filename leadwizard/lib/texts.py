"""Text from strangers: what can be stored, and how much of it."""

import math
import unicodedata
from typing import Any


def storable(text: str) -> bool:
    """Say whether PostgreSQL can keep the text and a browser can show it: no NUL, no lone surrogates."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def storable_json(value: Any) -> Any:
    """Return parsed JSON as PostgreSQL can keep it: without NUL, half characters and endless numbers."""
    if isinstance(value, str):
        return value if storable(value) else "".join(letter for letter in value if storable(letter))
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list):
        return [storable_json(item) for item in value]
    if isinstance(value, dict):
        return {storable_json(name): storable_json(item) for name, item in value.items()}
    return value


def one_line(text: str) -> str:
    """Return the text with every run of white space and control characters as one space."""
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text).split())


def says_something(text: str) -> bool:
    """Say whether the text has at least one letter, digit or symbol that can be seen."""
    return any(unicodedata.category(letter)[0] in "LNS" for letter in text)
