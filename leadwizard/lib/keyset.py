"""Pages that cost the same at any depth: rows after a key, never an offset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db import models

_SALT: Final = "leadwizard.keyset"
M = TypeVar("M", bound=models.Model)


class _Before(models.Func):
    """`(a, b) < (x, y)`: a row comparison, which PostgreSQL answers from one index."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()

    def __init__(self, columns: tuple[str, str], values: tuple[Any, Any], comparison: str) -> None:
        super().__init__(*(models.F(column) for column in columns), *(models.Value(value) for value in values))
        self.comparison = comparison

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the comparison and its parameters."""
        parts, values = [], []
        for expression in self.source_expressions:
            part, part_values = compiler.compile(expression)
            parts.append(part)
            values.extend(part_values)
        return f"(({parts[0]}, {parts[1]}) {self.comparison} ({parts[2]}, {parts[3]}))", values


@dataclass(frozen=True)
class Page(Generic[M]):
    """Rows, newest first, and the cursors of the pages beside them (empty where there is none)."""

    rows: list[M]
    newer: str
    older: str


def page(rows: models.QuerySet[M], cursor: str, *, size: int, column: str = "created_at") -> Page[M]:
    """Return the page at the cursor; a cursor that is empty or not ours gives the first page.

    `rows` must be unordered; they come ordered by (column, id), newest first.
    """
    direction, key = _read(cursor)
    newest_first = (f"-{column}", "-id")
    if key is None:
        found = list(rows.order_by(*newest_first)[: size + 1])
        return _page(found[:size], column, has_newer=False, has_older=len(found) > size)
    if direction == "older":
        found = list(rows.filter(_Before((column, "id"), key, "<")).order_by(*newest_first)[: size + 1])
        return _page(found[:size], column, has_newer=True, has_older=len(found) > size)
    found = list(rows.filter(_Before((column, "id"), key, ">")).order_by(column, "id")[: size + 1])
    return _page(found[:size][::-1], column, has_newer=len(found) > size, has_older=True)


def _page(rows: list[M], column: str, *, has_newer: bool, has_older: bool) -> Page[M]:
    return Page(
        rows=rows,
        newer=_write("newer", rows[0], column) if rows and has_newer else "",
        older=_write("older", rows[-1], column) if rows and has_older else "",
    )


def _write(direction: str, row: models.Model, column: str) -> str:
    return signing.dumps([direction, getattr(row, column).isoformat(), str(row.pk)], salt=_SALT)


def _read(cursor: str) -> tuple[str, tuple[datetime, UUID] | None]:
    try:
        direction, at, row_id = signing.loads(cursor, salt=_SALT)
        return direction, (datetime.fromisoformat(at), UUID(row_id))
    except (signing.BadSignature, ValueError, TypeError):
        return "", None
