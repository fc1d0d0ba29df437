"""From sheets to rows: which sheet is which, where its heading stands, and what each row says in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from parindex.criteria.workbook.cells import is_blank, long_text
from parindex.criteria.workbook.faults import Cell, WorkbookFault, fault
from parindex.criteria.workbook.layout import Column, Layout, letters
from parindex.criteria.workbook.sheets import NEVER_READ, SHEETS
from parindex.engine.messages import Bilingual, Value
from parindex.kernel.spreadsheets import Raw, Spreadsheet, column_letters

MAX_ROWS, MAX_COLUMNS = 20_000, 100
_HEADING_WITHIN = 40
"""The heading is looked for in this many rows from the top."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a sheet: the raw values of the known columns, blank ones left out."""

    number: int
    values: Mapping[str, Raw]


@dataclass(slots=True)
class Sheet:
    """A sheet that plays a role, as it stands in the file."""

    layout: Layout
    name: str
    """Its name in the file; the name that it should have when it is missing."""
    title: Value
    """The same for messages, in both languages when it is missing."""
    found: bool = False
    """Whether the file has it."""
    columns: dict[str, int] = field(default_factory=dict)
    """Column key → position from 0."""
    headings: dict[str, str] = field(default_factory=dict)
    heading_row: int = 1
    rows: list[Row] = field(default_factory=list)
    facts: dict[str, Cell] = field(default_factory=dict)
    """On the sheet of facts: where each value stands."""

    def cell(self, row: Row | int | None, key: str) -> Cell:
        """The cell of a row in a column; of a fact, wherever it stands; else the sheet."""
        if key in self.facts:
            return self.facts[key]
        number = row.number if isinstance(row, Row) else row
        position = self.columns.get(key)
        if position is None:
            return Cell(self.name, number or None)
        return Cell(self.name, number, column_letters(position + 1), self.headings.get(key, ""))


class Book:
    """An opened workbook."""

    def __init__(self, data: bytes) -> None:
        """:raises Unsafe: the bytes cannot be read as a workbook."""
        self._book = Spreadsheet(data, rows=MAX_ROWS, columns=MAX_COLUMNS)
        self.faults: list[WorkbookFault] = []
        self.sheets = {layout.key: self._sheet(layout) for layout in SHEETS}
        self.renamed = self._note_unknown() and any(not sheet.found for sheet in self.sheets.values())
        """Whether a sheet of the form seems to stand under another name, so that what refers to it misleads."""

    def _note_unknown(self) -> bool:
        """Names the sheets that hold something and are none of the form: nothing is passed over in silence."""
        known = {letters(name) for layout in SHEETS for name in (layout.vi, layout.en)} | set(map(letters, NEVER_READ))
        unknown = [name for name in self._book.names if letters(name) not in known and self._holds(name)]
        absent = [sheet.layout for sheet in self.sheets.values() if not sheet.found]
        key = "sheet_renamed" if absent else "sheet_unknown"
        named = absent or SHEETS
        sheets = Bilingual(", ".join(f"“{layout.vi}”" for layout in named),
                           ", ".join(f"“{layout.en}”" for layout in named))  # fmt: skip
        self.faults.extend(fault(key, Cell(name), sheet=name, sheets=sheets) for name in unknown)
        return bool(unknown)

    def _holds(self, name: str) -> bool:
        return bool(self._book.inside(name).far) or any(
            not is_blank(raw) for row in self._book.grid(name) for raw in row
        )

    def _sheet(self, layout: Layout) -> Sheet:
        """The sheet of this layout; an empty one, with a fault when it is indispensable, if there is none."""
        known = {letters(layout.vi), letters(layout.en)}
        names = [name for name in self._book.names if letters(name) in known]
        if not names:
            if layout.key in {"facts", "criteria"}:
                self.faults.append(
                    fault("sheet_missing", sheet=_title(layout), present=", ".join(self._book.names[:12]) or "–")
                )
            return Sheet(layout, layout.vi, _title(layout))
        sheet = Sheet(layout, names[0], names[0], found=True)
        for other in names[1:]:
            self.faults.append(fault("sheet_twice", Cell(other), other=names[0], sheet=_title(layout)))
        grid = self._grid(sheet)
        if layout.key == "facts":
            self.faults += _read_facts(sheet, grid)
        else:
            self._read_table(sheet, grid)
        self._note_errors(sheet)
        return sheet

    def _grid(self, sheet: Sheet) -> list[list[Raw]]:
        inside = self._book.inside(sheet.name)
        if inside.far:
            self.faults.append(
                fault("sheet_too_large", Cell(sheet.name), cell=inside.far, rows=MAX_ROWS, columns=MAX_COLUMNS)
            )
        return self._book.grid(sheet.name)

    def _read_table(self, sheet: Sheet, grid: list[list[Raw]]) -> None:
        start = _find_heading(sheet, grid)
        for key, position, heading in _headings(sheet.layout, grid[start] if grid else []):
            if key in sheet.columns:
                cell = Cell(sheet.name, start + 1, column_letters(position + 1), heading)
                self.faults.append(fault("column_twice", cell, column=heading))
            else:
                sheet.columns[key], sheet.headings[key] = position, heading
        for key in sheet.layout.required:
            if key not in sheet.columns and (grid or sheet.layout.key == "criteria"):
                place = Cell(sheet.name, start + 1)
                self.faults.append(fault("column_missing", place, column=label(sheet.layout.column(key))))
        self.faults += _unknown_columns(sheet, grid, start)
        sheet.heading_row = start + 1
        read = {key: position for key, position in sheet.columns.items() if sheet.layout.column(key).form != "auto"}
        for index in range(start + 1, len(grid)):
            values = {key: grid[index][at] for key, at in read.items() if not is_blank(grid[index][at])}
            if values:
                sheet.rows.append(Row(index + 1, values))

    def _note_errors(self, sheet: Sheet) -> None:
        """Error values (#NAME?) read as blank, so they are named here; only where something is read."""
        by_position = {position: key for key, position in sheet.columns.items()}
        facts = {(cell.row, cell.column): cell for cell in sheet.facts.values()}
        for row, column in self._book.inside(sheet.name).errors[:100]:
            key = by_position.get(column - 1)
            if (row, column_letters(column)) in facts:
                self.faults.append(fault("error_cell", facts[row, column_letters(column)]))
            elif key and row > sheet.heading_row and sheet.layout.column(key).form != "auto":
                self.faults.append(fault("error_cell", sheet.cell(row, key)))


