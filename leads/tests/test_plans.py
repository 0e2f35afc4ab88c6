"""How the server goes about a member's pages: for this organization, whatever the others have and asked before."""

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql

from automation.tests import committed
from leads.models import Lead
from leads.queries.exports import lead_lines
from leads.queries.narrowing import Narrowing
from leads.tests import scenes
from leadwizard.lib.counts import CappedCount
from tenants import database
from tenants.models import Organization
from tenants.scoping import scope
from tenants.tests import worlds

pytestmark = pytest.mark.django_db(transaction=True)
# A connection prepares a statement that it hears for the sixth time, and the server may keep a plan after five more.
OFTEN = 14
THEIRS, OURS = 3_000, 20_000
_MORE = """
INSERT INTO leads_lead (id, organization_id, form_id, contact_id, reference, name, email, phone, service,
    preferred_time, message, locale, source, idempotency_key, status, communication, suspicion, suspicion_reason,
    created_at)
SELECT uuidv7(), organization_id, form_id, contact_id, 'M' || number, name, email, phone, service, preferred_time,
    message, locale, source, 'more ' || number, status, communication, '', '', created_at
FROM leads_lead, generate_series(1, %s) AS number
"""


@pytest.fixture
def world():
    found = worlds.build()
    form = scenes.form(found.organization)
    scenes.lead(found.organization, form)
    return found


@pytest.fixture
def analyze():
    """What the server knows of the table is known to all tests: in the end it is that of an empty one again."""
    yield _analyze
    committed.remove()
    _analyze()


def _analyze():
    with database.owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(database.OWNER_ROLE)))
        owner.execute("ANALYZE leads_lead")


def _kept():
    """Return the statements about leads for which the server has used a plan that fits no organization."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE generic_plans > 0 AND statement LIKE '%%leads_lead%%'"
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize(
    "page",
    ["leads/", "leads/?view=waiting", "leads/?view=quarantine", "leads/?status=new", "leads/?q=tap", "overview/"],
)
def test_a_members_page_is_planned_for_its_organization_each_time(client, world, page):
    client.force_login(world.alice.user)
    address = f"/o/{world.organization.slug}/{page}"
    for _time in range(OFTEN):
        assert client.get(address).status_code == 200
    assert _kept() == []


def test_a_file_of_leads_is_planned_for_its_organization_each_time(world):
    for _time in range(OFTEN):
        lines = lead_lines(world.organization, world.alice.membership, Narrowing(), timezone.now())
        assert len(list(lines)) == 2
    assert _kept() == []


def test_what_is_found_by_its_key_keeps_its_plan(world):
    with scope(world.organization.pk):
        lead = Lead.objects.get()
        for _time in range(OFTEN):
            Lead.objects.filter(pk=lead.pk).exists()
    assert len(_kept()) == 1


def test_a_count_does_not_walk_through_everybody_elses_leads(world, analyze):
    # Theirs come first in the table, and are too few for the planner to notice.
    other = worlds.organization("Beta")
    scenes.lead(other, scenes.form(other, slug="beta"))
    for organization, number in ((other, THEIRS), (world.organization, OURS)):
        with scope(organization.pk), connection.cursor() as cursor:
            cursor.execute(_MORE, [number])
    analyze()
    with scope(world.organization.pk):
        assert "Seq Scan on leads_lead" in _count().explain()
    with scope(world.organization.pk, lists=True):
        assert _count().get() == (1001,)
        assert "Seq Scan on leads_lead" not in _count().explain()


def _count():
    return Organization.objects.values_list(CappedCount(Lead.objects.get_queryset().trusted(), 1000))
