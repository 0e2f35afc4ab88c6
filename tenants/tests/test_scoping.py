"""A scope outside of tests opens its own transaction: what it tells the server, and what it leaves behind."""

import psycopg
import pytest
from django.db import OperationalError, connection

from tenants.exceptions import ScopeMissingError
from tenants.models import Membership, Organization
from tenants.scoping import SETTING, ReadRole, everywhere, scope
from tenants.tests import worlds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places():
    return worlds.organization("Acme"), worlds.organization("Beta")


def setting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [SETTING])
        return cursor.fetchone()[0]


def test_the_server_knows_the_organization_until_the_transaction_ends(places):
    ours, theirs = places
    with scope(ours.pk):
        assert connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
        assert setting() == str(ours.pk)
        assert [place.pk for place in Organization.objects.all()] == [ours.pk]
        with scope(theirs.pk):
            assert setting() == str(theirs.pk)
        assert setting() == str(ours.pk)
    assert setting() in {"", None}
    assert connection.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with pytest.raises(ScopeMissingError):
        list(Membership.objects.all())


def test_an_error_undoes_what_was_written(places):
    ours, _theirs = places
    with pytest.raises(ZeroDivisionError), scope(ours.pk):
        Organization.objects.update(tagline="half done")
        raise ZeroDivisionError
    assert setting() in {"", None}
    with scope(ours.pk):
        assert Organization.objects.get().tagline == ""


def test_without_an_error_it_is_kept(places):
    ours, _theirs = places
    with scope(ours.pk):
        Organization.objects.update(tagline="done")
    connection.close()
    with scope(ours.pk):
        assert Organization.objects.get().tagline == "done"


def test_a_lost_connection_is_said_as_django_says_it_and_the_next_one_works(places):
    ours, _theirs = places
    with scope(ours.pk):
        process = connection.connection.info.backend_pid
    values = connection.get_connection_params()
    other = psycopg.connect(
        host=values["host"],
        port=values["port"],
        user=values["user"],
        password=values["password"],
        dbname=values["dbname"],
    )
    other.execute("SELECT pg_terminate_backend(%s, 2000)", [process])
    other.close()
    # Without asking the connection first whether it lives, as between two transactions of one task.
    connection.health_check_done = True
    with pytest.raises(OperationalError), scope(ours.pk):
        pytest.fail("nothing may run without the organization's name")
    connection.close_if_unusable_or_obsolete()
    with scope(ours.pk):
        assert Organization.objects.get() == ours


def test_everywhere_reads_as_its_role_and_ends_with_it(places):
    def role():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            return cursor.fetchone()[0]

    before = role()
    with everywhere():
        assert role() == ReadRole.PLATFORM
        assert {place.pk for place in places} <= {place.pk for place in Organization.objects.all()}
    assert role() == before