def _title(layout: Layout) -> Bilingual:
    return Bilingual(layout.vi, layout.en)


def label(column: Column) -> Bilingual:
    """The column's name in both languages, without what stands in brackets."""
    return Bilingual(column.vi, column.en)


def _headings(layout: Layout, row: list[Raw]) -> Iterator[tuple[str, int, str]]:
    names = {letters(text): column.key for column in layout.columns for text in (column.en, column.vi)}
    for column in layout.columns:
        names.setdefault(letters(column.key), column.key)
    for position, raw in enumerate(row):
        text = long_text(raw)
        key = names.get(letters(text)) if text else None
        if key is not None:
            yield key, position, text


def _find_heading(sheet: Sheet, grid: list[list[Raw]]) -> int:
    """Index of the row, near the top, that names most of the columns."""
    best, most = 0, 0
    for index, row in enumerate(grid[:_HEADING_WITHIN]):
        count = len({key for key, _position, _text in _headings(sheet.layout, row)})
        if count > most:
            best, most = index, count
    return best


def _unknown_columns(sheet: Sheet, grid: list[list[Raw]], start: int) -> list[WorkbookFault]:
    """Columns that hold something under a heading which the form does not know, or, among its own, under none."""
    if not sheet.columns:
        return []
    known = {position for _key, position, _text in _headings(sheet.layout, grid[start])}
    faults = []
    for position, raw in enumerate(grid[start]):
        text = long_text(raw)
        if position in known or (not text and position >= len(sheet.layout.columns)):
            continue
        if any(not is_blank(row[position]) for row in grid[start + 1 :]):
            cell = Cell(sheet.name, start + 1, column_letters(position + 1), text)
            faults.append(
                fault("column_unknown" if text else "column_unnamed", cell, column=text, columns=_free(sheet))
            )
    return faults


def _free(sheet: Sheet) -> Bilingual:
    """Names of the columns that the file does not have."""
    free = [column for column in sheet.layout.columns if column.key not in sheet.columns]
    return Bilingual(", ".join(column.vi for column in free) or "–", ", ".join(column.en for column in free) or "–")


def _read_facts(sheet: Sheet, grid: list[list[Raw]]) -> list[WorkbookFault]:
    """One fact a row: its name, and right of it the value; taken together they are the sheet's only row.

    Handed back are the rows among them that have a value under a name which the form does not know.
    """
    faults: list[WorkbookFault] = []
    names_at: int | None = None
    names = {letters(text): column.key for column in sheet.layout.columns for text in (column.en, column.vi)}
    values: dict[str, Raw] = {}
    for index, row in enumerate(grid):
        for position, raw in enumerate(row[:4]):
            text = long_text(raw)
            key = names.get(letters(text)) if text else None
            if key is None or key in sheet.facts:
                continue
            sheet.facts[key] = Cell(sheet.name, index + 1, column_letters(position + 2), text)
            if position + 1 < len(row) and not is_blank(row[position + 1]):
                values[key] = row[position + 1]
            names_at = position
            break
        else:
            if names_at is not None and names_at + 1 < len(row):
                name, value = long_text(row[names_at]), row[names_at + 1]
                if name and letters(name) not in names and not is_blank(value):
                    cell = Cell(sheet.name, index + 1, column_letters(names_at + 1), name)
                    faults.append(fault("fact_unknown", cell, column=name))
    sheet.rows = [Row(0, values)]
    return faults
