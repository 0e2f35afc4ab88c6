"""Backups: one file with the database and the uploads, and the way back from it.

The file is a tar archive: `manifest.json` says what is in it, `database.dump` is PostgreSQL's custom format, `media/`
holds the uploads. The secrets of the environment are not in it.
"""

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from leadwizard.management import postgres_tools
from tenants import database, definers, isolation

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
MEDIA: Final = "media"
# What setup_database makes on every server, by rights that the tables' owner does not have.
_NOT_RESTORED: Final = (" SCHEMA - public ", " ACL - SCHEMA public ", " COMMENT - SCHEMA public ")


class ArchiveError(Exception):
    """A backup cannot be made or restored; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made_at: the moment of the snapshot, in UTC.
        digest: SHA-256 of the dump.
        migrations: those that had run, as `app.name`.
        rows: how many rows each table had in the snapshot.
        media: how many uploaded files there are.
    """

    made_at: str
    digest: str
    migrations: list[str]
    rows: dict[str, int]
    media: int
    format: int = FORMAT


@dataclass(frozen=True)
class Restored:
    """What came back, and what is left to do."""

    manifest: Manifest
    pending_migrations: int
    unfinished_jobs: int


def write(path: Path, *, now: datetime) -> Manifest:
    """Write a backup that its owner alone can read; whole, or not at all.

    Raises:
        ArchiveError: the file is there already, or the backup's role would not see every row.
        postgres_tools.ToolError: pg_dump failed.
    """
    if path.exists():
        raise ArchiveError(f"{path} is there already. Choose another name: a backup is never overwritten.")
    if unseen := isolation.unseen_by_backups():
        raise ArchiveError(f"A backup could not read {', '.join(unseen)}. Run setup_database, then migrate.")
    with _draft_beside(path) as draft, tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        dump = Path(folder, DUMP)
        migrations, rows = _dump(dump)
        uploads = list(_files_below(Path(settings.MEDIA_ROOT)))
        with dump.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        manifest = Manifest(now.isoformat(), digest, migrations, rows, len(uploads))
        _pack(draft, manifest, dump, uploads)
        draft.replace(path)
    return manifest


@contextmanager
def _draft_beside(path: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _dump(target: Path) -> tuple[list[str], dict[str, int]]:
    """Dump the database, and count its rows in the very same snapshot."""
    with database.owner_connection() as server, server.transaction():
        server.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        server.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(database.BACKUP_ROLE)))
        snapshot = _value(server, "SELECT pg_export_snapshot()")
        postgres_tools.run(
            "pg_dump",
            *("--format=custom", "--schema=public", "--enable-row-security", "--no-password"),
            *(f"--role={database.BACKUP_ROLE}", f"--snapshot={snapshot}", f"--file={target}"),
            server_version=server.info.server_version,
        )
        applied = server.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
        return [row[0] for row in applied], _count_rows(server)


def _count_rows(server: psycopg.Connection[Any]) -> dict[str, int]:
    tables = server.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
    ).fetchall()
    return {name: _value(server, sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))) for (name,) in tables}


def _value(server: psycopg.Connection[Any], query: Any) -> Any:
    row = server.execute(query).fetchone()
    return row[0] if row else None


