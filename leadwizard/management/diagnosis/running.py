"""Whether the database, Redis and the workers answer, and whether work flows."""

from datetime import datetime, timedelta
from typing import Any, Final

import redis
from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from automation import heartbeats
from automation.enums import JobState, Queue
from leadwizard.management.diagnosis.findings import Finding, fail, ok, split_url, warn
from tenants import isolation
from tenants.scoping import ReadRole, everywhere

POSTGRES: Final = 16
LATE: Final = timedelta(minutes=1)
STUCK: Final = timedelta(minutes=10)
REDIS_SECONDS: Final = 2
WORKER_SECONDS: Final = 3.0
SETUP: Final = "Run manage.py setup_database, then manage.py migrate."


def database() -> Finding:
    """Ask the database for its version."""
    name = "database"
    config = settings.DATABASES["default"]
    where = f"{config['NAME']} at {config['HOST'] or 'the local socket'}:{config['PORT'] or 5432}"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
            version = cursor.fetchone()[0]
    except DatabaseError as error:
        return fail(
            name,
            f"{where} does not answer ({type(error).__name__}).",
            "Is it running, and are host, name, role and password in DATABASE_URL right?",
        )
    if version < POSTGRES:
        return fail(name, f"is PostgreSQL {version}.", f"PostgreSQL {POSTGRES} or newer is needed.")
    return ok(name, f"{where} answers, PostgreSQL {version}.")


def role() -> Finding:
    """Look at the rights of the role that we are, beyond our own tables."""
    name = "database role"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        who, *rights = cursor.fetchone()
    words = ("is a superuser", "bypasses row-level security", "may make roles")
    too_much = [word for word, has_it in zip(words, rights, strict=True) if has_it]
    if too_much:
        return fail(
            name, f"{who} {' and '.join(too_much)}.", "Let DATABASE_URL name the role that setup_database makes."
        )
    return ok(name, f"{who} can do no more than it should.")


def migrations() -> Finding:
    """Look for migrations that have not run."""
    name = "migrations"
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return fail(name, f"{len(pending)} have not run, the first is {pending[0][0]}.", "Run manage.py migrate.")
    return ok(name, "have all run.")


def walls() -> Finding:
    """Compare the isolation of organizations in the database with the models."""
    found = isolation.problems()
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        return fail("isolation", f"{found[0]}{more}.", SETUP)
    return ok("isolation", "every wall between organizations stands.")


def overdue(now: datetime) -> Finding:
    """Look for work that should have begun."""
    name = "waiting work"
    (oldest,) = _dispatcher_reads(
        "SELECT min(run_at) FROM automation_job WHERE state = %s AND run_at <= %s", [JobState.WAITING, now]
    )
    age = now - oldest if oldest else timedelta(0)
    text = f"the oldest due job waits for {_span(age)}."
    hint = "Are the workers and the beat running?"
    if age > STUCK:
        return fail(name, text, hint)
    if age > LATE:
        return warn(name, text, hint)
    return ok(name, text if oldest else "no job is due.")


def dead_letters() -> Finding:
    """Count the jobs that gave up and wait for a person."""
    name = "dead letters"
    (count,) = _dispatcher_reads("SELECT count(*) FROM automation_job WHERE state = %s", [JobState.DEAD])
    if count:
        return warn(
            name, f"{count} waiting for a person.", "Each has an open escalation that says why; retry or dismiss it."
        )
    return ok(name, "none.")


def _dispatcher_reads(statement: str, values: list[Any]) -> tuple[Any, ...]:
    with everywhere(ReadRole.DISPATCH), connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def _span(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for size, word in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {word}"
    return f"{seconds} s"


def heartbeat(now: datetime) -> Finding:
    """Look for workers, a beat or live updates that run and do nothing."""
    name = "heartbeat"
    silent = {part: age for part, age in heartbeats.ages(now).items() if age is None or age > heartbeats.SILENT}
    if silent:
        seen = ", ".join(f"{part} {f'{_span(age)} ago' if age else 'never'}" for part, age in silent.items())
        return fail(
            name,
            f"last seen at work: {seen}.",
            "A process may run and hear nothing: start what is silent, or start it again.",
        )
    return ok(name, "the beat, the live updates and both queues were seen at work just now.")


def redis_server() -> Finding:
    """Ask Redis for a sign of life."""
    name = "Redis"
    parts = split_url(settings.REDIS_URL)
    if parts is None and not settings.REDIS_URL.startswith("unix:"):
        return fail(name, "REDIS_URL is not an address.", "Such as redis://:password@127.0.0.1:6379/0.")
    where = f"at {parts.hostname}:{parts.port or 6379}" if parts else "at its socket"
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return fail(
            name,
            f"{where} does not answer ({type(error).__name__}).",
            "Is it running, and is REDIS_URL right? Work is kept meanwhile, and flows when it is back.",
        )
    return ok(name, f"{where} answers.")


def workers() -> Finding:
    """Ask all workers which queues they serve; needs Redis."""
    name = "workers"
    try:
        served = current_app.control.inspect(timeout=WORKER_SECONDS).active_queues() or {}
    except Exception as error:  # noqa: BLE001 - whatever the broker's client raises, the answer is that nobody answered
        return fail(name, f"could not be asked ({type(error).__name__}).", "Is REDIS_URL right?")
    names = {queue["name"] for queues in served.values() for queue in queues}
    missing = [queue.value for queue in Queue if queue.value not in names]
    if missing:
        return fail(
            name,
            f"nobody serves {' and '.join(missing)}: {len(served)} answered.",
            f"Start one: celery -A leadwizard.celery worker -Q {missing[0]}",
        )
    return ok(name, f"{len(served)} answer, and serve {' and '.join(queue.value for queue in Queue)}.")
