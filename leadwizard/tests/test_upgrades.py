"""The newest migration of every app runs on a database with rows, which the walls hide from its owner too."""

import os
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from leadwizard.tests import rows
from leadwizard.tests.databases import own_database
from tenants.models import TenantModel
from tenants.scoping import scope
from tenants.tests import worlds


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


def _before_the_newest():
    """Each app of ours with the name of the migration before its newest, where there is one."""
    names = defaultdict(list)
    for app, name in sorted(MigrationLoader(connection).disk_migrations):
        names[app].append(name)
    ours = {app.label for app in apps.get_app_configs() if Path(app.path).parent == Path(settings.BASE_DIR)}
    return {app: found[-2] for app, found in names.items() if app in ours and len(found) > 1}


def test_the_newest_migrations_go_back_and_forth_on_a_database_with_rows(kept):
    before = kept()
    assert all(issubclass(model, TenantModel) and before[model._meta.label] for model in rows.MAKERS)
    earlier = _before_the_newest()
    assert earlier.keys() >= {"tenants", "messaging", "automation", "leads"}
    for app, name in earlier.items():
        call_command("migrate", app, name, verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False)
    assert kept() == before
    loader = MigrationLoader(connection)
    assert set(loader.graph.leaf_nodes()) <= set(loader.applied_migrations)
