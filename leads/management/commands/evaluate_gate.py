"""Run the reply gate over labelled replies and count its mistakes."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from leads.gate.evaluation import SHIPPED, Line, Tally, read_lines


class Command(BaseCommand):
    """Needs no database: the gate is a function of what is in the file."""

    help = (
        "Run the reply gate over a file of labelled replies (JSON lines with lead, organization, settings, "
        "model_output and expected). Without --file, over the shipped set. Ends with 1 when a reply was sent that had "
        "to be held."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--file", type=Path, action="append", metavar="F", help="may be given more than once")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--why", action="store_true", help="name the checks behind every wrong verdict")

    def handle(self, **options: Any) -> None:
        """Count and print."""
        overall, hazards = Tally(), dict[str, Tally]()
        reasons: dict[str, list[str]] = {}
        start = time.perf_counter()
        try:
            for line in read_lines(options["file"] or SHIPPED):
                failed = _run(line, overall, hazards.setdefault(line.hazard, Tally()))
                if overall.wrong[-1:] == [line.id]:
                    reasons[line.id] = failed
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        elapsed = time.perf_counter() - start
        report = _report(overall, hazards, elapsed)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _table(report))
        if options["why"]:
            for name in overall.wrong:
                self.stderr.write(f"{name}: {'; '.join(reasons[name]) or 'every check passed'}")
        if overall.false_releases:
            raise SystemExit(1)


def _run(line: Line, overall: Tally, hazard: Tally) -> list[str]:
    verdict = line.verdict()
    for tally in (overall, hazard):
        tally.count(line, is_sent=verdict.is_allowed)
    return [f"{check.title}: {check.words}" for check in verdict.failed]


def _report(overall: Tally, hazards: dict[str, Tally], elapsed: float) -> dict[str, Any]:
    total = overall.sent + overall.held
    return {
        "total": total,
        "sent": overall.sent,
        "held": overall.held,
        "false_releases": overall.false_releases,
        "false_holds": overall.false_holds,
        "release_rate": round(overall.release_rate, 4),
        "milliseconds_per_reply": round(1000 * elapsed / total, 2) if total else 0.0,
        "by_hazard": {name: _counts(tally) for name, tally in sorted(hazards.items())},
        "wrong": overall.wrong,
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {
        "total": tally.sent + tally.held,
        "sent": tally.sent,
        "held": tally.held,
        "false_releases": tally.false_releases,
        "false_holds": tally.false_holds,
    }


def _table(report: dict[str, Any]) -> str:
    rows = [f"{'hazard':<20}{'lines':>7}{'sent':>7}{'held':>7}{'wrong':>7}"]
    for name, counts in report["by_hazard"].items():
        wrong = counts["false_releases"] + counts["false_holds"]
        rows.append(f"{name:<20}{counts['total']:>7}{counts['sent']:>7}{counts['held']:>7}{wrong:>7}")
    rows.append(
        f"{report['total']} replies: {report['false_releases']} sent that had to be held, "
        f"{report['release_rate']:.1%} of the good ones sent, {report['milliseconds_per_reply']} ms each."
    )
    if report["wrong"]:
        rows.append(f"Wrong: {', '.join(report['wrong'])}")
    return "\n".join(rows)
