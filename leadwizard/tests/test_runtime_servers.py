import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from leadwizard.runtime import ports
from leadwizard.runtime.accounts import unprivileged
from leadwizard.runtime.configuration import database_url
from leadwizard.runtime.paths import RuntimeProblem
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Program, Supervisor
from leadwizard.runtime.valkey import Valkey


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path / "logs", silent=True)
    supervisor.settled = True
    yield supervisor
    supervisor.stop()


@pytest.fixture
def postgres() -> Iterator[Postgres]:
    """In a folder that the unprivileged user can reach, which pytest's own folders are not."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        yield Postgres(Path(folder, "postgres"), ports.pick(), "first-password", unprivileged(), durable=False)


def start_postgres(supervisor: Supervisor, postgres: Postgres) -> None:
    program = Program(
        "postgres",
        postgres.command(),
        postgres.environment(),
        is_ready=postgres.is_ready,
        stop_signal=signal.SIGINT,
        account=postgres.account,
    )
    supervisor.start(program)
    supervisor.wait_until_ready("postgres", within=120)


def test_the_embedded_postgresql_has_one_administrator_without_superpowers(
    supervisor: Supervisor, postgres: Postgres
) -> None:
    assert postgres.prepare(new_password=False) is True
    start_postgres(supervisor, postgres)

    with psycopg.connect(database_url("lw_admin", "first-password", postgres.port)) as connection:
        version, locale = connection.execute(
            "select current_setting('server_version_num')::int, datlocale from pg_database where datname = 'leadwizard'"
        ).fetchone() or (0, "")
        rights = connection.execute(
            "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles where rolname = current_user"
        ).fetchone()
        for extension in ("citext", "pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"create extension {extension}")

    assert version >= 180000
    assert locale == "C.UTF-8"
    assert rights == (False, True, True, False)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(database_url("lw_admin", "wrong", postgres.port))


def test_the_embedded_postgresql_keeps_its_data_over_a_kill_and_learns_a_new_password(
    supervisor: Supervisor, postgres: Postgres
) -> None:
    postgres.durable = True
    (postgres.folder / "data.new").mkdir(parents=True)  # an interrupted first start
    postgres.prepare(new_password=False)
    start_postgres(supervisor, postgres)
    with psycopg.connect(database_url("lw_admin", "first-password", postgres.port)) as connection:
        connection.execute("create table kept (x int)")
    supervisor.children["postgres"].process.kill()
    supervisor.stop()

    postgres.password = "second-password"
    assert postgres.prepare(new_password=True) is False
    again = Supervisor(supervisor.logs, silent=True)
    try:
        start_postgres(again, postgres)
        with psycopg.connect(database_url("lw_admin", "second-password", postgres.port)) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (0,)
    finally:
        again.stop()


def test_data_of_another_major_version_is_refused_with_a_way_out(postgres: Postgres) -> None:
    postgres.data.mkdir(parents=True)
    (postgres.data / "PG_VERSION").write_text("15\n")

    with pytest.raises(RuntimeProblem, match="PostgreSQL 15, and this is 18"):
        postgres.prepare(new_password=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to drop its rights")
def test_as_root_postgresql_runs_as_nobody_and_reaches_only_its_own_folder(
    supervisor: Supervisor, postgres: Postgres
) -> None:
    postgres.prepare(new_password=False)
    start_postgres(supervisor, postgres)

    assert postgres.account is not None
    assert Path(f"/proc/{supervisor.pids()['postgres']}").stat().st_uid == postgres.account.uid
    assert postgres.data.stat().st_mode & 0o077 == 0


def test_the_embedded_valkey_wants_its_password_and_keeps_its_data(supervisor: Supervisor, tmp_path: Path) -> None:
    valkey = Valkey(tmp_path / "valkey", ports.pick(), "a-password")
    assert not valkey.is_ready()
    valkey.prepare()
    program = Program("valkey", valkey.command(), valkey.environment(), is_ready=valkey.is_ready)
    child = supervisor.start(program)
    supervisor.wait_until_ready("valkey", within=120)
    url = f"redis://:a-password@127.0.0.1:{valkey.port}/0"
    with redis.from_url(url) as client:
        client.set("kept", "yes")
    with redis.from_url(f"redis://127.0.0.1:{valkey.port}/0") as stranger, pytest.raises(redis.AuthenticationError):
        stranger.get("kept")

    first = child.pid
    child.process.kill()
    while child.pid == first or not valkey.is_ready():
        supervisor.pump()

    with redis.from_url(url) as client:
        assert client.get("kept") == b"yes"
    assert "a-password" not in " ".join(valkey.command())
