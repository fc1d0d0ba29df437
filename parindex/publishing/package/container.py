"""The package as a ZIP file whose every byte follows from its contents: names sorted, one fixed date, nothing beside.

Written and read by ourselves where it matters: the program that unpacks a ZIP looks past most of its framing, and a
changed byte there shall be found as well.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

#: 1 January 1980, 00:00: the format's first moment.
_TIME, _DATE = 0, 0x21
#: Version 2.0 of the format: deflated files.
_VERSION = 20
#: Made on Unix: an ordinary file that everybody may read.
_MADE_BY, _ATTRIBUTES = (3 << 8) | _VERSION, 0o100644 << 16
_DEFLATED = 8
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
#: Beyond it the format needs other headers; a package of four thousand units has a hundredth of it.
MOST_BYTES = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Part:
    """One file, ready to be packed."""

    name: str
    #: Of the file itself.
    size: int
    sha256: str
    crc: int
    #: The file, deflated.
    data: bytes


def part(name: str, chunks: Iterable[bytes]) -> Part:
    """Deflates a file; in memory stands only what is left of it.

    :param name: ASCII, as it stands in the package.
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    digest, crc, size, made = sha256(), 0, 0, []
    for chunk in chunks:
        digest.update(chunk)
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
        made.append(packer.compress(chunk))
    made.append(packer.flush())
    data = b"".join(made)
    if max(size, len(data)) > MOST_BYTES:
        raise OverflowError(f"{name} is too large for a package")
    return Part(name, size, digest.hexdigest(), crc, data)


def pack(parts: Iterable[Part]) -> Iterator[bytes]:
    """The package's bytes."""
    ordered = sorted(parts, key=lambda each: each.name)
    frames = [Frame(each.name, each.crc, len(each.data), each.size) for each in ordered]
    for each, frame in zip(ordered, frames, strict=True):
        yield frame.local()
        yield each.data
    yield ending(frames)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the container says of one file."""

    name: str
    crc: int
    packed: int
    size: int

    def local(self) -> bytes:
        """What stands before the file."""
        name = self.name.encode("ascii")
        return (
            _LOCAL.pack(b"PK\3\4", _VERSION, 0, _DEFLATED, _TIME, _DATE, self.crc, self.packed, self.size, len(name), 0)
            + name
        )

    def central(self, offset: int) -> bytes:
        """What stands in the list at the end."""
        name = self.name.encode("ascii")
        sizes = (self.crc, self.packed, self.size)
        head = (b"PK\1\2", _MADE_BY, _VERSION, 0, _DEFLATED, _TIME, _DATE, *sizes, len(name), 0, 0, 0, 0)
        return _CENTRAL.pack(*head, _ATTRIBUTES, offset) + name


def ending(frames: Sequence[Frame]) -> bytes:
    """The list of files and the mark of the end."""
    listed, offset = [], 0
    for frame in frames:
        listed.append(frame.central(offset))
        offset += len(frame.local()) + frame.packed
    names = b"".join(listed)
    return names + _END.pack(b"PK\5\6", 0, 0, len(frames), len(frames), len(names), offset, 0)


def is_framed_as_packed(stream: BinaryIO, infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether everything around the files is what :func:`pack` writes around them, byte for byte.

    :param infos: of the files, as the list at the end has them; their names are ASCII.
    """
    frames = [Frame(info.filename, info.CRC, info.compress_size, info.file_size) for info in infos]
    offset = 0
    for frame in frames:
        head = frame.local()
        stream.seek(offset)
        if stream.read(len(head)) != head:
            return False
        offset += len(head) + frame.packed
    stream.seek(offset)
    end = ending(frames)
    return stream.read(len(end) + 1) == end
