"""`flush` as the schema's owner: the application's role may not truncate."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoCommand

from tenants.database import as_owner


class Command(DjangoCommand):
    """Django's flush, connected with DATABASE_OWNER_URL."""

    def handle(self, **options: Any) -> None:
        """Empty the database."""
        with as_owner(options["database"]):
            super().handle(**options)
