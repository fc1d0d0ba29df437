"""The authoring form of a criteria set as an XLSX workbook. No Django: the command line reads it too.

    read_workbook(source: Path | bytes) -> (document | None, faults)     the canonical exchange document
    inspect_workbook(source) -> WorkbookReading                          the same, with lint findings and their cells
    write_workbook(document, lang="vi") -> bytes                         any document, complete or not
    write_template(lang="vi") -> bytes                                   empty, with a guide and a filled example

Each fault has ``.text("vi" | "en")`` (``Tiêu chí!F12: what is wrong → what mends it``), ``.place``, ``.row``,
``.column``, ``.node``, ``.code`` and ``.message`` like a fault of the engine.
"""

from parindex.criteria.workbook.faults import Cell, WorkbookFault
from parindex.criteria.workbook.reader import PlacedFinding, WorkbookReading, inspect_workbook, read_workbook
from parindex.criteria.workbook.writer import write_template, write_workbook

__all__ = [
    "Cell",
    "PlacedFinding",
    "WorkbookFault",
    "WorkbookReading",
    "inspect_workbook",
    "read_workbook",
    "write_template",
    "write_workbook",
]
