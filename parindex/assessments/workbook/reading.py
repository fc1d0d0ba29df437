"""A filled workbook to the answers that it holds; every fault with its cell and what mends it. No database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from parindex.assessments.queries.leaves import Input
from parindex.assessments.workbook.forms import RowForm, SheetForm
from parindex.assessments.workbook.layout import AT, COLUMNS, FIRST, FORMAT, KEYS, LIMIT_MB, ROWS, TITLE
from parindex.criteria.workbook.cells import Unclear, listed, long_text, number, short_text
from parindex.criteria.workbook.layout import letters
from parindex.engine.numbers import plain
from parindex.kernel.spreadsheets import LIMIT_MB as UNPACKED_MB
from parindex.kernel.spreadsheets import Raw, Spreadsheet, Unsafe, column_letters


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in a file, where, and what mends it."""

    #: ``Phiếu chấm điểm!F12``; empty for the whole file.
    place: str
    problem: str
    mend: str
    #: Code of the leaf concerned, where one is known.
    leaf: str = ""

    def __str__(self) -> str:
        said = f"{self.problem} → {self.mend}" if self.mend else self.problem
        return f"{self.place}: {said}" if self.place else said


@dataclass(slots=True)
class ReadRow:
    """One leaf as the file has it, and as the file was handed out."""

    leaf: str
    #: The row's version at the download.
    version: int
    figures: dict[str, str] = field(default_factory=dict)
    explanation: str = ""
    was_figures: dict[str, str] = field(default_factory=dict)
    was_explanation: str = ""
    #: Input → cell, for the faults that the engine finds.
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> bool:
        """Whether somebody typed in it since the download."""
        return (self.figures, self.explanation) != (self.was_figures, self.was_explanation)


@dataclass(slots=True)
class SheetReading:
    """The rows of a file, by leaf, or why there are none."""

    rows: dict[str, ReadRow] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)


def read(data: bytes, form: SheetForm) -> SheetReading:
    """Reads a workbook that ``writing`` made of this sheet. Never raises on any content.

    :param form: the sheet as it is now: what its rows ask for.
    """
    reading = SheetReading()
    if len(data) > LIMIT_MB << 20:
        reading.faults.append(_whole(_("The file is larger than %(limit)s MiB.") % {"limit": LIMIT_MB}))
        return reading
    try:
        book = Spreadsheet(data, rows=ROWS, columns=COLUMNS)
        name, grid = _table(book)
    except Unsafe as unsafe:
        reading.faults.append(_of_file(unsafe))
        return reading
    if not grid:
        problem = _("This is no workbook of a score sheet.")
        reading.faults.append(
            _whole(problem, _("Download the workbook on the score sheet's page and fill that one in."))
        )
        return reading
    fault = _another(_text(grid, TITLE, AT["leaf"]), form)
    if fault:
        reading.faults.append(fault)
        return reading
    _Table(name, grid, book, form, reading).read()
    return reading


def _table(book: Spreadsheet) -> tuple[str, Sequence[Sequence[Raw]]]:
    """The sheet with our mark; no row if there is none."""
    for name in book.names:
        grid = book.grid(name)
        if len(grid) > KEYS and _text(grid, TITLE, AT["leaf"]).startswith(f"{FORMAT} "):
            return name, grid
    return "", ()


def _another(mark: str, form: SheetForm) -> CellFault | None:
    """A refusal of a workbook of another sheet, or of this one before its set was re-issued."""
    parts = mark.split(" ")
    if parts[1:2] != [str(form.number)]:
        problem = _("This workbook belongs to another score sheet.")
        return _whole(problem, _("Upload the one that was downloaded from this score sheet."))
    if parts[2:3] != [form.sha256]:
        problem = _("The criteria set was re-issued after this workbook was downloaded.")
        return _whole(problem, _("Download the workbook again and copy your answers over."))
    return None


