"""One status for several leads: those that were ticked, ours, and no other."""

import pytest

from leads.enums import LeadSource, SuspicionReason
from leads.models import Lead
from leads.services import Origin
from leads.tests import scenes
from messaging.models import TimelineEntry
from tenants.models import AuditEvent
from tenants.scoping import scope


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


@pytest.fixture
def alice(client, world):
    client.force_login(world.alice.user)
    return client


def _post(client, world, leads, status="won", query=""):
    ids = [str(lead.pk) if isinstance(lead, Lead) else lead for lead in leads]
    return client.post(f"/o/{world.organization.slug}/leads/bulk/{query}", {"lead": ids, "status": status})


def _statuses(organization):
    with scope(organization.pk):
        return dict(Lead.objects.values_list("name", "status"))


def _said(page):
    return [str(message) for message in page.context["messages"]]


def _leads(world, form, *names):
    return [scenes.lead(world.organization, form, name=name, email=f"{name}@example.com") for name in names]


def test_the_ticked_leads_move_and_the_page_says_how_many(alice, world, form):
    rosa, jim, _priya = _leads(world, form, "Rosa", "Jim", "Priya")
    answer = _post(alice, world, [rosa, jim, rosa], query="?view=waiting&q=example&bogus=1")
    assert answer.status_code == 303
    assert answer["Location"] == f"/o/{world.organization.slug}/leads/?view=waiting&q=example"
    assert _said(alice.get(answer["Location"])) == ["2 leads are now: Won."]
    assert _statuses(world.organization) == {"Rosa": "won", "Jim": "won", "Priya": "new"}
    with scope(world.organization.pk):
        assert TimelineEntry.objects.filter(kind="status", actor=world.alice.membership).count() == 2
        assert AuditEvent.objects.filter(action="lead.status_changed").count() == 2


def test_what_stood_there_already_is_not_counted(alice, world, form):
    rosa, jim = _leads(world, form, "Rosa", "Jim")
    for leads in ([rosa], [rosa, jim]):
        assert _said(alice.get(_post(alice, world, leads)["Location"])) == ["1 lead is now: Won."]


def test_nothing_selected_says_what_to_do(alice, world, form):
    _leads(world, form, "Rosa")
    for ids in ([], ["bogus"], [""]):
        page = alice.get(_post(alice, world, ids)["Location"])
        assert _said(page) == ["No lead was selected. Tick the boxes beside the names first."]
    assert _statuses(world.organization) == {"Rosa": "new"}


@pytest.mark.parametrize("status", ["", "bogus"])
def test_no_status_changes_nothing(alice, world, form, status):
    [rosa] = _leads(world, form, "Rosa")
    assert _said(alice.get(_post(alice, world, [rosa], status)["Location"])) == ["Choose a status first."]
    assert _statuses(world.organization) == {"Rosa": "new"}


def test_leads_of_others_and_in_quarantine_are_left_alone(alice, world, form):
    theirs = scenes.lead(world.other, scenes.form(world.other, slug="beta"), name="Canary")
    suspect = scenes.lead(
        world.organization,
        form,
        name="Suspect",
        origin=Origin(source=LeadSource.PAGE, suspicion=SuspicionReason.HONEYPOT),
    )
    assert _said(alice.get(_post(alice, world, [theirs, suspect])["Location"])) == ["0 leads are now: Won."]
    assert _statuses(world.other) == {"Canary": "new"}
    assert _statuses(world.organization) == {"Suspect": "new"}


def test_a_stranger_finds_no_such_page(client, world, form):
    [rosa] = _leads(world, form, "Rosa")
    client.force_login(world.charlie.user)
    assert _post(client, world, [rosa]).status_code == 404
    assert client.get(f"/o/{world.organization.slug}/leads/bulk/").status_code == 404
    assert _statuses(world.organization) == {"Rosa": "new"}
