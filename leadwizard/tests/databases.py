"""Databases that exist for a test run."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from psycopg import sql

from tenants import database


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Make a database as its owner, migrate it, and let Django's connections go to it as the application's role.

    With the usual superuser every test of row-level security would pass without any policy.
    """
    connection = connections["default"]
    with database.owner_connection() as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    database.prepare(name)
    connection.close()
    original = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = original
        # Threads of live servers may still hold connections, which only their own role may end.
        with connection.cursor() as cursor:
            # Not autovacuum's: DROP DATABASE ends those itself, and we may not.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                [name],
            )
        connection.close()
        with database.owner_connection() as owner:
            owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
