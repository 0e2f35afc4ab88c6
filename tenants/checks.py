"""System checks: what must be true before the platform may start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from tenants import isolation


def refuse_harmful_role() -> None:
    """Stop a process whose database role could look over the walls; a database that is away is no reason to.

    Raises:
        ImproperlyConfigured: the role is a superuser or may bypass row-level security.
    """
    try:
        # Closed again if it was opened for this: a process that forks afterwards must not share it.
        with connection.temporary_connection() as cursor:
            cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            is_harmful = cursor.fetchone()[0]
    except DatabaseError:
        return
    if is_harmful:
        msg = "DATABASE_URL names a role that bypasses row-level security: use lw_app, made by setup_database"
        raise ImproperlyConfigured(msg)


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
