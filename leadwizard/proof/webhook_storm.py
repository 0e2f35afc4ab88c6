"""Provider reports: repeated, shuffled, forged, stale and cut off; and many at once."""

import http.client
import json
import random
import secrets
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from leadwizard.proof.scenario import Outcome, Play, Scenario, now
from leadwizard.proof.stage import Stage
from leadwizard.simulator.config import Config
from leadwizard.simulator.signing import svix_headers
from leadwizard.stage.database import Row
from leadwizard.stage.samples import percentile

CONNECTIONS = 16
DUPLICATES, FORGED, STALE, CUT = 0.5, 0.05, 0.05, 0.05
OLD = 3600  # seconds
WITHIN = 0.250
BURST, BURST_WITHIN = 200, 5.0
FINAL_WITHIN = 120.0


@dataclass(frozen=True)
class Report:
    """One webhook as it is posted; a bad one must be refused."""

    id: str
    headers: dict[str, str]
    body: bytes
    is_good: bool = True


@dataclass(frozen=True)
class Answered:
    """One post: the report, the status (0 without an answer) and the seconds."""

    report: Report
    status: int
    seconds: float


def report(secret: str, body: str, *, at: float | None = None) -> Report:
    """A report as the provider signs it, with a new id."""
    number = f"msg_{secrets.token_hex(14)}"
    key = Config(webhook_secret=secret).signing_key()
    headers = svix_headers(key, message_id=number, timestamp=int(at or time.time()), body=body)
    return Report(number, headers, body.encode())


def delivered(row: Row) -> str:
    """The words with which Resend reports that a mail arrived."""
    moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    tags = {"organization": str(row["organization_id"]), "dispatch": str(row["id"])}
    data = {"created_at": moment, "email_id": row["provider_id"], "to": [row["to_address"]], "tags": tags}
    return json.dumps({"type": "email.delivered", "created_at": moment, "data": data}, separators=(",", ":"))


def post(url: str, reports: Iterable[Report], connections: int) -> list[Answered]:
    """Post all of them, so many at a time."""
    with ThreadPoolExecutor(connections) as senders:
        return list(senders.map(lambda each: _post(url, each), reports))


def _post(url: str, each: Report) -> Answered:
    parts = urlsplit(url)
    began = time.monotonic()
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=20)
    try:
        headers = each.headers | {"Content-Type": "application/json"}
        connection.request("POST", "/webhooks/resend/", each.body, headers)
        answer = connection.getresponse()
        answer.read()
        return Answered(each, answer.status, time.monotonic() - began)
    except (OSError, http.client.HTTPException):
        return Answered(each, 0, time.monotonic() - began)
    finally:
        connection.close()


