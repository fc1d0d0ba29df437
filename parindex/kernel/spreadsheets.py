"""Workbooks that strangers send (XLSX), opened so that no content can exhaust the machine. No Django.

An XLSX file is a ZIP of XML. Whoever parses it holds every cell between the first and the last one in memory, and every
text once for each cell that shows it, so one value in the last row of a sheet, or a ZIP that unpacks to gigabytes, ends
the process. Every part is therefore looked through first, and the parser is given a new archive of just the parts that
were looked at: what two readers of ZIP might see differently (sizes, names, an archive within an archive) is gone.
"""

from __future__ import annotations

import html
import io
import lzma
import re
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from python_calamine import CalamineError, CalamineWorkbook

type Raw = int | float | str | bool | time | date | datetime | timedelta
"""As python-calamine hands a cell over; an empty cell is an empty text."""
type Why = Literal["empty", "foreign", "old", "locked", "broken", "too_large", "long_text", "unusual"]

LIMIT_MB = 200
"""Largest unpacked size. A million empty formatted rows take about 60."""
LONGEST_TEXT = 32_767
"""Characters in a cell, as Excel has it."""
_LONGEST_FORMULA = 8_192
_MAX_CELLS = 500_000
_MAX_AREA = 2_100_000
"""Cells in the rectangle from A1 to the last one, which the parser fills with empty ones."""
_MAX_EDGES = 3_000_000
_MAX_PARTS = 2_000
_MAX_SHARED_BYTES = 64 << 20
_MAX_TEXT_BYTES = 256 << 20
_MAX_INDEX_BYTES = 4 << 20
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 18

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORKBOOK, _RELATIONS, _SHARED = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_ROOT = ("[content_types].xml", "_rels/.rels")
#: Where a cell or a shared text begins or ends, whatever the prefix of its name.
_EDGE = re.compile(rb"<(/?)(?:[^\s<>:]*:)?(c|si)(?=[\s/>])")
#: A value holds no space and no sign that could make it look like a second attribute.
_ATTRIBUTES = re.compile(rb"(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<>\s=]*\"|'[^'<>\s=]*'))*\s*(/?)")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
_TAG = re.compile(rb"<[^<>]*>")
_ENTITY = re.compile(rb"&[^;&]{1,10};")
_SHEET_TAG = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION_TAG = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Unsafe(Exception):
    """The file must not be parsed, or could not be; ``why`` is a word that the caller has a sentence for."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


@dataclass(slots=True)
class Inside:
    """What stands in one sheet."""

    far: str = ""
    """A cell beyond what is read, if there is one: then the sheet is handed over empty."""
    errors: list[tuple[int, int]] = field(default_factory=list)
    """Row and column, from 1, of cells that hold an error value (``#NAME?``)."""
    cells: int = 0
    rows: int = 0
    """The last row and the last column with a value."""
    columns: int = 0


class Spreadsheet:
    """A workbook that may be read."""

    def __init__(self, data: bytes, *, rows: int, columns: int) -> None:
        """Looks the bytes through and opens them; ``rows`` and ``columns`` are how far a sheet is read.

        :raises Unsafe: no workbook, too much in it, or damaged.
        """
        with _refusing():
            self._insides, safe = _looked_through(data, (rows, columns))
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(safe))
            self.names: list[str] = self._book.sheet_names
        self._left = 2 * _MAX_AREA

    def inside(self, name: str) -> Inside:
        return self._insides.get(name, Inside())

    def grid(self, name: str) -> list[list[Raw]]:
        """The sheet's rows from A1 on, all of the same length; no row if something stands beyond what is read.

        :raises Unsafe: damaged.
        """
        if self.inside(name).far:
            return []
        with _refusing():
            sheet = self._book.get_sheet_by_name(name)
            # One part may stand under many names, each of which is parsed again.
            self._left -= max(sheet.total_height * sheet.total_width, _MAX_AREA // 100)
            if self._left < 0:
                raise Unsafe("too_large")
            return sheet.to_python(skip_empty_area=False)


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever reading may end in becomes a refusal."""
    try:
        yield
    except Unsafe:
        raise
    except MemoryError as error:
        raise Unsafe("too_large") from error
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, CalamineError) as error:
        raise Unsafe("broken") from error
    except (NotImplementedError, EOFError, OSError, RuntimeError, ValueError, LookupError) as error:
        raise Unsafe("broken") from error
    except BaseException as error:
        # A panic of the parser stands outside of Exception and cannot be imported.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise Unsafe("broken") from error


def _looked_through(data: bytes, limits: tuple[int, int]) -> tuple[dict[str, Inside], bytes]:
    """Sheet name → what it holds, and an archive of the parts that may be parsed."""
    if not data:
        raise Unsafe("empty")
    if data.startswith(_OLE):
        raise Unsafe("locked" if _ENCRYPTED in data else "old")
    if not data.startswith(b"PK"):
        raise Unsafe("foreign")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _parts(archive)
        insides = _look(archive, parts, limits)
        names = {name: insides.get(path, Inside()) for name, path in _sheet_paths(archive, parts).items()}
        return names, _repacked(archive, parts, {path for path, inside in insides.items() if inside.far})


def _parts(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts that are XML of the workbook, by their path in small letters; pictures, macros and the like are not."""
    listed = archive.infolist()
    if len(listed) > _MAX_PARTS or sum(part.file_size for part in listed) > LIMIT_MB << 20:
        raise Unsafe("too_large")
    parts: dict[str, zipfile.ZipInfo] = {}
    for part in listed:
        path = part.filename.replace("\\", "/").lower()
        if path not in _ROOT and not (path.startswith("xl/") and path.endswith((".xml", ".rels"))):
            continue
        if path in parts or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unsafe("unusual")
        # The size that the archive states may be a lie: read on until the data end, which checks their CRC as well.
        part.file_size = (LIMIT_MB << 20) + 1
        parts[path] = part
    if _WORKBOOK not in parts:
        raise Unsafe("foreign")
    return parts


def _look(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], limits: tuple[int, int]) -> dict[str, Inside]:
    most = {_WORKBOOK: _MAX_INDEX_BYTES, _RELATIONS: _MAX_INDEX_BYTES, _SHARED: _MAX_SHARED_BYTES}
    left = LIMIT_MB << 20
    look = _Look(limits)
    insides: dict[str, Inside] = {}
    for path, part in parts.items():
        size = 0
        inside = insides[path] = look.begin()
        for chunk, fresh in _chunks(archive, part):
            size += fresh
            if size > min(left, most.get(path, left)):
                raise Unsafe("too_large")
            look.at(chunk)
        left -= size
        if inside.rows * inside.columns > _MAX_AREA:
            inside.far = inside.far or f"{column_letters(inside.columns)}{inside.rows}"
    if look.longest * look.cells > _MAX_TEXT_BYTES:
        raise Unsafe("too_large")
    return insides


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, int]]:
    """The unpacked bytes in pieces that cut no tag in two, each with the number of bytes newly unpacked."""
    rest = b""
    with archive.open(part) as stream:
        while fresh := stream.read(_CHUNK):
            whole = rest + fresh
            tag = whole.find(b"<", whole.rfind(b">") + 1)
            cut = len(whole) if tag < 0 else tag
            rest = whole[cut:]
            if len(rest) > _LONGEST_TAG:
                raise Unsafe("unusual")
            yield whole[:cut], len(fresh)
    if rest:
        yield rest, 0


