"""A provider that fails for one organization's recipients: the others must not notice."""

from leadwizard.proof.answers import given_up
from leadwizard.proof.scenario import Outcome, Play, Scenario, compared, now, waits
from leadwizard.stage.samples import percentile

RATE, STORM_RATE = 2.0, 0.7  # leads a second: of the others, and of the one in the storm
HANG = 30.0
SLOWER = 1.2
NOISE = 0.25  # seconds that two quiet runs differ by as well
FINAL_WITHIN = 240.0
DOMAIN = "storm.example"


def run(play: Play) -> Outcome:
    """Measure the others in peace, then in the storm."""
    stage, dice = play.stage, play.dice
    struck, *others = stage.places
    count = play.sized(180, 20)
    began = now()
    peace = stage.load(rate=RATE, count=count, places=others, seed=dice.randrange(1000)).finish()
    stage.wait(3)
    calm = percentile(waits(stage, peace, since=began), 0.95)
    everybody = {"match": {"to": f"*@{DOMAIN}"}, "provider": "resend"}
    stage.mailroom.misbehave(
        everybody
        | {"mode": "status", "status": 429, "retry_after": 2, "probability": 0.3, "seed": dice.randrange(999)},
        everybody | {"mode": "hang", "seconds": HANG, "probability": 0.14, "seed": dice.randrange(999)},
        everybody | {"mode": "accept_then_reset", "probability": 0.16, "seed": dice.randrange(999)},
    )
    started = now()
    storm = stage.load(rate=STORM_RATE, count=play.sized(63, 12), places=[struck], seed=0, domain=DOMAIN)
    in_storm = stage.load(rate=RATE, count=count, places=others, seed=dice.randrange(1000)).finish()
    suffering = storm.finish()
    stage.wait(3)
    stormy = percentile(waits(stage, in_storm, since=started), 0.95)
    faults = {fault["mode"]: fault["struck"] for fault in stage.mailroom.faults()}
    final = play.settle(FINAL_WITHIN)
    outcome = Outcome()
    outcome.note(p95_in_peace=calm, p95_in_the_storm=stormy, refused=faults["status"], hung=faults["hang"])
    outcome.note(reset_after_acceptance=faults["accept_then_reset"])
    outcome.delivered(compared(stage, [*peace, *in_storm, *suffering], since=began))
    outcome.none("leads never acknowledged", given_up([*in_storm, *suffering]))
    outcome.at_most(
        "p95 of the others' first answer in seconds", stormy, calm + play.limit(max(calm * (SLOWER - 1), NOISE))
    )
    outcome.holds("every job comes to its end", final is not None)
    return outcome


SCENARIO = Scenario("R8", "a provider fails for one organization", 4, run)
