"""What the proof found, on the terminal and as a page of the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leadwizard.proof.scenario import Outcome, Scenario
from leadwizard.runtime.paths import PROJECT, say, write_atomically
from leadwizard.stage.machine import machine, versions

PAGE = PROJECT / "docs" / "proof.md"


@dataclass(frozen=True)
class Result:
    """One scenario that was run."""

    scenario: Scenario
    outcome: Outcome
    seconds: float


def tell(result: Result) -> None:
    """Say how one scenario ended."""
    outcome = result.outcome
    say(
        f"  {'ok  ' if outcome.passed else 'FAIL'}  {result.scenario.key:<9} {result.scenario.title:<52} "
        f"{result.seconds:6.1f} s"
    )
    for gate in outcome.gates:
        if not gate.passed:
            say(f"          not kept: {gate.promise} (found {gate.found})")
    for words in outcome.details if not outcome.passed else []:
        say(f"          {words}")


def figures(result: Result) -> str:
    return ", ".join(f"{name} {value}" for name, value in result.outcome.figures.items())


def write(results: Sequence[Result], seed: int, *, left_out: Sequence[Scenario] = (), path: Path = PAGE) -> None:
    """Write the page anew; only a full run is worth one, even where it was stopped before its last scenarios."""
    write_atomically(path, page(results, seed, left_out=left_out), mode=0o644)


def page(results: Sequence[Result], seed: int, *, left_out: Sequence[Scenario] = ()) -> str:
    """Return the page; what was left out is named, not passed over."""
    total = sum(result.seconds for result in results)
    kept = all(result.outcome.passed for result in results)
    parts = [
        "# Proof of delivery",
        "",
        "Written by `python3 manage.py test --chaos`; a change by hand does not survive the next run.",
        "",
        f"- {'Every gate was passed.' if kept else '**Not every gate was passed.**'}",
        *(f"- **Not played: {scenario.key}, {scenario.title}.**" for scenario in left_out),
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {total / 60:.0f} minutes, seed {seed}",
        f"- {machine()}",
        f"- {versions()}",
        "",
        "The whole product runs as processes against durable servers and simulated providers. What was acknowledged to",
        "the sender is compared with what the providers accepted: found by a word in the text and by the recipient,",
        "never by our own keys. Leases, ladders and settling times are shortened alike.",
        "",
    ]
    for result in results:
        parts += [f"## {result.scenario.key}: {result.scenario.title}", ""]
        parts += ["| Promise | Found | |", "|---|---|---|"]
        parts += [
            f"| {gate.promise} | {gate.found} | {'kept' if gate.passed else '**broken**'} |"
            for gate in result.outcome.gates
        ]
        parts += ["", f"{figures(result)}; {result.seconds:.0f} s.", ""]
    return "\n".join(parts)
