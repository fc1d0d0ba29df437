"""Stored files: written once under their SHA-256, whole or not at all."""

import errno
import hashlib
import logging
import os
import secrets
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Actor
from parindex.kernel.verdicts import Refused

logger = logging.getLogger(__name__)


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.STORED_FILES) / sha256[:2] / sha256[2:4] / sha256


def store(
    chunks: Iterable[bytes], *, name: str, by: Actor | None, at: datetime, limit: int | None = None
) -> StoredFile:
    """Keeps the bytes of ``chunks`` and returns their row; memory stays constant.

    The bytes are on disk, whole and synced, before the row exists; a crash leaves at most an unnamed draft.

    :param limit: largest size in bytes; the setting's if None.
    :raises Refused: larger than the limit.
    """
    limit = settings.STORED_FILE_LIMIT if limit is None else limit
    root = Path(settings.STORED_FILES)
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f".draft-{os.getpid()}-{secrets.token_hex(8)}"
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
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        logger.exception("no room for a file")
        raise Refused(_("The server has no room for this file. Please tell the administrator.")) from error
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile.objects.create(
        name=Path(name.replace("\\", "/")).name[-255:] or "file",
        size=size,
        sha256=digest.hexdigest(),
        stored_at=at,
        stored_by=by.pk if by else None,
    )


def open_stored(file: StoredFile) -> BinaryIO:
    """The file's bytes, for reading."""
    return path_of(file.sha256).open("rb")
