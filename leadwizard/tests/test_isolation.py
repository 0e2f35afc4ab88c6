"""The walls: every tenant table and every foreign key, tried by a stranger, from the registries.

Addresses, jobs and the rest that goes through the product stand in the `isolation` folder beside this file.
"""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from automation.models import EscalationComment
from leadwizard.lib.ids import uuid7
from leadwizard.tests import rows
from messaging.models import TimelineEntry
from tenants import isolation, scoping
from tenants.exceptions import CrossTenantError, ScopeMissingError
from tenants.models import AuditEvent, TenantForeignKey
from tenants.scoping import everywhere, scope

MODELS = sorted(isolation.tenant_models(), key=lambda model: model._meta.label)
KEYS = [(model, field) for model in MODELS for field in isolation.tenant_keys(model)]

APPEND_ONLY = {AuditEvent, EscalationComment, TimelineEntry}

pytestmark = pytest.mark.django_db


def _execute(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def test_the_tests_themselves_stand_behind_the_walls():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("lw_app", False, False)


def test_the_database_has_every_wall_the_models_ask_for():
    assert isolation.problems() == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_stranger_reaches_no_row_by_raw_sql(world, model):
    table = model._meta.db_table
    with scope(world.organization.pk):
        row = rows.make(model)
        assert _execute(f'SELECT 1 FROM "{table}" WHERE id = %s', [row.pk]) == 1

    with scope(world.other.pk):
        assert _execute(f'SELECT 1 FROM "{table}" WHERE id = %s', [row.pk]) == 0
        for statement in (
            f'UPDATE "{table}" SET id = id WHERE id = %s',
            f'DELETE FROM "{table}" WHERE id = %s',
        ):
            try:
                with transaction.atomic():
                    assert _execute(statement, [row.pk]) == 0
            except DatabaseError as refusal:
                assert "permission denied" in str(refusal)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _insert(model, {column.column: _plain(row, column) for column in _columns(model)})

    with scope(world.organization.pk):
        assert _execute(f'SELECT 1 FROM "{table}" WHERE id = %s', [row.pk]) == 1


def _columns(model):
    return model._meta.local_concrete_fields


def _insert(model, values):
    columns = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    _execute(f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks})', list(values.values()))


def _plain(row, field):
    return field.get_db_prep_save(getattr(row, field.attname), connection)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_table_asked_without_an_organization_answers_with_an_error(world, model):
    # Of an empty table PostgreSQL looks at no row, and so at no policy.
    with scope(world.organization.pk):
        rows.make(model)
    with pytest.raises(ScopeMissingError):
        model.objects.exists()
    with pytest.raises(DatabaseError, match="no organization in scope"), transaction.atomic():
        _execute(f'SELECT count(*) FROM "{model._meta.db_table}"', [])


@pytest.mark.parametrize(("model", "field"), KEYS, ids=lambda part: getattr(part, "name", None) or part._meta.label)
def test_a_row_cannot_point_at_a_foreign_row(world, model, field):
    with scope(world.organization.pk):
        foreign = rows.make(field.related_model)
    with scope(world.other.pk):
        own = rows.make(model)
    names = [column.column for column in model._meta.local_concrete_fields]
    for target in (foreign.pk, uuid7()):
        with scope(world.other.pk), pytest.raises(IntegrityError, match="same_tenant"), transaction.atomic():
            if model in APPEND_ONLY:
                values = {name: _plain(own, column) for name, column in zip(names, _columns(model), strict=True)}
                # What a row may have once must be new as well, or it would be refused for that.
                fresh = {name: uuid7() for name in ("id", "token") if name in values}
                _insert(model, {**values, **fresh, field.column: target})
            else:
                _execute(f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s WHERE id = %s', [target, own.pk])
            # The same words for a foreign row and for none: existence does not leak.
            _execute("SET CONSTRAINTS ALL IMMEDIATE", [])


def test_every_foreign_key_between_tenant_models_is_composite():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.local_fields
        if field.related_model in MODELS and not isinstance(field, TenantForeignKey)
    ]
    assert wrong == []


def test_every_unique_constraint_of_a_tenant_model_starts_with_the_organization():
    wrong = [
        f"{model._meta.label}.{constraint.name}"
        for model in MODELS
        for constraint in model._meta.constraints
        if getattr(constraint, "fields", None) and constraint.fields[0] != "organization"
    ] + [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.local_fields
        if field.unique and not field.primary_key
    ]
    assert wrong == []


def test_a_row_of_another_organization_cannot_be_saved(world):
    with scope(world.organization.pk):
        form = rows.make(rows.Form)
    with scope(world.other.pk), pytest.raises(CrossTenantError):
        form.save()


def test_without_the_managers_filter_the_database_still_shows_nothing_foreign(world, monkeypatch):
    with scope(world.organization.pk):
        ours = rows.make(rows.Contact)
    with scope(world.other.pk):
        theirs = rows.make(rows.Contact)
        token = scoping._scope.set(scoping.EVERYWHERE)
        try:
            assert list(rows.Contact.objects.values_list("pk", flat=True)) == [theirs.pk]
        finally:
            scoping._scope.reset(token)
    assert ours.pk != theirs.pk


def test_a_nested_scope_gives_the_outer_one_back(world):
    with scope(world.organization.pk):
        ours = rows.make(rows.Contact)
        with scope(world.other.pk):
            theirs = rows.make(rows.Contact)
        assert list(rows.Contact.objects.values_list("pk", flat=True)) == [ours.pk]
        with pytest.raises(RuntimeError), scope(world.other.pk):
            raise RuntimeError
        assert list(rows.Contact.objects.values_list("pk", flat=True)) == [ours.pk]
    with scope(world.other.pk):
        assert list(rows.Contact.objects.values_list("pk", flat=True)) == [theirs.pk]


def test_platform_reading_sees_everybody_and_writes_nothing(world):
    with scope(world.organization.pk):
        ours = rows.make(rows.Contact)
    with scope(world.other.pk):
        theirs = rows.make(rows.Contact)
    with everywhere():
        assert set(rows.Contact.objects.values_list("pk", flat=True)) == {ours.pk, theirs.pk}
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            rows.Contact.objects.update(name="changed")
    with pytest.raises(ScopeMissingError):
        rows.Contact.objects.exists()
    with scope(world.organization.pk), pytest.raises(ScopeMissingError), everywhere():
        pass


def test_the_setting_does_not_survive_its_transaction(world):
    with scope(world.organization.pk):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization', true)")
        assert cursor.fetchone()[0] in {None, ""}


@pytest.mark.parametrize("table", ["tenants_auditevent", "messaging_timelineentry", "automation_escalationcomment"])
def test_a_trail_can_be_added_to_and_never_changed(world, table):
    model = next(model for model in MODELS if model._meta.db_table == table)
    with scope(world.organization.pk):
        row = rows.make(model)
        for statement in (f'UPDATE "{table}" SET at = at WHERE id = %s', f'DELETE FROM "{table}" WHERE id = %s'):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _execute(statement, [row.pk])


def test_the_dispatcher_sees_where_a_job_goes_and_not_what_it_is_about(world):
    with scope(world.organization.pk):
        job = rows.make(rows.Job)
    with everywhere(scoping.ReadRole.DISPATCH):
        assert _execute("SELECT organization_id, queue FROM automation_job WHERE id = %s", [job.pk]) == 1
        for column in ("payload", "kind", "last_error", "dedupe_key"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                _execute(f"SELECT {column} FROM automation_job", [])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _execute("SELECT id FROM messaging_contact", [])
