"""System checks: what must be true before the platform may start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from tenants import isolation


@register(Tags.database)
def check_isolation(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """Refuse a database whose walls have a hole; runs with `check --database default`."""
    if not databases or "default" not in databases:
        return []
    try:
        found = isolation.problems()
    except DatabaseError as error:
        return [
            Error(
                f"the database does not answer: {error}",
                hint="Is DATABASE_URL right, and has migrate run?",
                id="tenants.E001",
            )
        ]
    finally:
        connection.close_if_unusable_or_obsolete()
    return [
        Error(problem, hint="Run manage.py setup_database, then manage.py migrate.", id="tenants.E002")
        for problem in found
    ]
