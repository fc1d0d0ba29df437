"""Reads a CSV or XLSX file as rows of text under known headings. Every fault names its place and its mend."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from parindex.kernel.spreadsheets import LONGEST_TEXT, Raw, Spreadsheet, Unsafe, Why, column_letters
from parindex.kernel.text import fold

#: More than any province has, far less than would tie up a server.
ROWS = 20_000
COLUMNS = 200
CSV_MB = 5
_LONGEST_LINE = 40_000
_HEADING_WITHIN = 20
_DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, where, and how to mend it. Row 0 means the file as a whole."""

    sheet: str
    row: int
    column: str
    problem: str
    mend: str

    @property
    def place(self) -> str:
        """The place as a spreadsheet names it: sheet, row and column."""
        parts = [self.sheet] if self.sheet else []
        if self.row:
            parts.append(_("row %(row)d") % {"row": self.row})
        if self.column:
            parts.append(_("column %(column)s") % {"column": self.column})
        return ", ".join(parts) or _("the file")


class Unreadable(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, problem: str, mend: str, *, sheet: str = "") -> None:
        super().__init__(problem)
        self.fault = Fault(sheet, 0, "", problem, mend)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file and its cells by field; a column that the file lacks has no entry."""

    number: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(slots=True)
class Table:
    """The rows of the sheet that carries the headings, and the faults found so far."""

    sheet: str
    #: Field → the heading's letter and text, as a fault names the column.
    columns: dict[str, str]
    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, row: int, name: str, problem: str, mend: str) -> None:
        self.faults.append(Fault(self.sheet, row, self.columns.get(name, name), problem, mend))

    def has(self, name: str) -> bool:
        return name in self.columns


def read_table(
    data: bytes, name: str, headings: Mapping[str, Sequence[str]], required: Iterable[str], *, most: int = ROWS
) -> Table:
    """The table in a file's bytes.

    :param name: the file's name, only for messages.
    :param headings: field → the headings that mean it, in any language; compared without case and diacritics.
    :param required: fields without which the table cannot be used.
    :param most: how many rows are read.
    :raises Unreadable: not a table, more than that, or no sheet carries the required headings.
    """
    meaning = {fold(heading): key for key, names in headings.items() for heading in (key, *names)}
    required = list(required)
    missing: list[str] = required
    for sheet, grid in _sheets(data, name):
        rows = enumerate(grid, start=1)
        for number, cells in rows:
            found = {
                meaning[fold(cell)]: index for index, cell in reversed(list(enumerate(cells))) if fold(cell) in meaning
            }
            lacking = [key for key in required if key not in found]
            if not lacking:
                return _table(sheet, found, cells, rows, most)
            if len(lacking) < len(missing):
                missing = lacking
            if number >= _HEADING_WITHIN:
                break
    raise Unreadable(
        _("No sheet of “%(file)s” has the columns that are needed; missing: %(columns)s.")
        % {"file": name, "columns": ", ".join(missing)},
        _("Download the template and keep its row of headings."),
    )


def _table(
    sheet: str, found: dict[str, int], heading: Sequence[str], rows: Iterator[tuple[int, list[str]]], most: int
) -> Table:
    columns = {key: f"{column_letters(index + 1)} ({heading[index].strip()})" for key, index in found.items()}
    table = Table(sheet, columns, [])
    for number, cells in rows:
        if not any(map(str.strip, cells)):
            continue
        values = {key: clean(cells[index]) if index < len(cells) else "" for key, index in found.items()}
        if not any(values.values()):
            continue
        if len(table.rows) >= most:
            raise Unreadable(
                _("The file has more than %(rows)s rows.") % {"rows": number_format(most)},
                _("Split it into several files."),
                sheet=sheet,
            )
        table.rows.append(Row(number, values))
    if not table.rows:
        raise Unreadable(_("There is no row under the headings."), _("Fill in at least one row."), sheet=sheet)
    return table


def clean(text: str) -> str:
    """A cell as it was meant: composed letters, no spaces around, single spaces (also unbreakable ones) within."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "").split())


def read_date(table: Table, row: Row, name: str) -> date | None:
    """A day as people write it; None when empty or faulty (the fault is noted)."""
    text = row.get(name)
    if not text:
        return None
    for form in _DATE_FORMS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day
    table.fault(
        row.number, name, _("“%(text)s” is not a day.") % {"text": text}, _("Write it like 05/12/2023 or 2023-12-05.")
    )
    return None


def _sheets(data: bytes, name: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    if data[:4] == b"PK\x03\x04" or data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _workbook(data, name)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")):
        raise _refusal("foreign", name)
    return iter([("", _csv(data, name))])


def _workbook(data: bytes, name: str) -> Iterator[tuple[str, Iterator[list[str]]]]:
    try:
        book = Spreadsheet(data, rows=ROWS + _HEADING_WITHIN, columns=COLUMNS)
        for sheet in book.names:
            if far := book.inside(sheet).far:
                raise Unreadable(
                    _("The sheet is too large: it reaches to cell %(cell)s.") % {"cell": far},
                    _("Delete what stands below and to the right of the table, or split it into several files."),
                    sheet=sheet,
                )
            yield sheet, ([_text(cell) for cell in row] for row in book.grid(sheet))
    except Unsafe as unsafe:
        raise _refusal(unsafe.why, name) from unsafe


def _refusal(why: Why, name: str) -> Unreadable:
    match why:
        case "too_large":
            return Unreadable(_("The workbook is too large when unpacked."), _("Split it into several files."))
        case "long_text":
            problem = _("A cell holds more than %(limit)s characters.")
            return Unreadable(problem % {"limit": number_format(LONGEST_TEXT)}, _("Shorten the text of that cell."))
        case "old" | "foreign":
            problem = _("“%(file)s” is not a workbook of the kind .xlsx.")
            mend = _("Open it in a spreadsheet program and save it as .xlsx or as CSV UTF-8.")
        case _:
            problem = _(
                "“%(file)s” cannot be read as a workbook: it is damaged, protected by a password, or of another kind."
            )
            mend = _("Open it in a spreadsheet program, remove the password, and save it as .xlsx or as CSV UTF-8.")
    return Unreadable(problem % {"file": name}, mend)


def _text(cell: Raw) -> str:
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)


def _csv(data: bytes, name: str) -> Iterator[list[str]]:
    if len(data) > CSV_MB << 20:
        raise Unreadable(
            _("The file is larger than %(limit)s MiB.") % {"limit": CSV_MB},
            _("Split it into several files."),
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            _("“%(file)s” is neither a workbook nor text in UTF-8.") % {"file": name},
            _("Save it as “CSV UTF-8” or as .xlsx."),
        ) from error
    lines = io.StringIO(text.replace("\0", ""), newline="")
    if any(len(line) > _LONGEST_LINE for line in lines):
        raise _broken(name)
    lines.seek(0)
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        for row in csv.reader(lines, delimiter=separator):
            if len(row) > COLUMNS:
                raise Unreadable(
                    _("“%(file)s” has more than %(columns)d columns.") % {"file": name, "columns": COLUMNS},
                    _("Keep the columns of the template and delete the others."),
                )
            yield row
    except csv.Error as error:
        raise _broken(name) from error


def _broken(name: str) -> Unreadable:
    return Unreadable(
        _("“%(file)s” cannot be read as CSV: a quotation mark may be missing.") % {"file": name},
        _("Save it again from a spreadsheet program, or use .xlsx."),
    )
