"""Statements that go straight to the driver do what they do through Django's cursor."""

from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from leadwizard.lib.statements import carry_out
from tenants.models import User

ALL_KINDS = (
    "SELECT %s::uuid, %s::text, %s::int, %s::timestamptz, %s::boolean, %s::interval, %s::numeric, %s::text, ARRAY[1, 2]"
)
VALUES = [
    UUID("01a204bd-547d-7152-972d-66f0c24be06e"),
    "Łódź, 100 %",
    -7,
    datetime(2026, 11, 22, 19, 30, 1, 250, tzinfo=UTC),
    True,
    "90 minutes",
    "12.50",
    None,
]


def _by_django(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.django_db
def test_values_come_back_as_from_django():
    [mine], [usual] = carry_out(ALL_KINDS, VALUES).fetchall(), _by_django(ALL_KINDS, VALUES)
    assert mine == usual
    assert list(map(type, mine)) == list(map(type, usual))
    assert mine[3] == VALUES[3]
    assert mine[3].tzinfo is usual[3].tzinfo


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "America/New_York"])
@pytest.mark.parametrize(
    "time",
    [
        datetime(2026, 11, 22, 19, 32, 29, 123456, tzinfo=UTC),
        datetime(2026, 11, 22, 19, 32, 29, 500000, tzinfo=UTC),
        datetime(2026, 11, 22, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=UTC),
        datetime(1, 1, 2, tzinfo=UTC),
        datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_times_are_read_to_the_microsecond_whatever_the_session_s_zone(time, zone):
    carry_out("SELECT set_config('TimeZone', %s, true)", [zone])
    [found] = carry_out("SELECT %s::timestamptz", [time]).fetchone()
    assert found == time
    assert found.tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 12:00+00 BC", "10000-01-01 00:00+00"])
def test_times_that_python_cannot_hold_are_refused(time):
    answer = carry_out("SELECT %s::text::timestamptz", [time])
    with pytest.raises(psycopg.DataError, match="timestamp too"):
        answer.fetchone()


@pytest.mark.django_db
def test_one_after_the_other_each_has_its_own_rows():
    first = carry_out("SELECT generate_series(1, %s)", [3]).fetchall()
    second = carry_out("SELECT %(word)s::text", {"word": "x"}).fetchone()
    assert (first, second) == ([(1,), (2,), (3,)], ("x",))
    changed = carry_out("UPDATE tenants_user SET is_active = %s WHERE email = %s", [True, "nobody@people.example"])
    assert changed.rowcount == 0


@pytest.mark.django_db
def test_mistakes_are_django_s_and_the_next_statement_is_carried_out():
    with pytest.raises(DataError), transaction.atomic():
        carry_out("SELECT 1 / %s::int", [0])
    user = User.objects.create(email="ann@people.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        carry_out("INSERT INTO tenants_user SELECT * FROM tenants_user WHERE id = %s", [user.pk])
    assert carry_out("SELECT %s::int", [1]).fetchone() == (1,)


@pytest.mark.django_db
def test_in_a_broken_transaction_nothing_is_said():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            carry_out("SELECT %s::int", [1])


@pytest.mark.django_db
def test_whoever_listens_to_django_hears_it():
    heard = []

    def listen(execute, statement, values, many, context):
        heard.append(statement)
        return execute(statement, values, many, context)

    with CaptureQueriesContext(connection) as captured:
        assert carry_out("SELECT %s::int", [1]).fetchone() == (1,)
    assert [each["sql"] for each in captured.captured_queries] == ["SELECT 1::int"]
    with connection.execute_wrapper(listen):
        assert carry_out("SELECT %s::int", [2]).fetchone() == (2,)
    assert heard == ["SELECT %s::int"]
    assert carry_out("SELECT %s::int", [3]).fetchone() == (3,)
    assert len(heard) == 1


def test_a_test_without_a_database_gets_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        carry_out("SELECT %s::int", [1])


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_has_a_cursor_of_its_own():
    [(before,)] = carry_out("SELECT pg_backend_pid() + %s", [0]).fetchall()
    connection.close()
    [(after,)] = carry_out("SELECT pg_backend_pid() + %s", [0]).fetchall()
    assert after != before
    with pytest.raises(OperationalError):
        carry_out("SELECT pg_terminate_backend(pg_backend_pid() + %s)", [0])
    connection.close_if_unusable_or_obsolete()
    [(last,)] = carry_out("SELECT pg_backend_pid() + %s", [0]).fetchall()
    assert last not in (before, after)
