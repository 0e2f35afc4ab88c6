"""`manage.py bench`: measures what was asked for, and says whether it counts and keeps its floors."""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

from leadwizard.bench import answering, forms, lists, memory, report, start, submissions, yardstick
from leadwizard.bench.figures import FIGURES
from leadwizard.bench.findings import Findings, as_json, passes, unknown
from leadwizard.bench.group import FULL, QUICK, Planned, Sizes
from leadwizard.bench.stage import Stage
from leadwizard.runtime.paths import RuntimeProblem, say, write_atomically
from leadwizard.runtime.processes import StopRequestedError

# In two acts: a million leads would stand in the caches of the others.
ACTS: tuple[tuple[Planned, ...], ...] = (
    (
        Planned(yardstick.NAMES, yardstick.Yardstick),
        Planned(forms.NAMES, forms.Forms),
        Planned(answering.REPLY_NAMES, answering.Replies),
        Planned(submissions.NAMES, submissions.Submissions),
        Planned(answering.RATE_NAMES, answering.Answering),
        Planned(memory.NAMES, memory.Memory),
    ),
    (Planned(lists.NAMES, lists.Lists),),
)


def run(arguments: Sequence[str]) -> int:
    """Measure; 0 only when every figure counts and, in a full run, keeps its floor."""
    options = _parse(arguments)
    sizes = QUICK if options.quick else FULL
    names = options.only or [figure.name for figure in FIGURES]
    findings = Findings()
    facts = {"postgresql": "PostgreSQL not asked", "rounds": f"{sizes.rounds} interleaved rounds"}
    facts["command"] = f"python3 manage.py bench{' --quick --write' if options.quick else ''}"
    began = time.monotonic()
    say(f"Measuring {len(names)} figures: {'under three minutes' if options.quick else 'allow an hour'}.")
    try:
        for act in ACTS:
            chosen = [planned for planned in act if set(planned.names) & set(names)]
            if chosen:
                facts["postgresql"] = _play(chosen, sizes, findings, keep=options.keep)
        if start.NAME in names:
            say("Starting the product again and again ...")
            start.measure(sizes.starts, findings)
    except StopRequestedError:
        say("\nStopped before the end. Until then:")
        report.tell(findings.judged(names))
        return 130
    judged = findings.judged(names)
    report.tell(judged)
    say(f"{time.monotonic() - began:.0f} s; the load took at most {findings.load_share:.0%} of one core.")
    if options.json:
        write_atomically(options.json, json.dumps(as_json(judged), indent=1) + "\n", mode=0o644)
    if options.write or not (options.quick or options.only):
        report.write(judged, findings, facts)
        say(f"Written to {report.PAGE}.")
    return 0 if passes(judged, with_floors=not options.quick) else 1


def _play(chosen: Sequence[Planned], sizes: Sizes, findings: Findings, *, keep: bool) -> str:
    """Play one act's rounds; return the database's version in words."""
    with Stage(keep=keep) as stage:
        [row] = stage.database.read("SELECT split_part(version(), ' on ', 1) AS version")
        groups = []
        for planned in chosen:
            try:
                groups.append((planned, planned.begin(stage, sizes, findings)))
            except RuntimeProblem as problem:
                _spoil(planned, findings, problem)
        for number in range(sizes.rounds):
            say(f"Round {number + 1} of {sizes.rounds}")
            for planned, group in groups:
                began = time.monotonic()
                try:
                    group.play(number)
                except RuntimeProblem as problem:
                    _spoil(planned, findings, problem)
                said = (
                    f"{name} {report.number(findings.series[name].values[-1])}"
                    for name in planned.names
                    if findings.series[name].values
                )
                say(f"  {time.monotonic() - began:4.0f} s  {', '.join(said)}")
        findings.load_share = max(findings.load_share, stage.load_share)
        return str(row["version"])


def _spoil(planned: Planned, findings: Findings, problem: RuntimeProblem) -> None:
    say(str(problem))
    findings.spoil(planned.names, [str(problem).splitlines()[0]])


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py bench",
        description="Measure how fast the whole product is on this machine, and write docs/performance.md.",
        epilog="Figures: " + ", ".join(figure.name for figure in FIGURES),
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as a list of JSON objects")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these figures alone; the page stays as it is")
    parser.add_argument("--quick", action="store_true", help="one small round, no floors, under three minutes")
    parser.add_argument("--write", action="store_true", help="write the page from a quick or partial run, too")
    parser.add_argument("--keep", action="store_true", help="keep the state and the logs")
    options = parser.parse_args(list(arguments))
    if wrong := unknown(options.only or []):
        parser.error(f"no such figure: {', '.join(wrong)}")
    return options
