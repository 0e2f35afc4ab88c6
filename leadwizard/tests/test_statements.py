"""Statements that go straight to the driver do what they do through Django's cursor."""

import os
import socket
import threading
from datetime import UTC, datetime
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from leadwizard.lib import statements
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


# After so many times psycopg has prepared a statement, and it goes to libpq by itself.
OFTEN = settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"] + 2


def _by_libpq_alone(statement, values):
    """Carry out the statement with nobody there who could take it to the database another way."""
    statements._mine.session._cursor, cursor = None, statements._mine.session._cursor
    try:
        return carry_out(statement, values)
    finally:
        statements._mine.session._cursor = cursor


def _prepare(statement, values):
    for _ in range(OFTEN):
        carry_out(statement, values)


def _by_django(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.django_db
def test_values_come_back_as_from_django():
    [mine], [usual] = carry_out(ALL_KINDS, VALUES), _by_django(ALL_KINDS, VALUES)
    assert mine == usual
    assert list(map(type, mine)) == list(map(type, usual))
    assert mine[3] == VALUES[3]
    assert mine[3].tzinfo is usual[3].tzinfo


@pytest.mark.django_db
def test_a_prepared_statement_answers_the_same():
    _prepare(ALL_KINDS, VALUES)
    [mine], [usual] = _by_libpq_alone(ALL_KINDS, VALUES), _by_django(ALL_KINDS, VALUES)
    assert mine == usual
    assert list(map(type, mine)) == list(map(type, usual))
    assert mine[3].tzinfo is usual[3].tzinfo
    others = [UUID(int=1), "100 % of '%s'", 2**31 - 1, datetime(1, 1, 2, tzinfo=UTC), False, "1 second", "0", "there"]
    # A text where there was none is of another type, and so another statement.
    assert carry_out(ALL_KINDS, others) == _by_django(ALL_KINDS, others)
    _prepare(ALL_KINDS, others)
    assert _by_libpq_alone(ALL_KINDS, others) == _by_django(ALL_KINDS, others)
    assert _by_libpq_alone(ALL_KINDS, VALUES) == [usual]


@pytest.mark.django_db
def test_a_prepared_statement_has_as_many_rows_as_it_has():
    series = "SELECT word, at FROM unnest(%(words)s::text[]) WITH ORDINALITY AS word (word, at)"
    _prepare(series, {"words": ["a"]})
    for words in (["a", "b", "c"], [], ["d"]):
        assert _by_libpq_alone(series, {"words": words}) == [(word, at) for at, word in enumerate(words, 1)]
    update = "UPDATE tenants_user SET is_active = %s WHERE email = %s"
    _prepare(update, [True, "nobody@people.example"])
    assert _by_libpq_alone(update, [True, "nobody@people.example"]) == []


@pytest.mark.django_db
def test_a_prepared_statement_s_mistakes_are_django_s_and_the_next_is_carried_out():
    division = "SELECT 1 / %s::int"
    _prepare(division, [1])
    with pytest.raises(DataError, match="division by zero") as caught, transaction.atomic():
        _by_libpq_alone(division, [0])
    assert isinstance(caught.value.__cause__, psycopg.errors.DivisionByZero)
    assert caught.value.__cause__.diag.sqlstate == "22012"
    # What was rolled back made psycopg forget what it had prepared.
    for _ in range(2 * OFTEN):
        assert carry_out(division, [1]) == [(1,)]
    assert _by_libpq_alone(division, [1]) == [(1,)]


@pytest.mark.django_db
def test_the_statements_that_are_used_are_those_that_stay_prepared():
    _prepare("SELECT %s::int", [1])
    for number in range(connection.connection.prepared_max + OFTEN):
        _prepare(f"SELECT {number} + %s::int", [1])
        assert _by_libpq_alone("SELECT %s::int", [number]) == [(number,)]
    assert carry_out("SELECT 0 + %s::int", [1]) == [(1,)]


@pytest.mark.django_db
def test_while_the_database_thinks_others_work():
    nap = "SELECT true FROM (SELECT pg_sleep(%s)) AS nap"
    _prepare(nap, [0.0])
    beats, is_over = [], threading.Event()

    def work():
        while not is_over.wait(0.01):
            beats.append(1)

    other = threading.Thread(target=work)
    other.start()
    try:
        assert _by_libpq_alone(nap, [0.5]) == [(True,)]
        # A driver that kept the interpreter to itself would have let it beat once, before it began.
        assert len(beats) > 5
    finally:
        is_over.set()
        other.join()


@pytest.mark.django_db(transaction=True)
def test_a_prepared_statement_begins_the_transaction_it_is_the_first_of():
    note = "UPDATE tenants_user SET name = %s WHERE email = %s RETURNING name"
    User.objects.create(email="ann@people.example", name="Ann")
    _prepare(note, ["Anna", "ann@people.example"])
    with transaction.atomic():
        assert carry_out(note, ["Anne", "ann@people.example"]) == [("Anne",)]
        transaction.set_rollback(True)
    assert User.objects.get().name == "Anna"


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
    [(found,)] = carry_out("SELECT %s::timestamptz", [time])
    assert found == time
    assert found.tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["infinity", "-infinity", "0044-03-15 12:00+00 BC", "10000-01-01 00:00+00"])
