"""Workers stopped in the middle of something for longer than their lease, and let go on."""

import signal

from leadwizard.proof.scenario import Outcome, Play, Scenario, compared, now
from leadwizard.proof.stage import LEASE, WORKERS

FINAL_WITHIN = 120.0
LEASES = (2.0, 3.0)


def run(play: Play) -> Outcome:
    """Pause the workers by turns under load: two lie still at any time, so that the third one may take their work."""
    stage, dice = play.stage, play.dice
    pauses = play.sized(90, 5)
    count = play.sized(480, 30)
    rate = count / (pauses * LEASE * sum(LEASES) / 2 / 2)
    began = now()
    load = stage.load(rate=rate, count=count, seed=dice.randrange(1000))
    stage.wait(1)
    paused: dict[str, float] = {}
    left = pauses
    while left or paused:
        for name in [name for name, until in paused.items() if now() >= until]:
            stage.signal_group(name, signal.SIGCONT)
            del paused[name]
        if left and len(paused) < len(WORKERS) - 1:
            name = dice.choice([name for name in WORKERS if name not in paused])
            # Not at once: it must get into the middle of something.
            stage.wait(dice.uniform(0.1, 0.6))
            stage.signal_group(name, signal.SIGSTOP)
            paused[name] = now() + LEASE * dice.uniform(*LEASES)
            left -= 1
        stage.wait(0.05)
    submissions = load.finish()
    final = play.settle(FINAL_WITHIN)
    outcome = Outcome()
    outcome.note(pauses=pauses, lease_in_seconds=LEASE)
    outcome.delivered(compared(stage, submissions, since=began))
    outcome.holds("every job comes to its end", final is not None)
    return outcome


SCENARIO = Scenario("R3", "workers paused for longer than their lease", 4, run)
