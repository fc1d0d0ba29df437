"""Taking values out of cells: each in the form that its column has, or a fault that names the cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from parindex.criteria.workbook.cells import Unclear, day, listed, long_text, number, short_text, shown
from parindex.criteria.workbook.faults import Cell, WorkbookFault, fault
from parindex.criteria.workbook.grid import Row, Sheet, label
from parindex.criteria.workbook.layout import TERM_TITLES, TERMS, Term, letters, term_index
from parindex.engine.exchange.cursor import CODE_PATTERN
from parindex.engine.messages import Bilingual, Value
from parindex.engine.numbers import plain
from parindex.kernel.text import fold

MAX_TEXT = 20_000
CODE = re.compile(CODE_PATTERN)
_NAME = re.compile(r"[^\W\d]\w{0,63}\Z")


@dataclass
class Notes:
    """What one reading brings together: the faults, and where in the workbook each part of the document stood."""

    faults: list[WorkbookFault] = field(default_factory=list)
    places: dict[str, Cell] = field(default_factory=dict)

    def cell_of(self, place: str) -> Cell:
        """The cell of a path of the document (``nodes[0].rule.steps[1].above``), or of what it stands in."""
        while place and place not in self.places:
            place = re.sub(r"(\.?[^.\[\]]+|\[\d+\])\Z", "", place)
        return self.places.get(place, Cell())


class Taker:
    """Takes values from the rows of one sheet. What is blank is None, what is faulty is None and noted."""

    def __init__(self, sheet: Sheet, notes: Notes) -> None:
        self.sheet, self.notes = sheet, notes

    def fault(self, key: str, row: Row, column: str, /, *, node: str = "", **values: Value) -> None:
        self.notes.faults.append(fault(key, self.sheet.cell(row, column), node=node, **values))

    def text(self, row: Row, column: str, node: str = "") -> str:
        text = long_text(row.values.get(column, ""))
        if len(text) > MAX_TEXT:
            self.fault("text_too_long", row, column, node=node, length=len(text), limit=MAX_TEXT)
            return ""
        return text

    def decimal(self, row: Row, column: str, node: str = "", *, negative: bool = False) -> Decimal | None:
        raw = row.values.get(column)
        if raw is None:
            return None
        value = number(raw)
        if isinstance(value, Unclear):
            self.fault("number_unclear", row, column, node=node, value=shown(raw), small=_point(value.small),
                       large=value.large)  # fmt: skip
            return None
        if value is None:
            self.fault("not_number", row, column, node=node, value=clip(shown(raw)))
        elif value < 0 and not negative:
            self.fault("number_negative", row, column, node=node, value=value)
        elif self.sheet.layout.column(column).form == "percent" and value > 1:
            self.fault("share_outside", row, column, node=node, value=value)
        else:
            return value
        return None

    def amount(self, row: Row, column: str, node: str = "", *, negative: bool = False) -> str | None:
        """A number as the exchange form writes it."""
        value = self.decimal(row, column, node, negative=negative)
        return None if value is None else plain(value)

    def whole(self, row: Row, column: str, low: int, high: int) -> int | None:
        raw = row.values.get(column)
        if raw is None:
            return None
        value = number(raw)
        if not isinstance(value, Decimal) or value != value.to_integral_value() or not low <= value <= high:
            self.fault("not_whole", row, column, value=clip(shown(raw)), low=str(low), high=str(high))
            return None
        return int(value)

    def day(self, row: Row, column: str) -> date | None:
        raw = row.values.get(column)
        if raw is None:
            return None
        value = day(raw)
        if value is None:
            self.fault("not_date", row, column, value=clip(shown(raw)))
        return value

    def term(self, row: Row, column: str, node: str = "") -> Term | None:
        raw = row.values.get(column)
        if raw is None:
            return None
        name = self.sheet.layout.column(column).terms
        found = listed(raw, name)
        if found is None:
            self._not_listed(row, column, name, clip(shown(raw)), node)
        return found

    def _not_listed(self, row: Row, column: str, name: str, value: str, node: str) -> None:
        allowed = tuple(Bilingual(term.vi, term.en) for term in TERMS[name])
        title = Bilingual(*TERM_TITLES[name])
        index = term_index(name)
        close = get_close_matches(letters(value), index, n=1, cutoff=0.72)
        if close:
            near = Bilingual(index[close[0]].vi, index[close[0]].en)
            self.fault("not_in_list_near", row, column, node=node, value=value, list=title, allowed=allowed, near=near)
        else:
            self.fault("not_in_list", row, column, node=node, value=value, list=title, allowed=allowed)

    def flag(self, row: Row, column: str, node: str = "") -> bool | None:
        found = self.term(row, column, node)
        return None if found is None else found.value == "yes"

    def code(self, row: Row, column: str, node: str = "") -> str | None:
        """A code that is no criterion's: of an option, a class, an item, the set."""
        raw = row.values.get(column)
        if raw is None:
            return None
        if isinstance(raw, date):
            self.fault("code_became_date", row, column, node=node, value=shown(raw))
            return None
        text = short_text(raw)
        if CODE.match(text):
            return text
        self.fault("bad_code", row, column, node=node, value=clip(text))
        return None

    def name(self, row: Row, column: str, node: str = "") -> str | None:
        """The name of a figure, as it stands in formulas."""
        raw = row.values.get(column)
        return None if raw is None else self.checked_name(short_text(raw), row, column, node)

    def checked_name(self, text: str, row: Row, column: str, node: str) -> str | None:
        if _NAME.match(text):
            return text
        self.fault("bad_name", row, column, node=node, value=clip(text), example=proper_name(text))
        return None

    def missing(self, key: str, row: Row, column: str, node: str, **values: Value) -> None:
        self.fault(key, row, column, node=node, column=label(self.sheet.layout.column(column)), **values)


def proper_name(text: str) -> str:
    """A name close to ``text`` that a formula can hold: “Số hồ sơ” → so_ho_so."""
    name = re.sub(r"\W+", "_", fold(text)).strip("_")[:40]
    return name if _NAME.match(name) else f"so_{name}".rstrip("_") if name else "so_lieu"


def near(text: str, known: Iterable[str]) -> str | None:
    """The one known code that has the same letters and digits: 1,2 and 1 . 2 and 1.2. are likely 1.2."""
    bare = _bare(text)
    close = [code for code in known if _bare(code) == bare]
    return close[0] if len(close) == 1 and bare else None


def _bare(text: str) -> str:
    return re.sub(r"\W", "", fold(text))


def clip(text: str) -> str:
    """A value of unknown length as it may stand in a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def _point(text: str) -> Bilingual:
    return Bilingual(text.replace(".", ","), text)
