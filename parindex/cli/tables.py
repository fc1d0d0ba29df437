"""CSV files as offices send them: read strictly, every fault with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from parindex.engine import ListedUnit, Message
    from parindex.engine.numbers import Language

SAID = {
    "not_utf8": (
        "tệp không được mã hóa UTF-8; đề nghị lưu lại dạng CSV UTF-8",
        "the file is not UTF-8; save it as CSV UTF-8",
    ),
    "nul": ("tệp chứa ký tự hỏng (NUL), không phải tệp CSV", "the file holds a NUL character and is no CSV text"),
    "workbook": (
        "đây là tệp Excel, không phải CSV; trong Excel chọn Lưu thành, kiểu CSV UTF-8",
        "this is an Excel file and no CSV text; in Excel choose Save As, type CSV UTF-8",
    ),
    "empty": (
        "tệp trống; dòng đầu phải là tên cột: {columns}",
        "the file is empty; the first line names the columns: {columns}",
    ),
    "delimiter": (
        "các cột phải cách nhau bằng dấu phẩy, tệp này dùng “{found}”",
        "columns are separated by commas; this file uses “{found}”",
    ),
    "missing_column": ("thiếu cột {name}; cần các cột: {columns}", "column {name} is missing; needed: {columns}"),
    "unknown_column": (
        "không có cột nào tên là “{name}”; dùng các cột: {columns}",
        "“{name}” is no column; known are: {columns}",
    ),
    "column_twice": ("cột {name} xuất hiện hai lần", "column {name} stands twice"),
    "broken": ("dòng không đúng dạng CSV ({detail})", "the line is not valid CSV ({detail})"),
    "width": ("dòng có {found} cột, cần {wanted} cột", "the line has {found} columns; {wanted} are needed"),
    "unit_twice": ("đơn vị “{unit}” được nêu hai lần", "the unit “{unit}” stands twice"),
    "yes_no": ("“{value}” phải là yes (có) hoặc no (không)", "“{value}” must be yes or no"),
    "group": (
        "tên nhóm quá dài hoặc chứa ký tự không in được",
        "the group is too long or holds characters that cannot be printed",
    ),
}
"""Vietnamese, English."""


class BadTable(Exception):
    """Faults of a table, each as row, column name, key and values of its sentence."""

    def __init__(self, *faults: tuple[int, str, str, dict[str, object]]) -> None:
        self.faults = faults
        super().__init__(faults)

    def lines(self, path: Path, language: Language) -> list[str]:
        """One line for every fault, as the command line prints it."""
        return [f"{path}:{row}:{column}: {_said(key, values, language)}" for row, column, key, values in self.faults]


def _said(key: str, values: dict[str, object], language: Language) -> str:
    if key == "message":
        return cast("Message", values["message"]).text(language)
    return SAID[key][0 if language == "vi" else 1].format(**values)


def read_table(
    data: bytes, columns: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows under a header, each with its line number, its texts in the order ``columns`` + ``optional``.

    UTF-8 with or without a byte order mark, any line ending, quoted fields, the header's columns in any order; rows
    without any text are skipped. :class:`BadTable` at the first thing that is not such a table.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadTable((1, "", "workbook", {}))
    nul = data.find(b"\0")
    if nul >= 0:
        _check_encoding(data[:nul])
        raise BadTable((data.count(b"\n", 0, nul) + 1, "", "nul", {}))
    listed = ", ".join((*columns, *optional))
    # Decoded as it is read: a large file does not stand in memory twice.
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig", newline=""), strict=True)
    header: list[str] = []
    order: list[int] | None = None
    number = 1
    try:
        for row in reader:
            if not header:
                if row:
                    header, order = row, _order(number, row, columns, optional, listed)
            elif any(row):
                if len(row) != len(header):
                    raise BadTable((number, "", "width", {"found": len(row), "wanted": len(header)}))
                yield number, row if order is None else [row[place] if place >= 0 else "" for place in order]
            number = reader.line_num + 1
    except csv.Error as error:
        raise BadTable((number, "", "broken", {"detail": error})) from None
    except UnicodeDecodeError:
        _check_encoding(data)
    if not header:
        raise BadTable((1, "", "empty", {"columns": listed}))


def _check_encoding(data: bytes) -> None:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTable((data.count(b"\n", 0, error.start) + 1, "", "not_utf8", {})) from None


def _order(
    number: int, header: Sequence[str], columns: Sequence[str], optional: Sequence[str], listed: str
) -> list[int] | None:
    """Where each wanted column stands, -1 for an optional one that is not there; ``None`` if they stand in order."""
    if len(header) == 1 and len(columns) + len(optional) > 1:
        for mark in (";", "\t", "|"):
            if mark in header[0]:
                shown = "tab" if mark == "\t" else mark
                raise BadTable((number, "", "delimiter", {"found": shown}))
    faults: list[tuple[int, str, str, dict[str, object]]] = []
    for place, name in enumerate(header):
        shown = "".join(letter if letter.isprintable() else "�" for letter in name[:60])
        if name not in columns and name not in optional:
            faults.append((number, shown, "unknown_column", {"name": shown, "columns": listed}))
        elif name in header[:place]:
            faults.append((number, shown, "column_twice", {"name": shown}))
    for name in columns:
        if name not in header:
            faults.append((number, name, "missing_column", {"name": name, "columns": listed}))
    if faults:
        raise BadTable(*faults)
    wanted = [*columns, *optional]
    return None if header == wanted else [header.index(name) if name in header else -1 for name in wanted]


def read_units(data: bytes) -> dict[str, ListedUnit]:
    """A list of units: ``unit`` and, if given, ``group``, ``ranked`` (yes/no, empty = yes) and ``name``."""
    import unicodedata

    from parindex.engine import ListedUnit
    from parindex.engine.figures import unit_fault

    units: dict[str, ListedUnit] = {}
    faults: list[tuple[int, str, str, dict[str, object]]] = []
    for line, row in read_table(data, ("unit",), ("group", "ranked", "name")):
        unit, group, ranked, name = (unicodedata.normalize("NFC", text) for text in row)
        problem = unit_fault(unit)
        if problem is not None:
            faults.append((line, "unit", "message", {"message": problem}))
        elif unit in units:
            faults.append((line, "unit", "unit_twice", {"unit": unit}))
        if ranked not in ("", "yes", "no"):
            faults.append((line, "ranked", "yes_no", {"value": ranked[:60]}))
        if len(group) > 200 or not group.isprintable():
            faults.append((line, "group", "group", {}))
        units[unit] = ListedUnit(unit, group, ranked != "no", name)
    if faults:
        raise BadTable(*faults)
    return units
