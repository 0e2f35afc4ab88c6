"""What the tables say about leads, and what was said about them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from leadwizard.stage import database as stage
from leadwizard.stage.database import Place, Row

# What was said about a lead, to its sender or to the team, with the job that carries it.
_DISPATCHES = """
WITH said AS (
    SELECT id, 'message' AS of, about_id AS lead, channel, to_address, state, organization_id FROM messaging_message
    WHERE direction = 'out' AND state NOT IN ('draft', 'discarded') AND about_id = ANY(%(leads)s)
    UNION ALL
    SELECT id, 'notice', about_id, channel, to_address, state, organization_id FROM messaging_notice
    WHERE about_id = ANY(%(leads)s)
)
SELECT said.*, job.id AS job, job.kind, job.effect, job.state AS job_state, job.attempt, job.last_error,
    (SELECT count(*) FROM automation_jobattempt AS tries WHERE tries.job_id = job.id) AS tries,
    EXISTS (SELECT FROM automation_escalation AS asked WHERE asked.job_id = job.id AND asked.state = 'open') AS asked
FROM said LEFT JOIN automation_job AS job
    ON job.organization_id = said.organization_id AND job.payload ->> said.of = said.id::text
"""
# A member's phone that was proven, and wants alerts.
_PHONE = """
INSERT INTO messaging_memberphone (id, organization_id, member_id, number, wording, wording_version, page, address,
    agreed_at, verified_at, wants_alerts, code_digest, code_tries)
SELECT gen_random_uuid(), organization_id, id, %(number)s, 'Texts, please.', '1', '', '', now(), now(), true, '', 0
FROM tenants_membership LIMIT 1
"""


@dataclass(frozen=True)
class Database(stage.Database):
    """The product's database, with the questions of the proof."""

    def with_phone(self, place: Place, number: str) -> Place:
        """Have the place's owner told by text as well."""
        self.change(place.organization, _PHONE, {"number": number})
        return replace(place, phone=number)

    def dispatches(self, leads: Sequence[str]) -> list[Row]:
        """What was, or is to be, said about these leads."""
        return self.read(_DISPATCHES, {"leads": [UUID(lead) for lead in leads]})

    def stored(self, leads: Sequence[str]) -> set[str]:
        """Which of these leads are there."""
        rows = self.read(
            "SELECT id FROM leads_lead WHERE id = ANY(%(leads)s)", {"leads": [UUID(lead) for lead in leads]}
        )
        return {str(row["id"]) for row in rows}
