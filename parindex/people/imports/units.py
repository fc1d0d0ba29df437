"""A file of units: ``code,name,tier,parent_code,official_code`` and, if wanted, ``from_on,to_on``.

One file is one province. Its row without ``parent_code`` is the province itself; a file without such a row adds to a
province that is there. Nothing is deleted: a unit that the file does not name stays.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from parindex.kernel.text import fold, is_plain_line
from parindex.people.enums import Effect
from parindex.people.imports.plans import Line, Plan
from parindex.people.imports.table import Row, Table, read_date, read_table
from parindex.people.models import DEPTH, Succession, Tier, Unit

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("Mã đơn vị", "Mã", "Unit code"),
    "name": ("Tên đơn vị", "Đơn vị", "Unit name"),
    "tier": ("Cấp", "Tier"),
    "parent_code": ("Mã đơn vị cấp trên", "Mã cấp trên", "Code of the superior unit"),
    "official_code": ("Mã đơn vị hành chính", "Mã hành chính", "Mã chính thức", "Official code"),
    "from_on": ("Hiệu lực từ ngày", "Từ ngày", "First day"),
    "to_on": ("Hiệu lực đến ngày", "Đến ngày", "Last day"),
}
REQUIRED = ("code", "name", "tier", "parent_code")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One readable row; ``values`` are the unit's fields that the file gives, without its superior."""

    row: int
    code: str
    parent_code: str
    values: dict[str, Any]


@dataclass(slots=True)
class UnitPlan(Plan):
    """The dry run of a file of units, and what an apply needs of it."""

    rows: list[UnitRow] | None = None
    province: Unit | None = None
    existing: dict[str, Unit] | None = None


def plan_units(data: bytes, name: str, province: Unit | None) -> UnitPlan:
    """What the file would do to ``province``; None where the file says itself which one.

    Four queries, whatever the file's length.

    :raises Unreadable: not a table of units.
    """
    table = read_table(data, name, HEADINGS, REQUIRED)
    plan = UnitPlan(sheet=table.sheet, faults=table.faults)
    known = list(Tier.objects.all())
    tiers = {fold(text): tier for tier in known for text in (tier.title_en, tier.title, tier.code) if text}
    titles = "; ".join(tier.shown_title for tier in known)
    plan.rows = rows = [parsed for row in table.rows if (parsed := _read(table, row, tiers, titles))]
    _check_twice(table, rows)
    plan.province = _find_province(table, rows, province)
    found = Unit.objects.filter(root=plan.province).select_related("tier", "parent") if plan.province else []
    plan.existing = {unit.code: unit for unit in found}
    _check_case(table, rows, plan.existing)
    _check_parents(table, rows, plan)
    _check_ends(table, rows, plan.existing)
    if not plan.faults:
        plan.lines = [_line(row, plan.existing) for row in rows]
        plan.absent = len(plan.existing.keys() - {row.code for row in rows})
    return plan


def _read(table: Table, row: Row, tiers: dict[str, Tier], titles: str) -> UnitRow | None:
    faults = len(table.faults)
    code, name, tier_text = row.get("code"), row.get("name"), row.get("tier")
    if not _CODE.fullmatch(code) or len(code) > 40:
        table.fault(
            row.number,
            "code",
            _("“%(text)s” is not a code.") % {"text": code} if code else _("The code is missing."),
            _("Write up to 40 letters without diacritics, digits, dots or dashes, like SNV or X01834."),
        )
    if not name:
        table.fault(row.number, "name", _("The name is missing."), _("Write the unit's full official name."))
    elif len(name) > 250:
        table.fault(row.number, "name", _("The name is too long."), _("Write at most 250 characters."))
    for key in ("name",):
        if not is_plain_line(row.get(key)):
            table.fault(
                row.number,
                key,
                _("The text holds a sign that cannot be seen."),
                _("Type it anew, without copying it from elsewhere."),
            )
    tier = tiers.get(fold(tier_text))
    if tier is None:
        table.fault(
            row.number,
            "tier",
            _("There is no tier “%(text)s”.") % {"text": tier_text} if tier_text else _("The tier is missing."),
            _("Write one of: %(tiers)s. An administrator can add a tier on the page “Tiers”.") % {"tiers": titles}
            if titles
            else _("No tier exists yet. An administrator adds them on the page “Tiers”."),
        )
    if len(row.get("official_code")) > 20:
        table.fault(row.number, "official_code", _("The official code is too long."), _("Write at most 20 characters."))
    values: dict[str, Any] = {"name": name, "tier": tier}
    if table.has("official_code"):
        values["official_code"] = row.get("official_code")
    for key in ("from_on", "to_on"):
        if table.has(key):
            values[key] = read_date(table, row, key)
    first, last = values.get("from_on"), values.get("to_on")
    if first and last and last < first:
        table.fault(row.number, "to_on", _("The last day is before the first day."), _("Correct one of the two days."))
    return UnitRow(row.number, code, row.get("parent_code"), values) if len(table.faults) == faults else None


def _check_twice(table: Table, rows: list[UnitRow]) -> None:
    first: dict[str, UnitRow] = {}
    for row in rows:
        before = first.setdefault(row.code.lower(), row)
        if before is not row:
            table.fault(
                row.row,
                "code",
                _("The code “%(code)s” stands in row %(row)d already.") % {"code": before.code, "row": before.row},
                _("Every unit of a province has its own code: correct or delete one of the rows."),
            )


