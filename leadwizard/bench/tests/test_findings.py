"""A figure is the median of its rounds, and counts only if nothing about it was wrong."""

import json

import pytest

from leadwizard.bench import report
from leadwizard.bench.figures import BY_NAME, FIGURES
from leadwizard.bench.findings import Findings, as_json, passes, unknown
from leadwizard.bench.run import ACTS, run
from leadwizard.bench.start import NAME as START

NAMES = [
    "constant_page_rps",
    "form_page_rps",
    "form_json_rps",
    "submit_rps_model_0ms",
    "submit_p99_ms_model_0ms",
    "submit_rps_model_1s",
    "submit_pgbench_tps",
    "submit_vs_pgbench",
    "answered_leads_per_s",
    "answered_leads_per_s_model_1s",
    "reply_p50_ms",
    "reply_p95_ms",
    "leads_list_p95_ms_1k",
    "leads_list_p95_ms_100k",
    "leads_list_p95_ms_1m",
    "leads_search_p95_ms_1m",
    "leads_list_queries",
    "web_rss_mb",
    "web_growth_mb",
    "up_seconds",
]
FACTS = {"command": "python3 manage.py bench", "rounds": "5 interleaved rounds", "postgresql": "PostgreSQL 18.6"}
GOOD = {
    "form_page_rps": 700,
    "form_json_rps": 1500,
    "submit_rps_model_0ms": 200,
    "submit_rps_model_1s": 190,
    "submit_p99_ms_model_0ms": 200,
    "answered_leads_per_s": 40,
    "reply_p95_ms": 300,
    "leads_list_p95_ms_1k": 20,
    "leads_list_p95_ms_1m": 31,
    "leads_search_p95_ms_1m": 100,
    "leads_list_queries": 9,
    "web_rss_mb": 150,
    "web_growth_mb": 2,
}


@pytest.fixture
def findings():
    found = Findings()
    for name in NAMES:
        for _round in range(3):
            found.add(name, GOOD.get(name, 10), 100)
    return found


def judged(findings, name):
    [found] = findings.judged([name])
    return found


def test_every_figure_is_measured_by_exactly_one_group():
    measured = [name for act in ACTS for planned in act for name in planned.names]
    assert sorted([*measured, START]) == sorted(NAMES)
    assert [figure.name for figure in FIGURES] == NAMES


def test_the_value_is_the_median_of_the_rounds_and_n_their_samples():
    found = Findings()
    for value in (5, 900, 7):
        found.add("form_page_rps", value, 40)
    assert (found.series["form_page_rps"].value, found.series["form_page_rps"].n) == (7, 120)


def test_one_wrong_answer_in_one_round_and_the_figure_does_not_count(findings):
    findings.spoil(["form_page_rps"], ["1 of 4000 answers were 429"])
    spoilt = judged(findings, "form_page_rps")
    assert spoilt.series.value is None
    assert not passes([spoilt], with_floors=False)
    assert as_json([spoilt]) == [
        {
            "name": "form_page_rps",
            "value": None,
            "unit": "requests/s",
            "n": 300,
            "wrong": ["1 of 4000 answers were 429"],
        }
    ]


def test_nothing_wrong_spoils_nothing(findings):
    findings.spoil(NAMES, [])
    assert all(each.series.counts for each in findings.judged(NAMES))
    assert passes(findings.judged(NAMES), with_floors=True)


def test_what_was_never_measured_does_not_count():
    [found] = as_json(Findings().judged(["up_seconds"]))
    assert (found["value"], found["wrong"]) == (None, ["not measured"])


def test_good_figures_are_four_keys_each(findings):
    told = json.loads(json.dumps(as_json(findings.judged(NAMES))))
    assert {tuple(each) for each in told} == {("name", "value", "unit", "n")}
    assert [each["name"] for each in told] == NAMES


@pytest.mark.parametrize(
    ("name", "kept", "missed"),
    [
        ("submit_rps_model_0ms", 150, 149.9),
        ("submit_rps_model_1s", 180, 179.9),  # 0.9 of 200
        ("submit_p99_ms_model_0ms", 250, 250.1),
        ("answered_leads_per_s", 30, 29.9),
        ("reply_p95_ms", 500, 500.1),
        ("form_json_rps", 1000, 999),
        ("form_page_rps", 600, 599),
        ("leads_list_p95_ms_1m", 31, 31.1),  # 1.3 of 20 and 5 ms
        ("leads_search_p95_ms_1m", 250, 250.1),
        ("leads_list_queries", 12, 13),
        ("web_rss_mb", 220, 220.1),
        ("web_growth_mb", 5, 5.1),
    ],
)
def test_a_floor_is_kept_up_to_the_floor_itself(findings, name, kept, missed):
    findings.series[name].values = [kept]
    assert judged(findings, name).keeps_floor is True
    findings.series[name].values = [missed]
    assert judged(findings, name).keeps_floor is False
    assert not passes(findings.judged(NAMES), with_floors=True)
    assert passes(findings.judged(NAMES), with_floors=False)


def test_a_floor_that_hangs_on_a_figure_that_does_not_count_says_nothing(findings):
    findings.spoil(["submit_rps_model_0ms"], ["a lead is missing"])
    assert judged(findings, "submit_rps_model_1s").keeps_floor is None


def test_the_page_has_every_figure_with_floor_and_aim(findings):
    page = report.page(findings.judged(NAMES), findings, FACTS)
    assert "Written by `python3 manage.py bench`" in page
    assert "Every figure counts and keeps its floor." in page
    assert "| `submit_rps_model_0ms` | 200 | leads/s | 300 | ≥ 150 ✓ | ≥ 315 **missed** |" in page
    assert "≤ 1.3 × `leads_list_p95_ms_1k` + 5 = 31 ✓" in page
    assert "PostgreSQL 18.6" in page
    assert all(f"- `{name}`: {BY_NAME[name].how}." in page for name in NAMES)


def test_what_does_not_count_and_what_is_missed_stand_on_the_page(findings, capsys):
    findings.spoil(["reply_p95_ms"], ["a lead had no answer after 30 s"])
    findings.series["web_rss_mb"].values = [300]
    page = report.page(findings.judged(NAMES), findings, FACTS)
    assert "**1 figures do not count, 1 miss their floor.**" in page
    assert "| `reply_p95_ms` | **does not count** |" in page
    assert "**a lead had no answer after 30 s**" in page
    assert "| `web_rss_mb` | 300 | MB | 300 | ≤ 220 **missed** |" in page
    report.tell(findings.judged(NAMES))
    told = capsys.readouterr().out
    assert "does not count" in told
    assert "BELOW THE FLOOR" in told


def test_parts_of_a_figure_are_told_beside_it(findings):
    for value in (11, 12, 13):
        findings.detail("leads_search_p95_ms_1m", "a rare word", value)
    assert "  - a rare word: 12" in report.page(findings.judged(NAMES), findings, FACTS)


def test_an_unknown_figure_is_refused_before_anything_starts(capsys):
    assert unknown(["form_page_rps", "form_rps"]) == ["form_rps"]
    with pytest.raises(SystemExit):
        run(["--only", "form_rps"])
    assert "no such figure: form_rps" in capsys.readouterr().err
