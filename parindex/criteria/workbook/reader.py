"""Reading an authoring workbook: the document, or every fault with its cell and what mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parindex.criteria.workbook.facts import read_facts
from parindex.criteria.workbook.faults import Cell, Said, WorkbookFault, fault, fault_of_file
from parindex.criteria.workbook.grid import Book
from parindex.criteria.workbook.scale import read_figures, read_scale
from parindex.criteria.workbook.taking import Notes
from parindex.criteria.workbook.tree import Tree
from parindex.engine import Finding, inspect_set, write_set
from parindex.kernel.spreadsheets import Unsafe

FORMAT = "parindex/criteria-set/1"
FILE_LIMIT_MB = 20
#: Engine faults that only echo a cell which this reader has already named.
_ECHOES = frozenset({"missing_key"})
#: Findings that may follow from any faulty row of the sheet of criteria.
_OF_THE_TREE = frozenset({"sum_mismatch", "total_not_100", "missing_appraiser", "tie_break_unknown", "no_nodes"})
_OF_HEADINGS = frozenset({"column_missing", "column_unknown", "column_unnamed", "fact_unknown"})


@dataclass(frozen=True, slots=True)
class PlacedFinding:
    """What lint says about a readable workbook, and the cell that it concerns."""

    finding: Finding
    cell: Cell

    def text(self, lang: Any = "vi") -> str:
        said = f"{self.finding.message.text(lang)} → {self.finding.message.mend(lang)}"
        return f"{self.cell}: {said}" if str(self.cell) else said


@dataclass(frozen=True, slots=True)
class WorkbookReading:
    """The canonical exchange document, or the faults that prevent it; findings only of what could be read."""

    document: dict[str, Any] | None
    faults: tuple[WorkbookFault, ...] = ()
    findings: tuple[PlacedFinding, ...] = ()
    notes: Notes = field(default_factory=Notes)
    """Where in the workbook each part of the document stands."""


def inspect_workbook(source: Path | bytes) -> WorkbookReading:
    """Reads a workbook and lints it. Never raises on any content; a file that cannot be opened is an ``OSError``."""
    data = source if isinstance(source, bytes) else _bytes_of(source)
    if data is None or len(data) > FILE_LIMIT_MB << 20:
        return WorkbookReading(None, (fault("file_too_large", limit=FILE_LIMIT_MB),))
    try:
        book = Book(data)
    except Unsafe as unsafe:
        return WorkbookReading(None, (fault_of_file(unsafe),))
    if book.renamed or not book.sheets["criteria"].columns.keys() >= {"code"}:
        # Rows that refer to what is not there would all be named; the sheets and headings come first.
        return WorkbookReading(None, _in_order(book.faults, book))
    headless = {found.cell.sheet for found in book.faults if found.code in _OF_HEADINGS}
    notes = Notes(faults=book.faults)
    document, twice = _document(book, notes)
    inspection = inspect_set(document)
    notes.faults = [found for found in notes.faults if found.node not in twice or found.code == "code_twice"]
    faulty_rows = {(found.cell.sheet, found.cell.row) for found in notes.faults}
    for said in inspection.faults:
        cell = notes.cell_of(said.place)
        if said.node not in twice and said.code not in _ECHOES and (cell.sheet, cell.row) not in faulty_rows:
            notes.faults.append(WorkbookFault(Said("engine", {"said": said.message}), cell, said.node))
    notes.faults = [found for found in notes.faults if not _lacks_column(found, headless)]
    findings = tuple(PlacedFinding(found, notes.cell_of(found.place)) for found in inspection.findings)
    if inspection.criteria_set is None or notes.faults:
        told = () if headless else tuple(found for found in findings if not _follows(found, book, notes.faults))
        return WorkbookReading(None, _in_order(notes.faults, book), told, notes)
    return WorkbookReading(write_set(inspection.criteria_set), (), findings, notes)


def read_workbook(source: Path | bytes) -> tuple[dict[str, Any] | None, tuple[WorkbookFault, ...]]:
    """The canonical exchange document and no faults, or None and all faults at once."""
    reading = inspect_workbook(source)
    return reading.document, reading.faults


def _follows(said: PlacedFinding, book: Book, faults: list[WorkbookFault]) -> bool:
    """Whether a finding may only be the echo of a fault, of its own row or of one that it depends on."""
    rows = {(found.cell.sheet, found.cell.row) for found in faults}
    sheets = {found.cell.sheet for found in faults}
    of_details = {book.sheets["scale"].name, book.sheets["figures"].name}
    finding, cell = said.finding, said.cell
    if (cell.sheet, cell.row) in rows or (finding.code in _OF_THE_TREE and book.sheets["criteria"].name in sheets):
        return True
    if cell.sheet in sheets & {book.sheets["classes"].name, book.sheets["items"].name}:
        return True
    if finding.node and re.search(r"\.(rule|inputs)\b", finding.place):
        nameless = any(found.cell.sheet in of_details and not found.node for found in faults)
        return nameless or finding.node in {found.node for found in faults}
    return False


def _lacks_column(found: WorkbookFault, headless: set[str]) -> bool:
    """Whether a row is blamed for a column that its sheet does not have, which has been said once already."""
    no_column = found.cell.row is not None and not found.cell.column
    return no_column and found.cell.sheet in headless and found.code not in _OF_HEADINGS


def _bytes_of(path: Path) -> bytes | None:
    """The file's bytes; None if there are too many of them."""
    with path.open("rb") as stream:
        data = stream.read((FILE_LIMIT_MB << 20) + 1)
    return data if len(data) <= FILE_LIMIT_MB << 20 else None


def _document(book: Book, notes: Notes) -> tuple[dict[str, Any], set[str]]:
    """The document as far as it can be read, and the codes that stand at two criteria."""
    notes.places["nodes"] = Cell(book.sheets["criteria"].name)
    tree = Tree(book, notes)
    tree.read_kinds()
    read_figures(book, tree, notes)
    read_scale(book, tree, notes)
    facts = read_facts(book, notes, dict.fromkeys(tree.by_code, ""))
    return {"format": FORMAT} | facts | {"nodes": tree.forms()}, tree.twice


def _in_order(faults: list[WorkbookFault], book: Book) -> tuple[WorkbookFault, ...]:
    """Faults of the whole file first, then sheet by sheet from top to bottom; nothing is said twice."""
    order = {sheet.name: index for index, sheet in enumerate(book.sheets.values(), start=1)}
    unique = {(found.code, found.cell, found.text("en")): found for found in faults}
    return tuple(
        sorted(
            unique.values(),
            key=lambda found: (
                order.get(found.cell.sheet, 0),
                found.cell.row or 0,
                len(found.cell.column),
                found.cell.column,
            ),
        )
    )
