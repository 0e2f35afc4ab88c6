"""Fill an installation with the demo, or with as many organizations as a load test wants."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leads.demo.load import Load, stream
from leads.demo.logins import Given, Login, give_logins
from leads.demo.seeding import seed_demo
from leadwizard.lib.errors import DomainError

MOST_ORGANIZATIONS: Final = 100_000
MOST_LEADS: Final = 10_000_000
SAYS: Final = {
    Given.KEPT: "",
    Given.NEW: "",
    Given.CHANGED: " (a new password: the old one is not in the file and no longer works)",
}


class Command(BaseCommand):
    """Makes the demo once; with numbers, adds more organizations each time."""

    help = (
        "Make the demo: two organizations with two weeks of history, and three logins. Safe to run again. "
        "With --organizations and --leads, add that many more organizations with that many leads each instead."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--organizations", type=int, metavar="N", help="how many more organizations")
        parser.add_argument("--leads", type=int, metavar="M", help="how many leads each of them gets")
        parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same people and texts")
        parser.add_argument("--logins-file", type=Path, metavar="FILE", help="keep the demo's logins there (mode 0600)")

    def handle(self, **options: Any) -> None:
        """Do one or the other."""
        organizations, leads = options["organizations"], options["leads"]
        if organizations is None and leads is None:
            self._demo(options["logins_file"])
            return
        _check("--organizations", organizations, MOST_ORGANIZATIONS)
        _check("--leads", leads, MOST_LEADS)
        if options["logins_file"]:
            msg = "--logins-file belongs to the demo: leave it out with --organizations and --leads."
            raise CommandError(msg)
        self._load(Load(organizations=organizations, leads=leads, seed=options["seed"]))

    def _demo(self, path: Path | None) -> None:
        is_new = False
        try:
            for step in seed_demo(now=timezone.now()):
                is_new = is_new or step.is_new
                self.stdout.write(f"{step.name}: {step.words if step.is_new else 'there already, left as it is'}.")
            logins = give_logins(path)
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        except OSError as error:
            msg = f"The logins cannot be kept in {path}: {error.strerror}. Run this again with another file."
            raise CommandError(msg) from error
        self._say(logins, path)
        if not is_new and all(login.given == Given.KEPT for login in logins):
            self.stdout.write("The demo is complete: nothing was changed.")

    def _say(self, logins: list[Login], path: Path | None) -> None:
        for login in logins:
            if login.given != Given.KEPT:
                self.stdout.write(f"{login.who}: {login.email}  {login.password}{SAYS[login.given]}")
        if path:
            self.stdout.write(f"The logins are in {path}.")
        elif any(not login.password for login in logins):
            self.stdout.write("The logins were shown when they were made; --logins-file FILE makes new ones.")

    def _load(self, load: Load) -> None:
        start = monotonic()
        done = 0
        for progress in stream(load, now=timezone.now()):
            done = progress.total
            per_second = done / max(monotonic() - start, 0.001)
            self.stdout.write(
                f"{progress.organization_slug}: {progress.leads} of {load.leads} leads,"
                f" organization {progress.organizations} of {load.organizations}, {per_second:,.0f} leads/s"
            )
        seconds = max(monotonic() - start, 0.001)
        self.stdout.write(f"{done} leads in {seconds:.1f} s: {done / seconds:,.0f} leads/s.")


def _check(option: str, number: int | None, most: int) -> None:
    if number is None:
        msg = f"{option} is missing: --organizations and --leads go together."
        raise CommandError(msg)
    if not 1 <= number <= most:
        msg = f"{option} must be between 1 and {most}, not {number}."
        raise CommandError(msg)
