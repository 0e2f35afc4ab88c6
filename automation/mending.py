"""After the database's clock went back: what was written in the time taken back lies in the future, and would wait."""

import logging
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from automation import clock, kinds
from automation.kinds import scaled
from automation.recovery import ASK_AGAIN, ASKING
from tenants.registry import organization_ids
from tenants.scoping import scope

logger = logging.getLogger(__name__)

# In this order. Nothing becomes due earlier than its wait, counted anew from now; twice does no more than once.
_MENDS: Final = (
    # Planned since then: the wait that was meant, from now.
    """UPDATE automation_job SET run_at = run_at - (created_at - %(now)s), created_at = %(now)s
    WHERE organization_id = %(organization)s AND state = 'waiting' AND created_at > %(now)s""",
    # Failed since then: its step of the ladder, from now.
    """UPDATE automation_job AS job SET run_at = job.run_at - (tries.ended_at - %(now)s)
    FROM automation_jobattempt AS tries
    WHERE job.organization_id = %(organization)s AND job.state = 'waiting'
        AND tries.organization_id = job.organization_id AND tries.job_id = job.id AND tries.attempt = job.attempt
        AND tries.id = job.attempt_id AND tries.ended_at > %(now)s""",
    # Postponed, or let run again by a person: whether it is time is asked anew at each look.
    """UPDATE automation_job SET run_at = %(now)s
    WHERE organization_id = %(organization)s AND state = 'waiting' AND attempt = 0 AND run_at > %(now)s
        AND (last_error <> '' OR attempt_id IS NOT NULL)""",
    """UPDATE automation_jobattempt SET ended_at = %(now)s, started_at = least(started_at, %(now)s)
    WHERE organization_id = %(organization)s AND ended_at > %(now)s""",
    """UPDATE automation_job SET rung_at = NULL
    WHERE organization_id = %(organization)s AND state IN ('waiting', 'unknown') AND rung_at > %(now)s""",
    # No living worker has a lease for longer; a dead one's must run out.
    """UPDATE automation_job SET lease_until = %(now)s + %(lease)s
    WHERE organization_id = %(organization)s AND state = 'running' AND lease_until > %(now)s + %(lease)s""",
    # The settling time begins anew: too early an answer could be taken for "it did not happen".
    """UPDATE automation_job SET reconcile_at = %(now)s + %(settling)s
    WHERE organization_id = %(organization)s AND state = 'unknown' AND reconcile_at > %(now)s + %(settling)s""",
    """UPDATE automation_job SET unknown_at = %(now)s
    WHERE organization_id = %(organization)s AND state = 'unknown' AND unknown_at > %(now)s""",
    """UPDATE automation_job SET uncertain_since = %(now)s
    WHERE organization_id = %(organization)s AND state NOT IN ('done', 'cancelled', 'dismissed')
        AND uncertain_since > %(now)s""",
)


def mend_all() -> None:
    """Mend the jobs of every organization."""
    logger.warning("the database's clock went back: what waits for a time taken back waits from now on")
    for organization_id in organization_ids():
        try:
            mend(organization_id)
        except Exception:
            # One organization that cannot be mended must not keep the others waiting.
            logger.exception("the times of organization %s could not be mended", organization_id)


def mend(organization_id: UUID) -> None:
    """Let no job of the organization wait, or be held, longer than it could have been told to by now."""
    registered = kinds.all_kinds()
    values: dict[str, Any] = {
        "organization": organization_id,
        "now": clock.now(),
        "lease": scaled(max((kind.lease for kind in registered), default=timedelta(seconds=60))),
        "settling": scaled(max([ASK_AGAIN, ASKING, *(kind.settling for kind in registered)])),
    }
    with scope(organization_id), connection.cursor() as cursor:
        for statement in _MENDS:
            cursor.execute(statement, values)
