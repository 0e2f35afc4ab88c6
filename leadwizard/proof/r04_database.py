"""The database restarted without a goodbye, and all of its connections taken, under load."""

import contextlib
import signal

import psycopg

from leadwizard.proof.answers import errors, given_up, requests_of
from leadwizard.proof.scenario import Outcome, Play, Scenario, compared, now
from leadwizard.proof.stage import Stage

BACK_WITHIN = 10.0
FINAL_WITHIN = 120.0
RATE = 4.0
BETWEEN = (4.0, 8.0)
STORM_SECONDS = 10.0
MOST = 200  # connections that the storm tries to open; the server takes fewer


def run(play: Play) -> Outcome:
    """Restart the database again and again, then keep its last connections for a while; count what was accepted."""
    stage, dice = play.stage, play.dice
    restarts = play.sized(20, 2)
    began = now()
    load = stage.load(rate=RATE, count=10**6, seed=dice.randrange(1000))
    back = []
    for _number in range(restarts):
        stage.wait(dice.uniform(*BETWEEN))
        # SIGQUIT is PostgreSQL's immediate shutdown: no goodbye, and recovery at the next start.
        stage.signal_group("postgres", signal.SIGQUIT)
        back.append(_until_ready(stage))
    stage.wait(1)
    held = _storm(stage, STORM_SECONDS if not play.quick else STORM_SECONDS / 2)
    back.append(_until_ready(stage))
    recovered = now()
    stage.wait(5 if play.quick else 20)
    load.stop()
    submissions = load.finish()
    final = play.settle(FINAL_WITHIN)
    outcome = Outcome()
    outcome.note(restarts=restarts, connections_taken_by_the_storm=held, slowest_return=max(back))
    outcome.note(errors_while_it_was_away=len(errors(requests_of(submissions))))
    outcome.delivered(compared(stage, submissions, since=began))
    outcome.none("leads never acknowledged", given_up(submissions))
    outcome.at_most("seconds until the web takes forms again", max(back), play.limit(BACK_WITHIN))
    outcome.none("errors after recovery", errors(requests_of(submissions), after=recovered))
    outcome.holds("every job comes to its end", final is not None)
    return outcome


def _until_ready(stage: Stage) -> float:
    """Seconds until the web says that it is ready, database and all."""
    stage.wait(0.2)
    took = stage.until(stage.web_is_ready, within=60, every=0.2)
    return 60.0 if took is None else took + 0.2


def _storm(stage: Stage, seconds: float) -> int:
    """Take every connection that the server gives, and keep them; return how many those were."""
    with contextlib.ExitStack() as taken:
        held = 0
        with contextlib.suppress(psycopg.OperationalError):
            for _number in range(MOST):
                taken.enter_context(psycopg.connect(stage.values["DATABASE_URL"], autocommit=True))
                held += 1
        stage.wait(seconds)
    return held


SCENARIO = Scenario("R4", "database restarted, connections used up", 3.5, run)
