"""Questions that are asked for every request and every job: put into SQL once for a thread, not each time.

Django spends two to four times as long on making the statement of such a question as on asking it. A compiled one is
written as any other query set, and asked with its values:

    lead_of = Compiled(lambda lead: Lead.objects.select_related("contact").filter(pk=lead))
    lead_of.get(lead=lead_id)

The organization in scope is one of the values, filled in for each asking; row-level security stands behind it as ever.

An update is compiled likewise: of which rows, the columns that get a value each time, and those that always get the
same; it may return columns of the rows that it changed, which saves asking for them:

    sent = CompiledUpdate(lambda message: Message.objects.filter(pk=message), "sent_at", state=SENT, error="")
    sent.run(message=message_id, sent_at=now)
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from inspect import signature
from typing import Any, Final, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import UpdateQuery

from leadwizard.lib.statements import carry_out
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
        _require(values, self._names)
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


class CompiledUpdate:
    """An update whose SQL is made once for each thread.

    `build` is as for `Compiled`: which rows. `columns` get a value each time, as a row of the model would hold it;
    `fixed` ones get the same each time: a plain value, an expression, or, where it asks for rows of the organization
    itself, a function that returns one. No signal is sent, as with any `update`.
    """

    def __init__(
        self,
        build: Callable[..., models.QuerySet[Any, Any]],
        *columns: str,
        returning: tuple[str, ...] = (),
        **fixed: object,
    ) -> None:
        self._build = build
        self._which = frozenset(signature(build).parameters)
        self._columns, self._returning, self._fixed = columns, returning, fixed
        if self._which.intersection(columns):
            msg = "a value that picks the rows needs another name than a column that is changed"
            raise TypeError(msg)
        self._made = threading.local()

    def run(self, **values: Any) -> list[tuple[Any, ...]]:
        """Change the rows, and return one tuple of the columns `returning` for each that was changed.

        Raises:
            ScopeMissingError: rows of an organization are to be changed, and none is in scope.
            TypeError: a value is missing, or has no slot.
        """
        _require(values, self._which.union(self._columns))
        change: _Change | None = getattr(self._made, "change", None)
        if change is None or not change.is_for(connections[DEFAULT_DB_ALIAS]):
            with scoping.standing_in(Slot(ORGANIZATION)):
                rows = self._build(**{name: Slot(name) for name in self._which})
                fixed = {name: value() if callable(value) else value for name, value in self._fixed.items()}
                change = self._made.change = _Change(rows, self._columns, fixed, self._returning)
        return change.run(values)


def _require(values: dict[str, Any], names: frozenset[str]) -> None:
    if values.keys() != names:
        msg = f"the question takes {', '.join(sorted(names)) or 'no values'}"
        raise TypeError(msg)


class _Question(Generic[R]):
    """One query set with its SQL, for the connection of this thread."""

    def __init__(self, rows: models.QuerySet[Any, R]) -> None:
        query: Any = rows.query
        self.model = rows.model
        self._rows: Any = rows
        self._compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._parameters = self._compiler.as_sql()
        if self._compiler.has_extra_select:
            msg = "an order by what is not asked for brings a column along that nobody takes off"
            raise TypeError(msg)
        # What the columns need is the same each time.
        columns = [each[0] for each in self._compiler.select]
        converters = self._compiler.get_converters(columns)
        has_composite = self._compiler.has_composite_fields(columns)
        self._compiler.get_converters = lambda _columns: converters
        self._compiler.has_composite_fields = lambda _columns: has_composite
        self._is_scoped = _is_scoped(rows.model, self._parameters)
        # Whatever turns rows into objects asks the query for its compiler, and that for the rows: it gets what we made.
        query.get_compiler = lambda *_arguments, **_named: self._compiler
        self._compiler.execute_sql = lambda *_arguments, **_named: self._answers()
        self._answer: list[tuple[Any, ...]] = []
        self._found = self._turned()

    def is_for(self, connection: BaseDatabaseWrapper) -> bool:
        """Say whether it was made for this connection: a thread's may be exchanged, and the scope is in the new one."""
        found: bool = self._compiler.connection is connection
        return found

    def ask(self, values: dict[str, Any]) -> list[R]:
        self._answer = carry_out(self._sql, _filled(self._parameters, values, is_scoped=self._is_scoped))
        try:
            return [next(self._found) for _ in self._answer]
        except BaseException:
            self._found = self._turned()
            raise

    def _answers(self) -> Iterator[list[tuple[Any, ...]]]:
        """Return rows as the compiler does: in chunks, of which each answer is one."""
        while True:
            yield self._answer

    def _turned(self) -> Iterator[R]:
        """Turn the rows of one answer after the other into what is asked for, as iterating over the query set would.

        It has no end, and so is made ready once: that took as long as two or three objects do.
        """
        found: Iterator[R] = iter(self._rows._iterable_class(self._rows))  # noqa: SLF001
        return found


class _Change:
    """One update with its SQL, for the connection of this thread."""

    def __init__(
        self,
        rows: models.QuerySet[Any, Any],
        columns: tuple[str, ...],
        fixed: dict[str, object],
        returning: tuple[str, ...],
    ) -> None:
        self._connection = connections[DEFAULT_DB_ALIAS]
        fields: Any = rows.model._meta
        self._fields = {name: fields.get_field(name) for name in columns}
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values({**fixed, **{name: Slot(name) for name in columns}})
        sql, self._parameters = query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        self._is_scoped = _is_scoped(rows.model, self._parameters)
        quote = self._connection.ops.quote_name
        names = ", ".join(quote(fields.get_field(name).column) for name in returning) or "1"
        self._sql = f"{sql} RETURNING {names}"

    def is_for(self, connection: BaseDatabaseWrapper) -> bool:
        """Say whether it was made for this connection."""
        return self._connection is connection

    def run(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        for name, field in self._fields.items():
            values[name] = field.get_db_prep_save(values[name], self._connection)
        return carry_out(self._sql, _filled(self._parameters, values, is_scoped=self._is_scoped))


def _is_scoped(model: type[models.Model], parameters: Iterable[Any]) -> bool:
    """Say whether the organization is one of the parameters, as it must be for the rows of one."""
    if any(isinstance(each, Slot) and each.name == ORGANIZATION for each in parameters):
        return True
    if isinstance(model._default_manager, TenantManager):  # noqa: SLF001
        msg = f"rows of {model.__name__} for no organization"
        raise ScopeMissingError(msg)
    return False


def _filled(parameters: Iterable[Any], values: dict[str, Any], *, is_scoped: bool) -> tuple[Any, ...]:
    """Return the parameters with a value in the place of each slot."""
    if is_scoped:
        values[ORGANIZATION] = scoping.current_organization_id()
    return tuple(values[each.name] if isinstance(each, Slot) else each for each in parameters)
