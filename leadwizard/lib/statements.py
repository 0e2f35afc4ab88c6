"""Long statements, remembered by the database's driver."""

from functools import lru_cache
from typing import Any, Final

from psycopg import _queries

# Letters and values of a statement, and so many statements in a process: ours are few, and the same each time.
_LENGTH: Final = 32_000
_VALUES: Final = 500
_STATEMENTS: Final = 512


def remember_long_ones() -> None:
    """Let psycopg keep what it makes of a statement whose values are more than 50, or whose letters more than 4,096.

    It takes them for what an ORM makes up once, and took a submission's insert of four rows apart anew each time: an
    eighth of the web's processor time.
    """
    driver: Any = _queries
    driver.MAX_CACHED_STATEMENT_LENGTH, driver.MAX_CACHED_STATEMENT_PARAMS = _LENGTH, _VALUES
    driver._query2pg = lru_cache(_STATEMENTS)(driver._query2pg_nocache)  # noqa: SLF001 - it has no setting for it
