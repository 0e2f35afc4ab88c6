"""Making the plainest value that a JSON schema allows, and bending a wished value into one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

DEEPEST = 12
FILLER = "As asked. "


class Schema:
    """One schema with its definitions at hand."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        self._root = root

    @property
    def properties(self) -> dict[str, Any]:
        found: dict[str, Any] = self._plain(self._root).get("properties", {})
        return found

    def example(self, wishes: Mapping[str, Any] | None = None) -> Any:
        """The plainest value; where ``wishes`` has a property of that name, that value as far as it is allowed.

        A wish may be a list of alternatives in a tuple, best first.
        """
        root = self._plain(self._root)
        if not wishes or "properties" not in root:
            return self._make(root, 0)
        return {
            name: self._granted(part, wishes[name]) if name in wishes else self._make(part, 1)
            for name, part in root["properties"].items()
        }

    def _granted(self, part: Mapping[str, Any], wish: Any) -> Any:
        part = self._plain(part)
        for value in wish if isinstance(wish, tuple) else (wish,):
            bent = self._bent(part, value)
            if bent is not None:
                return bent
        return self._make(part, 1)

    def _bent(self, part: Mapping[str, Any], value: Any) -> Any:
        if "enum" in part:
            return value if value in part["enum"] else None
        match value, _type(part):
            case bool(), "boolean":
                return value
            case str(), "string":
                return value[: part.get("maxLength", len(value))]
            case ((int() | float()), ("number" | "integer")):
                return min(max(value, part.get("minimum", -math.inf)), part.get("maximum", math.inf))
            case list(), "array":
                items = self._plain(part.get("items", {}))
                kept = [bent for entry in value if (bent := self._bent(items, entry)) is not None]
                return kept[: part.get("maxItems", len(kept))]
        return None

    def _make(self, part: Mapping[str, Any], depth: int) -> Any:
        part = self._plain(part)
        value: Any = None
        kind = _type(part) if depth <= DEEPEST else "null"
        if "const" in part or "enum" in part:
            value = part.get("const", next(iter(part.get("enum", ())), None))
        elif kind == "object":
            value = {name: self._make(inner, depth + 1) for name, inner in part.get("properties", {}).items()}
        elif kind == "array":
            value = [self._make(part.get("items", {}), depth + 1) for _ in range(part.get("minItems", 0))]
        elif kind == "string":
            value = _text(part)
        elif kind == "boolean":
            value = False
        elif kind in {"integer", "number"}:
            value = _number(part)
        return value

    def _plain(self, part: Any) -> Mapping[str, Any]:
        """The part itself, behind references and choices; of choices the first that is not null."""
        for _ in range(DEEPEST):
            if not isinstance(part, Mapping):
                return {}
            if "$ref" in part:
                part = self._at(str(part["$ref"]))
            elif choices := part.get("anyOf") or part.get("oneOf") or part.get("allOf"):
                part = next((choice for choice in choices if choice.get("type") != "null"), choices[0])
            else:
                return part
        return {}

    def _at(self, reference: str) -> Any:
        found: Any = self._root
        for step in reference.removeprefix("#").strip("/").split("/"):
            found = found.get(step, {}) if step and isinstance(found, Mapping) else found
        return found


def _type(part: Mapping[str, Any]) -> str:
    kind = part.get("type", "object" if "properties" in part else "null")
    if isinstance(kind, Sequence) and not isinstance(kind, str):
        kind = next((one for one in kind if one != "null"), "null")
    return str(kind)


def _text(part: Mapping[str, Any]) -> str:
    shortest = int(part.get("minLength", 0))
    text = FILLER * (shortest // len(FILLER) + 1)
    longest = int(part.get("maxLength", max(shortest, len(FILLER) - 1)))
    return text[: min(longest, max(shortest, len(FILLER) - 1))]


def _number(part: Mapping[str, Any]) -> int | float:
    low, high = part.get("minimum"), part.get("maximum")
    if "exclusiveMinimum" in part:
        low = part["exclusiveMinimum"] + (1 if _type(part) == "integer" else 0.5)
    value: int | float = low if low is not None else min(high, 0) if high is not None else 0
    return value