class _Table:
    """The table of one workbook, being read."""

    def __init__(
        self, name: str, grid: Sequence[Sequence[Raw]], book: Spreadsheet, form: SheetForm, reading: SheetReading
    ) -> None:
        self.name, self.grid, self.reading = name, grid, reading
        self.forms: Mapping[str, RowForm] = {row.leaf.code: row for row in form.rows}
        keys = [_text(grid, KEYS, place) for place in range(len(grid[KEYS]))]
        self.at = {key: place for place, key in enumerate(keys) if key in AT}
        self.errors = set(book.inside(name).errors)

    def read(self) -> None:
        missing = [key for key in AT if key not in self.at]
        if missing:
            problem = _("Columns of the workbook are gone: %(columns)s.") % {"columns": ", ".join(missing)}
            mend = _("Download the workbook again and fill in the yellow cells only.")
            self.reading.faults.append(CellFault(self.name, problem, mend))
            return
        for row in range(FIRST, len(self.grid)):
            code, version = self._said(row, "leaf"), self._said(row, "version")
            form = self.forms.get(code)
            if form is None:
                continue
            if version:
                self._begin(row, form, version)
            read = self.reading.rows.get(code)
            if read is not None:
                self._figure(row, form, read)

    def _begin(self, row: int, form: RowForm, version: str) -> None:
        code = form.leaf.code
        if code in self.reading.rows or not version.isdecimal() or len(version) > 9:
            problem = _("The row of “%(code)s” stands here twice or is damaged.") % {"code": code}
            mend = _("Download the workbook again and fill in the yellow cells only.")
            self._fault(row, "code", code, problem, mend)
            return
        read = self.reading.rows[code] = ReadRow(code, int(version))
        read.explanation = long_text(self._raw(row, "explanation"))
        read.was_explanation = long_text(self._raw(row, "was_explanation"))
        read.cells |= {"explanation": self._cell(row, "explanation"), "": self._cell(row, "answer")}
        read.cells["not_arising"] = self._cell(row, "not_arising")
        if self._said(row, "was_not_arising") == "yes":
            read.was_figures["not_arising"] = "yes"
        raw = self._raw(row, "not_arising")
        flag = listed(raw, "flag") if self._typed(row, "not_arising") else None
        if flag is not None and flag.value == "yes":
            read.figures["not_arising"] = "yes"
        elif flag is None and self._typed(row, "not_arising"):
            self._no_flag(row, "not_arising", code)
        self._check_error(row, "explanation", code)

    def _figure(self, row: int, form: RowForm, read: ReadRow) -> None:
        name = self._said(row, "name")
        asked = next((each for each in form.inputs if each.name == name), None)
        if asked is None:
            return
        read.cells[name] = self._cell(row, "answer")
        was = long_text(self._raw(row, "was"))
        if was:
            read.was_figures[name] = was
        if not self._typed(row, "answer") or self._check_error(row, "answer", form.leaf.code):
            return
        value = self._value(row, asked, form.leaf.code)
        if value:
            read.figures[name] = value

    def _value(self, row: int, asked: Input, code: str) -> str:
        """The answer as the engine reads it; empty with a fault if it cannot be one."""
        raw = self._raw(row, "answer")
        if asked.kind == "condition":
            flag = listed(raw, "flag")
            if flag is None:
                self._no_flag(row, "answer", code)
            return flag.value if flag else ""
        if asked.kind == "choice":
            return self._option(row, asked, code)
        return self._number(row, asked, code) if asked.is_figure else long_text(raw)

    def _option(self, row: int, asked: Input, code: str) -> str:
        typed = self._said(row, "answer")
        exact = [each.code for each in asked.options if typed in (each.code, each.title)]
        alike = [each.code for each in asked.options if letters(typed) in (letters(each.code), letters(each.title))]
        found = exact or alike
        if len(set(found)) != 1:
            offered = "; ".join(each.title for each in asked.options)
            problem = _("“%(text)s” is none of the offered answers.") % {"text": typed[:60]}
            self._fault(row, "answer", code, problem, _("Choose one of: %(options)s.") % {"options": offered})
            return ""
        return found[0]

    def _number(self, row: int, asked: Input, code: str) -> str:
        typed = self._said(row, "answer")
        found = number(self._raw(row, "answer"))
        if isinstance(found, Unclear):
            problem = _("“%(text)s” may mean %(small)s or %(large)s.") % {
                "text": typed[:60],
                "small": found.small.replace(".", ","),
                "large": found.large,
            }
            self._fault(row, "answer", code, problem, _("Write the number without a mark between its thousands."))
            return ""
        if found is None:
            problem = _("“%(text)s” is not a number.") % {"text": typed[:60]}
            self._fault(row, "answer", code, problem, _("Write digits only, with a decimal comma where needed."))
            return ""
        # In a figure that is itself counted in per cent, 90% is 90.
        percent = typed.endswith("%") and asked.unit.strip() == "%"
        return plain(found * 100 if percent else found)

    # Cells ----------------------------------------------------------------------------------------------------------

    def _raw(self, row: int, key: str) -> Raw:
        return self.grid[row][self.at[key]]

    def _said(self, row: int, key: str) -> str:
        return short_text(self._raw(row, key))

    def _typed(self, row: int, key: str) -> bool:
        return self._said(row, key) != ""

    def _cell(self, row: int, key: str) -> str:
        return f"{self.name}!{column_letters(self.at[key] + 1)}{row + 1}"

    def _fault(self, row: int, key: str, leaf: str, problem: str, mend: str) -> None:
        self.reading.faults.append(CellFault(self._cell(row, key), problem, mend, leaf))

    def _no_flag(self, row: int, key: str, code: str) -> None:
        problem = _("“%(text)s” is neither yes nor no.") % {"text": self._said(row, key)[:60]}
        self._fault(row, key, code, problem, _("Choose Yes or No, or clear the cell."))

    def _check_error(self, row: int, key: str, code: str) -> bool:
        """Whether the cell holds an error of a formula, which is told."""
        if (row + 1, self.at[key] + 1) not in self.errors:
            return False
        self._fault(row, key, code, _("The cell holds an error of a formula."), _("Type the value itself."))
        return True


def _text(grid: Sequence[Sequence[Raw]], row: int, place: int) -> str:
    return short_text(grid[row][place]) if row < len(grid) and place < len(grid[row]) else ""


def _whole(problem: str, mend: str = "") -> CellFault:
    return CellFault("", problem, mend)


def _of_file(unsafe: Unsafe) -> CellFault:
    again = _("Save it again as an Excel workbook (.xlsx) and upload it.")
    known = {
        "empty": (_("The file is empty."), again),
        "old": (_("This is a workbook of an old form (.xls)."), again),
        "locked": (_("The workbook is locked with a password."), _("Remove the password and save it again.")),
        "too_large": (_("The workbook unpacks to more than %(limit)s MiB.") % {"limit": UNPACKED_MB}, again),
    }
    problem, mend = known.get(unsafe.why, (_("This is no Excel workbook, or it is damaged."), again))
    return _whole(problem, mend)
