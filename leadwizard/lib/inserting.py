"""Inserting a row that may be there already."""

from django.db import models
from django.db.models.constants import OnConflict


def insert_new(row: models.Model) -> bool:
    """Insert the row unless its id or a unique key of it is taken; say whether it was, in one statement.

    `bulk_create` can ignore conflicts as well, but then only a second question tells what it did.
    """
    model = type(row)
    rows: models.QuerySet[models.Model] = models.QuerySet(model)
    inserted = rows._insert(  # type: ignore[attr-defined]  # noqa: SLF001 - the way that `save` itself takes
        [row],
        fields=model._meta.local_concrete_fields,
        returning_fields=[model._meta.pk],
        using=rows.db,
        on_conflict=OnConflict.IGNORE,
    )
    is_new = inserted[0] is not None
    row._state.adding, row._state.db = not is_new, rows.db  # noqa: SLF001
    return is_new
