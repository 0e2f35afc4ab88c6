"""How statements of our own go to the database: past Django's cursor, and past psycopg's once it has prepared them."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template
from psycopg import OperationalError, _queries
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

# Letters and values of a statement, and so many statements in a process: ours are few, and the same each time.
_LENGTH: Final = 32_000
_VALUES: Final = 500
_STATEMENTS: Final = 512

_mine = threading.local()


def carry_out(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Carry out the statement on Django's connection, and return its rows; none, where it has none.

    As `connection.cursor()`, `execute` and `fetchall`, whose layers take longer than the statement itself. Where Django
    listens to what is said, it is said by Django's own.

    Raises:
        django.db.Error: as Django's cursor would; also for a row that cannot be read, such as a time that Python cannot
            hold.
    """
    django: Any = connections[DEFAULT_DB_ALIAS]
    if django.queries_logged or django.execute_wrappers:
        with django.cursor() as cursor:
            return _by_cursor(cursor, statement, values)
    django.close_if_health_check_failed()
    django.ensure_connection()
    django.validate_no_broken_transaction()
    with django.wrap_database_errors:
        session: _Session | None = getattr(_mine, "session", None)
        if session is None or session.server is not django.connection:
            session = _mine.session = _Session(django)
        return session.carry_out(statement, values)


class _Session:
    """One connection, as the thread that has it knows it."""

    def __init__(self, django: Any) -> None:
        self.server = django.connection
        # Made by Django, for how it wants to have times.
        self._cursor = django.create_cursor()
        self._adapter = Transformer(self._cursor)

    def carry_out(self, statement: str, values: Any) -> list[tuple[Any, ...]]:
        """Hand a statement that psycopg has prepared to libpq, and any other to psycopg, which prepares it in time.

        What psycopg does for each statement beyond that is to find out what this one is.
        """
        query, formats, names = _taken_apart(statement)
        adapter, prepared = self._adapter, self.server._prepared._names  # noqa: SLF001 - it tells nobody
        given = values if names is None else [values[name] for name in names]
        parameters = adapter.dump_sequence(given, formats)
        key = query, adapter.types or ()
        if key not in prepared or not self._is_begun():
            return _by_cursor(self._cursor, statement, values)
        with self.server.lock:
            # As psycopg does, which forgets those that were not used for long.
            prepared.move_to_end(key)
            result = self.server.pgconn.exec_prepared(prepared[key], parameters, adapter.formats)
        if result.status == ExecStatus.COMMAND_OK:
            return []
        if result.status != ExecStatus.TUPLES_OK:
            error = error_from_result(result, encoding=self.server.info.encoding)
            # What has no code was not said by the server: it is gone.
            raise error if error.sqlstate else OperationalError(str(error))
        adapter.set_pgresult(result)
        return adapter.load_rows(0, result.ntuples, tuple)

    def _is_begun(self) -> bool:
        """Say whether the transaction is, if there is to be one: psycopg begins it with the first statement."""
        return bool(self.server.pgconn.transaction_status == TransactionStatus.INTRANS or self.server.autocommit)


def _by_cursor(cursor: Any, statement: str, values: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    cursor.execute(statement, values)
    return cursor.fetchall() if cursor.description is not None else []


@lru_cache(_STATEMENTS)
def _taken_apart(statement: str) -> tuple[bytes, Any, list[str] | None]:
    """Return the statement as PostgreSQL wants it, what its values are sent as, and their names if they have some."""
    query, formats, names, _parts = _queries._query2pg(statement.encode(), "utf-8")  # noqa: SLF001 - as psycopg does
    return query, formats, names


def remember_long_ones() -> None:
    """Let psycopg keep what it makes of a statement whose values are more than 50, or whose letters more than 4,096.

    It takes them for what an ORM makes up once, and took a submission's insert of four rows apart anew each time: an
    eighth of the web's processor time.
    """
    driver: Any = _queries
    driver.MAX_CACHED_STATEMENT_LENGTH, driver.MAX_CACHED_STATEMENT_PARAMS = _LENGTH, _VALUES
    driver._query2pg = lru_cache(_STATEMENTS)(driver._query2pg_nocache)  # noqa: SLF001 - it has no setting for it


class _TimeLoader(BaseTzLoader):
    """Reads a time as Django does, in a tenth of the time: that takes it apart with an expression and counts."""

    timezone = UTC

    def load(self, data: Any) -> Any:
        try:
            return datetime.fromisoformat(str(data, "ascii")).astimezone(UTC)
        except (ValueError, OverflowError):
            # Before the year 1, after 9999, or infinite: Django's own way to say so.
            return super().load(data)


def read_times_faster() -> None:
    """Let every connection made from now on read times that way."""
    get_adapters_template(True, UTC).register_loader("timestamptz", _TimeLoader)
