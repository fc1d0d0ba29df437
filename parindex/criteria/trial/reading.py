"""Figures as people send them, made into the engine's rows: CSV with any usual separator, or the matrix workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.criteria.trial.wording import WORDING
from parindex.criteria.workbook.cells import long_text, number
from parindex.engine import Message
from parindex.engine.messages import Value, render
from parindex.engine.numbers import Language, plain

COLUMNS = ("unit", "node", "stage", "input", "value")
MAX_ROWS = 150_000
MAX_COLUMNS = 100
"""Columns of a CSV text among which the five are looked for."""

type Row = tuple[int, Sequence[str]]
"""A number that names the row, and the five texts of :data:`COLUMNS`."""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence of the table of wordings."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        filled = {name: render(value, language) for name, value in self.values.items()}
        return WORDING[self.key][0 if language == "vi" else 1].format_map(filled)


@dataclass(frozen=True, slots=True)
class TrialFault:
    """A reason why figures could not be scored."""

    said: Message | Note
    row: int | None = None
    column: str = ""
    """Name of the column, or its letter in a workbook."""
    unit: str = ""
    node: str = ""

    def text(self, language: Language) -> str:
        return self.said.text(language)


class Unreadable(Exception):
    """The figures are no table."""

    def __init__(self, *faults: TrialFault) -> None:
        self.faults = faults


def unreadable(key: str, row: int | None = None, /, **values: Value) -> Unreadable:
    return Unreadable(TrialFault(Note(key, values), row))


def table(data: bytes | str) -> Iterator[Row]:
    """The rows of a CSV text; rows without a value are passed over, so that a template may be filled in part.

    Commas, semicolons or tabs; UTF-8, or UTF-16 as Excel's “Unicode text”; a decimal comma in a value is understood.

    :raises Unreadable: at the first thing that is not such a table.
    """
    text = data if isinstance(data, str) else _decoded(data)
    if "\0" in text:
        raise unreadable("nul")
    lines = _lines(text)
    start, heading = next(lines, (1, []))
    if not any(heading):
        raise unreadable("empty", columns=", ".join(COLUMNS))
    names = [long_text(name).lower() for name in heading[:MAX_COLUMNS]]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise unreadable("heading", start, columns=", ".join(COLUMNS), missing=", ".join(missing))
    order = [names.index(name) for name in COLUMNS]
    for count, (line, row) in enumerate(lines):
        if count >= MAX_ROWS:
            raise unreadable("too_many_rows", line, limit=MAX_ROWS)
        if len(row) < len(heading):
            if not any(row):
                continue
            raise unreadable("width", line, found=len(row), wanted=len(heading))
        unit, node, stage, name, value = (row[place].strip() for place in order)
        if value:
            yield line, (unit, node, stage.lower(), name, pointed(value))


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise unreadable("encoding", data.count(b"\n", 0, error.start) + 1) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text[:10_000].lstrip("\ufeff").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = reader.line_num + 1
    except csv.Error:
        raise unreadable("broken", line) from None


def pointed(value: str) -> str:
    """A number with a decimal comma or a percent sign as the engine reads it; anything else as it stands."""
    if "," not in value and "%" not in value:
        return value
    found = number(value)
    return plain(found) if isinstance(found, Decimal) else value


def as_text(rows: Sequence[Row]) -> str:
    """The rows as a CSV text, with their heading."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row for _line, row in rows)
    return stream.getvalue()
