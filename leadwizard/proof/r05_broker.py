"""The broker gone, and the broker silent, under load."""

import signal
from collections.abc import Callable, Sequence

from leadwizard.proof.answers import errors, given_up, requests_of
from leadwizard.proof.scenario import Outcome, Play, Scenario, answered_at, compared, now
from leadwizard.proof.stage import WORKERS, Stage
from leadwizard.stage.samples import percentile

RATE = 4.0
ANSWER_WITHIN = 0.150
# A broker that is silent is found out by waiting for it, now and then.
SILENT_ANSWER_WITHIN = 1.0
FLOW_WITHIN = 10.0
FINAL_WITHIN = 60.0


def run(play: Play) -> Outcome:
    """Take the broker away for a while, give it back; then let it hang for a while."""
    stage = play.stage
    outcome = Outcome()
    seconds = play.sized(60, 8)
    _without(
        play,
        outcome,
        word="stopped",
        seconds=seconds,
        answer_within=ANSWER_WITHIN,
        take=lambda: stage.keep_down("valkey", seconds),
        give=lambda: None,
    )
    _without(
        play,
        outcome,
        word="silent",
        seconds=play.sized(20, 6),
        answer_within=SILENT_ANSWER_WITHIN,
        take=lambda: stage.signal_group("valkey", signal.SIGSTOP),
        give=lambda: stage.signal_group("valkey", signal.SIGCONT),
    )
    return outcome


def _without(
    play: Play,
    outcome: Outcome,
    *,
    word: str,
    seconds: float,
    answer_within: float,
    take: Callable[[], None],
    give: Callable[[], None],
) -> None:
    stage = play.stage
    before, told = _pids(stage), len(stage.told)
    began = now()
    load = stage.load(rate=RATE, count=10**6, seed=play.dice.randrange(1000))
    stage.wait(3)
    take()
    gone = now()
    stage.wait(seconds)
    give()
    returned = now()
    stage.until(stage.broker.is_ready, within=10)
    stage.wait(play.sized(12, 4))
    load.stop()
    submissions = load.finish()
    final = play.settle(FINAL_WITHIN)
    meanwhile = [request for request in requests_of(submissions) if gone <= request.at < returned]
    waited = [each for each in submissions if each.is_acknowledged and gone <= each.at < returned]
    answered = answered_at(stage, waited, since=began)
    # What waited, answered after the return; where all was answered before, nothing had to flow.
    flows = [answered.get(each.lead, now()) - returned for each in waited]
    outcome.figures |= {
        f"{word}: submissions": len(meanwhile),
        f"{word}: p95 in seconds": round(percentile([request.seconds for request in meanwhile], 0.95), 3),
        f"{word}: slowest": round(max((request.seconds for request in meanwhile), default=0), 3),
    }
    comparison = compared(stage, submissions, since=began)
    outcome.figures |= {f"{word}: {name}": count for name, count in comparison.figures().items()}
    outcome.none(f"{word}: lost", comparison.lost)
    outcome.none(f"{word}: sent twice", comparison.twice)
    outcome.none(f"{word}: submissions that met an error", errors(requests_of(submissions)))
    outcome.none(f"{word}: leads never acknowledged", given_up(submissions))
    outcome.at_most(
        f"{word}: p95 of the form in seconds",
        percentile([each.seconds for each in meanwhile], 0.95),
        play.limit(answer_within),
    )
    outcome.at_most(f"{word}: seconds from its return until work flows", _first_of(flows), play.limit(FLOW_WITHIN))
    outcome.figures[f"{word}: seconds until all that waited was answered"] = round(max(flows, default=0), 3)
    outcome.holds(f"{word}: nothing had to be started again", _pids(stage) == before)
    outcome.details += stage.told[told:]
    outcome.holds(f"{word}: every job comes to its end", final is not None)


def _first_of(flows: Sequence[float]) -> float:
    """The first answer after the return; 0 where all had been answered before."""
    return min((seconds for seconds in flows if seconds > 0), default=0.0)


def _pids(stage: Stage) -> dict[str, int]:
    return {name: stage.child(name).pid for name in (*WORKERS, "web", "beat")}


SCENARIO = Scenario("R5", "broker gone, broker silent", 2.5, run)
