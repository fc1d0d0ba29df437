"""A score sheet as XLSX: what may be typed is open and offered as lists, all else stands fast; prints on A4."""

from datetime import datetime
from decimal import Decimal
from textwrap import wrap
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell

from parindex.assessments.models import Sheet
from parindex.assessments.queries.leaves import Input, page_language
from parindex.assessments.workbook.forms import RowForm, SheetForm, sheet_form
from parindex.assessments.workbook.layout import (
    ABOUT,
    AT,
    COLUMNS_OF_SHEET,
    FIRST,
    FORMAT,
    HEAD,
    KEYS,
    SHOWN,
    TITLE,
)
from parindex.criteria.workbook.styles import ACCENT, LETTERS_PER_DIGIT, Paper
from parindex.criteria.workbook.styles import Sheet as Page
from parindex.people.models import Account

_TYPED = "#FFF8E1"
_FORMS: dict[str, dict[str, Any]] = {
    "fixed": {"text_wrap": True},
    "fixed_number": {"align": "right"},
    "typed_text": {"text_wrap": True, "locked": False, "bg_color": _TYPED, "num_format": "@"},
    "typed_number": {"align": "right", "locked": False, "bg_color": _TYPED},
    "field": {"bold": True, "bg_color": "#DCECEE"},
    "shut": {"text_wrap": True, "bg_color": "#EEF0F2", "font_color": "#6B7280"},
}
_BASE = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "border": 1, "border_color": "#D0D5DB"}
#: On a protected sheet people still widen columns and filter; rows and columns stay.
_ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True}


def write(sheet: Sheet, *, by: Account, at: datetime) -> bytes:
    """The sheet as ``by`` may fill it in at that moment, in the language of the page."""
    return write_form(sheet_form(sheet, by=by, at=at))


def write_form(form: SheetForm) -> bytes:
    """The workbook of what a sheet holds; the same form gives the same bytes."""
    paper = Paper(page_language(), f"{form.unit} – {form.round}")
    _Workbook(paper, form).write()
    return paper.bytes()


