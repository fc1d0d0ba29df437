"""A look into DOCX and XLSX: archives whose parts could hold programs, other files or far too much."""

import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from parindex.evidence.enums import Mark, MediaType
from parindex.kernel.verdicts import Refused

_PARTS = 5_000
#: Unpacked bytes of all parts together, and how many times the packed ones they may be beyond the first megabytes.
UNPACKED = 500 << 20
_RATIO, _FREE = 150, 50 << 20
_INDEX = 1 << 20
_MAIN = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_PROGRAM = re.compile(r"vbaproject|vbadata|(^|/)activex/|(^|/)macrosheets/|\.(exe|dll|js|vbs|ps1|bat|cmd|scr|hta)$")
_EMBEDDED = re.compile(r"(^|/)embeddings/|oleobject")
#: Links that an office program follows by itself when it opens the file.
_FETCHED = re.compile(
    rb"<[^<>]*/(?:attachedTemplate|oleObject|frame|subDocument|ddeLink)\"[^<>]*TargetMode\s*=\s*\"External\""
    rb"|<[^<>]*TargetMode\s*=\s*\"External\"[^<>]*/(?:attachedTemplate|oleObject|frame|subDocument|ddeLink)\"",
    re.IGNORECASE,
)


def look(path: Path, stream: BinaryIO) -> tuple[MediaType, tuple[str, ...]]:
    """The type, and what is to be pointed out.

    :raises Refused: another kind of archive, damaged, packed to exhaust, with macros, or fetching from elsewhere.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            return _look(archive, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(_("The file is damaged. Save it anew, then upload it.")) from error


def _look(archive: zipfile.ZipFile, size: int) -> tuple[MediaType, tuple[str, ...]]:
    listed = archive.infolist()
    names = [part.filename.replace("\\", "/").lower() for part in listed]
    _check_packing(listed, names, size)
    kinds = {_MAIN[name] for name in names if name in _MAIN}
    if len(kinds) != 1 or "[content_types].xml" not in names:
        raise Refused(_("Archives are not taken. Unpack it and upload the files one by one."))
    if any(_PROGRAM.search(name) for name in names) or b"macroenabled" in _content_types(archive, listed).lower():
        raise Refused(_("The file contains macros. Save it without macros (as DOCX, XLSX or PDF), then upload it."))
    for part, name in zip(listed, names, strict=True):
        if name.endswith(".rels") and _FETCHED.search(_start_of(archive, part)):
            raise Refused(_("The file fetches parts from elsewhere when it is opened. Save it as PDF, then upload it."))
    marks = (Mark.ATTACHMENTS.value,) if any(_EMBEDDED.search(name) for name in names) else ()
    return kinds.pop(), marks


def _check_packing(listed: list[zipfile.ZipInfo], names: list[str], size: int) -> None:
    unpacked, packed = sum(part.file_size for part in listed), sum(part.compress_size for part in listed)
    exhausting = len(listed) > _PARTS or unpacked > UNPACKED or (unpacked > _FREE and unpacked > _RATIO * size)
    # Parts that overlap are packed once and unpacked many times.
    if exhausting or packed > size:
        raise Refused(_("The file unpacks to far more than it should. Save it anew, then upload it."))
    if any(part.flag_bits & 1 for part in listed):
        raise Refused(_("The file is protected by a password. Save it without one, then upload it."))
    misplaced = any(name.startswith("/") or ".." in name.split("/") for name in names)
    methods = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    odd = misplaced or len({*names}) != len(names) or any(part.compress_type not in methods for part in listed)
    if odd or (listed and min(part.header_offset for part in listed) != 0):
        raise Refused(_("The file is put together in an unusual way. Save it anew, then upload it."))


def _content_types(archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> bytes:
    return _start_of(archive, next(part for part in listed if part.filename.lower() == "[content_types].xml"))


def _start_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    with archive.open(part) as stream:
        return stream.read(_INDEX)
