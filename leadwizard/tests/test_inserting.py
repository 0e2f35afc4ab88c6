"""Inserting what may be there already: one statement that says what it did."""

import pytest
from django.db import DatabaseError, transaction

from leadwizard.lib.ids import uuid7
from leadwizard.lib.inserting import insert_new
from messaging.models import Contact
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
