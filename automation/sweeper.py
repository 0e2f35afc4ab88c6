"""Finding work that no ring reached: lost rings, due times, workers that went away."""

import logging
from collections import defaultdict
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from automation import clock, recovery
from automation.bell import Ring, bell
from automation.models import Job
from tenants.scoping import ReadRole, everywhere, scope

logger = logging.getLogger(__name__)

# A job rung this long ago and still waiting is rung again: the ring may have gone down with Redis.
RING_AGAIN: Final = timedelta(seconds=8)
# A fresh job gets its own ring after the commit; the sweep leaves it alone for a moment.
GRACE: Final = timedelta(seconds=2)
PER_ORGANIZATION: Final = 20
PER_SWEEP: Final = 400

# Organization by organization (a loose index scan), so that no crowd of one can hide the work of another.
_DUE: Final = """
WITH RECURSIVE waiting AS (
    (SELECT organization_id FROM automation_job WHERE state = 'waiting' ORDER BY organization_id LIMIT 1)
    UNION ALL
    SELECT (SELECT next.organization_id FROM automation_job AS next
            WHERE next.state = 'waiting' AND next.organization_id > waiting.organization_id
            ORDER BY next.organization_id LIMIT 1)
    FROM waiting WHERE waiting.organization_id IS NOT NULL
)
SELECT fair.queue, waiting.organization_id, fair.id FROM waiting CROSS JOIN LATERAL (
    SELECT id, queue, run_at, row_number() OVER (ORDER BY run_at, id) AS place
    FROM (
        SELECT id, queue, run_at FROM automation_job
        WHERE organization_id = waiting.organization_id AND state = 'waiting' AND run_at <= %(due)s
            AND (%(queue)s = '' OR queue = %(queue)s) AND (rung_at IS NULL OR rung_at < %(again)s)
        ORDER BY run_at, id LIMIT %(each)s
    ) AS due
) AS fair
ORDER BY fair.place, fair.run_at LIMIT %(most)s
"""
_UNSETTLED: Final = """
SELECT queue, organization_id, id, true FROM automation_job
WHERE state = 'unknown' AND reconcile_at <= %(now)s AND (rung_at IS NULL OR rung_at < %(again)s)
ORDER BY reconcile_at LIMIT %(most)s
"""
_EXPIRED: Final = """
SELECT queue, organization_id, id FROM automation_job
WHERE state = 'running' AND lease_until < %(now)s ORDER BY lease_until LIMIT %(most)s
"""


def due_jobs(
    *, grace: timedelta = GRACE, queue: str = "", most: int = PER_SWEEP, rung_before: timedelta = RING_AGAIN
) -> list[Ring]:
    """Return jobs that are due for as long as `grace`, and that no sweep rang for within `rung_before`.

    Round-robin over organizations, so that none starves another.
    """
    now = clock.now()
    return _read(
        _DUE,
        {
            "due": now - grace,
            "again": now - rung_before,
            "queue": queue,
            "each": PER_ORGANIZATION,
            "most": most,
        },
    )


def expired_jobs() -> list[Ring]:
    """Return running jobs whose lease is over."""
    return _read(_EXPIRED, {"now": clock.now(), "most": PER_SWEEP})


def unsettled_jobs() -> list[Ring]:
    """Return jobs of unknown outcome whose provider should know by now."""
    now = clock.now()
    return _read(_UNSETTLED, {"now": now, "again": now - RING_AGAIN, "most": PER_SWEEP})


def _read(statement: str, values: dict[str, Any]) -> list[Ring]:
    with everywhere(ReadRole.DISPATCH), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Ring(*row) for row in cursor.fetchall()]


def sweep() -> int:
    """Release what dead workers held and ring for what is due; return how many rings went out."""
    for found in expired_jobs():
        try:
            recovery.release_expired(found.organization_id, found.job_id)
        except Exception:
            # One job that cannot be handed on must not stop the work of everybody else.
            logger.exception("job %s could not be handed on", found.job_id)
    rung: dict[UUID, list[UUID]] = defaultdict(list)
    for found in [*due_jobs(), *unsettled_jobs()]:
        if bell.ring(found):
            rung[found.organization_id].append(found.job_id)
    for organization_id, job_ids in rung.items():
        with scope(organization_id):
            Job.objects.filter(pk__in=job_ids).update(rung_at=clock.now())
    return sum(len(job_ids) for job_ids in rung.values())
