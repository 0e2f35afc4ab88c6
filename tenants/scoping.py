"""The scope: the one door to the data of an organization.

`scope(organization_id)` opens a transaction, tells PostgreSQL whose rows the policies may show, and holds the same
id for the managers. Without a scope the managers raise and the policies raise: silence would look like "no data".
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from itertools import chain
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from psycopg import generators
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from tenants.exceptions import ScopeMissingError

SETTING: Final = "app.organization"
PLATFORM_ID: Final = UUID("00000000-0000-7000-8000-000000000001")
# A plan that is kept was made for no organization: it takes each for the average, and no index whose condition is a
# value of the statement. A list whose end is near is also taken to be near in the table's own order, where it may
# stand behind everybody else's rows.
_FOR_LISTS: Final = {"plan_cache_mode": "force_custom_plan", "enable_seqscan": "off"}


class ReadRole(StrEnum):
    """Database roles that see more than one organization, for reading only."""

    PLATFORM = "lw_platform"
    DISPATCH = "lw_dispatch"


class Everywhere:
    """Marks the context of platform-wide reading."""

    def __repr__(self) -> str:
        return "EVERYWHERE"


EVERYWHERE: Final = Everywhere()

_scope: ContextVar[UUID | Everywhere | None] = ContextVar("tenant_scope", default=None)


def current() -> UUID | Everywhere:
    """Return the organization in scope, or `EVERYWHERE`.

    Raises:
        ScopeMissingError: nobody said whose data is meant.
    """
    found = _scope.get()
    if found is None:
        msg = "no organization in scope: wrap the work in tenants.scoping.scope()"
        raise ScopeMissingError(msg)
    return found


def current_organization_id() -> UUID:
    """Return the id of the organization in scope.

    Raises:
        ScopeMissingError: there is none, or the scope is platform-wide and so read-only.
    """
    found = current()
    if isinstance(found, Everywhere):
        msg = "platform-wide reading has no organization of its own"
        raise ScopeMissingError(msg)
    return found


def peek() -> UUID | None:
    """Return the organization in scope or None, for logs and error pages."""
    found = _scope.get()
    return found if isinstance(found, UUID) else None


def _tell_database(settings: Mapping[str, str]) -> None:
    with connection.cursor() as cursor:
        # Transaction-local, so that a pooled connection never carries it to the next user.
        said = ", ".join(["set_config(%s, %s, true)"] * len(settings))
        cursor.execute(f"SELECT {said}", list(chain.from_iterable(settings.items())))


def _begin_telling(settings: Mapping[str, str]) -> None:
    said = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in settings.items())
    _begin_with(f"SELECT {said}")


def _begin_with(statement: str) -> None:
    """Begin the transaction with the statement, in one trip to the server: two take a tenth of a millisecond longer.

    As psycopg itself begins one before the first statement, unless it finds one begun.
    """
    server = connection.connection
    with connection.wrap_database_errors, server.lock:
        server.pgconn.send_query(f"BEGIN; {statement}".encode())
        for answer in server.wait(generators.execute(server.pgconn)):
            if answer.status == ExecStatus.FATAL_ERROR:
                raise error_from_result(answer, encoding=server.info.encoding)


@contextmanager
def standing_in(place: Any) -> Iterator[None]:
    """Let the block build, and not ask, a question in which the place stands for the organization in scope."""
    token = _scope.set(place)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def scope(organization_id: UUID, *, lists: bool = False) -> Iterator[None]:
    """Run the block as the organization, in a transaction; nested scopes restore the outer one.

    With `lists`, which is for the outermost scope, the server plans each statement for this organization and these
    values, and reads through indexes: for whatever shows or counts many rows of an organization of any size. Without,
    it keeps a statement's plan, which suits what is found by its key.

    Raises:
        ScopeMissingError: the id is None, or the block would write from within `everywhere()`.
    """
    if not isinstance(organization_id, UUID):
        msg = f"a scope needs an organization's id, not {organization_id!r}"
        raise ScopeMissingError(msg)
    outer = _scope.get()
    if isinstance(outer, Everywhere):
        msg = "leave everywhere() before entering an organization"
        raise ScopeMissingError(msg)
    if outer == organization_id:
        # The same door twice: only a savepoint, so that an error inside undoes the inner block alone.
        with transaction.atomic():
            yield
        return
    is_outermost = not connection.in_atomic_block
    settings = {SETTING: str(organization_id), **(_FOR_LISTS if lists else {})}
    with transaction.atomic():
        if is_outermost:
            _begin_telling(settings)
        else:
            _tell_database(settings)
        token = _scope.set(organization_id)
        try:
            yield
        finally:
            _scope.reset(token)
        # Releasing a savepoint does not restore the setting; the end of the transaction does. On an error the rollback
        # does, and a query in the aborted transaction would hide the real exception: so only here, on the way out
        # without one.
        if len(connection.atomic_blocks) > 1 and not connection.needs_rollback:
            _tell_database({SETTING: str(outer or "")})


@contextmanager
def everywhere(role: ReadRole = ReadRole.PLATFORM) -> Iterator[None]:
    """Read across organizations as a role with SELECT policies only, in a transaction.

    Raises:
        ScopeMissingError: an organization is in scope; its rows must not mix with everybody's.
    """
    if _scope.get() is not None:
        msg = "everywhere() cannot be entered from within a scope"
        raise ScopeMissingError(msg)
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            _begin_with(f"SET LOCAL ROLE {role.value}")
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {role.value}")
        token = _scope.set(EVERYWHERE)
        try:
            yield
        finally:
            _scope.reset(token)
        # As above: the end of the transaction puts the role back by itself.
        if len(connection.atomic_blocks) > 1 and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE NONE")
