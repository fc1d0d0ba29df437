"""The matrix: one row per unit, one column per figure, as a workbook to fill in and as a workbook that came in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from parindex.criteria.trial.reading import Note, Row, TrialFault, Unreadable, pointed, unreadable
from parindex.criteria.workbook.cells import is_blank, long_text, shown
from parindex.criteria.workbook.faults import WorkbookFault, fault_of_file
from parindex.criteria.workbook.layout import letters
from parindex.criteria.workbook.tree import code_text, is_fraction
from parindex.engine import CriteriaSet, leaf_inputs
from parindex.engine.messages import Bilingual
from parindex.engine.numbers import Language
from parindex.kernel.spreadsheets import Raw, Spreadsheet, Unsafe, column_letters

MAX_ROWS, MAX_COLUMNS = 1_200, 1_000
_WIDE = 10_000
"""Row × this + column is the number of a cell's row for the engine."""
_HEADS = {"codes": ("Mã tiêu chí", "Criterion"), "names": ("Tên số liệu", "Figure")}
_TITLES = ("Mã đơn vị ↓", "Unit code ↓")
_YES_NO = {"co": "yes", "khong": "no"}


def is_workbook(data: bytes) -> bool:
    return data[:2] == b"PK" or data[:4] == b"\xd0\xcf\x11\xe0"


def matrix_rows(data: bytes, criteria_set: CriteriaSet) -> Iterator[Row]:
    """The figures of a filled matrix; each row's number stands for its cell.

    :raises Unreadable: with the fault.
    """
    grid = _grid(data)
    head = next((index for index, row in enumerate(grid[:20]) if row and _is(row[0], "codes")), None)
    if head is None or head + 1 >= len(grid) or not _is(grid[head + 1][0], "names"):
        raise unreadable("matrix_heading")
    codes = {node.code for node in criteria_set.walk()}
    nodes = [_code(raw, codes) for raw in grid[head]]
    names = [long_text(raw) for raw in grid[head + 1]]
    for index in range(head + 3, len(grid)):
        unit = long_text(grid[index][0])
        for position in range(1, len(names)):
            raw = grid[index][position]
            if names[position] and not is_blank(raw):
                number = (index + 1) * _WIDE + position + 1
                yield number, (unit, nodes[position], "", names[position], _value(raw))


def cell_of(number: int) -> tuple[int, str]:
    """Row and column letter of the cell that a row's number stands for."""
    row, column = divmod(number, _WIDE)
    return row, column_letters(column)


def _is(raw: Raw, key: str) -> bool:
    return letters(long_text(raw)) in {letters(text) for text in _HEADS[key]}


def _code(raw: Raw, codes: set[str]) -> str:
    """A criterion's code; Excel's 1.1 for 1.10 where only that exists."""
    code = code_text(raw)
    return code + "0" if is_fraction(raw) and code not in codes and code + "0" in codes else code


def _value(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if not isinstance(raw, str):
        return shown(raw)
    text = long_text(raw)
    return _YES_NO.get(letters(text), pointed(text))


def _grid(data: bytes) -> list[list[Raw]]:
    try:
        book = Spreadsheet(data, rows=MAX_ROWS, columns=MAX_COLUMNS)
        name = next(iter(book.names), "")
        if not name or book.inside(name).far:
            raise unreadable("too_many_rows", limit=MAX_ROWS)
        return book.grid(name)
    except Unsafe as unsafe:
        raise Unreadable(_told(fault_of_file(unsafe))) from None


def _told(reason: WorkbookFault) -> TrialFault:
    return TrialFault(Note("file", {"said": Bilingual(reason.text("vi"), reason.text("en"))}))


def template_workbook(criteria_set: CriteriaSet, units: Sequence[tuple[str, str]], *, lang: Language) -> bytes:
    """An empty matrix for these units (code and name): columns for every figure, drop-down lists, titles as notes."""
    which = 0 if lang == "vi" else 1
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    book.set_properties({"title": criteria_set.code, "created": datetime(2023, 1, 1, tzinfo=UTC)})
    looks = _looks(book)
    sheet = book.add_worksheet("Số liệu" if lang == "vi" else "Figures")
    for row, texts in enumerate((_HEADS["codes"], _HEADS["names"], _TITLES)):
        sheet.write_string(row, 0, texts[which], looks["head"])
    sheet.set_column(0, 0, 34, looks["unit"])
    last = max(len(units), 50) + 2
    column = 0
    for leaf in criteria_set.leaves():
        for spec in leaf_inputs(leaf):
            column += 1
            title = (spec.title_en if lang == "en" else "") or spec.title
            sheet.set_column(column, column, 13, looks["cell"])
            sheet.write_string(0, column, leaf.code, looks["code"])
            sheet.write_string(1, column, spec.name, looks["code"])
            sheet.write_string(2, column, f"{title} ({spec.unit})" if spec.unit else title, looks["title"])
            allowed = [option.code for option in spec.options] or (["yes", "no"] if spec.type == "condition" else [])
            if allowed and sum(map(len, allowed)) + len(allowed) < 255 and not any("," in code for code in allowed):
                sheet.data_validation(3, column, last, column, {"validate": "list", "source": allowed})
    for row, (code, name) in enumerate(units, start=3):
        sheet.write_string(row, 0, code, looks["unit"])
        if name:
            sheet.write_comment(row, 0, name)
    sheet.set_row(2, 90)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0, 2)
    sheet.repeat_columns(0)
    book.close()
    return stream.getvalue()


def _looks(book: xlsxwriter.Workbook) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "top"}
    head = base | {"bold": True, "bg_color": "#0F5B66", "font_color": "#FFFFFF", "border": 1, "border_color": "#FFFFFF"}
    return {
        "head": book.add_format(head),
        "code": book.add_format(head | {"num_format": "@", "align": "center"}),
        "title": book.add_format(base | {"text_wrap": True, "bg_color": "#DCECEE", "font_size": 9}),
        "unit": book.add_format(base | {"num_format": "@"}),
        "cell": book.add_format(base),
    }
