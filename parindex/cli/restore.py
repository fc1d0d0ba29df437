"""``parindex restore FOLDER``: what ``parindex backup`` wrote, into an empty place. End the program first.

Everything is checked before anything is written: the manifest, the SHA-256 of every part, and that the place is empty.
At the end the trail is recomputed and compared with what the backup held.
"""

import argparse
import contextlib
import os
import shutil
import sys
from pathlib import Path

from parindex.cli import audit, prepare
from parindex.cli.backup import (
    Manifest,
    Unusable,
    database_name,
    part_of,
    postgresql,
    read_manifest,
    without_new_key,
)
from parindex.cli.program import start

OUR_APPS = {"kernel", "people", "criteria"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder that holds the backup")


def run(args: argparse.Namespace) -> int:
    os.umask(0o077)
    without_new_key()
    start()
    from django.conf import settings
    from django.db import DatabaseError

    folder: Path = args.folder.absolute()
    try:
        manifest = read_manifest(folder)
        check(manifest, folder)
        place_is_empty(settings.DATA)
    except (Unusable, DatabaseError) as fault:
        print(f"Nothing was restored: {str(fault).strip()}", file=sys.stderr)
        return 2
    except OSError as fault:
        print(f"Nothing was restored: {fault.filename or folder}: {fault.strerror}", file=sys.stderr)
        return 2
    anchor = f"{manifest.events}:{manifest.last_hash}" if manifest.events else None
    try:
        put_in_place(manifest, folder, settings.DATA)
        prepare.run(argparse.Namespace(quiet=True))
        verified = audit.run(argparse.Namespace(anchor=anchor))
    except (Unusable, DatabaseError, OSError) as fault:
        print(f"The restore stopped half-way; empty the place and begin again: {str(fault).strip()}", file=sys.stderr)
        return 2
    finally:
        give_to_owner(settings.DATA)
    if verified:
        return verified
    print(f"Restored {database_name()} from the backup of {manifest.made_at}")
    print(f"Events: {manifest.events}, last hash {manifest.last_hash}")
    return 0


def check(manifest: Manifest, folder: Path) -> None:
    """:raises Unusable: a part is missing or changed, or the backup is another database's or a newer version's."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    faults = []
    for part in manifest.parts:
        if not (folder / part.path).is_file():
            faults.append(f"{part.path} is missing")
        elif part_of(folder, part.path) != part:
            faults.append(f"{part.path} is not what was backed up: its SHA-256 differs")
    if faults:
        raise Unusable("\n".join(faults))
    if manifest.database != connection.vendor:
        raise Unusable(f"the backup is of {manifest.database}; PARINDEX_DATABASE names {database_name()}")
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    # Migrations of Django and of other packages may be squashed or left out one day; ours never.
    newer = [m for m in manifest.migrations if m not in ours and m.partition(".")[0] in OUR_APPS]
    if newer:
        raise Unusable(f"the backup was made by a newer version of the program ({newer[-1]}): install that one")


def place_is_empty(data: Path) -> None:
    """:raises Unusable: something lies where the backup is to go. Each such thing is named; nothing is overwritten."""
    from django.conf import settings
    from django.db import connection

    found = []
    if connection.vendor == "sqlite":
        file = connection.settings_dict["NAME"]
        # A log left of another database would be replayed over the restored one.
        found += [f"{file}{rest}" for rest in ("", "-wal", "-shm", "-journal") if os.path.lexists(f"{file}{rest}")]
    elif tables := connection.introspection.table_names(include_views=True):
        found.append(f"{database_name()} with {len(tables)} tables")
    if settings.STORED_FILES.exists() and any(settings.STORED_FILES.iterdir()):
        found.append(str(settings.STORED_FILES))
    if found:
        raise Unusable("the place is not empty; move away first:\n" + "\n".join(found))


def put_in_place(manifest: Manifest, folder: Path, data: Path) -> None:
    """Stored files first, the database last: a restore that was cut short leaves no database that seems whole."""
    from django.conf import settings
    from django.db import connection

    data.mkdir(parents=True, exist_ok=True)
    database = ""
    for part in manifest.parts:
        if part.path.startswith("files/"):
            place(folder / part.path, settings.STORED_FILES / part.path.removeprefix("files/"))
        elif part.path == "secret_key":
            key = data / "secret_key"
            if not key.exists():
                place(folder / part.path, key)
            elif key.read_bytes() != (folder / part.path).read_bytes():
                print(f"{key} is kept, not replaced: everybody signs in anew", file=sys.stderr)
        else:
            database = part.path
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        file.parent.mkdir(parents=True, exist_ok=True)
        place(folder / database, file)
    else:
        into = f"--dbname={connection.settings_dict['NAME']}"
        whole = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
        postgresql("pg_restore", *whole, into, str(folder / database))


def place(source: Path, target: Path) -> None:
    """Copies a file, whole or not at all; never over another one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".draft-{target.name}")
    try:
        with source.open("rb") as reading, draft.open("wb") as writing:
            shutil.copyfileobj(reading, writing, 1024 * 1024)
            writing.flush()
            os.fsync(writing.fileno())
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def give_to_owner(data: Path) -> None:
    """Restored by root, the files go to whoever owns the data folder: the service must be able to write them."""
    from django.db import connection

    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0 or owner is None or owner.st_uid == 0:
        return
    places = list(data.rglob("*"))
    if connection.vendor == "sqlite":
        places += [Path(f"{connection.settings_dict['NAME']}{rest}") for rest in ("", "-wal", "-shm")]
    for path in places:
        with contextlib.suppress(FileNotFoundError):
            if path.lstat().st_uid == 0:
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)
