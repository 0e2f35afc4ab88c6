"""`manage.py test --chaos`: plays the scenarios one after another, and says what held."""

import argparse
import random
import secrets
import time
from collections.abc import Sequence

from leadwizard.proof import report
from leadwizard.proof.report import Result
from leadwizard.proof.scenario import Outcome, Play, Scenario
from leadwizard.proof.scenarios import SCENARIOS
from leadwizard.proof.stage import Stage
from leadwizard.runtime.paths import RuntimeProblem, say
from leadwizard.runtime.processes import StopRequestedError


def run(arguments: Sequence[str]) -> int:
    """Play what was asked for; 0 only when every gate was passed."""
    options = _parse(arguments)
    chosen = [each for each in _played(options) if not options.only or each.key.upper() in options.only]
    seed = options.seed if options.seed is not None else secrets.randbelow(10**6)
    minutes = sum(scenario.minutes for scenario in chosen)
    say(f"Proof of delivery, seed {seed}: {'a few minutes' if options.quick else f'about {minutes:.0f} minutes'}.")
    if not options.quick:
        for scenario in chosen:
            say(f"  {scenario.key:<9} {scenario.title:<52} about {scenario.minutes:g} min")
    results: list[Result] = []
    try:
        with Stage(keep=options.keep) as stage:
            for scenario in chosen:
                dice = random.Random(f"{seed} {scenario.key}")  # noqa: S311 - no secret, and it must repeat itself
                results.append(_play(scenario, Play(stage, dice, options.quick)))
                report.tell(results[-1])
                say(f"          {report.figures(results[-1])}")
    except StopRequestedError:
        say("\nStopped before the end.")
    left_out = chosen[len(results) :]
    passed = all(result.outcome.passed for result in results) and not left_out
    if results and not (options.quick or options.only):
        report.write(results, seed, left_out=left_out)
        say(f"Written to {report.PAGE}.")
    if left_out:
        return 130
    again = f"python3 manage.py test --chaos{' --quick' if options.quick else ''} --seed {seed}"
    say(f"{'Every gate was passed' if passed else 'NOT every gate was passed'}. Again: {again}")
    return 0 if passed else 1


def _play(scenario: Scenario, play: Play) -> Result:
    began = time.monotonic()
    try:
        outcome = scenario.run(play)
    except RuntimeProblem as problem:
        outcome = Outcome()
        outcome.holds("it comes to its end", found=False, words=str(problem).splitlines()[0])
        outcome.details += str(problem).splitlines()[1:]
    play.stage.mend()
    return Result(scenario, outcome, time.monotonic() - began)


def _played(options: argparse.Namespace) -> list[Scenario]:
    return [scenario for scenario in SCENARIOS if scenario.in_small or not options.quick]


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py test --chaos",
        description="Prove that delivery neither loses nor doubles: the whole product, under faults.",
    )
    parser.add_argument("--chaos", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="each scenario small, limits in seconds wider")
    parser.add_argument("--only", type=lambda text: set(text.upper().split(",")), help="for example R1,R3")
    parser.add_argument("--seed", type=int, help="play a former run again")
    parser.add_argument("--keep", action="store_true", help="keep the state and the logs")
    options = parser.parse_args(list(arguments))
    unknown = (options.only or set()) - {scenario.key.upper() for scenario in _played(options)}
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return options
