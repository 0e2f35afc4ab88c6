"""Inserting a row that may be there already, and what goes along with it, in one statement."""

from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Any, Final
from uuid import UUID

from django.db import connection, models

from leadwizard.lib.statements import carry_out

# What Django makes of an insert takes longer to put together than to send, and is the same for every row of a model.
_ROW: Final = "INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT DO NOTHING RETURNING {key}"
_ALONG: Final = "INSERT INTO {table} ({columns}) SELECT {values} FROM row_0"
_ALL: Final = "WITH {rows} SELECT 1 FROM row_0"
# What these fields hand to the driver just as it is: nearly every value of a row, and to ask its field takes longer
# than to send it.
_PLAIN: Final[Mapping[type, tuple[type, ...]]] = {
    models.UUIDField: (UUID, NoneType),
    models.CharField: (str, NoneType),
    models.TextField: (str, NoneType),
    models.BooleanField: (bool, NoneType),
    models.DateTimeField: (NoneType,),
    models.IntegerField: (NoneType,),
}


def insert_new(row: models.Model, *along: models.Model) -> bool:
    """Insert the row unless its id or a unique key of it is taken, and only then what goes along; say whether it was.

    Raises:
        IntegrityError: the row is new, and what goes along with it is refused.
    """
    rows = (row, *along)
    values = [value for each in rows for value in _values(each)]
    is_new = bool(carry_out(_statement(*map(type, rows)), values))
    for each in rows:
        each._state.adding, each._state.db = not is_new, connection.alias  # noqa: SLF001 - as `save` does
    return is_new


def _values(row: models.Model) -> list[Any]:
    """Return what the columns get: as `save` would, except that nothing is left to the database."""
    values = []
    for field, plain in _fields(type(row)):
        value = field.pre_save(row, add=True)
        values.append(value if isinstance(value, plain) else field.get_db_prep_save(value, connection))
    return values


@cache
def _fields(model: type[models.Model]) -> tuple[tuple[Any, tuple[type, ...]], ...]:
    """Return the model's fields, each with the types of what it hands on as it is."""
    return tuple((field, _plain(field)) for field in model._meta.local_concrete_fields)


def _plain(field: Any) -> tuple[type, ...]:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    # A field that is not Django's own may do with its values what it likes.
    kinds = _PLAIN.items() if type(field).__module__.startswith("django.db.models.") else ()
    return next((plain for kind, plain in kinds if isinstance(field, kind)), ())


@cache
def _statement(first: type[models.Model], *along: type[models.Model]) -> str:
    row = _insert(_ROW, first)
    if not along:
        return row
    steps = (row, *(_insert(_ALONG, model) for model in along))
    named = ", ".join(f"row_{number} AS ({step})" for number, step in enumerate(steps))
    # Foreign keys are asked at the statement's end: rows may refer to one another.
    return _ALL.format(rows=named)


def _insert(form: str, model: type[models.Model]) -> str:
    quote, fields = connection.ops.quote_name, model._meta.local_concrete_fields
    return form.format(
        table=quote(model._meta.db_table),
        columns=", ".join(quote(str(field.column)) for field in fields),
        values=", ".join(["%s"] * len(fields)),
        key=quote(str(model._meta.pk.column)),
    )