def run(play: Play) -> Outcome:
    """Send mail whose reports are ours to make, and make them."""
    stage, dice = play.stage, play.dice
    count = play.sized(1000, 100)
    stage.mailroom.misbehave({"mode": "webhook_drop"})
    began = now()
    stage.load(rate=10, count=max(count // 20, 10), seed=dice.randrange(1000)).finish()
    play.settle(FINAL_WITHIN)
    rows = _sent(stage, began)
    good, bad = _reports(stage, rows, count, dice)
    line = [*good, *(dice.choice(good) for _ in range(int(len(good) * DUPLICATES / (1 - DUPLICATES)))), *bad]
    dice.shuffle(line)
    answers = post(stage.base_url, line, CONNECTIONS)
    burst, _none = _reports(stage, rows, BURST, dice)
    fired = now()
    at_once = post(stage.base_url, burst, BURST)
    took = now() - fired
    final = play.settle(FINAL_WITHIN)
    outcome = Outcome()
    outcome.note(reports=len(line), different=len(good), bad=len(bad), messages=len(rows))
    outcome.note(p50=percentile([each.seconds for each in answers], 0.5), burst_seconds=took)
    outcome.none("good reports refused", _wrong(answers, is_good=True))
    outcome.none("bad reports not refused with 4xx", _wrong(answers, is_good=False))
    outcome.at_most(
        "p99 with 16 at a time, in seconds", percentile([each.seconds for each in answers], 0.99), play.limit(WITHIN)
    )
    outcome.none("of a burst of 200 refused", _wrong(at_once, is_good=True))
    outcome.at_most("seconds until the burst is answered", took, play.limit(BURST_WITHIN))
    outcome.none("reports without exactly one effect", _effects(stage, [*good, *burst], rows))
    outcome.holds("every job comes to its end", final is not None)
    return outcome


def _sent(stage: Stage, since: float) -> list[Row]:
    return stage.database.read(
        "SELECT id, organization_id, provider_id, to_address FROM messaging_message"
        " WHERE direction = 'out' AND provider_id <> '' AND sent_at >= to_timestamp(%(since)s)",
        {"since": since},
    )


def _reports(stage: Stage, rows: Sequence[Row], count: int, dice: random.Random) -> tuple[list[Report], list[Report]]:
    """Good ones, each with an id of its own, and in proportion forged, stale and cut ones."""
    secret = stage.values["RESEND_WEBHOOK_SECRET"]
    bad = [int(count * share) for share in (FORGED, STALE, CUT)]
    fresh = int((count - sum(bad)) * (1 - DUPLICATES))
    good = [report(secret, delivered(dice.choice(rows))) for _ in range(fresh)]
    wrong = []
    for _ in range(bad[0]):
        forged = report("whsec_" + "A" * 32, delivered(dice.choice(rows)))
        wrong.append(Report(forged.id, forged.headers, forged.body, is_good=False))
    for _ in range(bad[1]):
        stale = report(secret, delivered(dice.choice(rows)), at=time.time() - OLD)
        wrong.append(Report(stale.id, stale.headers, stale.body, is_good=False))
    for _ in range(bad[2]):
        whole = report(secret, delivered(dice.choice(rows)))
        wrong.append(Report(whole.id, whole.headers, whole.body[: len(whole.body) // 2], is_good=False))
    return good, wrong


def _wrong(answers: Sequence[Answered], *, is_good: bool) -> list[str]:
    """Answers of another class than the report deserves, in words."""
    wanted = range(HTTPStatus.OK, HTTPStatus.MULTIPLE_CHOICES)
    if not is_good:
        wanted = range(HTTPStatus.BAD_REQUEST, HTTPStatus.INTERNAL_SERVER_ERROR)
    return [
        f"{each.report.id}: status {each.status} after {each.seconds:.2f} s"
        for each in answers
        if each.report.is_good == is_good and each.status not in wanted
    ]


def _effects(stage: Stage, good: Sequence[Report], rows: Sequence[Row]) -> list[str]:
    """Every report is kept once and worked off once; every message is told as delivered once in its timeline."""
    kept = stage.database.read(
        "SELECT event_id, count(*) AS times, count(processed_at) AS processed FROM automation_inboxevent"
        " WHERE event_id = ANY(%(ids)s) GROUP BY event_id",
        {"ids": [each.id for each in good]},
    )
    found = {row["event_id"]: (row["times"], row["processed"]) for row in kept}
    wrong = [f"{each.id}: {found.get(each.id, (0, 0))}" for each in good if found.get(each.id) != (1, 1)]
    told = {json.loads(each.body)["data"]["tags"]["dispatch"] for each in good}
    entries = stage.database.read(
        "SELECT message_id, count(*) AS times FROM messaging_timelineentry"
        " WHERE kind = 'message_delivered' AND message_id = ANY(%(ids)s) GROUP BY message_id",
        {"ids": [row["id"] for row in rows]},
    )
    times = {str(row["message_id"]): row["times"] for row in entries}
    return wrong + [f"{each}: {times.get(each, 0)} times in the timeline" for each in told if times.get(each) != 1]


SCENARIO = Scenario("Webhooks", "reports repeated, forged, stale, cut off, all at once", 1, run)
