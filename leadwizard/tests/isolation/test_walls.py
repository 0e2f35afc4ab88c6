"""Three walls, each taken down alone: the others hold. And two at once: then the matrix sees what crosses."""

import pytest
from django.db import connection

from leads.models import Lead
from leadwizard.tests import rows
from leadwizard.tests.isolation import walls
from leadwizard.tests.isolation.callers import undone
from messaging.models import Contact
from tenants import access, middleware
from tenants.models import Membership
from tenants.scoping import scope


def _raw(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT t::text FROM "{table}" t')
        return "\n".join(text for (text,) in cursor.fetchall())


def _page(town, path):
    return town.callers["owner of b"].ask("GET", path, breaks=False)


def test_nothing_crosses_while_all_walls_stand(town):
    assert walls.crossings(town) == []


def test_without_the_managers_filter_the_policies_hold(town):
    with walls.without_filters():
        assert walls.crossings(town) == []
        # The pages themselves still work, so it is no error that hides the rows.
        page = _page(town, "/o/house-b/leads/")
        assert page.status == 200
        assert town.b.found_in(page.text) != []
        # A row that names another organization, past the check of `save`.
        with scope(town.b.organization.pk), undone(), pytest.raises(Exception, match="row-level security"):
            Contact.objects.create(name="Smuggled", organization_id=town.a.organization.pk)


def test_without_the_policies_the_managers_filter_holds(town):
    with walls.without_policies():
        assert walls.crossings(town) == []
        assert _page(town, "/o/house-b/leads/").status == 200
        # What the filter cannot hold: SQL that somebody writes by hand.
        with scope(town.b.organization.pk), undone():
            assert town.a.found_in(_raw("leads_lead")) != []
    with scope(town.b.organization.pk):
        assert town.a.found_in(_raw("leads_lead")) == []


def test_without_the_composite_keys_a_foreign_row_stays_unseen(town):
    with walls.without_keys():
        assert walls.crossings(town) == []
        with undone():
            with scope(town.b.organization.pk):
                own = Lead.objects.filter(pk=town.b.values["lead_id"])
                assert own.update(contact_id=town.a.values["contact_id"], form_id=town.a.values["form_id"]) == 1
            for path in ("leads/", f"leads/{town.b.values['lead_id']}/", "leads/leads.csv", "overview/"):
                answer = _page(town, f"/o/house-b/{path}")
                given = town.a.values["contact_id"] + town.a.values["form_id"]
                assert town.a.found_in(answer.text, given=given) == []
    with scope(town.b.organization.pk), undone(), pytest.raises(Exception, match="same_tenant"):
        Lead.objects.filter(pk=town.b.values["lead_id"]).update(contact_id=town.a.values["contact_id"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _anybodys(_request):
    return Membership.objects.filter(role="owner", is_active=True).order_by("created_at").first()


@pytest.mark.parametrize("found", [_anybodys, lambda _request: None], ids=["somebody else's", "none"])
def test_when_the_middleware_lets_everybody_in_the_view_asks_again(town, monkeypatch, found):
    monkeypatch.setattr(middleware, "membership_of", found)
    assert walls.crossings(town) == []
    assert _page(town, "/o/house-a/leads/").status == 404


def test_when_the_view_asks_nothing_the_middleware_keeps_strangers_out(town, monkeypatch):
    monkeypatch.setattr(access, "_is_theirs", lambda *_facts: True)
    monkeypatch.setattr(Membership, "has_role", lambda *_facts: True)
    assert walls.crossings(town) == []
    # What then goes: the difference between the roles.
    assert town.callers["staff of a"].ask("GET", "/o/house-a/settings/").status == 200


def test_two_walls_down_at_once_and_the_matrix_sees_what_crosses(town, monkeypatch):
    with walls.without_policies(), walls.without_filters(keep_organization=True):
        found = walls.crossings(town)
    labels = {what.partition(":")[0].partition("?")[0] for what in found}
    assert f"GET /o/house-b/leads/{town.a.values['lead_id']}/" in labels
    assert f"POST /o/house-b/leads/{town.a.values['lead_id']}/status/" in labels
    assert "GET /o/house-b/leads/leads.csv" in labels

    monkeypatch.setattr(middleware, "membership_of", _anybodys)
    monkeypatch.setattr(access, "_is_theirs", lambda *_facts: True)
    assert any(what.startswith("GET /o/house-a/overview/: 200") for what in walls.crossings(town))


def test_the_makers_of_rows_know_every_model(town):
    """The house holds a row of every tenant model, or the crossings would look for nothing."""
    for house in (town.a, town.b):
        with scope(house.organization.pk):
            assert [model._meta.label for model in rows.MAKERS if not model.objects.exists()] == []
