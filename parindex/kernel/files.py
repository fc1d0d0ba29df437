"""Stored files: written once under their SHA-256, whole or not at all; what nothing refers to is swept."""

import errno
import hashlib
import logging
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Actor, Fact, changing, record
from parindex.kernel.verdicts import Refused

logger = logging.getLogger(__name__)

#: How the names of files begin that are not whole yet.
_DRAFT = ".draft-"
_SWEPT_AT_ONCE = 100
#: What the system says when the disk, or the share of it that the program may fill, is full.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.STORED_FILES) / sha256[:2] / sha256[2:4] / sha256


class NoRoom(Refused):
    """The disk is full, or the program's share of it."""

    def __init__(self) -> None:
        super().__init__(_("The server has no room for this file. Please tell the administrator."))


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are whole and synced on the disk, and that no row names yet."""

    sha256: str
    size: int


def keep(chunks: Iterable[bytes], *, limit: int | None = None) -> Kept:
    """Keeps the bytes of ``chunks`` under their hash; memory stays constant. A crash leaves at most an unnamed draft.

    :param limit: largest size in bytes; the setting's if None.
    :raises Refused: larger than the limit; ``NoRoom`` among them.
    """
    limit = settings.STORED_FILE_LIMIT if limit is None else limit
    root = Path(settings.STORED_FILES)
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f"{_DRAFT}{os.getpid()}-{secrets.token_hex(8)}"
    digest, size = hashlib.sha256(), 0
    try:
        with draft.open("xb") as stream:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise Refused(_("The file is larger than %(limit)s MiB.") % {"limit": limit // 1024 // 1024})
                digest.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(draft, target)
        sync_folder(target.parent)
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        logger.exception("no room for a file")
        raise NoRoom from error
    finally:
        draft.unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size)


def sync_folder(folder: Path) -> None:
    """A file that was made in ``folder`` is found there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def name_kept(kept: Kept, *, name: str, by: Actor | None, at: datetime) -> StoredFile:
    """The row of bytes that were kept."""
    return StoredFile.objects.create(
        name=Path(name.replace("\\", "/")).name[-255:] or "file",
        size=kept.size,
        sha256=kept.sha256,
        stored_at=at,
        stored_by=by.pk if by else None,
    )


def forget_unclaimed(*, before: datetime, at: datetime) -> int:
    """Deletes the files that came in before that moment and that no row refers to: uploads that were never applied.
    Each is told to the trail; its bytes go with the last row that has them. Returns how many went.
    """
    gone = 0
    while True:
        with changing():
            found = list(_unclaimed().filter(stored_at__lt=before).select_for_update().order_by("pk")[:_SWEPT_AT_ONCE])
            for file in found:
                facts: dict[str, Fact] = {"sha256": file.sha256, "size": file.size}
                record("kernel.file_forgotten", file, by=None, at=at, facts=facts)
            StoredFile.objects.filter(pk__in=[file.pk for file in found]).delete()
        for digest in {file.sha256 for file in found}:
            _remove_bytes(digest, before)
        gone += len(found)
        if len(found) < _SWEPT_AT_ONCE:
            return gone


def _unclaimed() -> models.QuerySet[StoredFile]:
    """Files that no row of any app refers to."""
    rows = StoredFile.objects.all()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel):
            manager: models.Manager[Any] = relation.related_model._base_manager
            rows = rows.exclude(models.Exists(manager.filter(**{relation.field.name: models.OuterRef("pk")})))
    return rows


def _remove_bytes(digest: str, before: datetime) -> None:
    """Unless a row has them. Set aside, then looked at again: who stores the same bytes just now puts them in place."""
    if StoredFile.objects.filter(sha256=digest).exists():
        return
    path = path_of(digest)
    aside = path.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
    try:
        os.replace(path, aside)
    except FileNotFoundError:
        return
    if StoredFile.objects.filter(sha256=digest).exists() or aside.stat().st_mtime >= before.timestamp():
        os.replace(aside, path)
    else:
        aside.unlink()


def remove_drafts(*, before: datetime) -> int:
    """Removes what a crash left of files being written, if it was last written to before that moment."""
    gone = 0
    for draft in Path(settings.STORED_FILES).glob(f"{_DRAFT}*"):
        try:
            if draft.stat().st_mtime < before.timestamp():
                draft.unlink()
                gone += 1
        except FileNotFoundError:
            continue
    return gone


def store(
    chunks: Iterable[bytes], *, name: str, by: Actor | None, at: datetime, limit: int | None = None
) -> StoredFile:
    """Keeps the bytes of ``chunks`` and returns their row.

    :param limit: largest size in bytes; the setting's if None.
    :raises Refused: larger than the limit; ``NoRoom`` among them.
    """
    return name_kept(keep(chunks, limit=limit), name=name, by=by, at=at)


def fault_of(sha256: str) -> str:
    """What is wrong with the bytes kept under this hash, for verification; empty if they have it."""
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as stream:
            while chunk := stream.read(2**20):
                digest.update(chunk)
    except OSError:
        return "its bytes cannot be read"
    return "" if digest.hexdigest() == sha256 else "its bytes do not have their SHA-256"


def open_stored(file: StoredFile) -> BinaryIO:
    """The file's bytes, for reading."""
    return path_of(file.sha256).open("rb")
