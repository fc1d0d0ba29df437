"""What people and Excel leave in a cell, made into values: tolerant in form, never guessing at meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from parindex.criteria.workbook.layout import Term, letters, term_index
from parindex.engine.numbers import plain
from parindex.kernel.spreadsheets import Raw

_GROUPED = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\1[0-9]{3})*\Z")
_SPACES = re.compile(r"[\u0009\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-"})
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})\Z")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})\Z")


@dataclass(frozen=True, slots=True)
class Unclear:
    """A number with one mark before three digits: 2.500 may be two and a half or two thousand five hundred."""

    small: str
    large: str


def is_blank(raw: Raw) -> bool:
    return isinstance(raw, str) and not long_text(raw)


def long_text(raw: Raw) -> str:
    """A text as a person meant it: NFC, plain spaces, no blanks at the ends of it; its line breaks are kept."""
    text = raw if isinstance(raw, str) else shown(raw)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _INVISIBLE.sub("", _SPACES.sub(" ", text)).strip()


def short_text(raw: Raw) -> str:
    """A code, name or word: as :func:`long_text`, full-width letters as plain ones, on one line."""
    return " ".join(unicodedata.normalize("NFKC", long_text(raw)).split())


def shown(raw: Raw) -> str:
    """A cell's value as the sheet shows it, for messages and for text columns in which Excel made a number."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, (int, float)):
        return plain(from_float(raw))
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y}" if raw.time() == time() else f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    return str(raw)


def from_float(value: float) -> Decimal:
    """The decimal that Excel shows for its binary number: 15 significant digits, as Excel keeps."""
    return Decimal(format(value, ".15g"))


def number(raw: Raw) -> Decimal | Unclear | None:
    """A number; text may have a decimal comma or point, a percent sign, blanks between groups. None: it is none."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, (int, float)):
        return from_float(raw)
    if not isinstance(raw, str):
        return None
    text = short_text(raw).translate(_MINUS).replace(" ", "").lstrip("≥≤<>=+")
    percent = text.endswith("%")
    text = text.removesuffix("%")
    if (grouped := _GROUPED.match(text)) is not None:
        mark = grouped[1]
        if text.count(mark) == 1:
            return Unclear(plain(Decimal(text.replace(mark, "."))), text.replace(mark, ""))
        text = text.replace(mark, "")
    elif "," in text and "." in text:
        decimal = max(",.", key=text.rfind)
        text = text.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    else:
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,24}(\.[0-9]{1,24})?", text):
        return None
    return Decimal(text) / 100 if percent else Decimal(text)


def day(raw: Raw) -> date | None:
    """A date; text is read day first (31/12/2023) or as 2023-12-31."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str):
        return None
    text = short_text(raw).replace(" ", "")
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        if (match := pattern.match(text)) is not None:
            try:
                return date(*(int(match[index]) for index in order))
            except ValueError:
                return None
    return None


def listed(raw: Raw, name: str) -> Term | None:
    """The term of the code list ``name`` that the cell means."""
    if isinstance(raw, bool):
        return term_index(name).get("yes" if raw else "no")
    index = term_index(name)
    found = index.get(letters(short_text(raw)))
    if found is None and name == "flag":
        found = {"x": index["yes"], "✓": index["yes"], "1": index["yes"], "0": index["no"], "true": index["yes"],
                 "false": index["no"], "y": index["yes"], "n": index["no"]}.get(short_text(raw).lower())  # fmt: skip
    return found
