"""The page says what was promised and found, and whether every promise was kept."""

import pytest

from leadwizard.proof import report
from leadwizard.proof.ledger import Comparison
from leadwizard.proof.report import Result
from leadwizard.proof.run import run
from leadwizard.proof.scenario import Outcome, Scenario
from leadwizard.proof.scenarios import SCENARIOS
from leadwizard.stage.samples import percentile


def result(**found):
    outcome = Outcome()
    outcome.delivered(Comparison(leads=3, messages=6, once=6, **found))
    return Result(Scenario("R1", "workers killed", 1, lambda _play: outcome), outcome, 61.5)


def test_a_clean_run_is_told_as_one():
    page = report.page([result()], seed=7)
    assert "Every gate was passed." in page
    assert "seed 7" in page
    assert "| sent twice: none | 0 | kept |" in page
    assert "leads acknowledged 3, messages 6" in page
    assert "Python 3." in page


def test_a_broken_promise_stands_on_the_page_and_on_the_terminal(capsys):
    broken = result(twice=["lead 1 to somebody: accepted 2 times, wanted 1"])
    assert "**Not every gate was passed.**" in report.page([broken], seed=7)
    assert "| sent twice: none | 1 | **broken** |" in report.page([broken], seed=7)
    report.tell(broken)
    told = capsys.readouterr().out
    assert "FAIL" in told
    assert "accepted 2 times" in told


def test_limits_are_kept_up_to_the_limit_itself():
    outcome = Outcome()
    outcome.at_most("seconds", 10.0, 10.0)
    assert outcome.passed
    outcome.at_most("seconds", 10.001, 10.0)
    assert not outcome.passed


def test_percentiles_of_few_values():
    assert percentile([], 0.95) == 0
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile([3, 1, 2], 0.95) == 3


def test_what_was_not_played_stands_on_the_page(tmp_path):
    path = tmp_path / "proof.md"
    report.write([], 7, left_out=SCENARIOS[-1:], path=path)
    assert f"**Not played: {SCENARIOS[-1].key}, {SCENARIOS[-1].title}.**" in path.read_text()


def test_every_scenario_has_a_key_of_its_own_and_all_fit_in_forty_minutes():
    keys = [scenario.key.upper() for scenario in SCENARIOS]
    assert len(keys) == len(set(keys))
    assert sum(scenario.minutes for scenario in SCENARIOS) <= 40


def test_an_unknown_scenario_is_refused_before_anything_starts(capsys):
    with pytest.raises(SystemExit):
        run(["--chaos", "--only", "R99"])
    assert "no such scenario: R99" in capsys.readouterr().err
