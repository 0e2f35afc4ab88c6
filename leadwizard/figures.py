"""Figures of the whole instance, counted in the database: no organization's name, id or row leaves here.

Each question is answered from an index of its own or per organization, so that asking every few seconds stays cheap.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from automation import heartbeats
from automation.enums import EscalationState, JobState, ModelOutcome, Queue
from leadwizard.lib import ids
from messaging.jobs.inbound import RECEIVE
from messaging.jobs.reports import RESEND_EVENT
from messaging.services.messages import DELIVER
from messaging.services.notices import DELIVER_NOTICE
from tenants.scoping import ReadRole, everywhere

logger = logging.getLogger(__name__)

NEVER: Final = float("inf")
RECENTLY: Final = timedelta(hours=1)
WEBHOOKS: Final = (RESEND_EVENT, RECEIVE)
_SHOWN: Final = (JobState.WAITING, JobState.RUNNING, JobState.UNKNOWN, JobState.DEAD)

# The state as a literal each: that is what lets PostgreSQL use the partial index of each.
_JOBS: Final = " UNION ALL ".join(
    f"SELECT '{state.value}', queue, count(*) FROM automation_job WHERE state = '{state.value}' GROUP BY queue"  # noqa: S608
    for state in _SHOWN
)
_DUE: Final = (
    "SELECT queue, min(run_at) FROM automation_job WHERE state = 'waiting' AND run_at <= %(now)s GROUP BY queue"
)
# A held mail's job is put off again and again, and so never late: it counts from when it was made.
_HELD: Final = """
SELECT job.queue, min(job.created_at), count(*) FROM automation_job AS job
JOIN messaging_message AS message ON message.organization_id = job.organization_id
    AND message.id = CASE WHEN job.kind = %(deliver)s THEN job.dedupe_key::uuid END AND message.state = 'held'
WHERE job.state = 'waiting' AND job.kind = %(deliver)s GROUP BY job.queue
"""
_DONE: Final = """
SELECT kind, count(*) FROM automation_job WHERE state = 'done' AND finished_at > %(since)s GROUP BY kind
"""
_FAILED: Final = """
SELECT count(*) FROM automation_job WHERE state = 'dead' AND kind = ANY(%(sends)s) AND run_at > %(since)s
"""
# OFFSET 0 keeps the planner from looking through all organizations' rows at once.
_ESCALATIONS: Final = """
SELECT coalesce(sum(found.many), 0), min(found.oldest) FROM tenants_organization AS organization CROSS JOIN LATERAL (
    SELECT count(*) AS many, min(opened_at) AS oldest FROM automation_escalation
    WHERE organization_id = organization.id AND state = %(open)s OFFSET 0
) AS found
"""
_MODEL: Final = """
SELECT found.outcome, count(*), coalesce(sum(found.cost), 0), coalesce(sum(found.milliseconds), 0)
FROM tenants_organization AS organization CROSS JOIN LATERAL (
    SELECT outcome, cost, milliseconds FROM automation_modelcall
    WHERE organization_id = organization.id AND at > %(since)s OFFSET 0
) AS found GROUP BY found.outcome
"""
_WEBHOOK_WAITING: Final = """
SELECT kind, min(created_at) FROM automation_job WHERE state = 'waiting' AND kind = ANY(%(webhooks)s) GROUP BY kind
"""
# Most reports have no job: they are applied where they are received, and found by their ids, which rise with the time.
_WEBHOOK_LAST: Final = """
SELECT asked.kind, greatest((SELECT job.finished_at FROM automation_job AS job
    WHERE job.state = 'done' AND job.kind = asked.kind ORDER BY job.finished_at DESC LIMIT 1),
    CASE WHEN asked.kind = %(reports)s THEN (SELECT event.processed_at FROM automation_inboxevent AS event
        WHERE event.id > %(a_day_ago)s AND event.provider = 'resend' AND event.processed_at IS NOT NULL
            AND event.body ->> 'type' = 'email.delivered' ORDER BY event.id DESC LIMIT 1) END)
FROM unnest(%(webhooks)s::text[]) AS asked (kind)
"""


class Figures(Collector):
    """Collects once; a database that does not answer is a figure too."""

    def __init__(self, began: float) -> None:
        self._began = began

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Return all families; without the database only that it is away."""
        try:
            found = list(_families(timezone.now()))
        except DatabaseError:
            logger.exception("the figures could not be counted")
            found = []
        yield GaugeMetricFamily("leadwizard_database_up", "1 while the database answers.", value=float(bool(found)))
        yield from found
        seconds = time.monotonic() - self._began
        yield GaugeMetricFamily("leadwizard_collect_seconds", "What asking for these figures took.", value=seconds)


