"""Questions whose SQL is made once ask what query sets ask, of the organization that is in scope at that moment."""

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.db import connection, connections, models
from django.test.utils import CaptureQueriesContext

from tenants.compiled import Compiled, CompiledUpdate
from tenants.exceptions import ScopeMissingError
from tenants.models import Membership, Organization, RegistryEntry
from tenants.scoping import everywhere, scope
from tenants.tests import worlds

pytestmark = pytest.mark.django_db

HERE = Compiled(Organization.objects.all)
MEMBER = Compiled(lambda member: Membership.objects.select_related("user").filter(pk=member))
ADDRESSES = Compiled(
    lambda before: (
        Membership.objects.filter(user__created_at__lt=before)
        .order_by("user__email")
        .values_list("user__email", flat=True)
    )
)
OWNERS = Compiled(lambda digest: RegistryEntry.objects.filter(digest=digest).values_list("organization_id", flat=True))


def statements(question):
    with CaptureQueriesContext(connection) as captured:
        question()
    return [each["sql"] for each in captured.captured_queries]


def test_says_what_the_query_set_says(world):
    alice = world.alice.membership
    with scope(world.organization.pk):
        asked, wanted = MEMBER.get(member=alice.pk), Membership.objects.get(pk=alice.pk)
        assert all(
            getattr(asked, field.attname) == getattr(wanted, field.attname)
            for field in Membership._meta.concrete_fields
        )
        # The user came along, the first time and the second.
        assert statements(lambda: asked.user.email) == []
        [again] = statements(lambda: MEMBER.get(member=alice.pk))
        [usual] = statements(lambda: Membership.objects.select_related("user").get(pk=alice.pk))
        assert again.partition(" WHERE ")[0] == usual.partition(" WHERE ")[0]


def test_asks_the_organization_in_scope_each_time(world):
    alice = world.alice.membership
    with scope(world.organization.pk):
        assert MEMBER.get(member=alice.pk) == alice
        assert HERE.get() == world.organization
    with scope(world.other.pk):
        assert MEMBER.first(member=alice.pk) is None
        assert HERE.get() == world.other
        with pytest.raises(Membership.DoesNotExist):
            MEMBER.get(member=alice.pk)
    with scope(world.organization.pk):
        assert MEMBER.get(member=alice.pk) == alice


def test_names_the_organization_itself_and_does_not_lean_on_row_level_security(world):
    for mine, foreign in ((world.organization, world.other), (world.other, world.organization)):
        with scope(mine.pk):
            [said] = statements(lambda: MEMBER.all(member=world.alice.membership.pk))
        assert mine.pk.hex in said
        assert foreign.pk.hex not in said


@pytest.mark.parametrize("question", [HERE.all, lambda: MEMBER.all(member=Organization().pk)])
def test_without_a_scope_nobody_answers(world, question):
    with scope(world.organization.pk):
        question()  # is made by now, which changes nothing
    with pytest.raises(ScopeMissingError):
        question()
    with everywhere(), pytest.raises(ScopeMissingError):
        question()


def test_a_question_that_passes_the_manager_by_is_refused(world):
    leak = Compiled(lambda member: models.QuerySet(Membership).filter(pk=member))
    with scope(world.organization.pk), pytest.raises(ScopeMissingError):
        leak.all(member=world.alice.membership.pk)


def test_the_registry_needs_no_scope(world):
    [digest] = RegistryEntry.objects.filter(subject_id=world.other.pk, kind="organization").values_list(
        "digest", flat=True
    )
    assert OWNERS.all(digest=digest) == [world.other.pk]


def test_rows_come_in_their_order_and_as_values(world):
    born = world.alice.user.created_at
    with scope(world.organization.pk):
        both = [world.alice.user.email, world.bob.user.email]
        assert ADDRESSES.all(before=born.replace(year=born.year + 1)) == sorted(both)
        assert ADDRESSES.all(before=born.replace(year=born.year - 1)) == []


def test_each_answer_has_its_own_rows_be_they_none_or_many(world):
    alice = world.alice.membership
    with scope(world.organization.pk):
        everybody = list(Membership.objects.order_by("pk"))
        many = Compiled(lambda least: Membership.objects.filter(pk__gte=least).order_by("pk"))
        first, second = MEMBER.get(member=alice.pk), MEMBER.get(member=alice.pk)
        assert first == second
        assert first is not second
        for place in (0, len(everybody) - 1, 0):
            assert many.all(least=everybody[place].pk) == everybody[place:]
            assert many.all(least=UUID(int=2**128 - 1)) == []


