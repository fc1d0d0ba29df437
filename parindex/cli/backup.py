"""``parindex backup FOLDER``: the database, the stored files and the secret key, while the program runs.

The folder holds ``manifest.json``, which names every part with its size and SHA-256 and is written last: a backup that
was cut short leaves the one before it whole. A further backup into the same folder copies only the files that are new.
"""

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parindex import __version__
from parindex.cli.program import start

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

MANIFEST = "manifest.json"
FORM = "parindex-backup-1"


class Unusable(Exception):
    """What the command was given cannot be used; the message says what and why, on one line or several."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup: its place in the folder, its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. ``events`` and ``last_hash`` are the trail's as it stood in the copied database."""

    database: str
    made_at: str
    events: int
    last_hash: str
    migrations: list[str]
    parts: list[Part]
    form: str = FORM
    version: str = field(default=__version__)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where the backup is written; new, empty or an earlier backup")


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)  # password hashes, sessions, the secret key
    without_new_key()
    start()
    from django.conf import settings
    from django.db import DatabaseError

    folder: Path = args.folder.absolute()
    try:
        earlier = earlier_backup(folder)
        (folder / "files").mkdir(parents=True, exist_ok=True)
        # Before and after the database: a file that is swept meanwhile is in the first round, one that comes in is in
        # the second, so that the copied database names no file that is missing.
        files = copy_files(settings.STORED_FILES, folder)
        manifest = copy_database(folder)
        files |= copy_files(settings.STORED_FILES, folder, known=files)
        manifest.parts.extend(files.values())
        key = settings.DATA / "secret_key"
        if key.is_file():
            manifest.parts.append(copied(key, folder, "secret_key"))
        write_manifest(manifest, folder)
        kept = {part.path for part in manifest.parts}
        older = {part.path for part in earlier.parts} if earlier else set()
        for path in older.union(p.name for p in folder.glob("database-*")) - kept:
            (folder / path).unlink(missing_ok=True)
    except (Unusable, DatabaseError, sqlite3.Error) as fault:
        print(f"Nothing was backed up: {str(fault).strip()}", file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"Nothing was backed up: {fault.filename or folder}: {fault.strerror}", file=sys.stderr)
        return 2
    size = sum(part.size for part in manifest.parts)
    print(f"Backed up {database_name()} with {len(files)} stored files of {settings.STORED_FILES}")
    print(f"to {folder}: {size:,} bytes, {manifest.events} events, last hash {manifest.last_hash}")
    if not key.is_file():
        print("The secret key is set from outside: keep it apart.")
    damaged = [part.path for part in files.values() if not part.path.endswith(part.sha256)]
    for path in damaged:
        print(f"{path}: this stored file is no longer what was stored", file=sys.stderr)
    return 1 if damaged else 0


def without_new_key() -> None:
    """Neither of the two commands signs anything: none shall leave a secret key where there was none."""
    os.environ.setdefault("PARINDEX_SECRET_KEY", "-")


def database_name() -> str:
    """Which database the settings choose, in words; never its password."""
    from django.db import connection

    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"SQLite {given['NAME']}"
    return f"PostgreSQL {given['NAME']} at {given['HOST'] or 'the local socket'}"


def earlier_backup(folder: Path) -> Manifest | None:
    """The backup that the folder holds, if it holds one.

    :raises Unusable: it holds other things, among which a backup does not belong.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise Unusable(f"{folder} is a file, not a folder")
    if (folder / MANIFEST).exists():
        return read_manifest(folder)
    begun = {"files", "secret_key"}  # of a first backup that was cut short
    if other := [p.name for p in folder.iterdir() if p.name not in begun and not p.name.startswith("database-")]:
        raise Unusable(f"{folder} holds other things ({sorted(other)[0]}) and no backup")
    return None


def read_manifest(folder: Path) -> Manifest:
    """:raises Unusable: no manifest, or one that this program did not write."""
    file = folder / MANIFEST
    try:
        found = json.loads(file.read_bytes())
        manifest = Manifest(**{**found, "parts": [Part(**part) for part in found["parts"]]})
    except FileNotFoundError:
        raise Unusable(f"{folder} holds no backup: there is no {MANIFEST} in it") from None
    except OSError as fault:
        raise Unusable(f"{file}: {fault.strerror}") from None
    except (ValueError, TypeError, KeyError):
        raise Unusable(f"{file} is not the manifest of a backup") from None
    if manifest.form != FORM:
        raise Unusable(f"{file}: {manifest.form} was written by another version of the program")
    for part in manifest.parts:
        if Path(part.path).is_absolute() or ".." in Path(part.path).parts:
            raise Unusable(f"{file} names {part.path}, which is outside the backup")
    return manifest


def write_manifest(manifest: Manifest, folder: Path) -> None:
    draft = folder / f"{MANIFEST}.part"
    with draft.open("w", encoding="utf-8") as stream:
        json.dump(asdict(manifest), stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, folder / MANIFEST)


def copied(source: Path, folder: Path, path: str) -> Part:
    """Copies a file to its place in the folder, whole or not at all."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.part")
    with source.open("rb") as reading, draft.open("wb") as writing:
        shutil.copyfileobj(reading, writing, 1024 * 1024)
        writing.flush()
        os.fsync(writing.fileno())
    os.replace(draft, target)
    return part_of(folder, path)


