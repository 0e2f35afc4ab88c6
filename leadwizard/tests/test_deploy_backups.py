"""The way back from a backup, walked to its end: another server, every row, every wall, a page."""

import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from automation.models import Job
from leads.services.forms import create_form
from leadwizard.runtime import ports, services
from leadwizard.runtime.accounts import unprivileged
from leadwizard.runtime.configuration import database_url
from leadwizard.runtime.paths import PROJECT
from leadwizard.runtime.postgres import Postgres
from leadwizard.runtime.processes import Program, Supervisor
from leadwizard.tests import rows
from tenants import database, isolation
from tenants.scoping import everywhere, scope

# Everything about a database that is not rows. Rights are compared one by one: their order means nothing.
CATALOG = {
    "tables": "SELECT c.relname, c.relkind::text, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity"
    " FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'S', 'v', 'm')",
    "table rights": "SELECT c.relname, unnest(c.relacl)::text FROM pg_class c"
    " WHERE c.relnamespace = 'public'::regnamespace",
    "column rights": "SELECT a.attrelid::regclass::text, a.attname, unnest(a.attacl)::text FROM pg_attribute a"
    " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace",
    "schema rights": "SELECT nspname, unnest(nspacl)::text FROM pg_namespace WHERE nspname = 'public'",
    "default rights": "SELECT defaclobjtype::text, unnest(defaclacl)::text FROM pg_default_acl",
    "policies": "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname, pg_get_userbyid(proowner), prosrc, provolatile::text FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
}
# PostgreSQL reads its own spelling of `IN (...)` and spells the casts in it differently afterwards.
WRITTEN_ANEW = re.compile(r"::(text|character varying)(\[\])?|[()]")


@dataclass(frozen=True)
class Target:
    """A new server with an empty database, and the environment of a product on it."""

    owner_url: str
    environment: dict[str, str]
    media: Path

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False, timeout=120
        )

    def tables(self) -> int:
        with psycopg.connect(self.owner_url) as server:
            found = server.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
            return found[0] if found else 0


@pytest.fixture
def target(tmp_path) -> Iterator[Target]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        postgres = Postgres(Path(folder, "postgres"), ports.pick(), "new-owner", unprivileged(), durable=False)
        postgres.prepare(new_password=False)
        supervisor = Supervisor(tmp_path / "logs", silent=True)
        program = Program(
            "postgres",
            postgres.command(),
            postgres.environment(),
            is_ready=postgres.is_ready,
            stop_signal=signal.SIGINT,
            account=postgres.account,
        )
        supervisor.start(program)
        try:
            supervisor.wait_until_ready("postgres", within=120)
            owner_url = database_url("lw_admin", "new-owner", postgres.port)
            environment = {
                **os.environ,
                "DATABASE_URL": database_url("lw_app", "new-app", postgres.port),
                "DATABASE_OWNER_URL": owner_url,
                "LEADWIZARD_STATE": str(tmp_path / "new-state"),
                "LEADWIZARD_BOOTSTRAP": "0",
                "DJANGO_SETTINGS_MODULE": "leadwizard.settings",
                "ALLOWED_HOSTS": "leads.example.com",
                "PUBLIC_URL": "http://leads.example.com",
            }
            yield Target(owner_url, environment, tmp_path / "new-state" / "media")
        finally:
            supervisor.stop()


@pytest.fixture
def source(settings, tmp_path):
    """The tests' own database, with a folder of uploads."""
    settings.DATABASE_OWNER = {**settings.DATABASE_OWNER, "NAME": connection.settings_dict["NAME"]}
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "logos").mkdir(parents=True)
    (tmp_path / "media" / "logos" / "a.png").write_bytes(b"\x89PNG not really" * 1000)
    return settings


@pytest.fixture
def file(source, world, tmp_path):
    """A backup of two organizations, each with a row in every table that can have one."""
    for organization in (world.organization, world.other):
        with scope(organization.pk):
            for model in isolation.tenant_models():
                rows.make(model)
            create_form(slug=f"ask-{organization.slug}", organization=organization)
    path = tmp_path / "whole.backup"
    call_command("backup", str(path))
    return path


