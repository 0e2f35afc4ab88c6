"""The super-admin portal reads everybody's rows, and only platform staff gets in."""

import pytest
from django.contrib import admin
from django.urls import reverse

from leadwizard.tests import rows
from tenants.models import User
from tenants.portal import ReadingAdmin
from tenants.scoping import scope

OURS = [
    model
    for model in admin.site._registry
    if model.__module__.split(".")[0] in {"tenants", "automation", "messaging", "leads"}
]


@pytest.fixture
def staff(db):
    return User.objects.create_superuser("sam@leadwizard.example", "correct horse battery", name="Sam")


def _row(world, model):
    if model not in rows.MAKERS:
        return world.organization if model._meta.model_name == "organization" else world.alice.user
    with scope(world.organization.pk):
        return rows.make(model)


def _address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_staff_sees_the_list_and_the_row_of_every_organization(client, world, staff, model):
    row = _row(world, model)
    client.force_login(staff)

    listed = client.get(_address(model, "changelist"))
    shown = client.get(_address(model, "change", row.pk))

    assert listed.status_code == 200
    assert str(row.pk) in listed.content.decode()
    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_nobody_else_gets_in_and_nobody_can_write(client, world, staff, model):
    for user in (None, world.alice.user, world.charlie.user):
        client.logout()
        if user:
            client.force_login(user)
        assert client.get(_address(model, "changelist")).status_code == 302
    client.force_login(staff)
    assert isinstance(admin.site._registry[model], ReadingAdmin)
    assert client.get(_address(model, "add")).status_code == 403
    row = _row(world, model)
    deletion = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
    client.post(_address(model, "changelist"), deletion)
    client.post(_address(model, "delete", row.pk), {"post": "yes"})
    assert client.get(_address(model, "change", row.pk)).status_code == 200


def test_the_portal_itself_opens(client, staff):
    client.force_login(staff)
    page = client.get("/admin/")
    assert page.status_code == 200
    assert "LeadWizard portal" in page.content.decode()
