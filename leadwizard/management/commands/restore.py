"""Bring a backup back into an empty database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from psycopg import Error

from leadwizard.management import archives
from leadwizard.management.postgres_tools import ToolError


class Command(BaseCommand):
    """Refuses a database or a folder that is not empty; says what is left to do."""

    help = "Restore a backup from FILE into the empty database of DATABASE_OWNER_URL and DATABASE_URL."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("file", type=Path, help="a file that `backup` wrote")

    def handle(self, **options: Any) -> None:
        """Restore, compare, and say what comes next."""
        try:
            restored = archives.restore(options["file"].absolute())
        except (archives.ArchiveError, ToolError, ImproperlyConfigured, Error, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        manifest = restored.manifest
        self.stdout.write(
            f"Back as of {manifest.made_at}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, as many"
            f" as in the backup, and {manifest.media} uploaded files."
        )
        if restored.pending_migrations:
            self.stdout.write(
                f"This version has {restored.pending_migrations} more migrations: run migrate, and then"
                " `check --database default`, which asks for the walls."
            )
        else:
            self.stdout.write("All walls stand.")
        self.stdout.write(
            f"{restored.unfinished_jobs} jobs had not ended when it was made; some of them may have since. Before the"
            " workers start, read “After a restore” in docs/operations/backups.md: jobs, opt-outs, erasures."
        )