def test_times_that_python_cannot_hold_are_refused(time):
    with pytest.raises(DataError, match="timestamp too"):
        carry_out("SELECT %s::text::timestamptz", [time])


@pytest.mark.django_db
def test_one_after_the_other_each_has_its_own_rows():
    first = carry_out("SELECT generate_series(1, %s)", [3])
    second = carry_out("SELECT %(word)s::text", {"word": "x"})
    assert (first, second) == ([(1,), (2,), (3,)], [("x",)])
    assert carry_out("UPDATE tenants_user SET is_active = %s WHERE email = %s", [True, "nobody@people.example"]) == []


@pytest.mark.django_db
def test_mistakes_are_django_s_and_the_next_statement_is_carried_out():
    with pytest.raises(DataError), transaction.atomic():
        carry_out("SELECT 1 / %s::int", [0])
    user = User.objects.create(email="ann@people.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        carry_out("INSERT INTO tenants_user SELECT * FROM tenants_user WHERE id = %s", [user.pk])
    assert carry_out("SELECT %s::int", [1]) == [(1,)]


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
        assert carry_out("SELECT %s::int", [1]) == [(1,)]
    assert [each["sql"] for each in captured.captured_queries] == ["SELECT 1::int"]
    with connection.execute_wrapper(listen):
        assert carry_out("SELECT %s::int", [2]) == [(2,)]
    assert heard == ["SELECT %s::int"]
    assert carry_out("SELECT %s::int", [3]) == [(3,)]
    assert len(heard) == 1


def test_a_test_without_a_database_gets_none():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        carry_out("SELECT %s::int", [1])


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_has_a_cursor_of_its_own():
    [(before,)] = carry_out("SELECT pg_backend_pid() + %s", [0])
    connection.close()
    [(after,)] = carry_out("SELECT pg_backend_pid() + %s", [0])
    assert after != before
    with pytest.raises(OperationalError):
        carry_out("SELECT pg_terminate_backend(pg_backend_pid() + %s)", [0])
    connection.close_if_unusable_or_obsolete()
    kill = "SELECT pg_terminate_backend(pg_backend_pid()) FROM (SELECT %s::int AS wish) AS asked WHERE wish = 7"
    _prepare(kill, [0])
    with pytest.raises(OperationalError):
        _by_libpq_alone(kill, [7])
    with pytest.raises(OperationalError):
        carry_out(kill, [0])
    connection.close_if_unusable_or_obsolete()
    [(last,)] = carry_out("SELECT pg_backend_pid() + %s", [0])
    assert last not in (before, after)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_cut_is_no_longer_usable_and_then_there_is_a_new_one():
    _prepare("SELECT %s::int", [1])
    with socket.socket(fileno=os.dup(connection.connection.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)
    with pytest.raises(OperationalError, match="server closed the connection"):
        _by_libpq_alone("SELECT %s::int", [1])
    connection.close_if_unusable_or_obsolete()
    assert carry_out("SELECT %s::int", [1]) == [(1,)]
