"""A look into the bytes before they are parsed: is it a workbook at all, and small enough to be read.

An XLSX file is a ZIP of XML. Whoever parses it holds every cell between the first and the last one in memory, so a
single value in the last row of a sheet, or a ZIP that unpacks to gigabytes, must be found before.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from parindex.criteria.workbook.faults import WorkbookFault, fault

LIMIT_MB = 200
"""Largest unpacked size. A million empty formatted rows take about 60."""
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELLS = 500_000
MAX_PARTS = 2_000
_MAX_TEXT_BYTES = 256 << 20
_MAX_INDEX_BYTES = 4 << 20
_CHUNK = 1 << 20
_LONGEST_TAG = 4_096

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^<>]*)>")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


@dataclass
class Inside:
    """What stands in one worksheet."""

    far: str = ""
    """A cell with a value outside of what is read, if there is one."""
    errors: list[tuple[int, int]] = field(default_factory=list)
    """Row and column, from 1, of cells that hold an error value (``#NAME?``)."""
    cells: int = 0


class Unsafe(Exception):
    """The file must not be parsed."""

    def __init__(self, reason: WorkbookFault) -> None:
        self.reason = reason


def look_inside(data: bytes, *, rows: int = MAX_ROWS, columns: int = MAX_COLUMNS) -> dict[str, Inside]:
    """Sheet name → what it holds; ``rows`` and ``columns`` are how far a sheet is read.

    :raises Unsafe: with the fault, when the bytes are no workbook or may not be parsed.
    """
    if not data:
        raise Unsafe(fault("file_empty"))
    if data.startswith(_OLE):
        raise Unsafe(fault("file_locked" if _ENCRYPTED in data else "file_old"))
    if not data.startswith(b"PK"):
        raise Unsafe(fault("file_foreign"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _look(archive, (rows, columns))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as broken:
        raise Unsafe(fault("file_broken")) from broken


def _look(archive: zipfile.ZipFile, limits: tuple[int, int]) -> dict[str, Inside]:
    parts = archive.infolist()
    too_large = fault("file_too_large", limit=LIMIT_MB)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > LIMIT_MB << 20:
        raise Unsafe(too_large)
    by_path = {part.filename.lower(): part for part in parts}
    if "xl/workbook.xml" not in by_path:
        raise Unsafe(fault("file_foreign"))
    left = LIMIT_MB << 20
    insides: dict[str, Inside] = {}
    longest = running = 0
    for path, part in by_path.items():
        inside = insides[path] = Inside()
        for chunk, fresh in _chunks(archive, part):
            left -= fresh
            if left < 0 or inside.cells > MAX_CELLS:
                raise Unsafe(too_large)
            if path.startswith("xl/worksheets/"):
                _scan(chunk, inside, limits)
            elif path == "xl/sharedstrings.xml":
                for index, text in enumerate(chunk.split(b"</si>")):
                    running = len(text) + (0 if index else running)
                    longest = max(longest, running)
    if longest * sum(inside.cells for inside in insides.values()) > _MAX_TEXT_BYTES:
        raise Unsafe(too_large)
    return {name: insides.get(path, Inside()) for name, path in _sheet_paths(archive, by_path).items()}


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """The unpacked bytes in pieces that cut no tag in two, each with the number of bytes newly unpacked."""
    rest = b""
    # The size that the archive states may be a lie: read on until the data end, which checks their CRC as well.
    part.file_size = (LIMIT_MB << 20) + 1
    with archive.open(part) as stream:
        while fresh := stream.read(_CHUNK):
            whole = rest + fresh
            cut = whole.rfind(b">") + 1
            yield whole[:cut], len(fresh)
            rest = whole[cut:][-_LONGEST_TAG:]


def _scan(chunk: bytes, inside: Inside, limits: tuple[int, int]) -> None:
    """Looks at the cells in a piece of a worksheet."""
    for match in _CELL.finditer(chunk):
        attributes = match[1]
        if attributes.endswith(b"/"):
            continue
        inside.cells += 1
        reference = _REFERENCE.search(attributes)
        if reference is None:
            raise Unsafe(fault("file_unusual"))
        row, column = int(reference[2]), column_number(reference[1].decode())
        if row > limits[0] or column > limits[1]:
            inside.far = inside.far or (reference[1] + reference[2]).decode()
        elif _ERROR.search(attributes):
            inside.errors.append((row, column))


def _sheet_paths(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name → path of its part, in lower case."""
    targets: dict[str, str] = {}
    for tag in _tags(archive, parts.get("xl/_rels/workbook.xml.rels"), _RELATION_TAG):
        target = tag.get("Target", "")
        targets[tag.get("Id", "")] = (target[1:] if target.startswith("/") else f"xl/{target}").lower()
    sheets = _tags(archive, parts["xl/workbook.xml"], _SHEET_TAG)
    return {
        tag.get("name", ""): targets.get(next((value for key, value in tag.items() if key.endswith(":id")), ""), "")
        for tag in sheets
    }


def _tags(archive: zipfile.ZipFile, part: zipfile.ZipInfo | None, tag: re.Pattern[str]) -> list[dict[str, str]]:
    if part is None:
        return []
    with archive.open(part) as stream:
        text = stream.read(_MAX_INDEX_BYTES).decode("utf-8", "replace")
    return [
        {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(match[1])}
        for match in tag.finditer(text)
    ]


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