def _contents(server):
    """Rights and structure, and of every table how many rows it has and what they say."""
    found = {
        name: sorted(WRITTEN_ANEW.sub("", str(row)) for row in server.execute(query).fetchall())
        for name, query in CATALOG.items()
    }
    names = [row[0] for row in server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
    with server.transaction():
        server.execute("SET LOCAL ROLE lw_backup")
        for name in names:
            query = "SELECT count(*), md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) FROM {} t"
            found[f"rows of {name}"] = server.execute(sql.SQL(query).format(sql.Identifier(name))).fetchone()
    return found


def _page(port, path):
    address = f"http://127.0.0.1:{port}{path}"
    request = urllib.request.Request(address, headers={"Host": "leads.example.com"})
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own address
        return answer.status, answer.read().decode()


@contextmanager
def _served(target, port, log):
    """Serve the pages as on a server."""
    web = next(service for service in services.services(port=port) if service.name == "web")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *web.arguments], cwd=PROJECT, env=target.environment, stdout=output, stderr=output
        )
        try:
            deadline = time.monotonic() + 60
            while not services.page_answers(port, "/livez"):
                assert process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.django_db(transaction=True)
def test_a_backup_comes_back_elsewhere_with_every_row_and_every_wall(file, target, world, tmp_path, monkeypatch):
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["manifest.json", "database.dump", "media/logos/a.png"]
        manifest = json.load(archive.extractfile("manifest.json"))
    for model in isolation.tenant_models():
        assert manifest["rows"][model._meta.db_table] >= 2, model
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    done = target.manage("restore", str(file))

    assert done.returncode == 0, done.stderr
    assert "All walls stand." in done.stdout
    with everywhere():
        unfinished = Job.objects.filter(state__in=["waiting", "running", "unknown"]).count()
    assert unfinished
    assert f"\n{unfinished} jobs had not ended" in done.stdout
    with database.owner_connection() as old, psycopg.connect(target.owner_url, autocommit=True) as new:
        before, after = _contents(old), _contents(new)
    assert before.keys() == after.keys()
    for name, found in before.items():
        assert after[name] == found, name
    assert {name: after[f"rows of {name}"][0] for name in manifest["rows"]} == manifest["rows"]
    assert (target.media / "logos" / "a.png").read_bytes() == (tmp_path / "media" / "logos" / "a.png").read_bytes()

    # What an append-only table took away stays away, and a later migration's tables get their rights.
    with psycopg.connect(target.environment["DATABASE_URL"]) as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute("UPDATE tenants_auditevent SET at = at")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no organization in scope"), app.transaction():
            app.execute("SELECT * FROM messaging_contact")
    assert target.manage("check", "--database", "default").returncode == 0

    port = ports.pick()
    monkeypatch.setenv("ALLOWED_HOSTS", "leads.example.com")
    # As in the image: from an environment that has no secret at all.
    bare = {"PATH": os.environ["PATH"], "LEADWIZARD_BOOTSTRAP": "0", "LEADWIZARD_STATE": str(target.media.parent)}
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=PROJECT, env=bare, check=True, timeout=120)
    with _served(target, port, tmp_path / "web.log"):
        assert json.loads(_page(port, "/readyz")[1])["reasons"] == []
        status, page = _page(port, f"/f/ask-{world.organization.slug}/")
        assert status == 200
        assert world.organization.name in page

    # A second time there is something to lose.
    again = target.manage("restore", str(file))
    assert again.returncode == 1
    assert "Restore into a new, empty database" in again.stderr


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_damaged_newer_or_strange_touches_nothing(file, target, tmp_path):
    whole = file.read_bytes()
    with tarfile.open(file) as archive:
        dump = archive.getmember("database.dump")
        middle = dump.offset_data + dump.size // 2

    def refused(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        done = target.manage("restore", str(path))
        assert done.returncode == 1
        assert target.tables() == 0
        return done.stderr

    flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    assert "damaged" in refused("flipped", flipped)
    assert "not a whole backup" in refused("short", whole[: dump.offset_data + 600])
    assert "not a whole backup" in refused("text", b"no archive at all")
    newer = whole.replace(b"tenants.0001_initial", b"tenants.9999_future_")
    assert newer != whole
    assert "newer version" in refused("newer", newer)
    with tarfile.open(tmp_path / "strange.tar", "w") as archive, tarfile.open(file) as old:
        for member in old.getmembers():
            body = old.extractfile(member)
            member.name = member.name.replace("media/logos", "media/../..")
            archive.addfile(member, body)
    assert "does not belong there" in refused("strange", (tmp_path / "strange.tar").read_bytes())

    target.media.mkdir(parents=True)
    (target.media / "kept").write_text("somebody's")
    assert "holds files" in refused("occupied", whole)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_a_backup_would_miss_is_named_and_no_backup_is_made(source, tmp_path):
    def as_tables_owner(*statements):
        with database.owner_connection() as server, server.transaction():
            server.execute("SET LOCAL ROLE lw_owner")
            for statement in statements:
                server.execute(statement)

    table = "messaging_contact"
    as_tables_owner(f'DROP POLICY backup ON "{table}"', 'REVOKE SELECT ON "auth_group" FROM lw_backup')
    try:
        assert isolation.problems() == ["backups cannot read auth_group", f"backups cannot read {table}"]
        with pytest.raises(CommandError, match=f"could not read auth_group, {table}"):
            call_command("backup", str(tmp_path / "partial.backup"))
        assert not (tmp_path / "partial.backup").exists()
    finally:
        as_tables_owner(*isolation.backup_sql(table), 'GRANT SELECT ON "auth_group" TO lw_backup')
    assert isolation.problems() == []


@pytest.mark.django_db(transaction=True)
def test_a_database_from_before_there_were_backups_is_opened_to_them_by_its_next_migration(source):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = 'backup'")
        walled = [row[0] for row in cursor.fetchall()]
    call_command("migrate", "tenants", "0004", verbosity=0)
    with database.owner_connection() as server, server.transaction():
        server.execute("SET LOCAL ROLE lw_owner")
        server.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM lw_backup")
        server.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM lw_backup")
        for table in walled:
            server.execute(f'DROP POLICY backup ON "{table}"')
    assert set(walled) | {"auth_group", "auth_group_id_seq"} < set(isolation.unseen_by_backups())

    call_command("migrate", verbosity=0)

    assert isolation.unseen_by_backups() == []


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_never_overwritten_and_a_failed_one_leaves_nothing(source, tmp_path, monkeypatch):
    path = tmp_path / "kept"
    path.write_text("an older one")
    with pytest.raises(CommandError, match="never overwritten"):
        call_command("backup", str(path))
    assert path.read_text() == "an older one"

    before = sorted(tmp_path.iterdir())
    monkeypatch.setitem(source.DATABASE_OWNER, "PASSWORD", "wrong")
    with pytest.raises(CommandError, match="password authentication failed"):
        call_command("backup", str(tmp_path / "new"))
    assert sorted(tmp_path.iterdir()) == before
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("backup", str(tmp_path / "nowhere" / "new"))


@pytest.mark.django_db
def test_only_the_administrator_becomes_the_backups_role_and_it_writes_nothing(world, source):
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied to set role"):
        cursor.execute("SET ROLE lw_backup")
    connection.set_rollback(True)
    with database.owner_connection() as server:
        facts = server.execute(
            "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = 'lw_backup'"
        ).fetchone()
        assert facts == (False, False, False, False)
        server.execute("SET ROLE lw_backup")
        for statement in (
            "UPDATE messaging_contact SET name = 'x'",
            "DELETE FROM django_session",
            "INSERT INTO auth_group (name) VALUES ('x')",
            "CREATE TABLE x (y int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                server.execute(statement)
