"""Text from strangers: what can be stored, and how much of it."""

import unicodedata


def storable(text: str) -> bool:
    """Say whether PostgreSQL can keep the text and a browser can show it: no NUL, no lone surrogates."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def one_line(text: str) -> str:
    """Return the text with every run of white space and control characters as one space."""
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text).split())


def says_something(text: str) -> bool:
    """Say whether the text has at least one letter, digit or symbol that can be seen."""
    return any(unicodedata.category(letter)[0] in "LNS" for letter in text)
