"""Inserting a row that may be there already, and what goes along with it, in one statement."""

from functools import cache
from typing import Any, Final

from django.db import connection, models

# What Django makes of an insert takes longer to put together than to send, and is the same for every row of a model.
_ROW: Final = "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING RETURNING {key}"
_ALONG: Final = "INSERT INTO {table} ({columns}) SELECT {values} FROM row_0"


def insert_new(row: models.Model, *along: models.Model) -> bool:
    """Insert the row unless its id or a unique key of it is taken, and only then what goes along; say whether it was.

    Raises:
        IntegrityError: the row is new, and what goes along with it is refused.
    """
    rows = (row, *along)
    values = [value for each in rows for value in _values(each)]
    with connection.cursor() as cursor:
        cursor.execute(_statement(*map(type, rows)), values)
        is_new = cursor.fetchone() is not None
    for each in rows:
        each._state.adding, each._state.db = not is_new, connection.alias  # noqa: SLF001 - as `save` does
    return is_new


def _values(row: models.Model) -> list[Any]:
    """Return what the columns get: as `save` would, except that nothing is left to the database."""
    return [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in row._meta.local_concrete_fields
    ]


@cache
def _statement(first: type[models.Model], *along: type[models.Model]) -> str:
    row = _insert(_ROW, first)
    if not along:
        return row
    steps = (row, *(_insert(_ALONG, model) for model in along))
    named = ", ".join(f"row_{number} AS ({step})" for number, step in enumerate(steps))
    # Foreign keys are asked at the statement's end: rows may refer to one another.
    return f"WITH {named} SELECT FROM row_0"


def _insert(form: str, model: type[models.Model]) -> str:
    quote, fields = connection.ops.quote_name, model._meta.local_concrete_fields
    return form.format(
        table=quote(model._meta.db_table),
        columns=", ".join(quote(str(field.column)) for field in fields),
        values=", ".join(["%s"] * len(fields)),
        key=quote(str(model._meta.pk.column)),
    )
