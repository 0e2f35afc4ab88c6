"""Rows that other connections can see, and their end.

Django's own way, emptying all tables, is not the application role's right; and it would take the platform along.
"""

from django.contrib.auth import get_user_model
from django.db import connection
from psycopg import sql

from tenants import database, isolation
from tenants.models import Organization, RegistryEntry
from tenants.scoping import PLATFORM_ID


def remove() -> None:
    """Delete every organization but the platform, every person, and the tallies of addresses, as their owner."""
    tables = [model._meta.db_table for model in isolation.tenant_models()]
    with database.owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(database.OWNER_ROLE)))
        rows = owner.execute(
            "SELECT DISTINCT organization_id FROM tenants_registryentry WHERE organization_id <> %s", [PLATFORM_ID]
        ).fetchall()
        with owner.transaction():
            for (organization_id,) in rows:
                owner.execute("SELECT set_config('app.organization', %s, true)", [str(organization_id)])
                for table in (*tables, RegistryEntry._meta.db_table):
                    _delete(owner, table, "organization_id", organization_id)
                _delete(owner, Organization._meta.db_table, "id", organization_id)
            owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(get_user_model()._meta.db_table)))
        owner.execute("TRUNCATE messaging_addresstally")


def _delete(owner, table, column, organization_id):
    owner.execute(
        sql.SQL("DELETE FROM {} WHERE {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
        [organization_id],
    )
