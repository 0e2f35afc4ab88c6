"""What the tables say, read as the role that sees every organization and changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

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
# What is planned for later and was never tried (a follow-up, a second look by the model) is no part of a proof.
_OPEN = """
SELECT job.id, job.kind, job.state, job.run_at, job.last_error,
    EXISTS (SELECT FROM automation_escalation AS asked WHERE asked.job_id = job.id AND asked.state = 'open') AS asked
FROM automation_job AS job
WHERE job.state NOT IN ('done', 'cancelled', 'dismissed')
    AND (job.run_at <= now() OR job.attempt > 0 OR job.state <> 'waiting')
"""


# A member's phone that was proven, and wants alerts.
_PHONE = """
INSERT INTO messaging_memberphone (id, organization_id, member_id, number, wording, wording_version, page, address,
    agreed_at, verified_at, wants_alerts, code_digest, code_tries)
SELECT gen_random_uuid(), organization_id, id, %(number)s, 'Texts, please.', '1', '', '', now(), now(), true, '', 0
FROM tenants_membership LIMIT 1
"""


@dataclass(frozen=True)
class Place:
    """An organization with a form of its own; `phone` is where its owner is texted, or empty."""

    organization: UUID
    slug: str
    contact: str
    phone: str = ""


@dataclass(frozen=True)
class Database:
    """The product's database, seen from outside."""

    url: str

    def places(self) -> list[Place]:
        """Every organization with an open form."""
        rows = self.read(
            "SELECT form.organization_id, form.slug, organization.contact_email FROM leads_form AS form"
            " JOIN tenants_organization AS organization ON organization.id = form.organization_id ORDER BY form.slug"
        )
        return [Place(row["organization_id"], row["slug"], row["contact_email"]) for row in rows]

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

    def unfinished(self) -> list[Row]:
        """Jobs that have not come to an end, and for which nobody has been asked either."""
        return [row for row in self.read(_OPEN) if not row["asked"]]

    def read(self, statement: str, values: dict[str, Any] | None = None) -> list[Row]:
        """Rows of every organization."""
        with self._connected() as connection:
            connection.execute("SET LOCAL ROLE lw_platform")
            return connection.execute(statement, values or {}).fetchall()

    def change(self, organization: UUID, statement: str, values: dict[str, Any] | None = None) -> None:
        """Arrange the scene in one organization."""
        with self._connected() as connection:
            connection.execute("SELECT set_config('app.organization', %(id)s, true)", {"id": str(organization)})
            connection.execute(statement, values or {})

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Row]]:
        with psycopg.connect(
            self.url,
            row_factory=dict_row,
            connect_timeout=5,
            application_name="proof",
            options="-c statement_timeout=60s",
        ) as connection:
            yield connection
