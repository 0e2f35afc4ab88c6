"""Write a backup of everything that the database and the folder of uploads hold."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone
from psycopg import Error

from leadwizard.management import archives
from leadwizard.management.postgres_tools import ToolError


class Command(BaseCommand):
    """Safe while everything runs: one snapshot of the database, then the files."""

    help = "Write a backup of database and uploads to FILE, with DATABASE_OWNER_URL. Restore it with `restore`."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the argument."""
        parser.add_argument("file", type=Path, help="the file to write; it must not be there yet")

    def handle(self, **options: Any) -> None:
        """Write the file and say what is in it."""
        path: Path = options["file"].absolute()
        if not path.parent.is_dir():
            raise CommandError(f"There is no folder {path.parent}.")
        try:
            manifest = archives.write(path, now=timezone.now())
        except (archives.ArchiveError, ToolError, ImproperlyConfigured, Error, DatabaseError, OSError) as error:
            raise CommandError(f"No backup was made. {error}") from error
        self.stdout.write(
            f"{path}: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables and {manifest.media} uploaded"
            f" files, {path.stat().st_size / 1_000_000:.1f} MB.\nNot in it: SECRET_KEY and CREDENTIAL_KEYS. Without"
            " them nobody stays signed in, and the credentials that organizations saved cannot be opened."
        )
