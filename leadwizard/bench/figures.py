"""Every figure: what it is called, what it may not fall below, what it is to become, and how it is measured."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A bound: `share` of another figure (`of`), or of nothing, plus a fixed part."""

    fixed: float
    share: float = 0.0
    of: str = ""

    def value(self, values: Mapping[str, float | None]) -> float | None:
        """The bound as a number; None while the figure that it hangs on is not known."""
        if not self.of:
            return self.fixed
        base = values.get(self.of)
        return None if base is None else base * self.share + self.fixed

    def words(self) -> str:
        fixed = f"{self.fixed:,g}"
        if not self.of:
            return fixed
        return f"{self.share:g} × `{self.of}`" + (f" + {fixed}" if self.fixed else "")


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        how: how it is measured, a sentence for the page.
        floor: where it fails.
        aim: where we want to be.
        is_least: limits are what it must reach, not what it must stay under.
    """

    name: str
    unit: str
    how: str
    floor: Limit | None = None
    aim: Limit | None = None
    is_least: bool = False

    def keeps(self, limit: Limit | None, value: float | None, values: Mapping[str, float | None]) -> bool | None:
        """Whether the value keeps within the limit; None when that cannot be said."""
        bound = limit.value(values) if limit else None
        if bound is None or value is None:
            return None
        return value >= bound if self.is_least else value <= bound


ADDRESSES = 1_000
FORMS = 100
MODEL_SECONDS = 1.0

_LIST = "p95 of the list of leads, first page and a page in the middle, as a signed-in member; the slower of the two"

FIGURES: tuple[Figure, ...] = (
    Figure(
        "constant_page_rps",
        "requests/s",
        "what this machine is worth: GET of two letters from the same server and framework, with nothing of ours, over"
        " 16 connections, while nothing else runs; figures of other machines and hours compare as shares of it",
    ),
    Figure(
        "form_page_rps",
        "requests/s",
        "GET of the public form's page, round all forms; nothing waits for the workers",
        Limit(600),
        Limit(1_200),
        is_least=True,
    ),
    Figure(
        "form_json_rps",
        "requests/s",
        "GET of the form's JSON twin, likewise",
        Limit(1_000),
        Limit(2_000),
        is_least=True,
    ),
    Figure(
        "submit_rps_model_0ms",
        "leads/s",
        "POST of a lead to the JSON API, each with an idempotency key and words of its own, while the workers answer"
        " those before; the model answers at once",
        Limit(150),
        Limit(315),
        is_least=True,
    ),
    Figure("submit_p99_ms_model_0ms", "ms", "of the same requests: the time until the answer, p99", Limit(250)),
    Figure(
        "submit_rps_model_1s",
        "leads/s",
        "the same while each call of the model takes 1 s",
        Limit(0, 0.9, "submit_rps_model_0ms"),
        Limit(0, 1.0, "submit_rps_model_0ms"),
        is_least=True,
    ),
    Figure(
        "submit_pgbench_tps",
        "transactions/s",
        "pgbench with the writes of one submission, taken from the server's log, straight at PostgreSQL with as many"
        " connections as the web has; the workers run, and their jobs are called off after each round",
    ),
    Figure("submit_vs_pgbench", "ratio", "submit_rps_model_0ms / submit_pgbench_tps of the same round"),
    Figure(
        "answered_leads_per_s",
        "leads/s",
        "leads submitted as fast as they are answered, a second's worth ahead, from the first request to the last mail:"
        " each with analysis, an answer and an alert that the provider took, and a planned follow-up; nothing may be"
        " left 60 s later",
        Limit(30),
        Limit(95),
        is_least=True,
    ),
    Figure("answered_leads_per_s_model_1s", "leads/s", "the same while each call of the model takes 1 s"),
    Figure(
        "reply_p50_ms",
        "ms",
        "one lead at a time on an idle machine: from its request to its answer in the provider's ledger, without the"
        " milliseconds of the model's call; p50",
    ),
    Figure("reply_p95_ms", "ms", "the same, p95", Limit(500), Limit(250)),
    Figure("leads_list_p95_ms_1k", "ms", f"{_LIST}; an organization with 1,000 leads", None, Limit(20)),
    Figure("leads_list_p95_ms_100k", "ms", "the same with 100,000 leads", None, Limit(20)),
    Figure(
        "leads_list_p95_ms_1m",
        "ms",
        "the same with 1,000,000 leads; all three stand in the same tables",
        Limit(5, 1.3, "leads_list_p95_ms_1k"),
        Limit(20),
    ),
    Figure(
        "leads_search_p95_ms_1m",
        "ms",
        "p95 of a search among 1,000,000 leads: a rare word, a common word, part of an e-mail address, the last 4"
        " digits of a phone number, and nothing found; the slowest of the five",
        Limit(250),
        Limit(60),
    ),
    Figure(
        "leads_list_queries",
        "queries",
        "statements that the web sends for the list's first page, in the server's log; without BEGIN and COMMIT",
        Limit(12),
        Limit(8),
    ),
    Figure(
        "web_rss_mb",
        "MB",
        "resident memory (VmRSS) of the larger of the two web processes after 1,000 requests of a mix: form page, form"
        " JSON, list of leads, submissions; begun anew for each round",
        Limit(220),
        Limit(160),
    ),
    Figure(
        "web_growth_mb",
        "MB",
        "how much the web process that grew most gained from request 1,000 to the last",
        Limit(5),
        Limit(1),
    ),
    Figure(
        "up_seconds",
        "s",
        "`manage.py up` on a state folder that it has met before, with the demo, until its ready file; every other"
        " process of the measurement stopped",
    ),
)
BY_NAME = {figure.name: figure for figure in FIGURES}
