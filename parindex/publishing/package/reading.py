"""Opening a package that anybody may have made: bounded in size, no name is a path, nothing lands on the disk."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from parindex.publishing.package.container import is_framed_as_packed
from parindex.publishing.package.contents import FILES, FORMAT, MANIFEST
from parindex.publishing.package.wording import Said

#: A package has nine files; a few more may have been put in.
MOST_FILES = 100
#: Unpacked, of one file: the reasons of four thousand units by a hundred criteria are a tenth of it.
MOST_UNPACKED = 2**30
#: Unpacked to packed; a round whose units all say the same reaches half of it.
MOST_RATIO = 300
#: Below this size nothing is a bomb.
SMALL = 2**20
_AT_ONCE = 2**20

#: What the standard library raises at a file that is no ZIP, or not whole.
BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, OSError, ValueError),
    *(NotImplementedError, RuntimeError, OverflowError, IndexError, KeyError),
)


class Unverifiable(Exception):
    """The package cannot be checked at all; ``said`` tells why."""

    def __init__(self, key: str, **values: object) -> None:
        self.said = Said(key, values)
        super().__init__(self.said.text("en"))


class Damaged(Exception):
    """A file in the package does not unpack whole."""


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package whose manifest could be read."""

    stream: BinaryIO
    archive: zipfile.ZipFile
    #: The files by name; of a name that stands twice the last.
    infos: dict[str, zipfile.ZipInfo]
    #: Of the package's own bytes.
    sha256: str
    manifest: dict[str, Any]

    def chunks(self, name: str) -> Iterator[bytes]:
        """A file's bytes.

        :raises Damaged: it does not unpack whole.
        """
        try:
            with self.archive.open(self.infos[name]) as stream:
                while chunk := stream.read(_AT_ONCE):
                    yield chunk
        except BROKEN as error:
            raise Damaged from error

    def content(self, name: str) -> bytes:
        """A file as a whole."""
        return b"".join(self.chunks(name))

    def listed(self) -> dict[str, dict[str, Any]]:
        """What the manifest lists: name → SHA-256 and size."""
        files: dict[str, dict[str, Any]] = self.manifest["files"]
        return files

    def repeated(self) -> list[str]:
        """Names that stand more than once."""
        names = [info.filename for info in self.archive.infolist()]
        return sorted({name for name in names if names.count(name) > 1})

    def is_framed(self) -> bool:
        """Whether the container around the files is as every package has it."""
        return is_framed_as_packed(self.stream, self.archive.infolist())


def open_package(path: Path) -> Package:
    """Opens a package and reads its manifest.

    :raises Unverifiable: no package, or one that would take more room than any result needs.
    """
    try:
        if path.is_dir():
            raise Unverifiable("is_directory")
        stream = path.open("rb")
    except OSError as error:
        raise Unverifiable("cannot_read", detail=error.strerror or str(error)) from error
    try:
        digest = sha256()
        while chunk := stream.read(_AT_ONCE):
            digest.update(chunk)
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        stream.close()
        raise Unverifiable("not_zip") from error
    try:
        infos = _bounded(archive)
        return Package(stream, archive, infos, digest.hexdigest(), _manifest(archive, infos))
    except Unverifiable:
        stream.close()
        raise


def _bounded(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by name, none of them a bomb or packed in a way that nobody needs."""
    infos = archive.infolist()
    if len(infos) > MOST_FILES:
        raise Unverifiable("too_many", number=len(infos))
    for info in infos:
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unverifiable("packing", file=info.filename)
        swollen = info.file_size > SMALL and info.file_size > MOST_RATIO * max(info.compress_size, 1)
        if swollen or info.file_size > MOST_UNPACKED:
            raise Unverifiable("bomb", file=info.filename, size=info.file_size)
    return {info.filename: info for info in infos}


def _manifest(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> dict[str, Any]:
    if MANIFEST not in infos:
        raise Unverifiable("no_manifest")
    if infos[MANIFEST].file_size > SMALL:
        raise Unverifiable("bomb", file=MANIFEST, size=infos[MANIFEST].file_size)
    try:
        body = json.loads(archive.read(infos[MANIFEST]))
    except (*BROKEN, RecursionError) as error:
        raise Unverifiable("bad_manifest", detail=type(error).__name__) from error
    if not isinstance(body, dict):
        raise Unverifiable("bad_manifest", detail="{…}?")
    if body.get("format") != FORMAT:
        raise Unverifiable("format", found=body.get("format"), known=FORMAT)
    files = body.get("files")
    if not isinstance(files, dict) or not all(
        isinstance(entry, dict) and isinstance(entry.get("sha256"), str) and type(entry.get("size")) is int
        for entry in files.values()
    ):
        raise Unverifiable("bad_manifest", detail="files")
    if not isinstance(body.get("engine"), str):
        raise Unverifiable("bad_manifest", detail="engine")
    return body


def file_faults(package: Package) -> Iterator[Said]:
    """Files that are missing, do not belong there, or are not those that the manifest lists."""
    listed = package.listed()
    for name in sorted({*FILES, *listed, *package.infos} - {MANIFEST}):
        if name not in package.infos:
            yield Said("missing", {"file": name})
        elif name not in FILES:
            yield Said("extra", {"file": name})
        elif name not in listed:
            yield Said("unlisted", {"file": name})
        else:
            yield from _changed(package, name)
    for name in sorted(listed.keys() - FILES - package.infos.keys()):
        yield Said("listed", {"file": name})
    for name in package.repeated():
        yield Said("twice", {"file": name})


def _changed(package: Package, name: str) -> Iterator[Said]:
    entry, digest, size = package.listed()[name], sha256(), 0
    try:
        for chunk in package.chunks(name):
            digest.update(chunk)
            size += len(chunk)
    except Damaged:
        yield Said("damaged", {"file": name})
        return
    if digest.hexdigest() != entry["sha256"]:
        yield Said("hash", {"file": name, "found": digest.hexdigest(), "listed": entry["sha256"]})
    elif size != entry["size"]:
        yield Said("size", {"file": name, "found": size, "listed": entry["size"]})
