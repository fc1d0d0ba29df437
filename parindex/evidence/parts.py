"""The bytes of uploads under way. How far an upload is says the disk alone, so that no crash can make it a lie.

An upload's bytes grow in one file, written by one process at a time (a lock that the system frees when a process
dies). A piece that carries a checksum first lies beside it and is taken over once it is right. What is told to a client
has been synced before.
"""

import base64
import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from pathlib import Path

from django.conf import settings

from parindex.kernel.files import NO_ROOM, NoRoom, sync_folder

#: Algorithms of tus' checksum extension that are taken.
ALGORITHMS = ("sha256", "sha1")
_BLOCK = 1 << 18


class Busy(Exception):
    """Another request is writing this upload now."""


class Mismatch(Exception):
    """What arrived is not what the client sent; nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, header: str) -> "Checksum":
        """From ``Upload-Checksum: sha256 <Base64>``.

        :raises ValueError: an unknown algorithm, or no Base64.
        """
        algorithm, _blank, encoded = header.strip().partition(" ")
        if algorithm not in ALGORITHMS:
            raise ValueError(header)
        return cls(algorithm, base64.b64decode(encoded.strip(), validate=True))


def _folder() -> Path:
    return Path(settings.EVIDENCE_PARTS)


def path_of(number: uuid.UUID) -> Path:
    """Where the bytes of this upload grow."""
    return _folder() / number.hex


def on_disk(number: uuid.UUID) -> int:
    """How many bytes of this upload are on the disk, synced."""
    try:
        descriptor = os.open(path_of(number), os.O_RDONLY)
    except FileNotFoundError:
        return 0
    try:
        os.fsync(descriptor)
        return os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def read(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


class Part:
    """One upload's bytes, held by this request alone."""

    def __init__(self, path: Path, stream: FileIO) -> None:
        self.path = path
        self._stream = stream

    @property
    def size(self) -> int:
        return os.fstat(self._stream.fileno()).st_size

    def append(self, chunks: Iterable[bytes], *, at: int, limit: int, checksum: Checksum | None = None) -> int:
        """Puts ``chunks`` behind the first ``at`` bytes and says how many there are now, synced.

        :param limit: bytes that the whole upload has; what goes beyond is not taken.
        :raises Mismatch: the checksum says that something else was sent.
        :raises NoRoom: the disk is full; what fitted is kept.
        """
        try:
            if checksum is not None:
                chunks = self._checked(chunks, checksum, limit - at)
            self._stream.truncate(at)
            self._stream.seek(at)
            left = limit - at
            for chunk in chunks:
                self._write(chunk[:left])
                left -= len(chunk)
                if left <= 0:
                    break
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            raise NoRoom from error
        finally:
            self._aside.unlink(missing_ok=True)
            os.fsync(self._stream.fileno())
        if at == 0:
            sync_folder(self.path.parent)
        return self.size

    def _write(self, block: bytes) -> None:
        rest = memoryview(block)
        while rest:
            rest = rest[self._stream.write(rest) :]

    @property
    def _aside(self) -> Path:
        return self.path.with_suffix(".piece")

    def _checked(self, chunks: Iterable[bytes], checksum: Checksum, limit: int) -> Iterator[bytes]:
        digest, left = hashlib.new(checksum.algorithm, usedforsecurity=False), limit
        with self._aside.open("wb") as stream:
            for chunk in chunks:
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                stream.write(chunk)
        if left < 0 or digest.digest() != checksum.digest:
            raise Mismatch
        return read(self._aside)


@contextmanager
def writing(number: uuid.UUID) -> Iterator[Part]:
    """Holds an upload's bytes against every other writer, in this process and in all others.

    :raises Busy: somebody else holds them.
    """
    _folder().mkdir(parents=True, exist_ok=True)
    path = path_of(number)
    # Unbuffered: what was written is in the file, whatever becomes of this process.
    with FileIO(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        try:
            fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy from error
        if os.fstat(stream.fileno()).st_nlink == 0:
            raise Busy  # it was removed between opening and locking
        yield Part(path, stream)


def remove(number: uuid.UUID) -> None:
    """Forgets the bytes of an upload."""
    path_of(number).unlink(missing_ok=True)
    path_of(number).with_suffix(".piece").unlink(missing_ok=True)


def strays(known: set[uuid.UUID], *, before: datetime) -> list[uuid.UUID]:
    """Uploads whose bytes lie here although no row knows them; last written before that moment."""
    found = set()
    for path in _folder().glob("*") if _folder().exists() else ():
        try:
            number = uuid.UUID(path.stem)
            if number not in known and path.stat().st_mtime < before.timestamp():
                found.add(number)
        except (ValueError, FileNotFoundError):
            continue
    return sorted(found)
