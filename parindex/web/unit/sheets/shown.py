"""Rows and times as the templates of score sheets take them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.assessments.queries import Lack
from parindex.programmes.windows import told
from parindex.web.refusals import Rows
from parindex.web.seen import Seen
from parindex.web.unit.sheets.forms import FIGURE, stated

#: Up to so many options stand side by side as buttons; more go into a list to open.
_SIDE_BY_SIDE = 6


@dataclass(frozen=True, slots=True)
class ShownInput:
    """One input of a row: its field's name, its label, what stands in it."""

    input: Any
    name: str
    #: As typed or kept; a number with the page's decimal mark.
    text: str
    fault: str

    @property
    def listed(self) -> bool:
        """A choice with so many options that they go into a list."""
        return len(self.input.options) > _SIDE_BY_SIDE


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as its template takes it."""

    row: Any
    inputs: list[ShownInput]
    claimed: bool
    explanation: str
    #: What the form was opened with.
    version: str
    #: The heading above this row, where it differs from that of the row before.
    heading: Any
    lacks: list[str]
    #: Of a save that did not go through: what is wrong by field, and both values where somebody else saved.
    faults: dict[str, str]
    conflict: list[tuple[str, str, str]]
    #: Number of the next remark, so that one sent twice stands once.
    remark: str


@dataclass(frozen=True, slots=True)
class Closing:
    """When a sheet's time ends."""

    text: str
    left: str
    #: How it presses: neutral, info, warning, danger.
    kind: str


def shown_row(
    row: Any,
    *,
    values: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
    conflict: list[tuple[str, str, str]] | None = None,
    heading: Any = None,
) -> ShownRow:
    """The row as it is kept; ``values`` and ``faults`` are what somebody typed and what is wrong with it."""
    typed, wrong = values or {}, faults or {}
    kept = stated(row.answer, row.leaf.inputs)
    inputs = []
    for each in row.leaf.inputs:
        name = f"{FIGURE}{each.name}"
        text = typed.get(name, each.said(kept[name]) if each.is_figure else kept[name])
        inputs.append(ShownInput(each, name, text, wrong.get(name, "")))
    return ShownRow(
        row=row,
        inputs=inputs,
        claimed=bool(typed.get(f"{FIGURE}not_arising", kept[f"{FIGURE}not_arising"])),
        explanation=typed.get("explanation", kept["explanation"]),
        version=opened_with(row.answer, row.leaf.inputs),
        heading=heading,
        lacks=lacks_said(row.lacks),
        faults=wrong,
        conflict=conflict or [],
        remark=str(uuid.uuid4()),
    )


def shown_rows(rows: Any) -> list[ShownRow]:
    """The rows of a field, each first one of a criterion under its heading."""
    found, before = [], None
    for row in rows:
        heading = row.leaf.above[-1] if len(row.leaf.above) > 1 else None
        found.append(shown_row(row, heading=heading if heading != before else None))
        before = heading
    return found


def opened_with(answer: Any, inputs: Any) -> str:
    """What a row's form carries of the row as it is now."""
    return Seen.of(answer.version, stated(answer, inputs)).text


def comparison(text: Any, present: dict[str, str], yours: dict[str, str], names: list[str]) -> Rows:
    """Both values of each field in words: label, what is kept now, the person's own."""
    inputs = {f"{FIGURE}{each.name}": each for each in text.inputs}
    rows: Rows = []
    for name in names:
        if name in inputs:
            each = inputs[name]
            rows.append((each.title, each.said(present[name]) or "–", each.said(yours[name]) or "–"))
        else:
            label = _("Not arising") if name == f"{FIGURE}not_arising" else _("Explanation")
            words = {"yes": _("yes"), "": "–"}
            rows.append((label, words.get(present[name], present[name]), words.get(yours[name], yours[name])))
    return rows


def lacks_said(lacks: Any) -> list[str]:
    """What keeps a row from being handed in, in words."""
    words = {
        Lack.VALUE: _("No figures yet"),
        Lack.EVIDENCE: _("Evidence or an explanation is missing"),
        Lack.REASON: _("The reason for the points is missing"),
        Lack.WITHDRAWN: _("A cited document was withdrawn"),
    }
    return [words[lack] for lack in lacks]


def closing(frame: Any, moment: datetime | None, now: datetime) -> Closing | None:
    """When the time of a sheet that is not handed in ends; None where nothing waits for the unit."""
    if moment is None or frame.sheet.state not in {"draft", "returned"}:
        return None
    text = told(moment, frame.sheet.round)
    if now < frame.window.opens_at:
        opens = told(frame.window.opens_at, frame.sheet.round)
        return Closing(text, _("opens %(moment)s") % {"moment": opens}, "info")
    if now >= moment:
        return Closing(text, _("time is up"), "danger")
    days = (moment - now).days
    if days >= 1:
        left = ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}
    else:
        hours = max((moment - now).seconds // 3600, 0)
        left = (
            ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
            if hours
            else _("less than an hour left")
        )
    return Closing(text, left, "danger" if days < 1 else "warning" if days < 7 else "neutral")


def time_of(moment: datetime) -> str:
    """The time of day, where the offices are."""
    return date_format(timezone.localtime(moment), "TIME_FORMAT")
