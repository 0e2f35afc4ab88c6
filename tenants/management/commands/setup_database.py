"""Prepare a PostgreSQL server for LeadWizard."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from psycopg import Error

from tenants import database


class Command(BaseCommand):
    """Makes the roles and grants; safe to run again; needs no superuser."""

    help = "Make the database roles and grants with DATABASE_OWNER_URL (a role that may create roles)."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare the server and say what was done."""
        try:
            for step in database.prepare():
                self.stdout.write(step)
        except Error as error:
            msg = f"The server refused: {error}. DATABASE_OWNER_URL must name a role with CREATEROLE."
            raise CommandError(msg) from error
