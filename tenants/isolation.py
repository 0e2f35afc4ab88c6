"""The second and third wall: row-level security and composite keys, made by one migration operation.

The SQL here is the only place that knows the policies; `problems()` compares a live database with it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps as live_apps
from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenants import definers
from tenants.database import BACKUP_ROLE
from tenants.models.base import TenantForeignKey, TenantModel

APP_ROLES: Final = "lw_app, lw_owner"
PLATFORM_ROLE: Final = "lw_platform"

# STABLE and inside a sub-select it runs once per statement and keeps the index usable. It raises on an empty setting,
# since no rows would look like "not done yet".
CREATE_APP_ORG: Final = """
CREATE OR REPLACE FUNCTION app_org() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    value text := current_setting('app.organization', true);
BEGIN
    IF value IS NULL OR value = '' THEN
        RAISE EXCEPTION 'no organization in scope' USING ERRCODE = '42501';
    END IF;
    RETURN value::uuid;
END $$;
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
"""
DROP_APP_ORG: Final = "DROP FUNCTION refuse_change(); DROP FUNCTION app_org();"

_MINE: Final = "organization_id = (SELECT app_org())"
_REGISTRY: Final = '"tenants_registryentry"'
REGISTRY_POLICIES: Final = [
    f"ALTER TABLE {_REGISTRY} ENABLE ROW LEVEL SECURITY",
    f"ALTER TABLE {_REGISTRY} FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY look_up ON {_REGISTRY} FOR SELECT USING (true)",
    f"CREATE POLICY claim ON {_REGISTRY} FOR INSERT TO {APP_ROLES} WITH CHECK ({_MINE})",
    f"CREATE POLICY move ON {_REGISTRY} FOR UPDATE TO {APP_ROLES} USING ({_MINE}) WITH CHECK ({_MINE})",
    f"CREATE POLICY release ON {_REGISTRY} FOR DELETE TO {APP_ROLES} USING ({_MINE})",
]

_ON_DELETE: Final[dict[Any, str]] = {
    models.CASCADE: "ON DELETE CASCADE",
    models.SET_NULL: "ON DELETE SET NULL ({column})",
    models.PROTECT: "",
    models.RESTRICT: "",
    models.DO_NOTHING: "",
}


_WALLED: Final = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    " AND relrowsecurity ORDER BY relname"
)
# What the backup's role would miss: a table it may not read, or one whose policies do not show it every row. A dump
# as that role has no error for the second, only fewer rows.
_UNSEEN: Final = """
SELECT c.relname FROM pg_class c, pg_roles r
WHERE r.rolname = %s AND c.relkind IN ('r', 'p', 'S') AND c.relnamespace = 'public'::regnamespace AND NOT (
    CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(r.oid, c.oid, 'SELECT')
    ELSE has_table_privilege(r.oid, c.oid, 'SELECT') AND (NOT c.relrowsecurity OR EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd IN ('r', '*') AND p.polpermissive
        AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND p.polroles && ARRAY[0::oid, r.oid]
    )) END
) ORDER BY c.relname
"""


def tenant_keys(model: type[models.Model]) -> list[TenantForeignKey]:
    """Return the model's foreign keys that must stay within the organization."""
    return [field for field in model._meta.local_fields if isinstance(field, TenantForeignKey)]


def policy_sql(table: str, column: str = "organization_id") -> list[str]:
    """Return the statements that put a table behind the second wall."""
    mine = f"{column} = (SELECT app_org())"
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        f'DROP POLICY IF EXISTS tenant ON "{table}"',
        f'CREATE POLICY tenant ON "{table}" TO {APP_ROLES} USING ({mine}) WITH CHECK ({mine})',
        f'DROP POLICY IF EXISTS platform ON "{table}"',
        f'CREATE POLICY platform ON "{table}" FOR SELECT TO {PLATFORM_ROLE} USING (true)',
        *backup_sql(table),
    ]


def backup_sql(table: str) -> list[str]:
    """Return the statements that let a backup read a whole table, and only read it."""
    return [
        f'GRANT SELECT ON "{table}" TO {BACKUP_ROLE}',
        f'DROP POLICY IF EXISTS backup ON "{table}"',
        f'CREATE POLICY backup ON "{table}" FOR SELECT TO {BACKUP_ROLE} USING (true)',
    ]


