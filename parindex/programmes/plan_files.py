"""A year's plan as a file: ``number,kind,title,opens_on,due_on,lead,coordinating,unit_tiers``.

A task is recognised by its number: known ones are changed, others added, those that the file does not name stay.
Lead and coordinating bodies are codes parted by ``;``: a unit's (``SNV``), a tier for all its units (``@commune``),
or a body that is no unit (``#citizens``).
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from parindex.kernel.files import open_stored, store
from parindex.kernel.models import StoredFile
from parindex.kernel.text import fold
from parindex.people.enums import Effect
from parindex.people.imports.plans import Line, Plan
from parindex.people.imports.table import Row, Table, Unreadable, read_date, read_table
from parindex.people.models import Account, Tier, Unit
from parindex.programmes.enums import TaskKind
from parindex.programmes.models import PlanTask, Programme

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("Số thứ tự", "STT", "Number"),
    "kind": ("Loại nhiệm vụ", "Loại", "Kind"),
    "title": ("Nội dung nhiệm vụ", "Nhiệm vụ", "Nội dung", "Title"),
    "opens_on": ("Ngày bắt đầu", "Từ ngày", "First day"),
    "due_on": ("Ngày kết thúc", "Thời hạn", "Đến ngày", "Last day"),
    "lead": ("Cơ quan chủ trì", "Chủ trì", "Lead agency"),
    "coordinating": ("Cơ quan phối hợp", "Phối hợp", "Coordinating agencies"),
    "unit_tiers": ("Cấp được đánh giá", "Cấp", "Tiers concerned"),
}
REQUIRED = ("number", "kind", "title", "opens_on", "due_on", "lead")
#: More tasks than any year's plan has.
ROWS = 500
_COLUMNS = {"unit_tiers": "tiers"}
_LONGEST = {"lead": 300, "coordinating": 500, "unit_tiers": 300}
_BODY = re.compile(r"#[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One readable row; ``values`` are the task's columns without its number."""

    row: int
    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class TaskPlan(Plan):
    """The dry run of a plan file, and what an apply needs of it."""

    rows: list[TaskRow] | None = None
    existing: dict[int, PlanTask] | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What codes in a plan may name: the province's units by code, tiers by every name that they have."""

    units: Mapping[str, Unit]
    tiers: Mapping[str, Tier]


def headings(*, plain: bool) -> list[str]:
    """Headings of a plan file: as programs name them (``plain``), or as people do."""
    if plain:
        return list(HEADINGS)
    return [names[-1] if get_language() == "en" else names[0] for names in HEADINGS.values()]


def keep_upload(chunks: Iterable[bytes], *, name: str, by: Account, at: datetime) -> StoredFile:
    """Keeps the bytes of an upload for its dry run. Nothing of the domain changes by it.

    :raises Refused: larger than the limit.
    """
    return store(chunks, name=name, by=by, at=at)


def find_upload(pk: uuid.UUID, by: Account) -> StoredFile | None:
    """A file that this person uploaded; nobody sees another's."""
    return StoredFile.objects.filter(pk=pk, stored_by=by.pk).first()


def plan_of(programme: Programme, file: StoredFile) -> TaskPlan:
    """What taking the kept bytes over would do now. Writes nothing; never raises on any content."""
    with open_stored(file) as stream:
        data = stream.read()
    try:
        return plan_tasks(programme, data, file.name)
    except Unreadable as error:
        return TaskPlan(faults=[error.fault])


def known_in(province: Unit) -> Known:
    """The codes that a plan of this province may name."""
    tiers = {fold(text): tier for tier in Tier.objects.all() for text in (tier.title_en, tier.title, tier.code) if text}
    return Known({unit.code: unit for unit in Unit.objects.filter(root=province.root_id)}, tiers)


def plan_tasks(programme: Programme, data: bytes, name: str) -> TaskPlan:
    """What the file would do to the programme's plan. Three queries, whatever the file's length.

    :raises Unreadable: not a table of tasks.
    """
    table = read_table(data, name, HEADINGS, REQUIRED, most=ROWS)
    plan = TaskPlan(sheet=table.sheet, faults=table.faults)
    known, kinds = known_in(programme.province), _kind_names()
    plan.rows = rows = [parsed for row in table.rows if (parsed := _read(table, row, known, kinds))]
    _check_twice(table, rows)
    plan.existing = {task.number: task for task in PlanTask.objects.filter(programme=programme)}
    if not plan.faults:
        plan.lines = [_line(row, plan.existing) for row in rows]
        plan.absent = len(plan.existing.keys() - {row.number for row in rows})
    return plan


def _kind_names() -> dict[str, TaskKind]:
    names: dict[str, TaskKind] = {}
    for language in ("en", "vi"):
        with override(language):
            names |= {fold(str(kind.label)): kind for kind in TaskKind}
    return names | {fold(kind.value): kind for kind in TaskKind}


