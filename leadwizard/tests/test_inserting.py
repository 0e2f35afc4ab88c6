"""Inserting what may be there already: one statement that says what it did."""

from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps
from django.utils import timezone
from psycopg import _queries

from leadwizard.lib.ids import uuid7
from leadwizard.lib.inserting import _fields, insert_new
from messaging.enums import DispatchState, TimelineKind
from messaging.models import Contact, TimelineEntry
from messaging.services import new_entry
from tenants.exceptions import CrossTenantError
from tenants.scoping import scope

pytestmark = pytest.mark.django_db


def _contact(email):
    return Contact(name="Ana", email=email)


def test_a_new_row_is_inserted_with_one_statement(world, django_assert_num_queries):
    with scope(world.organization.pk):
        contact = _contact("ana@people.example")
        with django_assert_num_queries(1):
            assert Contact.objects.insert_new(contact)
        contact.name = "Ana B."
        contact.save()
        assert Contact.objects.get(email="ana@people.example").name == "Ana B."


def test_a_row_whose_key_is_taken_is_left_out_and_nothing_breaks(world):
    with scope(world.organization.pk):
        assert Contact.objects.insert_new(_contact("ana@people.example"))
        assert not Contact.objects.insert_new(_contact("ana@people.example"))
        assert Contact.objects.filter(email="ana@people.example").count() == 1


def test_a_row_of_another_organization_is_refused_by_both_walls(world):
    with scope(world.other.pk):
        foreign = _contact("ana@people.example")
    with scope(world.organization.pk), pytest.raises(CrossTenantError):
        Contact.objects.insert_new(foreign)
    with scope(world.organization.pk):
        foreign.pk = uuid7()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            insert_new(foreign)


def _entries():
    return list(TimelineEntry.objects.values_list("contact_id", flat=True))


def _entry_of(contact):
    return new_entry(contact.pk, TimelineKind.ENQUIRY, at=timezone.now())


def test_what_goes_along_is_in_the_same_statement_and_may_refer_to_the_row(world, django_assert_num_queries):
    with scope(world.organization.pk):
        contact = _contact("ana@people.example")
        entries = [_entry_of(contact), _entry_of(contact)]
        with django_assert_num_queries(1):
            assert Contact.objects.insert_new(contact, *entries)
        assert _entries() == [contact.pk] * 2
        contact.name = "Ana B."
        contact.save()


def test_what_goes_along_stays_out_where_the_row_is_there_already(world):
    with scope(world.organization.pk):
        first = _contact("ana@people.example")
        assert Contact.objects.insert_new(first)
        second = _contact("ana@people.example")
        # It refers to the first, so that only the rule keeps it out.
        assert not Contact.objects.insert_new(second, _entry_of(first))
        assert _entries() == []


def test_all_or_nothing_is_inserted(world):
    with scope(world.organization.pk):
        contact = _contact("ana@people.example")
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.insert_new(contact, _entry_of(contact), _entry_of(_contact("nobody@people.example")))
            # Composite foreign keys of tenants may be asked as late as at the end.
            connection.check_constraints()
        assert not Contact.objects.filter(pk=contact.pk).exists()


def test_nothing_of_another_organization_goes_along(world):
    with scope(world.other.pk):
        foreign = _entry_of(_contact("bo@people.example"))
    with scope(world.organization.pk):
        contact = _contact("ana@people.example")
        with pytest.raises(CrossTenantError):
            Contact.objects.insert_new(contact, foreign)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            insert_new(contact, foreign)
        assert not Contact.objects.exists()


def test_what_a_field_is_not_asked_about_it_would_hand_on_as_it_is():
    """Of every model: Django's own way is the judge of the short one."""
    samples = [None, "words", DispatchState.SENT, UUID(int=7), True]
    tried = set()
    for model in apps.get_models():
        for field, plain in _fields(model):
            for sample in samples:
                if isinstance(sample, plain):
                    assert field.get_db_prep_save(sample, connection) is sample, (field, sample)
                    tried.add((type(field), type(sample)))
    assert {(models.CharField, DispatchState), (models.UUIDField, UUID), (models.BooleanField, bool)} <= tried


def test_a_field_with_rules_of_its_own_is_always_asked():
    class Shouted(models.CharField):
        def get_prep_value(self, value):
            return value.upper()

    with isolate_apps("leadwizard"):

        class Sign(models.Model):
            words = Shouted()

            class Meta:
                app_label = "leadwizard"

            def __str__(self):
                return self.words

        [_key, (field, plain)] = _fields(Sign)
    assert (field.name, plain) == ("words", ())


def test_a_long_statement_is_taken_apart_once(world):
    """The driver forgets statements of more than 50 values, unless it is told not to."""
    statement = "SELECT " + ", ".join(["%s::int"] * 120)
    taken_apart = _queries._query2pg.cache_info
    with connection.cursor() as cursor:
        cursor.execute(statement, range(120))
        before = taken_apart()
        cursor.execute(statement, range(1, 121))
        assert cursor.fetchone() == tuple(range(1, 121))
    assert (taken_apart().misses, taken_apart().hits) == (before.misses, before.hits + 1)