class _Workbook:
    def __init__(self, paper: Paper, form: SheetForm) -> None:
        self.paper, self.form = paper, form
        self.looks: dict[str, Format] = {k: paper.book.add_format(_BASE | f) for k, f in _FORMS.items()}
        self.page: Page = paper.sheet(_("Score sheet"), ACCENT)
        self.lists: Page = paper.sheet(_("Lists"), ACCENT)
        self.page.protect("", _ALLOWED)
        self.page.hide_gridlines(2)
        self.lists.hide()
        #: Options as they stand in the hidden sheet: range by the options' titles.
        self.ranges: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        self._heading()
        row, field = FIRST, ""
        for each in self.form.rows:
            if each.leaf.field != field:
                field = each.leaf.field
                self._field(row, each)
                row += 1
            row = self._leaf(row, each)
        self.page.autofilter(HEAD, 0, row - 1, SHOWN - 1)
        self.page.print_area(0, 0, row - 1, SHOWN - 1)
        codes = f"A{FIRST + 1}:A{row} {xl_rowcol_to_cell(FIRST, AT['leaf'])}:{xl_rowcol_to_cell(row, AT['was'])}"
        self.page.ignore_errors({"number_stored_as_text": codes})

    def _heading(self) -> None:
        page, look = self.page, self.paper.look
        page.set_row(TITLE, 26)
        page.write_string(TITLE, 0, f"{_('Score sheet')} – {self.form.unit} – {self.form.round}", look("title"))
        page.write_string(TITLE, AT["leaf"], f"{FORMAT} {self.form.number} {self.form.sha256}")
        about = _(
            "Fill in the yellow cells only; then upload this file on the score sheet's page. Nothing is saved before "
            "you have seen what would change. As of %(moment)s."
        ) % {"moment": self.form.made}
        if self.form.illustration:
            about = f"{_('Illustrative criteria set')}. {about}"
        page.set_row(ABOUT, 34)
        page.merge_range(ABOUT, 0, ABOUT, SHOWN - 1, about, look("about"))
        page.set_row(KEYS, None, None, {"hidden": True})
        page.set_row(HEAD, 34)
        for place, column in enumerate(COLUMNS_OF_SHEET):
            page.set_column(place, place, column.width or 9, None, {"hidden": not column.width})
            page.write_string(KEYS, place, column.key)
            page.write_string(HEAD, place, str(column.label), look("head" if column.typed else "head_auto"))
        page.freeze_panes(FIRST, AT["maximum"])
        page.repeat_rows(HEAD)

    def _field(self, row: int, first: RowForm) -> None:
        heading = first.leaf.above[0] if first.leaf.above else None
        for place in range(SHOWN):
            self.page.write_blank(row, place, None, self.looks["field"])
        self.page.write_string(row, 0, first.leaf.field, self.looks["field"])
        self.page.write_string(row, AT["title"], heading.title if heading else first.leaf.title, self.looks["field"])

    def _leaf(self, row: int, each: RowForm) -> int:
        """Writes a leaf on one row for each of its figures, all else once over these rows; gives the row after it."""
        inputs = each.inputs
        last = row + max(1, len(inputs)) - 1
        self._fit(row, last, each)
        self._once(row, last, each)
        for at in range(row, last + 1):
            self.page.write_string(at, AT["leaf"], each.leaf.code)
            if inputs:
                self._figure(at, each, inputs[at - row])
            else:
                for key in ("input", "answer", "unit"):
                    self.page.write_blank(at, AT[key], None, self.looks["shut" if each.locked else "fixed"])
        return last + 1

    def _once(self, row: int, last: int, each: RowForm) -> None:
        """What belongs to the leaf as a whole."""
        leaf, claimed = each.leaf, each.figures.get("not_arising") == "yes"
        shown = {
            "code": leaf.code,
            "title": leaf.title,
            "maximum": _decimal(leaf.maximum),
            "rule": each.rule,
            "not_arising": _("Yes") if claimed else "",
            "explanation": each.explanation,
            "points": each.points,
            "documents": "\n".join(each.documents),
            "note": each.note,
        }
        for key, text in shown.items():
            look = "fixed_number" if key in {"maximum", "points"} else "fixed"
            if each.locked:
                look = "shut"
            elif key in {"not_arising", "explanation"}:
                look = "typed_text"
            if last > row:
                self.page.merge_range(row, AT[key], last, AT[key], "", self.looks[look])
            self.page.write_string(row, AT[key], text, self.looks[look])
        if not each.locked:
            self._offer(row, AT["not_arising"], (_("Yes"), _("No")))
        was = {
            "version": str(each.version),
            "was_not_arising": "yes" if claimed else "",
            "was_explanation": each.explanation,
        }
        for key, text in was.items():
            self.page.write_string(row, AT[key], text)

    def _figure(self, row: int, each: RowForm, asked: Input) -> None:
        shut = "shut" if each.locked else "fixed"
        value = each.figures.get(asked.name, "")
        self.page.write_string(row, AT["input"], asked.title, self.looks[shut])
        self.page.write_string(row, AT["unit"], asked.unit, self.looks[shut])
        self.page.write_string(row, AT["name"], asked.name)
        self.page.write_string(row, AT["was"], value)
        place = AT["answer"]
        if asked.kind == "condition":
            texts = {"yes": _("Yes"), "no": _("No")}
            self._chosen(row, place, texts.get(value, value), tuple(texts.values()), each)
        elif asked.kind == "choice":
            self._chosen(row, place, asked.said(value), tuple(option.title for option in asked.options), each)
        elif asked.is_figure and asked.name != "reason":
            self._number(row, place, value, each)
        else:
            self.page.write_string(row, place, value, self.looks["shut" if each.locked else "typed_text"])

    def _chosen(self, row: int, place: int, text: str, offered: tuple[str, ...], each: RowForm) -> None:
        if each.locked:
            self.page.write_string(row, place, text, self.looks["shut"])
            return
        self.page.write_string(row, place, text, self.looks["typed_text"])
        self._offer(row, place, offered)

    def _number(self, row: int, place: int, value: str, each: RowForm) -> None:
        look = self.looks["shut" if each.locked else "typed_number"]
        number = Decimal(value) if value else None
        if number is None:
            self.page.write_blank(row, place, None, look)
        elif Decimal(format(float(number), ".15g")) == number:
            self.page.write_number(row, place, float(number), look)
        else:
            self.page.write_string(row, place, value, look)

    def _offer(self, row: int, place: int, texts: tuple[str, ...]) -> None:
        self.page.data_validation(
            row,
            place,
            row,
            place,
            {
                "validate": "list",
                "source": "=" + self._range(texts),
                "error_title": _("Not in the list"),
                "error_message": _("Choose one of the offered answers, or clear the cell."),
            },
        )

    def _range(self, texts: tuple[str, ...]) -> str:
        """Where in the hidden sheet these texts stand, one column for each list."""
        if texts not in self.ranges:
            column = len(self.ranges)
            for row, text in enumerate(texts):
                self.lists.write_string(row, column, text)
            top, bottom = (xl_rowcol_to_cell(row, column, True, True) for row in (0, len(texts) - 1))
            self.ranges[texts] = f"'{_('Lists')}'!{top}:{bottom}"
        return self.ranges[texts]

    def _fit(self, row: int, last: int, each: RowForm) -> None:
        """Each row as high as its own texts; the first one takes what the texts of the whole leaf need beyond that."""
        widths = {column.key: column.width for column in COLUMNS_OF_SHEET}
        own = [_lines(asked.title, widths["input"]) for asked in each.inputs] or [1]
        long = {
            "title": each.leaf.title,
            "rule": each.rule,
            "explanation": each.explanation,
            "documents": "\n".join(each.documents),
            "note": each.note,
        }
        needed = max(_lines(text, widths[key]) for key, text in long.items())
        own[0] = max(own[0], needed - sum(own[1:]))
        for at, lines in zip(range(row, last + 1), own, strict=True):
            self.page.fit_row(at, [("\n" * (lines - 1), 1)])


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column so many digits wide, words not broken."""
    letters = max(1, int(LETTERS_PER_DIGIT * width))
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n"))


def _decimal(value: Decimal) -> str:
    text = format(value.normalize(), "f")
    return text.replace(".", ",") if page_language() == "vi" else text