def key_sql(model: type[models.Model]) -> Iterator[str]:
    """Yield the statements that make a table a target and bind its foreign keys to its organization."""
    table = model._meta.db_table
    # Kept where it stands: the keys of other tables hang on it.
    addition = f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_tenant_key" UNIQUE (organization_id, id)'
    is_missing = f"NOT EXISTS (SELECT FROM pg_constraint WHERE conname = '{table}_tenant_key')"
    yield f"DO $$ BEGIN IF {is_missing} THEN {addition}; END IF; END $$"
    yield from _constraint_sql(
        table,
        f"{table}_organization",
        "tenants_organization",
        'FOREIGN KEY (organization_id) REFERENCES "tenants_organization" (id)',
    )
    for field in tenant_keys(model):
        target = field.related_model._meta.db_table
        action = _ON_DELETE[field.remote_field.on_delete].format(column=f'"{field.column}"')
        yield from _constraint_sql(
            table,
            constraint_name(table, field),
            target,
            f'FOREIGN KEY (organization_id, "{field.column}") REFERENCES "{target}" (organization_id, id) {action}',
        )


def _constraint_sql(table: str, name: str, target: str, definition: str) -> Iterator[str]:
    yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
    # PostgreSQL checks the rows that are there as the owner and through the policies, which raise without an
    # organization: within this transaction, and under its exclusive lock, the owner may look at all rows.
    for walled in (table, target):
        yield f'ALTER TABLE "{walled}" NO FORCE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} DEFERRABLE INITIALLY DEFERRED'
    for walled in (table, target):
        yield f'ALTER TABLE "{walled}" FORCE ROW LEVEL SECURITY'


def constraint_name(table: str, field: TenantForeignKey) -> str:
    """Return the name of the composite constraint of a foreign key."""
    return f"{table}_{field.column}_same_tenant"[:63]


class Isolate(Operation):
    """Make a tenant table's policies and composite keys; right after `CreateModel`."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, *model_names: str) -> None:
        self.model_names = model_names

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file spells the operation."""
        return type(self).__name__, list(self.model_names), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state: the walls are the database's."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Put every named table behind the walls, in the order of the names: targets before what points at them."""
        # What Django keeps for the end of the migration, such as plain foreign keys, cannot be checked behind walls.
        deferred, schema_editor.deferred_sql = schema_editor.deferred_sql, []
        for statement in deferred:
            schema_editor.execute(statement)
        tables = [to_state.apps.get_model(app_label, name) for name in self.model_names]
        for model in tables:
            for statement in key_sql(model):
                schema_editor.execute(statement)
        for model in tables:
            for statement in policy_sql(model._meta.db_table):
                schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Leave the walls standing: the table itself goes with its model."""

    def describe(self) -> str:
        """Return the line that `migrate` prints."""
        return f"Isolate {', '.join(self.model_names)}"


class OpenToBackups(Operation):
    """Let backups read what stood before there was a role for them; tables made later get it with their walls."""

    reduces_to_sql = True
    reversible = True

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file spells the operation."""
        return type(self).__name__, [], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Grant reading of everything, and put the policy on every walled table that is there."""
        schema_editor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP_ROLE}")
        schema_editor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {BACKUP_ROLE}")
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(_WALLED)
            tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            for statement in backup_sql(table):
                schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Leave the policies: without the role they let nobody in."""

    def describe(self) -> str:
        """Return the line that `migrate` prints."""
        return "Open every table to backups"