def _files_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _pack(target: Path, manifest: Manifest, dump: Path, uploads: list[Path]) -> None:
    with target.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            text = json.dumps(asdict(manifest), indent=1).encode()
            head = tarfile.TarInfo(MANIFEST)
            head.size, head.mode = len(text), 0o600
            archive.addfile(head, BytesIO(text))
            archive.add(dump, DUMP, filter=_anonymous)
            for upload in uploads:
                relative = upload.relative_to(settings.MEDIA_ROOT)
                archive.add(upload, f"{MEDIA}/{relative.as_posix()}", filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who owned a file on this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def restore(path: Path) -> Restored:
    """Bring a backup into an empty database and an empty folder of uploads.

    The dump is restored in one transaction. Everything that can be refused is refused before.

    Raises:
        ArchiveError: the file is no whole backup of this version or an older one, the target is not empty, or what
            came back is not what went in.
        postgres_tools.ToolError: pg_restore failed; the database is as empty as before.
    """
    try:
        with tarfile.open(path) as archive, tempfile.TemporaryDirectory(dir=path.parent, prefix=".restore-") as folder:
            manifest = _read_manifest(archive)
            uploads = _uploads_of(archive, manifest)
            dump = Path(folder, DUMP)
            _take_dump(archive, dump, manifest)
            _refuse_newer(manifest)
            _refuse_occupied_target()
            jobs = _restore_database(dump, manifest)
            for member, name in uploads:
                _unpack(archive, member, Path(settings.MEDIA_ROOT, name))
    except (tarfile.TarError, KeyError, EOFError) as error:
        raise ArchiveError(f"{path} is not a whole backup of LeadWizard ({error}).") from error
    pending = _known_migrations() - set(manifest.migrations)
    connection.close()
    # An older backup may lack walls that this version's migrations build: they are asked for after those.
    if not pending and (holes := isolation.problems()):
        raise ArchiveError("The database is back, and its walls have holes: " + "; ".join(holes))
    return Restored(manifest, len(pending), jobs)


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    with _member(archive, MANIFEST) as file:
        try:
            manifest = Manifest(**json.load(file))
        except (ValueError, TypeError) as error:
            raise ArchiveError("The manifest of this backup cannot be read.") from error
    if manifest.format != FORMAT:
        raise ArchiveError(f"This backup has the format {manifest.format}, and this version reads {FORMAT}.")
    return manifest


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    file = archive.extractfile(name)
    if file is None:
        raise KeyError(name)
    return file


def _take_dump(archive: tarfile.TarFile, target: Path, manifest: Manifest) -> None:
    with _member(archive, DUMP) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != manifest.digest:
        raise ArchiveError("The dump in this backup is damaged: its checksum is another one.")


def _known_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _refuse_newer(manifest: Manifest) -> None:
    if unknown := set(manifest.migrations) - _known_migrations():
        raise ArchiveError(
            f"This backup was made by a newer version, which knows {', '.join(sorted(unknown))}. Restore it with that."
        )


def _refuse_occupied_target() -> None:
    with database.owner_connection() as server:
        tables = _value(
            server, "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        name = server.info.dbname
    if tables:
        raise ArchiveError(f"The database {name} has {tables} tables. Restore into a new, empty database.")
    if any(_files_below(Path(settings.MEDIA_ROOT))):
        raise ArchiveError(f"{settings.MEDIA_ROOT} holds files. Restore into an empty folder.")


def _restore_database(dump: Path, manifest: Manifest) -> int:
    """Return how many jobs had not ended."""
    database.prepare_for_restore()
    with database.owner_connection() as server:
        version = server.info.server_version
        contents = postgres_tools.run("pg_restore", "--list", str(dump), server_version=version)
        wanted = [line for line in contents.splitlines() if not any(part in line for part in _NOT_RESTORED)]
        contents_file = dump.with_suffix(".list")
        contents_file.write_text("\n".join(wanted), encoding="utf-8")
        postgres_tools.run(
            "pg_restore",
            *("--single-transaction", "--exit-on-error", "--no-owner", "--no-password"),
            *(f"--role={database.OWNER_ROLE}", f"--use-list={contents_file}"),
            *(f"--dbname={server.info.dbname}", str(dump)),
            server_version=version,
        )
        database.prepare()
        with server.transaction():
            server.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(database.OWNER_ROLE)))
            # Everything came back as the owner's.
            definers.hand_over(server)
            server.execute("ANALYZE")
        with server.transaction():
            server.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(database.BACKUP_ROLE)))
            rows = _count_rows(server)
            jobs = _value(
                server, "SELECT count(*) FROM automation_job WHERE state IN ('waiting', 'running', 'unknown')"
            )
    if rows != manifest.rows:
        different = sorted(name for name, _count in rows.items() ^ manifest.rows.items())
        raise ArchiveError(f"The database is back with other numbers of rows in {', '.join(different)}.")
    return int(jobs)


def _uploads_of(archive: tarfile.TarFile, manifest: Manifest) -> list[tuple[tarfile.TarInfo, PurePosixPath]]:
    """Return the uploads with their names below the folder; a file that is no backup of ours may say anything."""
    uploads = []
    for member in archive.getmembers():
        if member.name in {MANIFEST, DUMP}:
            continue
        folder, *parts = PurePosixPath(member.name).parts
        if folder != MEDIA or not parts or ".." in parts or not member.isfile():
            raise ArchiveError(f"This backup holds something that does not belong there: {member.name}")
        uploads.append((member, PurePosixPath(*parts)))
    if len(uploads) != manifest.media:
        raise ArchiveError(f"This backup holds {len(uploads)} of {manifest.media} uploaded files.")
    return uploads


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _member(archive, member.name) as source, target.open("xb") as file:
        shutil.copyfileobj(source, file)
