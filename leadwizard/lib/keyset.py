"""Pages that cost the same at any depth: rows after a key, never an offset."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from django.core import signing
from django.db import models

_SALT: Final = "leadwizard.keyset"
M = TypeVar("M", bound=models.Model)


class _Beyond(models.Func):
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
    """Rows as they are shown, and the cursors of the pages beside them (empty where there is none)."""

    rows: list[M]
    newer: str
    older: str


def page(
    rows: models.QuerySet[M], cursor: str, *, size: int, column: str = "created_at", is_oldest_first: bool = False
) -> Page[M]:
    """Return the page at the cursor; a cursor that is empty or not ours gives the first page.

    `rows` must be unordered; they come ordered by (column, id), newest first unless the oldest are asked for.
    """
    direction, key = _read(cursor)
    if key is None:
        direction = "newer" if is_oldest_first else "older"
    else:
        rows = rows.filter(_Beyond((column, "id"), key, ">" if direction == "newer" else "<"))
    away = (column, "id") if direction == "newer" else (f"-{column}", "-id")
    found = list(rows.order_by(*away)[: size + 1])
    goes_on, came_from_there = len(found) > size, key is not None
    newest_first = found[:size] if direction == "older" else found[:size][::-1]
    has_newer, has_older = (goes_on, came_from_there) if direction == "newer" else (came_from_there, goes_on)
    return Page(
        rows=newest_first[::-1] if is_oldest_first else newest_first,
        newer=_write("newer", newest_first[0], column) if newest_first and has_newer else "",
        older=_write("older", newest_first[-1], column) if newest_first and has_older else "",
    )


def neighbours(rows: models.QuerySet[M], row: M, *, column: str = "created_at") -> tuple[Any, Any]:
    """Return the ids of the rows just newer and just older than the given one, None where there is none."""
    columns, key = (column, "id"), (getattr(row, column), row.pk)
    newer = rows.filter(_Beyond(columns, key, ">")).order_by(column, "id")
    older = rows.filter(_Beyond(columns, key, "<")).order_by(f"-{column}", "-id")
    return newer.values_list("pk", flat=True).first(), older.values_list("pk", flat=True).first()


def _write(direction: str, row: models.Model, column: str) -> str:
    return signing.dumps([direction, getattr(row, column).isoformat(), str(row.pk)], salt=_SALT)


def _read(cursor: str) -> tuple[str, tuple[datetime, UUID] | None]:
    try:
        direction, at, row_id = signing.loads(cursor, salt=_SALT)
        return direction, (datetime.fromisoformat(at), UUID(row_id))
    except (signing.BadSignature, ValueError, TypeError):
        return "", None
