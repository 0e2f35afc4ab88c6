"""Preparing a PostgreSQL server, and working as the schema's owner.

The web and the workers connect as `lw_app`, which owns nothing. Migrations connect with `DATABASE_OWNER_URL` and
become `lw_owner`. Needs neither superuser nor BYPASSRLS: a managed server's CREATEROLE user is enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from psycopg import sql

OWNER_ROLE: Final = "lw_owner"
GROUP_ROLES: Final = ("lw_platform", "lw_dispatch")
# Entered by the administrator alone: it reads every row of every organization.
BACKUP_ROLE: Final = "lw_backup"
# Nobody enters it: the audited functions of `tenants.definers` run as it.
SEARCH_ROLE: Final = "lw_search"
# Two instances that start together must not make the same role twice; any number will do, as long as it is ours.
_LOCK: Final = 7_412_001


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Reconnect the alias as the schema's owner while the block runs.

    Raises:
        ImproperlyConfigured: `DATABASE_OWNER_URL` is not set.
    """
    owner = settings.DATABASE_OWNER
    if not owner:
        msg = "DATABASE_OWNER_URL is not set: migrations need the server's administrator"
        raise ImproperlyConfigured(msg)
    connection = connections[alias]
    connection.close()
    saved = connection.settings_dict.copy()
    connection.settings_dict.update(
        USER=owner["USER"],
        PASSWORD=owner["PASSWORD"],
        HOST=owner["HOST"],
        PORT=owner["PORT"],
        CONN_MAX_AGE=0,
        OPTIONS={"assume_role": OWNER_ROLE, "application_name": "leadwizard-owner"},
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(saved)


def owner_connection(dbname: str | None = None) -> psycopg.Connection[Any]:
    """Open a connection as the server's administrator, in autocommit mode."""
    owner = settings.DATABASE_OWNER
    if not owner:
        msg = "DATABASE_OWNER_URL is not set"
        raise ImproperlyConfigured(msg)
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=dbname or owner["NAME"],
        autocommit=True,
        connect_timeout=10,
    )


def prepare(dbname: str | None = None) -> list[str]:
    """Make the roles and the grants that the walls stand on; safe to run again.

    Returns the steps in words, for the person who runs it.
    """
    app = settings.DATABASES["default"]
    # Roles belong to the whole server and advisory locks to one database: the lock is taken where all of us meet.
    with owner_connection() as meeting, owner_connection(dbname) as connection:
        meeting.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        return [*_make_roles(connection, app["USER"], app["PASSWORD"]), *_grant(connection, app["USER"])]


def _make_roles(connection: psycopg.Connection[Any], app_role: str, password: str) -> Iterator[str]:
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role in (OWNER_ROLE, BACKUP_ROLE, SEARCH_ROLE, *GROUP_ROLES):
        if role not in known:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
            yield f"role {role} made"
    if app_role not in known:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(app_role)))
        yield f"role {app_role} made"
    connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(app_role), sql.Literal(password)))


def _grant(connection: psycopg.Connection[Any], app_role: str) -> list[str]:
    app = sql.Identifier(app_role)
    owner = sql.Identifier(OWNER_ROLE)
    backup = sql.Identifier(BACKUP_ROLE)
    search = sql.Identifier(SEARCH_ROLE)
    platform, dispatch = (sql.Identifier(role) for role in GROUP_ROLES)
    database = sql.Identifier(connection.info.dbname)
    become = sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE")
    for statement in (
        become.format(owner, sql.SQL("CURRENT_USER")),
        become.format(backup, sql.SQL("CURRENT_USER")),
        # Migrations make its functions and give them to it.
        become.format(search, sql.SQL("CURRENT_USER")),
        become.format(search, owner),
        become.format(platform, app),
        become.format(dispatch, app),
        sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(database, owner),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app),
        sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {} WITH GRANT OPTION").format(owner),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}, {}, {}, {}").format(app, platform, dispatch, backup, search),
    ):
        connection.execute(statement)
    _set_default_privileges(connection, app_role)
    return [f"grants for {app_role} in {connection.info.dbname}"]


def _set_default_privileges(connection: psycopg.Connection[Any], app_role: str, *, revoke: bool = False) -> None:
    """Say who gets what on the tables that migrations will make.

    No grant on existing tables is renewed here: that would give back what an append-only table took away.
    """
    platform = GROUP_ROLES[0]
    rights = (
        ("SELECT, INSERT, UPDATE, DELETE ON TABLES", app_role),
        ("USAGE, SELECT ON SEQUENCES", app_role),
        ("SELECT ON TABLES", platform),
        ("SELECT ON TABLES", BACKUP_ROLE),
        ("SELECT ON SEQUENCES", BACKUP_ROLE),
    )
    words = "REVOKE {} FROM {}" if revoke else "GRANT {} TO {}"
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(OWNER_ROLE)))
        for right, role in rights:
            change = sql.SQL(words).format(sql.SQL(right), sql.Identifier(role))
            connection.execute(sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public ") + change)


def prepare_for_restore() -> None:
    """Make the roles and grants, and no default privileges: a dump's own grants add to them and take nothing away.

    `prepare` brings them back, for the tables of later migrations.
    """
    prepare()
    with owner_connection() as connection:
        _set_default_privileges(connection, settings.DATABASES["default"]["USER"], revoke=True)
