"""How statements of our own go to the database: by the driver itself, which remembers even the long ones."""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template
from psycopg import _queries

# Letters and values of a statement, and so many statements in a process: ours are few, and the same each time.
_LENGTH: Final = 32_000
_VALUES: Final = 500
_STATEMENTS: Final = 512

_mine = threading.local()


def carry_out(statement: str, values: Sequence[Any] | Mapping[str, Any]) -> Any:
    """Carry out the statement on Django's connection, and return the cursor with its rows, to be read at once.

    As `connection.cursor()` and its `execute`, whose layers take as long as the driver and the statement together; the
    cursor is the thread's, and whoever carries out the next statement gets it. Where Django listens to what is said, it
    is said by Django's own.

    Raises:
        django.db.Error: as Django's cursor would; what reading a row raises, such as a time that Python cannot hold, is
            the driver's own.
    """
    django: Any = connections[DEFAULT_DB_ALIAS]
    if django.queries_logged or django.execute_wrappers:
        cursor = django.cursor()
        cursor.execute(statement, values)
        return cursor
    django.close_if_health_check_failed()
    django.ensure_connection()
    django.validate_no_broken_transaction()
    with django.wrap_database_errors:
        if getattr(_mine, "server", None) is not django.connection:
            # Made by Django, for how it wants to have times.
            _mine.cursor, _mine.server = django.create_cursor(), django.connection
        return _mine.cursor.execute(statement, values)


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
