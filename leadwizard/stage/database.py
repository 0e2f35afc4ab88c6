"""What the tables say, read as the role that sees every organization and changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]

# What is planned for later and was never tried (a follow-up, a second look by the model) is not waited for.
_OPEN = """
SELECT job.id, job.kind, job.state, job.run_at, job.last_error,
    EXISTS (SELECT FROM automation_escalation AS asked WHERE asked.job_id = job.id AND asked.state = 'open') AS asked
FROM automation_job AS job
WHERE job.state NOT IN ('done', 'cancelled', 'dismissed')
    AND (job.run_at <= now() OR job.attempt > 0 OR job.state <> 'waiting')
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
            application_name="stage",
            options="-c statement_timeout=60s",
        ) as connection:
            yield connection
