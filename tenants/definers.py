"""Functions that run with rights of their own: few, listed, and compared with the database.

A SECURITY DEFINER function goes through the second wall, so each one is audited here: whose rights it has, what that
role may see, and who may call it.
"""

from collections.abc import Iterator
from typing import Any, Final

import psycopg
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from psycopg import sql

from tenants.database import OWNER_ROLE, SEARCH_ROLE

CALLER: Final = "lw_app"
# Every function that runs as somebody else, with the reason why it must.
DEFINERS: Final = {
    "search_leads(text,integer)": "an index of words cannot be used through a policy; it takes the organization from"
    " the setting, and returns ids that the caller reads through the policies again",
}
# Everything that their role may see.
COLUMNS: Final = frozenset(f"leads_lead.{name}" for name in ("id", "organization_id", "created_at", "search"))
_SEARCH_PATH: Final = "search_path=pg_catalog, pg_temp"

_FOUND: Final = """
SELECT p.oid::regprocedure::text, r.rolname, coalesce(p.proconfig, '{}'),
    ARRAY(SELECT coalesce(g.rolname, 'PUBLIC') FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE a.grantee <> p.proowner)::text[]
FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner
WHERE p.prosecdef AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
ORDER BY 1
"""
_SEEN: Final = """
SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0
AND NOT a.attisdropped AND has_column_privilege(%(role)s, c.oid, a.attnum, 'SELECT')
"""
_ROLE: Final = """
SELECT r.rolcanlogin OR r.rolsuper OR r.rolbypassrls OR r.rolcreaterole
    OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)
    OR has_schema_privilege(r.oid, 'public', 'CREATE')
    OR EXISTS (SELECT FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE, REFERENCES'))
FROM pg_roles r WHERE r.rolname = %(role)s
"""


def hand_over_sql(signature: str) -> list[str]:
    """Return the statements by which the schema's owner gives a function to its role; nobody else may call it then."""
    return [
        f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {signature} TO {CALLER}",
        # A new owner must be allowed to create where the function stands, at that moment.
        f"GRANT CREATE ON SCHEMA public TO {SEARCH_ROLE}",
        f"ALTER FUNCTION {signature} OWNER TO {SEARCH_ROLE}",
        f"REVOKE CREATE ON SCHEMA public FROM {SEARCH_ROLE}",
    ]


def hand_over(server: psycopg.Connection[Any]) -> None:
    """Give the functions to their role again, as the schema's owner, after a restore that made them all its own."""
    for signature in DEFINERS:
        # Older backups do not have every function.
        found = server.execute("SELECT to_regprocedure(%s)", [signature]).fetchone()
        if found and found[0]:
            for statement in hand_over_sql(signature):
                server.execute(sql.SQL(statement))


class Define(Operation):
    """Make a function that runs as the search's role, or replace it."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, signature: str, definition: str) -> None:
        self.signature = signature
        self.definition = definition

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file spells the operation."""
        return type(self).__name__, [self.signature, self.definition], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the function and hand it over."""
        self._drop(schema_editor)
        schema_editor.execute(self.definition)
        for statement in hand_over_sql(self.signature):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Drop the function."""
        self._drop(schema_editor)

    def _drop(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        # Only its role may drop it.
        schema_editor.execute(f"SET LOCAL ROLE {SEARCH_ROLE}")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.signature}")
        schema_editor.execute(f"SET LOCAL ROLE {OWNER_ROLE}")

    def describe(self) -> str:
        """Return the line that `migrate` prints."""
        return f"Define {self.signature}"


def problems() -> Iterator[str]:
    """Compare the functions with rights of their own, and their role, with what was audited."""
    with connection.cursor() as cursor:
        cursor.execute(_FOUND)
        functions = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute(_ROLE, {"role": SEARCH_ROLE})
        is_strong = cursor.fetchone()
        if is_strong is None:
            yield f"the role {SEARCH_ROLE} is missing: run setup_database"
            return
        cursor.execute(_SEEN, {"role": SEARCH_ROLE})
        seen = {row[0] for row in cursor.fetchall()}
    for signature, (owner, options, callers) in functions.items():
        if signature not in DEFINERS:
            yield f"the function {signature} runs as {owner} and is not audited"
            continue
        if owner != SEARCH_ROLE:
            yield f"the function {signature} runs as {owner} instead of {SEARCH_ROLE}"
        if _SEARCH_PATH not in options:
            yield f"the function {signature} takes its search path from the caller"
        for caller in set(callers) - {CALLER}:
            yield f"the function {signature} may be called by {caller}"
    for signature in DEFINERS.keys() - functions.keys():
        yield f"the function {signature} is missing or has no rights of its own"
    if is_strong[0]:
        yield f"the role {SEARCH_ROLE} may do more than read"
    for column in sorted(seen ^ COLUMNS):
        yield f"the role {SEARCH_ROLE} should {'not ' if column in seen else ''}see {column}"
