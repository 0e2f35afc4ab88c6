"""The one comparison that everything comes down to: what was promised, against what the providers accepted."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leadwizard.proof.load import LETTERS, Submission
from leadwizard.stage.mailroom import Accepted

ANSWER, ALERT = "message", "notice"
OPEN = frozenset({"waiting", "running", "unknown"})
MARKER = re.compile(rf"\b[A-Z][a-z]{{{LETTERS - 1}}}\b")


@dataclass
class Comparison:
    """How many leads and messages there were, and every single thing that is wrong with them, in words.

    Attributes:
        once: messages that a provider accepted exactly once.
        lost: acknowledged leads that are not there, and messages that nobody accepted and nobody is asked about.
        twice: messages that were accepted more than once, by whatever key.
        asked: messages that wait for a person: an open escalation says that nobody can tell, or that it failed.
        not_final: messages whose job has not come to an end.
    """

    leads: int = 0
    messages: int = 0
    once: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    not_final: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.twice or self.not_final)

    def figures(self) -> dict[str, int]:
        return {
            "leads acknowledged": self.leads,
            "messages": self.messages,
            "accepted once": self.once,
            "lost": len(self.lost),
            "twice": len(self.twice),
            "left to a person": len(self.asked),
            "not final": len(self.not_final),
        }


def compare(
    submissions: Iterable[Submission],
    stored: set[str],
    dispatches: Sequence[Mapping[str, Any]],
    accepted: Sequence[Accepted],
    *,
    expected: frozenset[str] = frozenset({ANSWER, ALERT}),
) -> Comparison:
    """Compare.

    What was accepted is found by the marker in its words and by its recipient, never by our own ids: a second copy
    under another key, or from another row, is a second copy.

    Args:
        submissions: the leads; those in quarantine are answered by a person, and not expected to be otherwise.
        stored: the ids of those that the database has.
        dispatches: its rows about them, see `Database.dispatches`.
        accepted: what the providers took.
        expected: what every lead must have led to.
    """
    result = Comparison()
    leads = {each.lead: each for each in submissions if each.is_acknowledged}
    result.leads = len(leads)
    result.lost += [f"lead {lead} was acknowledged and is not there" for lead in leads if lead not in stored]
    arrived = _arrived({each.marker: lead for lead, each in leads.items()}, accepted)
    rows: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    kinds: dict[str, set[str]] = {lead: set() for lead in leads}
    for row in dispatches:
        lead = str(row["lead"])
        if lead in leads:
            rows.setdefault((lead, row["to_address"].lower()), []).append(row)
    for place, planned in rows.items():
        count = arrived.pop(place, 0)
        wanted = _wanted(planned, count)
        kinds[place[0]] |= {row["of"] for row in wanted}
        _judge(result, place, wanted, count)
    for lead, found in kinds.items():
        if leads[lead].status == "accepted" and lead in stored:
            result.lost += [f"lead {lead} has no {kind}" for kind in sorted(expected - found)]
    result.twice += [f"lead {lead}: {count} to {to} that no row knows" for (lead, to), count in arrived.items()]
    return result


def _arrived(leads: Mapping[str, str], accepted: Iterable[Accepted]) -> Counter[tuple[str, str]]:
    """How often each recipient got words about each lead."""
    found: Counter[tuple[str, str]] = Counter()
    for each in accepted:
        about = {leads[word] for word in MARKER.findall(each.text) if word in leads}
        found.update((lead, each.to) for lead in about)
    return found


def _wanted(planned: Sequence[Mapping[str, Any]], count: int) -> list[Mapping[str, Any]]:
    """Leave out what was cancelled, except what left before: a provider's report may be faster than our own commit."""
    live = [row for row in planned if row["job_state"] != "cancelled"]
    called_off = [row for row in planned if row["job_state"] == "cancelled"]
    return [*live, *called_off[: max(count - len(live), 0)]]


def _judge(result: Comparison, place: tuple[str, str], rows: Sequence[Mapping[str, Any]], count: int) -> None:
    """Judge what one recipient should have got about one lead: as many messages as rows."""
    result.messages += len(rows)
    result.once += min(count, len(rows))
    name = f"lead {place[0]} to {place[1]}"
    if count > len(rows):
        result.twice.append(f"{name}: accepted {count} times, wanted {len(rows)}")
    for row in rows:
        where = f"{name}: {row['channel']} {row['of']}, job {row['job_state']} after {row['attempt']} tries"
        if row["asked"]:
            result.asked.append(where)
        elif row["job_state"] in OPEN:
            result.not_final.append(where)
    # What was not accepted must at least be on its way, or on somebody's desk.
    excused = sum(bool(row["asked"]) or row["job_state"] in OPEN for row in rows)
    result.lost += [f"{name}: nobody accepted it"] * max(len(rows) - count - excused, 0)