def _read(table: Table, row: Row, known: Known, kinds: Mapping[str, TaskKind]) -> TaskRow | None:
    faults = len(table.faults)
    number, kind = row.get("number"), kinds.get(fold(row.get("kind")))
    if not (number.isascii() and number.isdecimal() and 1 <= int(number[:6]) <= 999):
        table.fault(
            row.number,
            "number",
            _("“%(text)s” is not a task's number.") % {"text": number} if number else _("The number is missing."),
            _("Write a whole number from 1 to 999."),
        )
    if kind is None:
        text = row.get("kind")
        table.fault(
            row.number,
            "kind",
            _("There is no kind of task “%(text)s”.") % {"text": text} if text else _("The kind is missing."),
            _("Write one of: %(kinds)s.") % {"kinds": "; ".join(str(kind.label) for kind in TaskKind)},
        )
    if not row.get("title"):
        table.fault(row.number, "title", _("The title is missing."), _("Write what is to be done, as in the plan."))
    days = {name: _day(table, row, name) for name in ("opens_on", "due_on")}
    opens_on, due_on = days["opens_on"], days["due_on"]
    if opens_on and due_on and due_on < opens_on:
        table.fault(row.number, "due_on", _("The last day is before the first day."), _("Correct one of the two days."))
    values: dict[str, Any] = {"kind": kind, "title": row.get("title"), **days}
    for name in ("lead", "coordinating", "unit_tiers"):
        if table.has(name):
            values[_COLUMNS.get(name, name)] = _codes(table, row, name, known)
    return TaskRow(row.number, int(number), values) if len(table.faults) == faults else None


def _day(table: Table, row: Row, name: str) -> date | None:
    if not row.get(name):
        table.fault(row.number, name, _("The day is missing."), _("Write it like 05/12/2023 or 2023-12-05."))
    return read_date(table, row, name)


def _codes(table: Table, row: Row, name: str, known: Known) -> str:
    text = row.get(name)
    if name == "lead" and not text:
        table.fault(row.number, name, _("The lead agency is missing."), _("Write the code of a unit, like SNV."))
        return ""
    if name == "unit_tiers":
        codes, wrong = tier_codes(text, known)
        mend = _("Write codes or titles of tiers, parted by semicolons: %(tiers)s.") % {"tiers": _tier_list(known)}
    else:
        codes, wrong = body_codes(text, known)
        mend = _(
            "Write codes of units parted by semicolons, like SNV; for all units of a tier @ and its code, like "
            "@commune; for others # and a word, like #citizens."
        )
    if wrong:
        table.fault(row.number, name, _("Nothing has the code “%(code)s”.") % {"code": wrong}, mend)
    longest = _LONGEST[name]
    if len(codes) > longest:
        table.fault(
            row.number, name, _("The text is too long."), _("Write at most %(limit)d characters.") % {"limit": longest}
        )
    return codes


def _tier_list(known: Known) -> str:
    return "; ".join(sorted({tier.code for tier in known.tiers.values()}))


def body_codes(text: str, known: Known) -> tuple[str, str]:
    """The codes of bodies in ``text`` in one form, and the first that names nothing (empty if all do)."""
    codes = [code.strip() for code in text.split(";") if code.strip()]
    tiers = {tier.code for tier in known.tiers.values()}
    for code in codes:
        is_tier = code.startswith("@") and code[1:] in tiers
        if not (code in known.units or is_tier or _BODY.fullmatch(code)):
            return ";".join(codes), code
    return ";".join(codes), ""


def tier_codes(text: str, known: Known) -> tuple[str, str]:
    """The codes of tiers in ``text``, given by code or title, and the first that names none."""
    given = [code.strip() for code in text.split(";") if code.strip()]
    found = [known.tiers.get(fold(code)) for code in given]
    wrong = next((code for code, tier in zip(given, found, strict=True) if tier is None), "")
    return ";".join(tier.code for tier in found if tier is not None), wrong


def _check_twice(table: Table, rows: list[TaskRow]) -> None:
    first: dict[int, int] = {}
    for row in rows:
        if row.number in first:
            table.fault(
                row.row,
                "number",
                _("The number %(number)d stands in row %(row)d already.")
                % {"number": row.number, "row": first[row.number]},
                _("Every task has its own number: correct or delete one of the rows."),
            )
        first.setdefault(row.number, row.row)


def changed_values(row: TaskRow, task: PlanTask) -> dict[str, Any]:
    """The columns of ``task`` that ``row`` would change."""
    return {name: value for name, value in row.values.items() if getattr(task, name) != value}


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return str(value) if value else "–"


def _line(row: TaskRow, existing: Mapping[int, PlanTask]) -> Line:
    task = existing.get(row.number)
    title = str(row.values["title"])
    if task is None:
        return Line(row.row, str(row.number), title, Effect.CREATED)
    changes = []
    for name, value in changed_values(row, task).items():
        before, after = getattr(task, name), value
        if name == "kind":
            before, after = TaskKind(before).label, TaskKind(after).label
        label = str(PlanTask._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        changes.append((label, _shown(before), _shown(after)))
    return Line(row.row, str(row.number), title, Effect.CHANGED if changes else Effect.UNCHANGED, changes)
