import pytest
from tenants.tests import worlds
from leads.tests import scenes
from django.test import Client
@pytest.mark.django_db(transaction=True)
def test_x(world, client):
    form = scenes.form(world.organization)
    print(client.get("/f/acme/").status_code)
@pytest.mark.django_db(transaction=True)
def test_y(world, client):
    form = scenes.form(world.organization)
    print(client.get("/f/acme/").status_code)
from tenants.scoping import scope, PLATFORM_ID
from tenants.models import Organization
def test_z(db):
    with scope(PLATFORM_ID):
        print("PLATFORM", list(Organization.objects.all()))
