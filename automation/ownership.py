"""Who runs a job: each process holds an advisory lock on a connection of its own for as long as it lives.

A process that dies loses its connection, and with it the lock, at once; one that was only paused keeps both, so its
jobs are not handed on. Its lock is also the fence: the last question before a call leaves goes through the very
connection that holds the lock, and a process whose lock was taken away gets no answer.
"""

import os
import secrets
import threading
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from automation.exceptions import LostClaimError
from tenants.scoping import SETTING

# The first half of our locks' names in PostgreSQL: "LW".
SPACE: Final = 0x4C57
# Prepared with the connection, since it is asked before every call that leaves: to plan it takes as long as to do it.
_PREPARE: Final = """
PREPARE renew (timestamptz, uuid, uuid, uuid) AS
UPDATE automation_job SET left_at = now(), lease_until = $1
WHERE organization_id = $2 AND id = $3 AND attempt_id = $4 AND state = 'running' RETURNING id
"""
# Only plain text takes two statements to the server in one trip, as one transaction.
_RENEW: Final = "SELECT set_config('{}', '{}', true); EXECUTE renew ('{}', '{}', '{}', '{}')"


class Owner:
    """This process as the owner of jobs; safe to share among its threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._process = 0
        self._key: int | None = None
        self._connection: psycopg.Connection[Any] | None = None
        # A child must not close what it inherited: the goodbye would end its parent's connection.
        self._inherited: list[psycopg.Connection[Any]] = []

    def key(self) -> int | None:
        """Return the name of the lock that this process holds, taking a new one where the old one is gone.

        Raises:
            psycopg.OperationalError: the database does not answer.
        """
        made, key = self._connection, self._key
        if made is not None and key is not None and self._process == os.getpid() and not made.closed:
            # Without waiting for those that are let out just now.
            return key
        with self._guard:
            self._connected()
            return self._key

    def fence(self, organization_id: UUID, job_id: UUID, attempt_id: UUID, lease_until: datetime) -> None:
        """Let the try out: note that it leaves and renew its lease, on the connection that holds the lock.

        Raises:
            LostClaimError: the job was handed on, or the lock was lost and the job may be handed on at any time.
        """
        with self._guard:
            if self._process != os.getpid() or self._connection is None:
                raise LostClaimError(str(job_id))
            try:
                is_ours = _renew(self._connection, organization_id, job_id, attempt_id, lease_until)
            except psycopg.Error as error:
                self._forget()
                raise LostClaimError(str(job_id)) from error
        if not is_ours:
            raise LostClaimError(str(job_id))

    def close(self) -> None:
        """Let go of the lock, and of everything that this process still runs."""
        with self._guard:
            if self._process == os.getpid():
                self._forget()

    def _connected(self) -> None:
        if self._process != os.getpid():
            if self._connection is not None:
                self._inherited.append(self._connection)
            self._connection, self._key, self._process = None, None, os.getpid()
        if self._connection is not None and self._connection.closed:
            self._forget()
        if self._connection is None:
            made = _connect()
            try:
                made.execute(_PREPARE)
                key = _take_lock(made)
            except BaseException:
                # Half made it would stay, and its owner be taken for gone.
                made.close()
                raise
            self._connection, self._key = made, key

    def _forget(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection, self._key = None, None


def _renew(
    server: psycopg.Connection[Any], organization_id: UUID, job_id: UUID, attempt_id: UUID, lease_until: datetime
) -> bool:
    """Note that the try leaves and extend its lease, in one transaction; say whether it still runs."""
    # None of these can hold a quotation mark.
    text = _RENEW.format(SETTING, organization_id, lease_until.isoformat(), organization_id, job_id, attempt_id)
    with server.lock:
        result = server.pgconn.exec_(text.encode())
    if result.status != ExecStatus.TUPLES_OK:
        raise error_from_result(result, encoding=server.info.encoding)
    return result.ntuples > 0


def _connect() -> psycopg.Connection[Any]:
    facts = settings.DATABASE_DIRECT or connection.settings_dict
    return psycopg.connect(
        host=facts["HOST"] or None,
        port=facts["PORT"] or None,
        dbname=facts["NAME"],
        user=facts["USER"],
        password=facts["PASSWORD"] or None,
        autocommit=True,
        application_name="leadwizard-owner",
        connect_timeout=5,
        # A server that vanished without a word is noticed within a minute, not after hours.
        keepalives_idle=20,
        keepalives_interval=10,
        keepalives_count=3,
        options="-c statement_timeout=5s -c lock_timeout=3s",
    )


def _take_lock(made: psycopg.Connection[Any]) -> int:
    while True:
        key = secrets.randbits(31)
        row = made.execute("SELECT pg_try_advisory_lock(%s, %s)", [SPACE, key]).fetchone()
        if row and row[0]:
            return key


def is_gone(key: int | None) -> bool:
    """Say whether the owner with that lock is no longer there; within a transaction, through Django's connection."""
    if key is None:
        return True
    with connection.cursor() as cursor:
        # Until the transaction's end nobody else comes to another answer.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [SPACE, key])
        return bool(cursor.fetchone()[0])


def disown(key: int) -> None:
    """End the connection that holds the lock: its process can pass no fence any more, however long it was paused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid = %s AND objid = %s",
            [SPACE, key],
        )


def assert_no_transaction() -> None:
    """Refuse to call a provider while a transaction is open: it would hold rows and connections for seconds.

    Raises:
        RuntimeError: one is open.
    """
    # A test's own wrapper does not count; Django marks it the same way for durable blocks.
    if any(not getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        msg = "a provider was to be called inside a transaction"
        raise RuntimeError(msg)


owner = Owner()
