"""Bring every credential under the first key of CREDENTIAL_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leadwizard.lib.crypto import KeyRingError
from tenants import credentials
from tenants.scoping import scope


class Command(BaseCommand):
    """Works organization by organization, each in its own transaction; safe to stop and to run again.

    To change keys: put the new one in front of the ring, restart every process, run this, take the old one away.
    """

    help = "Re-encrypt all credentials under the first key of CREDENTIAL_KEYS. Then the other keys can go."

    def handle(self, **_options: Any) -> None:
        """Rotate, saying how far it is; fails at the end when something did not open."""
        organizations = credentials.due_for_rotation()
        resealed, unreadable = 0, []
        for number, organization_id in enumerate(organizations, start=1):
            try:
                with scope(organization_id):
                    result = credentials.rotate()
            except KeyRingError as error:
                raise CommandError(f"{error}. Nothing was changed.") from error
            resealed += result.resealed
            unreadable += [f"{organization_id} {name}" for name in result.unreadable]
            self.stdout.write(
                f"{number} of {len(organizations)}: organization {organization_id}, {result.resealed} re-encrypted"
            )
        self.stdout.write(f"{resealed} re-encrypted in {len(organizations)} organizations.")
        if unreadable:
            lines = "\n  ".join(unreadable)
            raise CommandError(
                f"{len(unreadable)} cannot be opened with any key of the ring. Keep the old keys, or have these"
                f" saved again:\n  {lines}"
            )
