"""From any app's job to the lead that it is about, within the organization and not beyond."""

from uuid import uuid4

import pytest
from django.urls import reverse

from automation import subjects
from automation.models import Escalation
from automation.tests import troubles
from leads.tests import scenes
from messaging.models import Message, Notice, Run
from tenants.scoping import scope


@pytest.fixture
def form(world):
    return scenes.form(world.organization)


@pytest.fixture
def rosa(world, form, mailbox, drain):
    lead = scenes.lead(world.organization, form)
    drain()
    return lead


@pytest.mark.parametrize("name", ["lead", "message", "run", "notice"])
def test_the_lead_is_found_by_every_id_that_leads_to_it(world, rosa, name):
    with scope(world.organization.pk):
        rows = {"message": Message, "run": Run, "notice": Notice}
        row_id = rows[name].objects.filter(about_id=rosa.pk).first().pk if name in rows else rosa.pk
        found = subjects.find({name: str(row_id)}, "acme")
    address = reverse("leads:lead", args=["acme", rosa.pk])
    assert found is not None
    assert (found.name, found.url.partition("?")[0]) == ("Rosa Delgado", address)
    with scope(world.other.pk):
        assert subjects.find({name: str(row_id)}, "beta") is None


def test_what_leads_nowhere_is_left_out(world, rosa):
    with scope(world.organization.pk):
        for ids in ({}, {"lead": "no id"}, {"lead": str(uuid4())}, {"message": str(uuid4())}, {"event": str(uuid4())}):
            assert subjects.find(ids, "acme") is None


def test_the_page_of_a_dead_letter_leads_to_its_lead(client, world, rosa):
    with scope(world.organization.pk):
        message = Message.objects.filter(about_id=rosa.pk).latest("created_at")
    job = troubles.dead_letter(world.organization, kind="messaging.deliver", payload={"message": str(message.pk)})
    client.force_login(world.bob.user)
    address = reverse("leads:lead", args=[world.organization.slug, rosa.pk])
    with scope(world.organization.pk):
        asked = Escalation.objects.get(job=job)
    for name, pk in (("dead_letter", job.pk), ("escalation", asked.pk)):
        html = client.get(reverse(f"automation:{name}", args=[world.organization.slug, pk])).content.decode()
        assert f'href="{address}?tab=messages">Rosa Delgado</a>' in html
        assert "Message to a customer" in html
