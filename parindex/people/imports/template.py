"""Empty files for offices to fill in. The workbook explains itself: notes on headings, lists of choices, a guide."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from parindex.people.enums import ImportKind, Role
from parindex.people.imports.accounts import REQUIRED as ACCOUNT_REQUIRED
from parindex.people.imports.headings import account_headings, unit_headings
from parindex.people.imports.units import REQUIRED as UNIT_REQUIRED
from parindex.people.models import Tier

#: Rows prepared for typing.
_ROWS = 2_000


def _unit_meanings() -> list[tuple[str, str]]:
    """What goes into each column of a file of units, and an example."""
    return [
        (_("Short code of the unit, unique in the province: letters without diacritics, digits, dots, dashes."), "SNV"),
        (_("Full official name."), "Sở Nội vụ"),
        (_("Code of the tier; choose from the list."), "department"),
        (_("Code of the unit above. Empty only in the province's own row."), "BK"),
        (_("Number in the national list of administrative units, if there is one."), "1834"),
        (_("First day, like 01/07/2025. Empty if it has always been there."), "01/07/2025"),
        (_("Last day, for a unit that was dissolved. Empty while it goes on."), ""),
    ]


def _account_meanings() -> list[tuple[str, str]]:
    """What goes into each column of a file of accounts, and an example."""
    return [
        (_("For signing in: small letters without diacritics, digits, dots, dashes."), "hoa.nguyen"),
        (_("Family name, middle name, given name."), "Nguyễn Thị Hoa"),
        (_("For the invitation and for forgotten passwords. Without one, a start password is printed."), ""),
        (_("As on official papers."), "Chuyên viên"),
        (_("Role; choose from the list. One row for each role of a person."), Role.UNIT_OFFICER.value),
        (_("Code of the unit at which the role is held."), "SNV"),
        (_("First day of the role. Empty: the day of the upload."), "01/01/2026"),
        (_("Last day, for acting heads and delegation. Empty while no end is known."), ""),
    ]


def template_csv(kind: ImportKind) -> str:
    """Only the row of headings, as programs name them."""
    headings = unit_headings(plain=True) if kind == ImportKind.UNITS else account_headings(plain=True)
    return "\ufeff" + ",".join(headings) + "\r\n"


def template_xlsx(kind: ImportKind) -> bytes:
    """A workbook: the sheet to fill in, and the guide."""
    if kind == ImportKind.UNITS:
        title, headings, meanings, required = _("Units"), unit_headings(), _unit_meanings(), UNIT_REQUIRED
        choices = {2: [tier.code for tier in Tier.objects.all()]}
        names = unit_headings(plain=True)
    else:
        title, headings, meanings, required = _("Accounts"), account_headings(), _account_meanings(), ACCOUNT_REQUIRED
        choices = {4: list(Role.values)}
        names = account_headings(plain=True)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    _fill_in(book, title, headings, meanings, choices, [names.index(name) for name in required])
    _guide(book, headings, meanings, {names.index(name) for name in required}, choices)
    book.close()
    return stream.getvalue()


def _fill_in(
    book: Any,
    title: str,
    headings: Sequence[str],
    meanings: Sequence[tuple[str, str]],
    choices: dict[int, list[str]],
    required: Sequence[int],
) -> None:
    sheet = book.add_worksheet(title)
    look = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
    must = book.add_format({**look, "bg_color": "#CDE5E3"})
    may = book.add_format({**look, "bg_color": "#EEF2F2"})
    # Text, so that Excel leaves codes like 0058 and days as they were typed.
    text = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(headings) - 1, 22, text)
    for column, heading in enumerate(headings):
        sheet.write(0, column, heading, must if column in required else may)
        sheet.write_comment(0, column, meanings[column][0], {"x_scale": 2})
    for column, values in choices.items():
        if values and len(",".join(values)) < 250:
            sheet.data_validation(1, column, _ROWS, column, {"validate": "list", "source": values})
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _guide(
    book: Any,
    headings: Sequence[str],
    meanings: Sequence[tuple[str, str]],
    required: set[int],
    choices: dict[int, list[str]],
) -> None:
    sheet = book.add_worksheet(_("Guide"))
    bold = book.add_format({"bold": True, "valign": "top", "border": 1, "bg_color": "#EEF2F2"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, 3, 24)
    sheet.write_row(0, 0, [_("Column"), _("Compulsory"), _("What to write"), _("Example")], bold)
    for number, (heading, (meaning, example)) in enumerate(zip(headings, meanings, strict=True), start=1):
        column = number - 1
        sheet.write_string(number, 0, heading, bold)
        sheet.write_string(number, 1, _("yes") if column in required else _("no"), wrapped)
        sheet.write_string(number, 2, meaning, wrapped)
        sheet.write_string(number, 3, example, wrapped)
    row = len(headings) + 2
    for column, values in choices.items():
        sheet.write_string(row, 0, headings[column], bold)
        sheet.write_string(row, 2, ", ".join(values), wrapped)
        row += 1
    for text in (
        _("Fill in the first sheet from its second row on. The order of columns is free; other columns are ignored."),
        _("The upload is only checked at first: it shows every change and every fault before anything is saved."),
    ):
        sheet.write_string(row + 1, 0, text)
        row += 1
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
