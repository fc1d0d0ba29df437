"""Columns of a score sheet's workbook: one description for writing and for reading."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Stands in the first row, before the sheet's number and its set's SHA-256: what this file is, and of what.
FORMAT = "parindex/sheet-workbook/1"
#: Indices of the rows above the table: title, explanation, the columns' keys (hidden), their labels.
TITLE, ABOUT, KEYS, HEAD, FIRST = 0, 1, 2, 3, 4
#: Largest file that is read.
LIMIT_MB = 10
ROWS, COLUMNS = 5_000, 40


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``width`` in digits, 0 for a hidden one."""

    key: str
    label: str | Promise
    width: int
    #: Whether the unit types in it, on rows that are open.
    typed: bool = False


COLUMNS_OF_SHEET = (
    Column("code", _("Code"), 8),
    Column("title", _("Criterion"), 32),
    Column("maximum", _("Maximum"), 8),
    Column("rule", _("Scoring rule"), 38),
    Column("input", _("What is asked"), 26),
    Column("answer", _("Answer"), 15, typed=True),
    Column("unit", _("Unit of measure"), 9),
    Column("not_arising", _("Not arising"), 9, typed=True),
    Column("explanation", _("Explanation"), 30, typed=True),
    Column("points", _("Self-assessed points"), 9),
    Column("documents", _("Evidence cited"), 22),
    Column("note", _("Remark"), 20),
    # What reading goes by: the row, its version at the download, and what stood in its typed cells then.
    Column("leaf", "leaf", 0),
    Column("name", "name", 0),
    Column("version", "version", 0),
    Column("was", "was", 0),
    Column("was_not_arising", "was_not_arising", 0),
    Column("was_explanation", "was_explanation", 0),
)
AT = {column.key: place for place, column in enumerate(COLUMNS_OF_SHEET)}
SHOWN = sum(1 for column in COLUMNS_OF_SHEET if column.width)
#: A judgement's reason is typed like a figure.
REASON = "reason"
