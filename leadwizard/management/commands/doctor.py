"""Say in words whether this installation is well."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from leadwizard.management.diagnosis import Finding, State, examine


class Command(BaseCommand):
    """Prints a line a matter as it finds it; exits with 1 when anything is broken."""

    help = "Say whether this installation is well: settings, database, Redis, workers, and waiting work."
    # It must be able to speak about an installation whose checks fail.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", help="one JSON object, for machines")

    def handle(self, **options: Any) -> None:
        """Examine and tell."""
        findings = []
        for finding in examine(timezone.now()):
            findings.append(finding)
            if not options["json"]:
                self._print(finding)
        broken = sum(finding.state == State.FAIL for finding in findings)
        if options["json"]:
            self.stdout.write(
                json.dumps({"well": not broken, "findings": [asdict(each) for each in findings]}, indent=2)
            )
        else:
            self.stdout.write(f"\n{broken} of {len(findings)} broken." if broken else "\nAll is well.")
        if broken:
            sys.exit(1)

    def _print(self, finding: Finding) -> None:
        paint = {State.OK: self.style.SUCCESS, State.WARN: self.style.WARNING, State.FAIL: self.style.ERROR}
        self.stdout.write(f"{paint[finding.state](f'{finding.state:<4}')}  {finding.name} {finding.text}")
        if finding.hint:
            self.stdout.write(f"      {finding.hint}")
