"""The newest migration of every app runs on a database with rows, which the walls hide from its owner too."""

import os

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from leadwizard.tests import rows
from leadwizard.tests.databases import own_database
from tenants.models import TenantModel
from tenants.scoping import scope
from tenants.tests import worlds

APPS = ("tenants", "messaging", "automation", "leads")


@pytest.fixture
def kept(django_db_setup, django_db_blocker):
    """A database of its own with one row of everything; return the count of each table."""
    with django_db_blocker.unblock(), own_database(f"test_upgrade_{os.getpid()}"):
        organization = worlds.organization("Upgraded")
        with scope(organization.pk):
            for model in rows.MAKERS:
                rows.make(model)

        def count():
            with scope(organization.pk):
                return {model._meta.label: model.objects.count() for model in rows.MAKERS}

        yield count


def _newest(app):
    """The names of an app's newest migration and of the one before."""
    names = sorted(name for label, name in MigrationLoader(connection).disk_migrations if label == app)
    return names[-2], names[-1]


def test_the_newest_migrations_go_back_and_forth_on_a_database_with_rows(kept):
    before = kept()
    assert all(issubclass(model, TenantModel) and before[model._meta.label] for model in rows.MAKERS)
    for app in APPS:
        earlier, _newest_one = _newest(app)
        call_command("migrate", app, earlier, verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    assert kept() == before
    assert not [each for each in MigrationLoader(connection).graph.leaf_nodes() if each not in _applied()]


def _applied():
    return set(MigrationLoader(connection).applied_migrations)