class _Look:
    """Looks at the cells and the shared texts of a workbook, part by part and piece by piece."""

    def __init__(self, limits: tuple[int, int]) -> None:
        self._limits = limits
        self._inside = Inside()
        self._room = 0
        """How long the text of the cell or of the shared text may be that the last piece ended in; 0 in none."""
        self._length = 0
        self._edges = self._texts = 0
        self.cells = self.longest = 0

    def begin(self) -> Inside:
        """A new part."""
        self._room = self._length = 0
        self._inside = Inside()
        return self._inside

    def at(self, chunk: bytes) -> None:
        start = 0
        for edge in _EDGE.finditer(chunk):
            self._text(chunk, start, edge.start())
            self._edges += 1
            end = chunk.find(b">", edge.end())
            attributes = chunk[edge.end() : end]
            found = _ATTRIBUTES.fullmatch(attributes)
            if end < 0 or found is None:
                raise Unsafe("unusual")
            start, self._room, self._length = end + 1, 0, 0
            if edge[1] or found[1]:
                continue
            if edge[2] == b"si":
                self._texts += 1
                self._room = LONGEST_TEXT
            else:
                self._cell(attributes)
                self._room = LONGEST_TEXT + _LONGEST_FORMULA
        self._text(chunk, start, len(chunk), cut=True)
        if max(self.cells, self._texts) > _MAX_CELLS or self._edges > _MAX_EDGES:
            raise Unsafe("too_large")

    def _text(self, chunk: bytes, start: int, end: int, *, cut: bool = False) -> None:
        """Measures what stands in the cell or in the shared text; its bytes are at least as many as its characters."""
        if not self._room:
            return
        length = self._length + end - start
        if cut or length > self._room:
            length = self._length + _characters(chunk[start:end])
        if length > self._room:
            raise Unsafe("long_text")
        self._length = length
        if self._room == LONGEST_TEXT:
            self.longest = max(self.longest, length)

    def _cell(self, attributes: bytes) -> None:
        references = _REFERENCE.findall(attributes)
        if len(references) != 1:
            raise Unsafe("unusual")
        self.cells += 1
        inside = self._inside
        inside.cells += 1
        letters, digits = references[0]
        row, column = int(digits), column_number(letters.decode())
        if row > self._limits[0] or column > self._limits[1]:
            inside.far = inside.far or (letters + digits).decode()
            return
        inside.rows, inside.columns = max(inside.rows, row), max(inside.columns, column)
        if _ERROR.search(attributes):
            inside.errors.append((row, column))


def _characters(text: bytes) -> int:
    return len(_ENTITY.sub(b".", _TAG.sub(b"", text)).decode("utf-8", "replace"))


def _repacked(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], far: set[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for path, part in parts.items():
            name = part.filename.replace("\\", "/")
            if path in far:
                made.writestr(name, "<worksheet><sheetData/></worksheet>")
                continue
            with archive.open(part) as old, made.open(name, "w") as new:
                shutil.copyfileobj(old, new, _CHUNK)
    return stream.getvalue()


def _sheet_paths(archive: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name → path of its part, in small letters."""
    targets: dict[str, str] = {}
    for tag in _tags(archive, parts.get(_RELATIONS), _RELATION_TAG):
        target = tag.get("Target", "").lstrip("/").lower()
        targets[tag.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    sheets = _tags(archive, parts[_WORKBOOK], _SHEET_TAG)
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
