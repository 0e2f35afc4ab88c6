"""One organization's thousands must not make another one wait; and many leads at once are all answered."""

import signal

from leadwizard.proof.scenario import Outcome, Play, Scenario, answered_at, compared, now, waits
from leadwizard.proof.stage import WORKERS, Stage
from leadwizard.proof.webhook_storm import CONNECTIONS, delivered, post, report

DELAY = 2.0
AT_ONCE, MODEL_SECONDS, ALL_WITHIN = 20, 2.0, 12.0
FINAL_WITHIN = 240.0


def run(play: Play) -> Outcome:
    """A backlog of one organization, then a rush with a slow model."""
    outcome = Outcome()
    _backlog(play, outcome)
    _rush(play, outcome)
    return outcome


def _backlog(play: Play, outcome: Outcome) -> None:
    """Reports are jobs: let thousands of them pile up while the workers lie still, then let a single lead come."""
    stage = play.stage
    count = play.sized(5000, 400)
    crowded, other = stage.places[0], stage.places[1]
    began = now()
    alone = stage.submit(other)
    _until_answered(stage, alone.lead, began)
    play.settle(30)
    [baseline] = waits(stage, [alone], since=began)
    row = {"organization_id": crowded.organization, "id": crowded.organization, "provider_id": "x", "to_address": ""}
    for name in WORKERS:
        stage.signal_group(name, signal.SIGSTOP)
    secret = stage.values["RESEND_WEBHOOK_SECRET"]
    post(stage.base_url, (report(secret, delivered(row)) for _ in range(count)), CONNECTIONS)
    for name in WORKERS:
        stage.signal_group(name, signal.SIGCONT)
    single = stage.submit(other)
    left = len(stage.database.unfinished())
    _until_answered(stage, single.lead, began)
    still = len(stage.database.unfinished())
    answered = answered_at(stage, [single], since=began)
    delay = answered.get(single.lead, now()) - single.at - baseline
    final = play.settle(FINAL_WITHIN)
    outcome.note(backlog=left, backlog_when_the_single_lead_was_answered=still, baseline_seconds=baseline)
    outcome.at_most("seconds that a backlog of another delays a lead", delay, play.limit(DELAY))
    outcome.delivered(compared(stage, [alone, single], since=began))
    outcome.holds("the backlog is worked off", final is not None)


def _rush(play: Play, outcome: Outcome) -> None:
    stage = play.stage
    stage.mailroom.misbehave({"provider": "openai", "mode": "delay", "seconds": MODEL_SECONDS})
    began = now()
    rush = stage.load(rate=AT_ONCE, count=AT_ONCE, seed=play.dice.randrange(1000)).finish()
    stage.until(lambda: len(waits(stage, rush, since=began)) == AT_ONCE, within=4 * ALL_WITHIN, every=0.5)
    answered = answered_at(stage, rush, since=began)
    outcome.at_most(
        f"seconds until {AT_ONCE} leads at once are answered",
        max(answered.get(each.lead, now()) - each.at for each in rush),
        play.limit(ALL_WITHIN),
    )
    play.settle(FINAL_WITHIN)
    outcome.delivered(compared(stage, rush, since=began))


def _until_answered(stage: Stage, lead: str, since: float) -> None:
    def is_answered() -> bool:
        return any(row["of"] == "message" and row["job_state"] == "done" for row in stage.database.dispatches([lead]))

    stage.until(is_answered, within=120)


SCENARIO = Scenario("Fairness", "one organization's thousands, and a rush", 2, run)
