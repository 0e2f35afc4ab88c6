"""Questions that are asked for every request and every job: put into SQL once for a thread, not each time.

Django spends two to four times as long on making the statement of such a question as on asking it. A compiled one is
written as any other query set, and asked with its values:

    lead_of = Compiled(lambda lead: Lead.objects.select_related("contact").filter(pk=lead))
    lead_of.get(lead=lead_id)

The organization in scope is one of the values, filled in for each asking; row-level security stands behind it as ever.
"""

import threading
from collections.abc import Callable
from inspect import signature
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from tenants import scoping
from tenants.exceptions import ScopeMissingError
from tenants.models import TenantManager

R = TypeVar("R")
ORGANIZATION: Final = "organization"


class Slot(models.Expression):
    """The place of a value that is only known when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: object) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return a placeholder, with itself as the parameter that is replaced when the question is asked."""
        return "%s", [self]


class Compiled(Generic[R]):
    """A query set whose SQL is made once for each thread.

    `build` gets a slot for each of its arguments and uses it as the right side of a comparison; a list (`in`) or None
    has no slot. Values are given as psycopg takes them: ids, texts, numbers, aware times, no member of an enumeration.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, R]]) -> None:
        self._build = build
        self._names = frozenset(signature(build).parameters)
        # What Django compiles belongs to a connection, and so to a thread.
        self._made = threading.local()

    def all(self, **values: Any) -> list[R]:
        """Ask, and return every row.

        Raises:
            ScopeMissingError: rows of an organization are asked for, and none is in scope.
            TypeError: a value is missing, or has no slot.
        """
        if values.keys() != self._names:
            msg = f"the question takes {', '.join(sorted(self._names)) or 'no values'}"
            raise TypeError(msg)
        question: _Question[R] | None = getattr(self._made, "question", None)
        if question is None or not question.is_for(connections[DEFAULT_DB_ALIAS]):
            with scoping.standing_in(Slot(ORGANIZATION)):
                rows = self._build(**{name: Slot(name) for name in self._names})
            question = self._made.question = _Question(rows)
        return question.ask(values)

    def first(self, **values: Any) -> R | None:
        """Ask, and return the first row or None; a question of which more are found says `[:1]`.

        Raises:
            ScopeMissingError, TypeError: as `all`.
        """
        found = self.all(**values)
        return found[0] if found else None

    def get(self, **values: Any) -> R:
        """Ask, and return the one row.

        Raises:
            DoesNotExist: there is none; of the model that is asked for.
            ScopeMissingError, TypeError: as `all`.
        """
        found = self.all(**values)
        if not found:
            model = self._made.question.model
            msg = f"There is no such {model.__name__}."
            raise model.DoesNotExist(msg)
        return found[0]


class _Question(Generic[R]):
    """One query set with its SQL, for the connection of this thread."""

    def __init__(self, rows: models.QuerySet[Any, R]) -> None:
        query: Any = rows.query
        self.model = rows.model
        self._rows: Any = rows
        self._compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._parameters = self._compiler.as_sql()
        converters = self._compiler.get_converters([each[0] for each in self._compiler.select])
        self._compiler.get_converters = lambda _expressions: converters
        self._is_scoped = any(isinstance(each, Slot) and each.name == ORGANIZATION for each in self._parameters)
        if not self._is_scoped and isinstance(rows.model._default_manager, TenantManager):  # noqa: SLF001
            msg = f"rows of {rows.model.__name__} for no organization"
            raise ScopeMissingError(msg)
        # Whatever turns rows into objects asks the query for its compiler, and that for its SQL: it gets what we made.
        query.get_compiler = lambda *_arguments, **_named: self._compiler

    def is_for(self, connection: BaseDatabaseWrapper) -> bool:
        """Say whether it was made for this connection: a thread's may be exchanged, and the scope is in the new one."""
        found: bool = self._compiler.connection is connection
        return found

    def ask(self, values: dict[str, Any]) -> list[R]:
        if self._is_scoped:
            values[ORGANIZATION] = scoping.current_organization_id()
        parameters = tuple(values[each.name] if isinstance(each, Slot) else each for each in self._parameters)
        self._compiler.as_sql = lambda *_arguments, **_named: (self._sql, parameters)
        found: list[R] = list(self._rows._iterable_class(self._rows))  # noqa: SLF001 - as iterating over it would
        return found
