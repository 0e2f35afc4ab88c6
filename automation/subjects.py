"""What a piece of work is about, and where that lives: higher apps know, and say it here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Subject:
    """A row that a person can open. `name` may be a stranger's own words."""

    label: str | Promise
    name: str
    url: str


# Gets ids by their names (`lead`, `message`, as in a job's payload) and the organization's slug.
Finder = Callable[[Mapping[str, Any], str], Subject | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Add a way from ids to a row; a finder that is known already is not added again."""
    if finder not in _finders:
        _finders.append(finder)


def find(ids: Mapping[str, Any], slug: str) -> Subject | None:
    """Return the first row of the organization in scope that somebody knows by these ids."""
    return next((found for finder in _finders if (found := finder(ids, slug))), None)
