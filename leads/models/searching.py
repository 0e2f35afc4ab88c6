"""Leads by words: what was typed, and how PostgreSQL is asked."""

from typing import Any, Final
from uuid import UUID

from django.db import connection, models
from django.db.models import F, Value

from tenants import scoping

# As many ids come back from the index. Who asks for more has asked for what at least every two hundredth of a million
# leads has: then the page is full long before the list has been walked through.
MOST: Final = 5000


class Found(models.Func):
    """Says of one lead whether every word is in it; the words of the organization in scope."""

    output_field = models.BooleanField()

    def __init__(self, words: str) -> None:
        super().__init__(F("id"), Value(scoping.current_organization_id()), Value(words))

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the comparison and its parameters."""
        (row_id, _none), (organization, at), (words, said) = map(compiler.compile, self.source_expressions)
        # The column is the database's own, no field of the model: it stands beside the id.
        column = row_id.removesuffix('"id"') + '"search"'
        return f"({column} @@ lead_search_query({organization}::uuid, {words}))", [*at, *said]


class AmongIds(models.Func):
    """Says of one lead whether its id is in a list, which is sent as one value however long it is."""

    output_field = models.BooleanField()

    def __init__(self, ids: list[UUID]) -> None:
        super().__init__(F("id"))
        self.ids = ids

    def as_sql(self, compiler: Any, connection: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the comparison and its parameters."""
        row_id, _none = compiler.compile(self.source_expressions[0])
        return f"({row_id} = ANY(%s::uuid[]))", [self.ids]


def search(words: str) -> list[UUID] | None:
    """Return the ids of the leads in scope that have every word, or None where there are too many to name."""
    scoping.current_organization_id()
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_leads(%s, %s)", [words, MOST])
        found: list[UUID] | None = cursor.fetchone()[0]
        return found
