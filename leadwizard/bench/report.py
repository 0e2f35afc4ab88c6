"""What was measured, on the terminal and as a page of the documentation."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from leadwizard.bench.figures import ADDRESSES, FORMS, Figure, Limit
from leadwizard.bench.findings import Findings, Judged
from leadwizard.bench.stage import CONNECTIONS
from leadwizard.runtime.paths import PROJECT, say, write_atomically
from leadwizard.stage.machine import machine, versions

PAGE = PROJECT / "docs" / "performance.md"
_EXACT_BELOW = 100


def number(value: float) -> str:
    """A figure as people read it."""
    return f"{value:,.0f}" if abs(value) >= _EXACT_BELOW else f"{value:,.2f}".rstrip("0").rstrip(".")


def found(judged: Judged) -> str:
    value = judged.series.value
    return "**does not count**" if value is None else number(value)


def bound(figure: Figure, limit: Limit | None, values: Mapping[str, float | None], *, keeps: bool | None) -> str:
    """A limit with its sign, as a number where it hangs on another figure, and whether it was kept."""
    if limit is None:
        return ""
    value = limit.value(values)
    words = f"{'≥' if figure.is_least else '≤'} {limit.words()}"
    if limit.of and value is not None:
        words += f" = {number(value)}"
    return words + {True: " ✓", False: " **missed**", None: ""}[keeps]


def tell(judged: Sequence[Judged]) -> None:
    """Say every figure."""
    for each in judged:
        value = each.series.value
        shown = "does not count" if value is None else f"{number(value)} {each.figure.unit}"
        floor = {True: "", False: "  BELOW THE FLOOR", None: ""}[each.keeps_floor]
        say(f"  {each.figure.name:<32} {shown:<26} n {each.series.n:<7,}{floor}")
        for part, values in each.series.details.items():
            say(f"      {part}: {number(median(values))}")
        for words in dict.fromkeys(each.series.wrong):
            say(f"      {words}")


def write(judged: Sequence[Judged], findings: Findings, facts: Mapping[str, str], path: Path = PAGE) -> None:
    """Write the page anew."""
    write_atomically(path, page(judged, findings, facts), mode=0o644)


def page(judged: Sequence[Judged], findings: Findings, facts: Mapping[str, str]) -> str:
    """Return the page; `facts` are what was run, in words, and the database's version."""
    values = findings.values()
    uncounted = [each for each in judged if not each.series.counts]
    missed = [each for each in judged if each.keeps_floor is False]
    verdict = "Every figure counts and keeps its floor."
    if uncounted or missed:
        verdict = f"**{len(uncounted)} figures do not count, {len(missed)} miss their floor.**"
    parts = [
        "# Performance",
        "",
        f"Written by `{facts['command']}`; a change by hand does not survive the next run.",
        "",
        f"- {verdict}",
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {facts['rounds']}",
        f"- {machine()}",
        f"- {versions()}; {facts['postgresql']}",
        "",
        "The whole product runs as `up` starts it, on this machine, with everything at its defaults: web, both",
        f"workers, beat, PostgreSQL, Valkey and the simulated providers; {FORMS} forms of as many organizations,",
        f"{ADDRESSES:,} forwarded addresses. The workers run all the while, and drain whatever there is. Requests come",
        f"from a process of their own over {CONNECTIONS} connections, which took at most {findings.load_share:.0%} of",
        "one core. All of them share the machine's cores.",
        "",
        "A value is the median of the rounds, in which the figures take turns; n counts its samples in all rounds. It",
        "counts only if every answer was 2xx or 3xx and as many rows are there as answers were given.",
        "",
        "| Figure | Value | Unit | n | Floor | Aim |",
        "|---|---|---|---|---|---|",
    ]
    parts += [
        f"| `{each.figure.name}` | {found(each)} | {each.figure.unit} | {each.series.n:,} "
        f"| {bound(each.figure, each.figure.floor, values, keeps=each.keeps_floor)} "
        f"| {bound(each.figure, each.figure.aim, values, keeps=each.keeps_aim)} |"
        for each in judged
    ]
    parts += ["", "## How each is measured", ""]
    for each in judged:
        parts.append(f"- `{each.figure.name}`: {each.figure.how}.")
        parts += [f"  - {part}: {number(median(found_))}" for part, found_ in each.series.details.items()]
        parts += [f"  - **{words}**" for words in dict.fromkeys(each.series.wrong)]
    return "\n".join([*parts, ""])
