"""Reading JSON from strangers."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

# Levels of objects and lists within one another; what is sent to us has three. How many a Python reads before it gives
# up depends on its version.
DEEPEST: Final = 32


class StrictJSONParser(BaseParser):
    """Reads JSON objects; refuses what JSON does not have, repeated names and bottomless nesting."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the object.

        Raises:
            ParseError: the body is not one JSON object in UTF-8.
        """
        try:
            found = json.loads(
                stream.read().decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_unique
            )
            _refuse_bottomless(found)
        except (ValueError, RecursionError) as error:
            detail = "The body is not JSON that can be read."
            raise ParseError(detail) from error
        if not isinstance(found, dict):
            detail = "Send one JSON object."
            raise ParseError(detail)
        return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name stands twice"
        raise ValueError(msg)
    return found


def _refuse_bottomless(found: Any) -> None:
    level = _containers([found])
    for _level in range(DEEPEST):
        level = _containers(each for value in level for each in (value.values() if isinstance(value, dict) else value))
    if level:
        msg = "nested too deeply"
        raise ValueError(msg)


def _containers(values: Iterable[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, dict | list)]
