"""`migrate` as the schema's owner: the application's role may not change tables."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from tenants.database import as_owner


class Command(DjangoCommand):
    """Django's migrate, connected with DATABASE_OWNER_URL."""

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        """Leave the database's checks out: the walls are about to be built."""
        return {**super().get_check_kwargs(options), "databases": None}

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate the database."""
        with as_owner(options["database"]):
            super().handle(*args, **options)