class AppendOnly(Operation):
    """Refuse changes of a table by anybody, and deletions by the application."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return how a migration file spells the operation."""
        return type(self).__name__, [self.model_name], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the model state."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Take the rights away and set the trigger."""
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM lw_app')
        schema_editor.execute(
            f'CREATE TRIGGER append_only BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION refuse_change()'
        )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Give the rights back."""
        table = from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f'DROP TRIGGER append_only ON "{table}"')
        schema_editor.execute(f'GRANT UPDATE, DELETE ON "{table}" TO lw_app')


# Tables without an organization, each with the reason; a table that is in no list fails a test and `problems()`.
GLOBAL_TABLES: Final = {
    "tenants_user": "one person may belong to several organizations",
    "tenants_user_groups": "Django's own, of the global user",
    "tenants_user_user_permissions": "Django's own, of the global user",
    "auth_group": "Django's own permissions",
    "auth_group_permissions": "Django's own permissions",
    "auth_permission": "Django's own permissions",
    "account_emailaddress": "the sign-in's, of the global user",
    "account_emailconfirmation": "the sign-in's, of the global user",
    "usersessions_usersession": "the sign-in's, of the global user",
    "automation_heartbeat": "the platform's workers and clock, the same for everybody",
    "django_session": "the sign-in's; holds signed data and no tenant row",
    "django_admin_log": "kept empty: our audit trail replaces it",
    "django_content_type": "Django's own catalogue of models",
    "django_migrations": "Django's own record of migrations",
    "django_celery_beat_clockedschedule": "the clock's, the same for everybody",
    "django_celery_beat_crontabschedule": "the clock's, the same for everybody",
    "django_celery_beat_intervalschedule": "the clock's, the same for everybody",
    "django_celery_beat_periodictask": "the clock's, the same for everybody",
    "django_celery_beat_periodictasks": "the clock's, the same for everybody",
    "django_celery_beat_solarschedule": "the clock's, the same for everybody",
}
# Tables whose policies are their own, written in their migration.
SPECIAL_TABLES: Final = {
    "tenants_organization": "an organization's own id is its isolation key",
    "tenants_registryentry": "read by everybody before the organization is known, written in scope",
    "messaging_addresstally": "protects a stranger's mailbox from all organizations together; keyed hashes only",
}


def tenant_models() -> list[type[TenantModel]]:
    """Return every concrete model that belongs to an organization."""
    return [model for model in live_apps.get_models() if issubclass(model, TenantModel)]


def unseen_by_backups() -> list[str]:
    """Return the tables and sequences that a dump as the backup's role would leave out or fail at."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [BACKUP_ROLE])
        if cursor.fetchone() is None:
            return [f"anything: the role {BACKUP_ROLE} is missing"]
        cursor.execute(_UNSEEN, [BACKUP_ROLE])
        return [row[0] for row in cursor.fetchall()]


def problems() -> list[str]:
    """Compare the database with the models; an empty list means that all walls stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        role, is_superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) = current_user,"
            " coalesce((SELECT array_agg(p.policyname::text) FROM pg_policies p WHERE p.tablename = c.relname), '{}')"
            " FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        )
        tables = {row[0]: row[1:] for row in cursor.fetchall()}
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype IN ('f', 'u')")
        constraints = {row[0] for row in cursor.fetchall()}
    found = []
    if is_superuser or bypasses:
        found.append(f"the role {role} may bypass row-level security: use a role made by setup_database")
    found.extend(f"the role {role} owns {name}" for name, facts in tables.items() if facts[2])
    for model in tenant_models():
        found.extend(_table_problems(model, tables, constraints))
    walled = {model._meta.db_table for model in tenant_models()} | SPECIAL_TABLES.keys()
    found.extend(
        f"{name} is neither walled nor listed as global" for name in tables.keys() - walled - GLOBAL_TABLES.keys()
    )
    found.extend(
        f"{name} has no forced row-level security" for name in SPECIAL_TABLES if not all(tables.get(name, ())[:2])
    )
    found.extend(f"backups cannot read {name}" for name in unseen_by_backups())
    found.extend(definers.problems())
    return found


def _table_problems(
    model: type[TenantModel], tables: dict[str, tuple[bool, bool, bool, list[str]]], constraints: Iterable[str]
) -> Iterator[str]:
    table = model._meta.db_table
    if table not in tables:
        yield f"{table} is missing: run migrate"
        return
    enabled, forced, _owned, policies = tables[table]
    if not (enabled and forced):
        yield f"{table} has no forced row-level security"
    if not {"tenant", "platform"} <= set(policies):
        yield f"{table} lacks a policy"
    wanted = [
        f"{table}_tenant_key",
        f"{table}_organization",
        *(constraint_name(table, field) for field in tenant_keys(model)),
    ]
    for name in wanted:
        if name not in constraints:
            yield f"{table} lacks the constraint {name}"
