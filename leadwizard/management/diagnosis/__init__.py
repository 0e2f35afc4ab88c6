"""Finding out whether an installation is well: each matter with an answer in words and a way to mend it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DatabaseError

from leadwizard.management.diagnosis import configuration, running
from leadwizard.management.diagnosis.findings import Finding, State, fail

__all__ = ["Finding", "State", "examine"]


def examine(now: datetime) -> Iterator[Finding]:
    """Yield what was found, matter by matter; what stands on something broken is not asked for."""
    yield configuration.secret_key()
    yield configuration.public_url()
    yield configuration.debug_mode()
    yield from configuration.email()
    yield configuration.texts()
    yield configuration.static_files()
    database = running.database()
    yield database
    if database.state != State.FAIL:
        yield _asked("database role", running.role)
        yield _asked("migrations", running.migrations)
        yield _asked("isolation", running.walls)
        yield _asked("waiting work", lambda: running.overdue(now))
        yield _asked("dead letters", running.dead_letters)
        yield _asked("heartbeat", lambda: running.heartbeat(now))
    redis = running.redis_server()
    yield redis
    if redis.state != State.FAIL:
        yield running.workers()


def _asked(name: str, check: Callable[[], Finding]) -> Finding:
    """Run a check that reads the database; a refusal of the database is an answer, too."""
    try:
        return check()
    except DatabaseError as error:
        return fail(name, f"could not be read ({type(error).__name__}).", running.SETUP)