def test_after_an_object_that_could_not_be_made_the_next_answer_is_whole(world, monkeypatch):
    alice = world.alice.membership
    with scope(world.organization.pk):
        assert MEMBER.get(member=alice.pk) == alice
        with monkeypatch.context() as broken:
            broken.setattr(Membership, "from_db", Mock(side_effect=ZeroDivisionError))
            with pytest.raises(ZeroDivisionError):
                MEMBER.get(member=alice.pk)
        assert MEMBER.get(member=alice.pk) == alice
        assert MEMBER.get(member=alice.pk).user == world.alice.membership.user


def test_an_order_that_brings_a_column_along_is_refused(world):
    roles = Compiled(lambda: Membership.objects.order_by("user__email").distinct().values_list("role", flat=True))
    with scope(world.organization.pk), pytest.raises(TypeError):
        roles.all()


@pytest.mark.parametrize("values", [{}, {"other": 1}, {"member": 1, "other": 1}])
def test_wrong_values_are_refused(world, values):
    with scope(world.organization.pk), pytest.raises(TypeError):
        MEMBER.all(**values)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_for_their_own_organizations():
    places = [worlds.organization(f"Place {number}") for number in range(4)]

    def is_right(number):
        place = places[number % len(places)]
        try:
            with scope(place.pk):
                return HERE.get() == place
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(is_right, range(40)))


@pytest.mark.django_db(transaction=True)
def test_a_thread_whose_connection_was_exchanged_asks_through_the_new_one():
    place = worlds.organization("Acme")
    with scope(place.pk):
        HERE.get()
    before = connections["default"]
    try:
        connections["default"] = before.copy()
        with scope(place.pk):
            assert HERE.get() == place
        connections["default"].close()
    finally:
        connections["default"] = before
    with scope(place.pk):
        assert HERE.get() == place


RENAME = CompiledUpdate(
    Organization.objects.all, "name", "hours", tagline="at your service", returning=("slug", "name")
)
SILENCE = CompiledUpdate(lambda member: Membership.objects.filter(pk=member), is_active=False)


def test_an_update_changes_what_the_query_set_would_and_only_here(world):
    before = world.other.name
    with scope(world.organization.pk):
        assert RENAME.run(name="Acme", hours=[["Mon", "9-5"]]) == [(world.organization.slug, "Acme")]
        assert RENAME.run(name="Acme & Co", hours=[]) == [(world.organization.slug, "Acme & Co")]
        found = HERE.get()
        assert (found.name, found.hours, found.tagline) == ("Acme & Co", [], "at your service")
    with scope(world.other.pk):
        assert HERE.get().name == before
        assert RENAME.run(name="Bolt", hours=[]) == [(world.other.slug, "Bolt")]


def test_an_update_is_one_statement_that_names_the_organization(world):
    with scope(world.organization.pk):
        [said] = statements(lambda: SILENCE.run(member=world.alice.membership.pk))
        assert world.organization.pk.hex in said
        assert len(SILENCE.run(member=world.alice.membership.pk)) == 1
    with scope(world.other.pk):
        assert SILENCE.run(member=world.alice.membership.pk) == []


def test_an_update_needs_a_scope_every_value_and_names_that_differ(world):
    with pytest.raises(ScopeMissingError):
        SILENCE.run(member=world.alice.membership.pk)
    with scope(world.organization.pk):
        for values in ({}, {"name": "Acme"}, {"name": "Acme", "hours": [], "slug": "acme"}):
            with pytest.raises(TypeError, match="takes hours, name"):
                RENAME.run(**values)
    with pytest.raises(TypeError, match="another name"):
        CompiledUpdate(lambda name: Organization.objects.filter(name=name), "name")


def test_an_update_was_made_for_its_connection(world):
    with scope(world.organization.pk):
        SILENCE.run(member=world.alice.membership.pk)
        made = SILENCE._made.change
        made._connection = None
        assert len(SILENCE.run(member=world.alice.membership.pk)) == 1
        assert SILENCE._made.change is not made
