"""Whole workers killed at random moments, the broker wiped and killed in between."""

from leadwizard.proof.answers import errors, given_up, requests_of
from leadwizard.proof.scenario import Outcome, Play, Scenario, compared, now
from leadwizard.proof.stage import WORKERS, Stage

FINAL_WITHIN = 60.0
# After the gate has closed, so that late is told from lost.
LATER = 60.0
CANNOT_TELL = 0.01
BETWEEN = (1.0, 4.4)  # seconds from one fault to the next


def run(play: Play) -> Outcome:
    """Kill, wipe and kill the broker under load; then wait, and count."""
    stage, dice = play.stage, play.dice
    faults = ["kill"] * play.sized(200, 8) + ["wipe"] * play.sized(20, 1) + ["break"] * play.sized(20, 1)
    dice.shuffle(faults)
    count = play.sized(4050, 40)
    seconds = len(faults) * sum(BETWEEN) / 2
    began = now()
    load = stage.load(rate=count / seconds, count=count, seed=dice.randrange(1000))
    for fault in faults:
        stage.wait(dice.uniform(*BETWEEN))
        _strike(stage, fault, dice.choice(WORKERS))
    ended = now()
    submissions = load.finish()
    final = play.settle(FINAL_WITHIN + LATER - (now() - ended))
    comparison = compared(stage, submissions, since=began)
    outcome = Outcome()
    outcome.note(kills=faults.count("kill"), wipes=faults.count("wipe"), broker_kills=faults.count("break"))
    outcome.note(seconds_under_fire=ended - began)
    outcome.delivered(comparison)
    outcome.none("submissions that met an error", errors(requests_of(submissions)))
    outcome.none("leads never acknowledged", given_up(submissions))
    outcome.at_most(
        "seconds until every job is final", now() - ended if final is not None else 999.0, play.limit(FINAL_WITHIN)
    )
    outcome.at_most("share left to a person", len(comparison.asked) / max(comparison.messages, 1), CANNOT_TELL)
    return outcome


def _strike(stage: Stage, fault: str, worker: str) -> None:
    if fault == "kill":
        stage.kill(worker)
    elif fault == "wipe":
        stage.broker.forget_everything()
    else:
        stage.kill("valkey")


SCENARIO = Scenario("R1", "workers killed, broker wiped and killed", 12, run)
