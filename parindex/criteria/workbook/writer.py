"""Writing an authoring workbook: a set as it stands, or the template with its guide and its filled example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from parindex.criteria.workbook.flatten import figure_rows, item_rows, node_rows, scale_rows
from parindex.criteria.workbook.guide import write_guide
from parindex.criteria.workbook.layout import KINDS, TERMS, Layout, term
from parindex.criteria.workbook.lists import write_lists
from parindex.criteria.workbook.sample import sample_set
from parindex.criteria.workbook.sheets import (
    CLASSES,
    CRITERIA,
    EXAMPLE,
    FACTS,
    FIGURES,
    ITEMS,
    LISTS,
    POLICY_STARTS,
    SCALE,
    USED,
)
from parindex.criteria.workbook.styles import ACCENT, AMBER, FIRST, HEAD, LAST, Paper, Sheet
from parindex.engine.numbers import Language
from parindex.kernel.spreadsheets import column_letters

_SPARE = 60
"""Rows below the last filled one whose automatic cells are ready; the template has more."""
_SPARE_IN_TEMPLATE = 300
_BLANK_IN_PRINT = 20
"""Rows of an empty sheet that are printed, to be filled in by hand."""
_USUAL = {
    "policy": {
        "not_applicable": "own_maximum",
        "without_survey": "convert",
        "places": 2,
        "rounding": "half_up",
        "rank_on": "rounded",
        "ties": "competition",
        "cap_total": True,
        "bonus_cap": "0",
        "penalty_cap": "0",
    }
}


def write_workbook(document: Mapping[str, Any], *, lang: Language = "vi") -> bytes:
    """A set in its exchange form as a workbook that :func:`read_workbook` reads back.

    Takes any document, complete or not; what it lacks stays blank.
    """
    paper = Paper(lang, str(document.get("title", "")))
    write_guide(paper, example=False)
    _Set(paper, document, "", _SPARE).write()
    write_lists(paper)
    return paper.bytes()


def write_template(*, lang: Language = "vi") -> bytes:
    """The empty form: guide, sheets to fill in, code lists, and a filled example on sheets of its own."""
    paper = Paper(lang, "Mẫu soạn bộ tiêu chí" if lang == "vi" else "Template of a criteria set")
    write_guide(paper, example=True)
    _Set(paper, _USUAL, "", _SPARE_IN_TEMPLATE).write()
    _Set(paper, sample_set(lang), EXAMPLE[lang], 0).write()
    write_lists(paper)
    return paper.bytes()


class _Set:
    """One set's six sheets."""

    def __init__(self, paper: Paper, document: Mapping[str, Any], prefix: str, spare: int) -> None:
        self.paper, self.document, self.prefix, self.spare = paper, document, prefix, spare
        self.lang = paper.lang
        self.nodes = list(node_rows(document.get("nodes") or []))
        self.by_code = {row["code"]: row for row in self.nodes}

    def write(self) -> None:
        self._facts()
        self._criteria()
        self._scale()
        self._figures()
        classes = self.document.get("policy", {}).get("classes") or []
        self._frame_rows(self._table(CLASSES, classes, 4), CLASSES)
        self._frame_rows(self._table(ITEMS, list(item_rows(self.document)), 5), ITEMS)

    def name(self, layout: Layout) -> str:
        return self.prefix + layout.label(self.lang)

    def _title(self, layout: Layout) -> str:
        if self.prefix:
            example = "Ví dụ, phần mềm không đọc trang tính này" if self.lang == "vi" else "Example, never read"
            return f"{layout.label(self.lang)} – {example}"
        return layout.label(self.lang)

    def _sheet(self, layout: Layout) -> Sheet:
        return self.paper.sheet(self.name(layout), AMBER if self.prefix else ACCENT)

    # The facts ------------------------------------------------------------------------------------------------------

    def _facts(self) -> None:
        vi = self.lang == "vi"
        sheet, look = self._sheet(FACTS), self.paper.look
        widths = (40, 56, 62)
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, self._title(FACTS), look("title"))
        sheet.set_row(1, 34)
        sheet.merge_range(1, 0, 1, 2, FACTS.about(self.lang), look("about"))
        heads = ("Mục", "Nội dung", "Giải thích") if vi else ("Item", "Content", "Explanation")
        for position, text in enumerate(heads):
            sheet.write_string(HEAD, position, text, look("head"))
        sheet.freeze_panes(FIRST, 1)
        row = FIRST
        for column in FACTS.columns:
            section = {
                "code": "Thông tin chung" if vi else "The set",
                POLICY_STARTS: "Chỉ số, xếp hạng, xếp loại" if vi else "Index, rank and class",
            }.get(column.key)
            if section:
                sheet.write_string(row, 0, section, look("section"))
                sheet.write_blank(row, 1, None, look("section"))
                sheet.write_blank(row, 2, None, look("section"))
                row += 1
            sheet.write_string(row, 0, column.label(self.lang), look("label"))
            sheet.write_blank(row, 1, None, look(column.form))
            fact = self._put(sheet, row, 1, column.form, column.terms, self._fact(column.key))
            sheet.write_string(row, 2, column.hint(self.lang), look("hint"))
            sheet.fit_row(row, zip((column.label(self.lang), fact, column.hint(self.lang)), widths, strict=True))
            if column.form == "list":
                self._offer(sheet, column.terms, row, row, 1, strict=column.key != "tier")
            row += 1
        sheet.conditional_format(FIRST, 1, row - 1, 1, {"type": "no_errors", "format": look("row")})

    def _fact(self, key: str) -> Any:
        document, policy = self.document, self.document.get("policy") or {}
        nested = {"decision_number": ("decision", "number"), "decision_on": ("decision", "on"),
                  "period_from": ("period", "from"), "period_to": ("period", "to")}  # fmt: skip
        if key in nested:
            outer, inner = nested[key]
            return (document.get(outer) or {}).get(inner)
        if key == "tie_break":
            codes = [str(code) for code in policy.get(key) or []]
            return ("\n" if any(mark in code for code in codes for mark in ";,") else "; ").join(codes)
        return policy.get(key) if key in policy else document.get(key)

    # The tables -----------------------------------------------------------------------------------------------------

    def _criteria(self) -> None:
        sheet = self._table(CRITERIA, self.nodes, 12, panes=3, indent="title")
        vi = self.lang == "vi"
        kind, points = self._column(CRITERIA, "kind"), self._column(CRITERIA, "max_points")
        sheet.write_string(0, 2, "Tổng điểm tối đa:" if vi else "Sum of maximum points:", self.paper.look("sum"))
        whole = f'=SUMIF({kind}${FIRST + 1}:{kind}${LAST + 1},"?*",{points}${FIRST + 1}:{points}${LAST + 1})'
        total = sum((_decimal(row.get("max_points")) or 0 for row in self.nodes if row.get("kind")), Decimal(0))
        sheet.write_formula(0, 3, whole, self.paper.look("sum"), float(total))
        first = f"$A{FIRST + 1}"
        sheet.conditional_format(
            FIRST, 0, LAST, len(CRITERIA.columns) - 1,
            {"type": "formula", "format": self.paper.look("group"),
             "criteria": f'=AND({first}<>"",${kind}{FIRST + 1}="")'},
        )  # fmt: skip
        self._frame_rows(sheet, CRITERIA)

    def _scale(self) -> None:
        rows = list(scale_rows(self.nodes))
        kinds = [self._kind_of(row["node"]) for row in rows]
        hints = {found.label(self.lang): found.hint(self.lang) for found in KINDS}
        shown_texts = [{"shown": kind, "needs": hints.get(kind, "")} for kind in kinds]
        sheet = self._table(SCALE, rows, 14, panes=3, shown_texts=shown_texts)
        table = f"'{self.name(CRITERIA)}'!$A${FIRST + 1}:${self._column(CRITERIA, 'kind')}${LAST + 1}"
        at = [column.key for column in CRITERIA.columns].index("kind") + 1
        lists = self._list_range("kind", 2)
        for index in range(min(len(rows) + self.spare, LAST - FIRST + 1)):
            row = FIRST + index
            above = f"B{row}" if index else '""'
            shown = kinds[index] if index < len(rows) else ""
            sheet.write_formula(
                row, 1,
                f'=IF($A{row + 1}="",IF(COUNTA($D{row + 1}:$N{row + 1})>0,{above},""),'
                f'IFERROR(VLOOKUP($A{row + 1},{table},{at},FALSE)&"",""))',
                self.paper.look("auto"), shown,
            )  # fmt: skip
            sheet.write_formula(
                row, 2, f'=IF($B{row + 1}="","",IFERROR(VLOOKUP($B{row + 1},{lists},2,FALSE),""))',
                self.paper.look("auto"), hints.get(shown, ""),
            )  # fmt: skip
        self._refuse_typing(sheet, 1, 2)
        for position, column in enumerate(SCALE.columns):
            users = [found.label(self.lang) for found in KINDS if column.key in USED[found.value]]
            if users and column.key not in {"title_en"}:
                named = ",".join(f'$B{FIRST + 1}="{user}"' for user in users)
                sheet.conditional_format(
                    FIRST, position, LAST, position,
                    {"type": "formula", "criteria": f'=AND($B{FIRST + 1}<>"",NOT(OR({named})))',
                     "format": self.paper.look("unused")},
                )  # fmt: skip
        self._frame_rows(sheet, SCALE)

    def _figures(self) -> None:
        rows = list(figure_rows(self.nodes))
        titles = [str(self.by_code[row["node"]].get("title") or "") for row in rows]
        sheet = self._table(FIGURES, rows, 6, panes=3, shown_texts=[{"shown": title} for title in titles])
        self._frame_rows(sheet, FIGURES)
        table = f"'{self.name(CRITERIA)}'!$A${FIRST + 1}:$C${LAST + 1}"
        for index in range(min(len(rows) + self.spare, LAST - FIRST + 1)):
            row = FIRST + index
            above = f"B{row}" if index else '""'
            title = titles[index] if index < len(rows) else ""
            sheet.write_formula(
                row, 1,
                f'=IF($A{row + 1}="",IF(COUNTA($C{row + 1}:$F{row + 1})>0,{above},""),'
                f'IFERROR(VLOOKUP($A{row + 1},{table},3,FALSE)&"",""))',
                self.paper.look("auto"), title,
            )  # fmt: skip
        self._refuse_typing(sheet, 1, 1)

    def _table(
        self, layout: Layout, rows: Sequence[Mapping[str, Any]], shown: int, *, panes: int = 1, indent: str = "",
        shown_texts: Sequence[Mapping[str, str]] = (),
    ) -> Sheet:  # fmt: skip
        """A sheet with its heading, its rows and its drop-down lists; ``shown_texts`` stand in its automatic cells."""
        sheet = self._sheet(layout)
        self.paper.heading(sheet, layout, self._title(layout), shown)
        sheet.freeze_panes(FIRST, panes)
        sheet.autofilter(HEAD, 0, FIRST + max(len(rows), 1) - 1, len(layout.columns) - 1)
        sheet.print_area(0, 0, FIRST + (len(rows) or _BLANK_IN_PRINT) - 1, shown - 1)
        for index, values in enumerate(rows):
            automatic = shown_texts[index] if shown_texts else {}
            texts = [(automatic.get(column.key, ""), column.width) for column in layout.columns]
            for position, column in enumerate(layout.columns):
                deep = min(int(values.get("depth", 1)) - 1, 10) if column.key == indent else 0
                text = self._put(
                    sheet, FIRST + index, position, column.form, column.terms, values.get(column.key), deep,
                    ratio=bool(values.get("is_ratio")) and column.form == "number",
                )  # fmt: skip
                texts.append((text, column.width - deep))
            sheet.fit_row(FIRST + index, texts)
        # A code that looks like a number is meant as text: no green corners.
        codes = [column_letters(at) for at, column in enumerate(layout.columns, start=1) if column.form == "code"]
        sheet.ignore_errors({"number_stored_as_text": " ".join(f"{at}{FIRST + 1}:{at}{LAST + 1}" for at in codes)})
        for position, column in enumerate(layout.columns):
            if column.form == "list":
                self._offer(sheet, column.terms, FIRST, LAST, position)
            elif column.form in {"number", "percent"}:
                self._demand_number(sheet, position, free=layout is SCALE and column.form == "number")
        return sheet

    def _frame_rows(self, sheet: Worksheet, layout: Layout) -> None:
        """Lines around what is filled in. The last condition of a sheet: LibreOffice takes the first that holds."""
        filled = f'=$A{FIRST + 1}&$D{FIRST + 1}<>""'
        sheet.conditional_format(
            FIRST, 0, LAST, len(layout.columns) - 1,
            {"type": "formula", "criteria": filled, "format": self.paper.look("row")},
        )  # fmt: skip

    # Cells ----------------------------------------------------------------------------------------------------------

    def _put(
        self, sheet: Worksheet, row: int, position: int, form: str, terms: str, value: Any, indent: int = 0,
        *, ratio: bool = False,
    ) -> str:  # fmt: skip
        """Writes the cell and returns its text, of which its row's height follows; of a number nothing."""
        look = self.paper.look(form, indent)
        if value is None or value == "":
            return ""  # a cell that is not there looks as its column does
        text = ""
        if form == "list":
            text = self._term(terms, value)
            sheet.write_string(row, position, text, look)
        elif form == "date":
            self._put_date(sheet, row, position, value)
        elif form in {"number", "whole", "percent"} or (form == "expression" and isinstance(value, Decimal)):
            self._put_number(sheet, row, position, "percent" if ratio else form, value)
        else:
            text = str(value)
            sheet.write_string(row, position, text, look)
        return text

    def _put_number(self, sheet: Worksheet, row: int, position: int, form: str, value: Any) -> None:
        """A number as Excel holds it exactly; one with more than 15 digits, and what is none, as text."""
        number = _decimal(value)
        if number is None or Decimal(format(float(number), ".15g")) != number:
            sheet.write_string(row, position, str(value), self.paper.look(form))
            return
        if form == "percent" and (number * 100) % 1:
            form = "percent_fine"
        look = self.paper.look("number" if form == "expression" else form)
        sheet.write_number(row, position, float(number), look)

    def _put_date(self, sheet: Worksheet, row: int, position: int, value: Any) -> None:
        try:
            day = value if isinstance(value, date) else date.fromisoformat(str(value))
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)
            sheet.write_datetime(row, position, moment, self.paper.look("date"))
        except ValueError:
            sheet.write_string(row, position, str(value), self.paper.look("date"))

    def _term(self, terms: str, value: Any) -> str:
        if isinstance(value, bool):
            value = "yes" if value else "no"
        found = term(terms, str(value))
        return found.label(self.lang) if found else str(value)

    def _kind_of(self, code: str) -> str:
        return self._term("kind", self.by_code[code].get("kind") or "")

    def _column(self, layout: Layout, key: str) -> str:
        position = [column.key for column in layout.columns].index(key)
        return column_letters(position + 1)

    # Drop-down lists and checks ---------------------------------------------------------------------------------------

    def _list_range(self, terms: str, width: int = 1) -> str:
        left = list(TERMS).index(terms) * 3
        top = xl_rowcol_to_cell(FIRST, left, True, True)
        bottom = xl_rowcol_to_cell(FIRST + len(TERMS[terms]) - 1, left + width - 1, True, True)
        return f"'{LISTS[self.lang]}'!{top}:{bottom}"

    def _offer(self, sheet: Worksheet, terms: str, first: int, last: int, position: int, strict: bool = True) -> None:
        vi = self.lang == "vi"
        sheet.data_validation(
            first, position, last, position,
            {
                "validate": "list",
                "source": "=" + self._list_range(terms),
                "error_type": "stop" if strict else "information",
                "error_title": "Không có trong danh sách" if vi else "Not in the list",
                "error_message": "Chọn một giá trị trong danh sách; xem trang tính “Danh mục”." if vi
                else "Choose from the list; see the sheet “Lists”.",
            },
        )  # fmt: skip

    def _demand_number(self, sheet: Worksheet, position: int, *, free: bool) -> None:
        vi = self.lang == "vi"
        sheet.data_validation(
            FIRST, position, LAST, position,
            {
                "validate": "decimal",
                "criteria": "between" if free else ">=",
                **({"minimum": -1e15, "maximum": 1e15} if free else {"value": 0}),
                "error_title": "Cần một số" if vi else "A number is needed",
                "error_message": "Ghi một số; dấu thập phân theo cài đặt của máy (thường là dấu phẩy)." if vi
                else "Write a number with the decimal mark of this computer.",
            },
        )  # fmt: skip

    def _refuse_typing(self, sheet: Worksheet, first: int, last: int) -> None:
        """Cells that fill themselves are left unlocked, or rows could not be deleted; typing is refused instead."""
        vi = self.lang == "vi"
        sheet.data_validation(
            FIRST, first, LAST, last,
            {
                "validate": "custom",
                "value": "=FALSE",
                "error_title": "Ô tự hiện" if vi else "This cell fills itself",
                "error_message": "Ô này tự hiện theo mã tiêu chí, không cần điền." if vi
                else "It follows the criterion's code; nothing is typed here.",
            },
        )  # fmt: skip


def _decimal(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
