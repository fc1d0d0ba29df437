"""A fault of a workbook: where it is, what is wrong, and what mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from parindex.criteria.workbook.wording import WORDING
from parindex.engine.messages import Message, Value, render
from parindex.engine.numbers import Language
from parindex.kernel.spreadsheets import LIMIT_MB, LONGEST_TEXT, Unsafe


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a workbook; row and column are empty for a whole sheet, the sheet for the whole file."""

    sheet: str = ""
    row: int | None = None
    """As Excel counts: the first row is 1."""
    column: str = ""
    """The column's letter."""
    heading: str = ""
    """The heading as it stands in the file."""

    def __str__(self) -> str:
        address = f"{self.column}{self.row or ''}"
        return f"{self.sheet}!{address}" if address else self.sheet


@dataclass(frozen=True, slots=True)
class Said:
    """The problem and its mend, one sentence: read like the engine's ``Message``."""

    key: str
    values: Mapping[str, Value]

    def problem(self, lang: Language) -> str:
        """What is wrong."""
        return self._filled(0 if lang == "vi" else 2, lang)

    def mend(self, lang: Language) -> str:
        """What to type where; of what the engine says, its own mend."""
        said = self.values.get("said")
        if isinstance(said, Message):
            return said.mend(lang)
        return self._filled(1 if lang == "vi" else 3, lang)

    def text(self, lang: Language = "vi") -> str:
        problem, mend = self.problem(lang), self.mend(lang)
        return f"{problem} → {mend}" if mend else problem

    def _filled(self, which: int, lang: Language) -> str:
        return WORDING[self.key][which].format_map({name: render(value, lang) for name, value in self.values.items()})


@dataclass(frozen=True, slots=True)
class WorkbookFault:
    """A reason why a workbook could not be read. Has what an engine ``Fault`` has, so that both are shown alike."""

    message: Said
    cell: Cell = field(default_factory=Cell)
    node: str = ""

    @property
    def code(self) -> str:
        """A stable slug."""
        said = self.message.values.get("said")
        return str(getattr(said, "key", self.message.key))

    @property
    def place(self) -> str:
        """Sheet and cell as Excel writes them: ``Tiêu chí!F12``; empty for the whole file."""
        return str(self.cell)

    @property
    def row(self) -> int | None:
        return self.cell.row

    @property
    def column(self) -> str:
        return self.cell.column

    def text(self, lang: Language = "vi") -> str:
        """The whole line: ``Tiêu chí!F12: what is wrong → what mends it``."""
        said = self.message.text(lang)
        return f"{self.place}: {said}" if self.place else said


def fault(key: str, cell: Cell | None = None, /, *, node: str = "", **values: Value) -> WorkbookFault:
    """The fault ``key`` of the wording table."""
    return WorkbookFault(Said(key, values), cell or Cell(), node)


def fault_of_file(unsafe: Unsafe) -> WorkbookFault:
    """Why a file may not be read."""
    limits: dict[str, Value] = {"too_large": LIMIT_MB, "long_text": LONGEST_TEXT}
    return WorkbookFault(Said(f"file_{unsafe.why}", {"limit": limits.get(unsafe.why, "")}))
