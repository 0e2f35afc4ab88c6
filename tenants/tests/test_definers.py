"""Functions that run with rights of their own: what is not audited is named, and what is audited stays as it was."""

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from tenants import definers, isolation
from tenants.database import owner_connection
from tenants.scoping import everywhere

SEARCH = "search_leads(text, integer)"


@pytest.fixture
def owner(transactional_db):
    """Return the schema's owner, on a connection of its own."""
    with owner_connection(connection.settings_dict["NAME"]) as server:
        server.execute("SET ROLE lw_owner")
        yield server


def _with(owner, change, undo):
    """Return what the check says between a change and its undoing."""
    owner.execute(change)
    try:
        return isolation.problems()
    finally:
        for statement in undo:
            owner.execute(statement)


def test_an_audited_function_is_no_problem_and_belongs_to_a_role_that_cannot_sign_in(db):
    assert isolation.problems() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls FROM pg_proc p"
            " JOIN pg_roles r ON r.oid = p.proowner WHERE p.prosecdef AND p.proname = 'search_leads'"
        )
        assert cursor.fetchall() == [("lw_search", False, False, False)]


def test_a_new_function_with_rights_of_its_own_fails_the_check(owner):
    found = _with(
        owner,
        "CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
        ["DROP FUNCTION peek()"],
    )
    assert found == ["the function peek() runs as lw_owner and is not audited"]


@pytest.mark.parametrize(
    ("change", "undo", "words"),
    [
        ("GRANT EXECUTE ON {} TO PUBLIC", "REVOKE ALL ON {} FROM PUBLIC", "by PUBLIC"),
        ("GRANT EXECUTE ON {} TO lw_platform", "REVOKE ALL ON {} FROM lw_platform", "by lw_platform"),
        ("ALTER {} RESET search_path", "ALTER {} SET search_path = pg_catalog, pg_temp", "search path"),
        ("ALTER {} SECURITY INVOKER", "ALTER {} SECURITY DEFINER", "has no rights of its own"),
    ],
)
def test_an_audited_function_that_was_changed_fails_the_check(owner, change, undo, words):
    owner.execute("RESET ROLE")
    owner.execute("SET ROLE lw_search")
    function = f"FUNCTION {SEARCH}"
    [found] = _with(owner, change.format(function), [undo.format(function)])
    assert words in found


def test_a_column_more_for_its_role_fails_the_check(owner):
    found = _with(
        owner,
        "GRANT SELECT (name) ON messaging_contact TO lw_search",
        ["REVOKE SELECT (name) ON messaging_contact FROM lw_search"],
    )
    assert found == ["the role lw_search should not see messaging_contact.name"]


def test_its_role_may_not_write(owner):
    found = _with(
        owner,
        "GRANT UPDATE (status) ON leads_lead TO lw_search",
        ["REVOKE UPDATE (status) ON leads_lead FROM lw_search"],
    )
    assert found == ["the role lw_search may do more than read"]


def test_a_function_that_a_restore_left_with_the_owner_is_handed_over_again(owner):
    owner.execute("RESET ROLE")
    owner.execute("SET ROLE lw_owner")
    owner.execute("GRANT CREATE ON SCHEMA public TO lw_search")
    definition = owner.execute("SELECT pg_get_functiondef('search_leads(text,integer)'::regprocedure)").fetchone()[0]
    owner.execute("RESET ROLE")
    owner.execute("SET ROLE lw_search")
    owner.execute(f"DROP FUNCTION {SEARCH}")
    owner.execute("RESET ROLE")
    owner.execute("SET ROLE lw_owner")
    owner.execute(sql.SQL(definition))

    before = isolation.problems()
    definers.hand_over(owner)

    assert "the function search_leads(text,integer) runs as lw_owner instead of lw_search" in before
    assert "the function search_leads(text,integer) may be called by PUBLIC" in before
    assert isolation.problems() == []


def test_the_search_refuses_without_an_organization(db):
    with pytest.raises(DatabaseError, match="no organization in scope"), connection.cursor() as cursor:
        cursor.execute("SELECT search_leads('anything', 10)")


def test_platform_wide_readers_may_not_call_it(db):
    with (
        everywhere(),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        cursor.execute("SELECT search_leads('anything', 10)")


def test_the_application_may_not_become_the_searchs_role(db):
    with pytest.raises(DatabaseError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE lw_search")