def part_of(folder: Path, path: str) -> Part:
    """The file as it lies in the folder now."""
    with (folder / path).open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Part(path, (folder / path).stat().st_size, digest)


def copy_files(store: Path, folder: Path, known: Mapping[str, Part] | None = None) -> dict[str, Part]:
    """Copies the stored files that the folder lacks. Each is named by the SHA-256 of its bytes and never changes.

    :param known: what an earlier round found; those are not read again.
    """
    found: dict[str, Part] = {}
    for file in sorted(store.glob("??/??/*")):
        path = f"files/{file.relative_to(store)}"
        if file.name.startswith(".") or path in (known or {}):
            continue
        # Swept in this very moment: no row names it any more.
        with contextlib.suppress(FileNotFoundError):
            found[path] = part_of(folder, path) if (folder / path).is_file() else copied(file, folder, path)
            if found[path].sha256 != file.name:
                found[path] = copied(file, folder, path)
    return found


def copy_database(folder: Path) -> Manifest:
    """A consistent copy of the database under a name of its own, beside the one of an earlier backup."""
    from django.db import connection

    moment = datetime.now(UTC)
    name = f"database-{moment:%Y%m%dT%H%M%S%f}.{'sqlite3' if connection.vendor == 'sqlite' else 'dump'}"
    draft = folder / f"{name}.part"
    copy = copy_sqlite if connection.vendor == "sqlite" else copy_postgresql
    try:
        events, last_hash, migrations = copy(draft)
        os.replace(draft, folder / name)
    finally:
        draft.unlink(missing_ok=True)
    part = part_of(folder, name)
    made_at = moment.isoformat(timespec="seconds")
    return Manifest(connection.vendor, made_at, events, last_hash, migrations, [part])


def copy_sqlite(target: Path) -> tuple[int, str, list[str]]:
    from django.db import connection

    file = Path(connection.settings_dict["NAME"])
    if not file.is_file():
        raise Unusable(f"there is no database {file}; PARINDEX_DATA or PARINDEX_DATABASE says where it is")
    source_uri = f"{file.absolute().as_uri()}?mode=ro"
    with (
        contextlib.closing(sqlite3.connect(source_uri, uri=True, timeout=20)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        fault = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if fault != "ok":
            raise Unusable(f"{file} is damaged: {fault}")
        return standing(lambda sql: copy.execute(sql).fetchall())


def copy_postgresql(target: Path) -> tuple[int, str, list[str]]:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        # What is read here and what pg_dump copies is one and the same state.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        found = standing(lambda sql: rows(cursor, sql))
        postgresql("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return found


def rows(cursor: "CursorWrapper", sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def standing(ask: Callable[[str], list[tuple[Any, ...]]]) -> tuple[int, str, list[str]]:
    """The trail's length and last hash, and the migrations that made the tables.

    :raises Unusable: this is not a database of the program.
    """
    from django.db import DatabaseError

    try:
        migrations = ask("SELECT app, name FROM django_migrations ORDER BY app, name")
        head = ask("SELECT sequence, hash FROM kernel_audithead WHERE id = 1")
    except (DatabaseError, sqlite3.OperationalError):
        raise Unusable(f"{database_name()} holds no tables of this program") from None
    events, last_hash = head[0] if head else (0, "")
    return events, last_hash, [f"{app}.{name}" for app, name in migrations]


def postgresql(program: str, *arguments: str) -> None:
    """Runs a program of PostgreSQL on the database of the settings. The password is not on its command line.

    :raises Unusable: it is not installed, or it failed; then with what it said.
    """
    try:
        done = subprocess.run([program, *arguments], env=dict(connection_words()), capture_output=True, text=True)
    except FileNotFoundError:
        raise Unusable(f"{program} is missing; on Debian: apt install postgresql-client") from None
    if done.returncode:
        raise Unusable(f"{program}: {done.stderr.strip()}")


def connection_words() -> Iterator[tuple[str, str]]:
    """The environment of PostgreSQL's programs, with the connection of the settings in it."""
    from django.db import connection

    yield from os.environ.items()
    given = connection.settings_dict
    for word, key in (
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
        ("PGDATABASE", "NAME"),
    ):
        if given[key]:
            yield word, str(given[key])
