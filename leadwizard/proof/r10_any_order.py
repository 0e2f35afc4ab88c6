"""A job's life in any order, two at the same moment, and under clocks that jump: the project's own tests, widened."""

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from leadwizard.proof.scenario import Outcome, Play, Scenario
from leadwizard.runtime.paths import RuntimeProblem

STATE_MACHINE, RACES = "automation/tests/test_state_machine.py", "automation/tests/test_races.py"
CLOCKS = (
    "automation/tests/test_clock.py",
    "automation/tests/test_clock_jumps.py",
    "automation/tests/test_mending.py",
    "leadwizard/tests/test_beat.py",
)
WITHIN = 900.0


def run(play: Play) -> Outcome:
    """Run the state machine in many more orders than the tests do, from a seed; each critical pair; the clocks."""
    stage = play.stage
    report = stage.folder / "any-order.xml"
    seed = play.dice.randrange(10**6)
    child = stage.pytest(
        "any-order",
        [
            STATE_MACHINE,
            RACES,
            *CLOCKS,
            f"--junitxml={report}",
            "-o",
            "junit_family=xunit1",
            f"--hypothesis-seed={seed}",
        ],
        STATE_MACHINE_EXAMPLES="700",
    )
    if stage.until(lambda: not child.is_alive, within=WITHIN) is None:
        child.process.terminate()
        raise RuntimeProblem("The tests did not end in time.")
    stage.supervisor.forget(child)
    passed, broken, figures = read(report) if report.exists() else (0, list(child.tail), Counter[str]())
    outcome = Outcome()
    outcome.note(tests=passed, orders=figures["orders"], steps=figures["steps"], races=figures["races"], seed=seed)
    outcome.none("broken promises of a job", broken)
    outcome.holds(
        "it was looked at after each step", figures["steps"] > figures["orders"] > 0 and passed > 0, figures["steps"]
    )
    outcome.holds("two of each critical pair met at the same moment", figures["races"] > 0, figures["races"])
    return outcome


def read(report: Path) -> tuple[int, list[str], Counter[str]]:
    """Return of pytest's report how many tests passed, which did not and why, and the sum of each noted figure."""
    passed, broken = 0, []
    figures: Counter[str] = Counter()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own tests
        faults = [*case.iter("failure"), *case.iter("error")]
        broken += [f"{case.get('name')}: {(fault.get('message') or '')[:200]}" for fault in faults]
        passed += not faults and case.find("skipped") is None
        for noted in case.iter("property"):
            figures[noted.get("name", "")] += int(noted.get("value", "0"))
    return passed, broken, figures


SCENARIO = Scenario("R10", "any order of events, and two at the same moment", 4, run, in_small=False)