def _check_case(table: Table, rows: list[UnitRow], existing: dict[str, Unit]) -> None:
    """A code that differs from a known one only in case would be a second unit that nobody could name."""
    known = {code.lower(): unit for code, unit in existing.items()}
    for row in rows:
        unit = known.get(row.code.lower())
        if unit is not None and unit.code != row.code:
            table.fault(
                row.row,
                "code",
                _("“%(name)s” has the code “%(code)s”, which differs only in capital letters.")
                % {"name": unit.name, "code": unit.code},
                _("Write the code as it is there, or choose another one."),
            )


def _find_province(table: Table, rows: list[UnitRow], province: Unit | None) -> Unit | None:
    tops = [row for row in rows if not row.parent_code]
    if tops:
        # As provinces are here; before there is one, any tier may be the province's.
        provinces = [province] if province else Unit.objects.filter(parent=None)
        tiers = {unit.tier_id for unit in provinces}
        for row in tops if tiers else ():
            if row.values["tier"].pk not in tiers:
                table.fault(
                    row.row,
                    "parent_code",
                    _("The superior unit is missing."),
                    _("Only a province has none: write the code of the unit above it."),
                )
        tops = [row for row in tops if not tiers or row.values["tier"].pk in tiers]
    for row in tops[1:]:
        table.fault(
            row.row,
            "parent_code",
            _("Row %(row)d is the file's province already.") % {"row": tops[0].row},
            _("One file is one province: write the code of the superior unit, or use a second file."),
        )
    if not tops:
        if province is None and not table.faults:
            table.fault(
                0,
                "parent_code",
                _("No row is the province, and no province was chosen."),
                _("Choose the province when uploading, or add its row with an empty superior unit."),
            )
        return province
    if province is None:
        return Unit.objects.filter(parent=None, code__iexact=tops[0].code).first()
    if tops[0].code != province.code:
        table.fault(
            tops[0].row,
            "code",
            _("The province chosen has the code “%(chosen)s”, the file's is “%(code)s”.")
            % {"chosen": province.code, "code": tops[0].code},
            _("Choose the other province when uploading, or correct the code."),
        )
    return province


def _check_parents(table: Table, rows: list[UnitRow], plan: UnitPlan) -> None:
    existing = plan.existing or {}
    parents: dict[str, str] = {code: unit.parent.code if unit.parent else "" for code, unit in existing.items()}
    parents |= {row.code: row.parent_code for row in rows}
    top = plan.province.code if plan.province else next((row.code for row in rows if not row.parent_code), "")
    for row in rows:
        if row.parent_code and row.parent_code not in parents:
            table.fault(
                row.row,
                "parent_code",
                _("No unit has the code “%(code)s”.") % {"code": row.parent_code},
                _("Write the code of a unit of this file or of this province, or add a row for it."),
            )
            continue
        if row.code == top and row.parent_code:
            table.fault(row.row, "parent_code", _("The province has no superior unit."), _("Leave this cell empty."))
            continue
        chain, code = [row.code], row.parent_code
        while code and code not in chain:
            chain.append(code)
            code = parents.get(code, "")
        if code:
            table.fault(
                row.row,
                "parent_code",
                _("The superior units form a circle: %(chain)s.") % {"chain": " → ".join([*chain, code])},
                _("Correct the superior unit in one of these rows."),
            )
        elif len(chain) > DEPTH:
            table.fault(
                row.row,
                "parent_code",
                _("The tree of units has at most %(depth)d levels.") % {"depth": DEPTH},
                _("Write a superior unit that stands higher."),
            )


def _check_ends(table: Table, rows: list[UnitRow], existing: dict[str, Unit]) -> None:
    """The last day of a unit that was succeeded is said by its succession."""
    other = {
        unit.pk: row
        for row in rows
        if (unit := existing.get(row.code)) is not None and "to_on" in row.values and row.values["to_on"] != unit.to_on
    }
    if not other:
        return
    steps = Succession.objects.filter(unit__in=list(other)).select_related("unit", "successor").order_by("unit", "on")
    for step in {step.unit_id: step for step in steps}.values():
        table.fault(
            other[step.unit_id].row,
            "to_on",
            _("“%(name)s” is succeeded by “%(successor)s” from %(day)s, which says its last day.")
            % {"name": step.unit.name, "successor": step.successor.name, "day": _shown(step.on)},
            _("Write the day before, or correct the succession on the unit's page first."),
        )


def changed_values(row: UnitRow, unit: Unit) -> dict[str, Any]:
    """The fields of ``unit`` that ``row`` would change, its superior left out."""
    return {name: value for name, value in row.values.items() if getattr(unit, name) != value}


def _shown(value: date | Tier | str | None) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value) if value else "–"


def _line(row: UnitRow, existing: dict[str, Unit]) -> Line:
    unit = existing.get(row.code)
    name = str(row.values["name"])
    if unit is None:
        return Line(row.row, row.code, name, Effect.CREATED)
    changes = [
        (str(Unit._meta.get_field(key).verbose_name), _shown(getattr(unit, key)), _shown(value))  # type: ignore[union-attr]
        for key, value in changed_values(row, unit).items()
    ]
    above = unit.parent.code if unit.parent else ""
    if above != row.parent_code:
        changes.append((str(Unit._meta.get_field("parent").verbose_name), _shown(above), _shown(row.parent_code)))
    return Line(row.row, row.code, name, Effect.CHANGED if changes else Effect.UNCHANGED, changes)
