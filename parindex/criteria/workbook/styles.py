"""How the workbook looks and prints: formats, widths, protection, paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from parindex.criteria.workbook.layout import Layout
from parindex.engine.numbers import Language

FONT = "Times New Roman"
ACCENT, ACCENT_LIGHT, GREY, GREY_LIGHT, AMBER = "#0F5B66", "#DCECEE", "#6B7280", "#EEF0F2", "#B7791F"
HEAD = 2
"""Index of the heading's row."""
FIRST = HEAD + 1
"""Index of the first row that is filled in."""
LAST = 2_999
"""Index of the last row with drop-down lists."""

LINE = 15
"""Height of a line, in points."""
HIGHEST = 400
"""No row is higher: Excel's limit is 409 points."""
LETTERS_PER_DIGIT = 1.2
"""How many letters of the text's typeface stand in the width of a digit, by which columns are measured."""

_BASE: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "top"}
_OPEN = _BASE | {"locked": False, "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "text": _OPEN | {"num_format": "@"},
    "long": _OPEN | {"num_format": "@"},
    "code": _OPEN | {"num_format": "@"},
    "expression": _OPEN,
    "list": _OPEN,
    "number": _OPEN | {"align": "right", "indent": 1},
    "whole": _OPEN | {"align": "right", "indent": 1, "num_format": "0"},
    "percent": _OPEN | {"align": "right", "indent": 1, "num_format": "0%"},
    "percent_fine": _OPEN | {"align": "right", "indent": 1, "num_format": "0.0####%"},
    "date": _OPEN | {"align": "left", "num_format": "dd/mm/yyyy"},
    "auto": _BASE | {"locked": False, "text_wrap": True, "italic": True, "font_color": GREY, "bg_color": GREY_LIGHT},
    "head": _BASE
    | {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "border_color": "#FFFFFF",
       "bg_color": ACCENT, "font_color": "#FFFFFF"},
    "head_auto": _BASE
    | {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1, "border_color": "#FFFFFF",
       "bg_color": GREY, "font_color": "#FFFFFF"},
    "title": _BASE | {"bold": True, "font_size": 15, "font_color": ACCENT, "valign": "vcenter"},
    "about": _BASE | {"text_wrap": True, "font_color": GREY, "valign": "vcenter"},
    "sum": _BASE | {"bold": True, "align": "right", "valign": "vcenter"},
    "label": _BASE | {"bold": True, "text_wrap": True, "border": 1, "border_color": "#D0D5DB"},
    "hint": _BASE | {"text_wrap": True, "italic": True, "font_color": GREY, "border": 1, "border_color": "#D0D5DB"},
    "section": _BASE | {"bold": True, "font_size": 12, "font_color": ACCENT, "bg_color": ACCENT_LIGHT},
    "paragraph": _BASE | {"text_wrap": True},
    "strong": _BASE | {"text_wrap": True, "bold": True},
    "boxed": _BASE | {"text_wrap": True, "border": 1, "border_color": "#D0D5DB"},
    "group": {"bold": True, "bg_color": ACCENT_LIGHT, "border": 1, "border_color": "#D0D5DB"},
    "unused": {"bg_color": "#D9DCE0"},
    "row": {"border": 1, "border_color": "#D0D5DB"},
}  # fmt: skip

_PROTECTED = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


class Sheet(Worksheet):  # type: ignore[misc]  # the package has no types
    """A sheet whose rows stand as high as their text needs, and are fitted again when somebody types in them.

    LibreOffice opens a row without a height one line high, whatever it holds; a height that is set as xlsxwriter sets
    it would stay as it is while the text grows. So the height is written, but not as one that a person chose.
    """

    def __init__(self) -> None:
        super().__init__()
        self._fitted: set[int] = set()

    def fit_row(self, row: int, texts: Iterable[tuple[str, int]]) -> None:
        """Makes ``row`` high enough for each of ``texts`` in a column so many digits wide."""
        lines = max((_lines(text, width) for text, width in texts), default=1)
        if lines > 1:
            self.set_row(row, min(LINE * lines + 2, HIGHEST))
            self._fitted.add(row + 1)

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = None) -> None:
        if tag == "row" and attributes and dict(attributes)["r"] in self._fitted:
            attributes = [(name, value) for name, value in attributes if name != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes, words not broken."""
    letters = max(1, int(LETTERS_PER_DIGIT * width))
    return sum(max(1, len(wrap(line, letters))) for line in text.split("\n"))


class Paper:
    """A workbook being written, with its formats."""

    def __init__(self, lang: Language, title: str) -> None:
        self.lang = lang
        self.stream = BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, {"in_memory": True, "strings_to_urls": False})
        # The same set gives the same bytes: no moment of writing goes into the file.
        self.book.set_properties({"title": title[:250], "created": datetime(2023, 1, 1, tzinfo=UTC)})
        self._formats: dict[tuple[str, int], Format] = {}

    def bytes(self) -> bytes:
        self.book.close()
        return self.stream.getvalue()

    def look(self, name: str, indent: int = 0) -> Format:
        """The format of this name; one object each."""
        key = (name, indent)
        if key not in self._formats:
            form = dict(_LOOKS[name])
            if indent:
                form["indent"] = indent
            self._formats[key] = self.book.add_format(form)
        return self._formats[key]

    def sheet(self, name: str, colour: str) -> Sheet:
        sheet: Sheet = self.book.add_worksheet(name, Sheet)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(0)
        sheet.protect("", _PROTECTED)
        self._printed(sheet)
        return sheet

    def _printed(self, sheet: Worksheet) -> None:
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page = "Trang &P/&N" if self.lang == "vi" else "Page &P of &N"
        sheet.set_footer(f"&L&9&A&R&9{page}")

    def heading(self, sheet: Worksheet, layout: Layout, title: str, shown: int) -> None:
        """Title, explanation and column headings; the first columns and the heading stay in sight."""
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.look("title"))
        sheet.set_row(1, 34)
        sheet.merge_range(1, 0, 1, shown - 1, layout.about(self.lang), self.look("about"))
        sheet.set_row(HEAD, 48)
        for position, column in enumerate(layout.columns):
            sheet.set_column(position, position, column.width, self.look(column.form))
            sheet.write_string(
                HEAD, position, column.label(self.lang), self.look("head_auto" if column.form == "auto" else "head")
            )
            if column.form != "auto":
                sheet.write_comment(HEAD, position, column.hint(self.lang), {"x_scale": 2, "y_scale": 0.9})
            for row in range(HEAD):
                if (row, position) != (0, 0) and not (row == 1 and position < shown):
                    sheet.write_blank(row, position, None, self.look("about"))
        sheet.repeat_rows(HEAD)