def _families(now: datetime) -> Iterator[GaugeMetricFamily]:
    values: dict[str, Any] = {
        "now": now,
        "since": now - RECENTLY,
        "deliver": DELIVER,
        "sends": [DELIVER, DELIVER_NOTICE],
        "webhooks": list(WEBHOOKS),
        "reports": RESEND_EVENT,
        "a_day_ago": ids.first_at(now - timedelta(days=1)),
        "open": EscalationState.OPEN.value,
    }
    with everywhere(ReadRole.PLATFORM), connection.cursor() as cursor:
        # Figures are worth a moment, and never a database that is busy with them.
        cursor.execute("SET LOCAL statement_timeout = '5s'")

        def ask(statement: str) -> list[tuple[Any, ...]]:
            cursor.execute(statement, values)
            return list(cursor.fetchall())

        yield from _heartbeats(now)
        yield from _jobs(ask(_JOBS), ask(_DUE), ask(_HELD), now)
        yield from _outcomes(dict(ask(_DONE)), ask(_FAILED)[0][0])
        yield from _escalations(ask(_ESCALATIONS)[0], now)
        yield from _model(ask(_MODEL))
        yield from _webhooks(dict(ask(_WEBHOOK_WAITING)), dict(ask(_WEBHOOK_LAST)), now)


def _age(now: datetime, since: datetime | None, missing: float = 0.0) -> float:
    return missing if since is None else max((now - since).total_seconds(), 0.0)


def _family(
    name: str, words: str, labels: Sequence[str], samples: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"leadwizard_{name}", words, labels=labels)
    for values, amount in samples:
        family.add_metric(values, amount)
    return family


def _heartbeats(now: datetime) -> Iterator[GaugeMetricFamily]:
    yield _family(
        "heartbeat_age_seconds",
        "Since the beat, the live updates or a queue's workers were last seen at work; +Inf: never.",
        ["part"],
        [((part,), NEVER if age is None else age.total_seconds()) for part, age in heartbeats.ages(now).items()],
    )


def _jobs(
    counts: list[tuple[Any, ...]], due: list[tuple[Any, ...]], held: list[tuple[Any, ...]], now: datetime
) -> Iterator[GaugeMetricFamily]:
    found = {(queue, state): many for state, queue, many in counts}
    yield _family(
        "jobs",
        "Jobs that are not over; dead ones are dead letters.",
        ["queue", "state"],
        [
            ((queue, state.value), float(found.get((queue, state.value), 0)))
            for queue in Queue.values
            for state in _SHOWN
        ],
    )
    late, put_off = dict(due), {queue: since for queue, since, _many in held}
    yield _family(
        "oldest_due_job_seconds",
        "For how long the oldest due job waits for a worker, or the oldest held mail for its permission.",
        ["queue", "held"],
        [
            ((queue, is_held), _age(now, since.get(queue)))
            for queue in Queue.values
            for is_held, since in (("no", late), ("yes", put_off))
        ],
    )
    many = {queue: number for queue, _since, number in held}
    yield _family(
        "jobs_held",
        "Jobs whose mail is held back for now.",
        ["queue"],
        [((queue,), float(many.get(queue, 0))) for queue in Queue.values],
    )


def _outcomes(done: dict[str, int], failed: int) -> Iterator[GaugeMetricFamily]:
    yield _family(
        "jobs_done_last_hour",
        "Jobs done within the last hour.",
        ["kind"],
        [((kind,), float(many)) for kind, many in sorted(done.items())],
    )
    sent = done.get(DELIVER, 0) + done.get(DELIVER_NOTICE, 0)
    yield _family(
        "messages_last_hour",
        "Mails handed to the provider, and given up, within the last hour.",
        ["outcome"],
        [(("sent",), float(sent)), (("failed",), float(failed))],
    )


def _escalations(found: tuple[Any, ...], now: datetime) -> Iterator[GaugeMetricFamily]:
    many, oldest = found
    yield _family("escalations_open", "What waits for a person.", [], [((), float(many))])
    yield _family("escalation_oldest_seconds", "For how long the oldest of them waits.", [], [((), _age(now, oldest))])


def _model(rows: list[tuple[Any, ...]]) -> Iterator[GaugeMetricFamily]:
    counts = {outcome: many for outcome, many, _cost, _milliseconds in rows}
    yield _family(
        "model_calls_last_hour",
        "Calls of a model within the last hour, by how they ended.",
        ["outcome"],
        [((outcome,), float(counts.get(outcome, 0))) for outcome in ModelOutcome.values],
    )
    cost = sum(float(row[2]) for row in rows) / 1e6
    yield _family("model_cost_dollars_last_hour", "What they cost on the platform's key.", [], [((), cost)])
    seconds = sum(float(row[3]) for row in rows) / 1e3
    yield _family("model_seconds_last_hour", "How long they took together.", [], [((), seconds)])


def _webhooks(
    waiting: dict[str, datetime], last: dict[str, datetime | None], now: datetime
) -> Iterator[GaugeMetricFamily]:
    yield _family(
        "webhook_waiting_seconds",
        "For how long the oldest webhook waits to be worked off.",
        ["kind"],
        [((kind,), _age(now, waiting.get(kind))) for kind in WEBHOOKS],
    )
    yield _family(
        "webhook_last_seconds",
        "Since a webhook was last worked off; +Inf: none within the time that jobs are kept.",
        ["kind"],
        [((kind,), _age(now, last.get(kind), NEVER)) for kind in WEBHOOKS],
    )
