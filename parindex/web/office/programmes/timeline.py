"""The plan as bars on a scale of days, for a drawing without styles."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """One task: where its bar begins and how long it is, in days of the scale."""

    task: Any
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """All tasks on one scale, from the first day of the first month to the last day of the last one."""

    days: int
    bars: Sequence[Bar]
    #: First day of each month, and where it stands.
    months: Sequence[tuple[date, int, int]]
    #: Where today stands; None outside of the scale.
    today: int | None


def timeline_of(tasks: Sequence[Any], today: date) -> Timeline | None:
    """The timeline of the plan's tasks; None without any."""
    if not tasks:
        return None
    first = min(task.opens_on for task in tasks).replace(day=1)
    last = max(task.due_on for task in tasks)
    last = last.replace(day=calendar.monthrange(last.year, last.month)[1])
    days = (last - first).days + 1
    months, month = [], first
    while month <= last:
        length = calendar.monthrange(month.year, month.month)[1]
        months.append((month, (month - first).days, length))
        month += timedelta(days=length)
    bars = [Bar(task, (task.opens_on - first).days, (task.due_on - task.opens_on).days + 1) for task in tasks]
    return Timeline(days, bars, months, (today - first).days if first <= today <= last else None)
