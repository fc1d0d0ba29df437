"""What a criteria set is likely called in another year: suggestions for the form that clones it."""

import re
from datetime import date


def in_year(text: str, before: int, after: int) -> str:
    """``text`` with the year replaced where it stands as a number of its own: “năm 2023”, “BK-2023-S”."""
    return re.sub(rf"(?<!\d){before}(?!\d)", str(after), text)


def code_in_year(code: str, before: int, after: int) -> str:
    """The code with the year replaced; if it names no year, with the new one behind it."""
    changed = in_year(code, before, after)
    return changed if changed != code else f"{code[:59]}-{after}"


def shifted(day: date | None, years: int) -> date | None:
    """The same day of another year; 29 February becomes 28 where there is none."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
