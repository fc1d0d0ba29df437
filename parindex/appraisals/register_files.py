"""Values for all units of a round as a file: ``unit,node,input,value``, one line for each figure.

A unit is named by its code, a leaf by its code in the round's set, an input by its name there (``points`` and
``not_arising`` as everywhere). Only leaves whose value comes from outside are given so: of a register, the survey, the
satisfaction index, or another round. What the file does not name stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, RegisterImport
from parindex.appraisals.outcomes import MARKED_BY_HAND, Outcome, given, outcome, reading_faults
from parindex.appraisals.rows import exclusions_of, put_together, read_round, sheets_with_windows
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.criteria.pinned import PinnedNode, PinnedSet, pinned
from parindex.engine import Leaf, leaf_inputs
from parindex.kernel.files import open_stored
from parindex.people.enums import Effect
from parindex.people.imports.plans import Line, Plan
from parindex.people.imports.table import Row, Table, Unreadable, read_table
from parindex.programmes.models import Round

HEADINGS: dict[str, tuple[str, ...]] = {
    "unit": ("Mã đơn vị", "Đơn vị", "Unit"),
    "node": ("Mã tiêu chí", "Tiêu chí", "Criterion"),
    "input": ("Chỉ số đầu vào", "Số liệu", "Input"),
    "value": ("Giá trị", "Value"),
}
REQUIRED = tuple(HEADINGS)


@dataclass(slots=True)
class Supplied:
    """A unit's leaf with the figures that the file gives it."""

    #: First row of the file that speaks of it.
    row: int
    answer: Answer
    node: PinnedNode
    #: Of the round, with its unit.
    sheet: Sheet
    figures: dict[str, str] = field(default_factory=dict)
    #: As it stands now.
    mark: Mark | None = None
    found: Outcome | None = None

    @property
    def differs(self) -> bool:
        """Whether taking it over changes anything."""
        mark = self.mark
        if mark is None or mark.decision != Decision.SUPPLIED or mark.figures != self.figures:
            return True
        # The leaf was re-issued since: the same figures say something new.
        return mark.answer_version != self.answer.version


@dataclass(slots=True)
class RegisterPlan(Plan):
    """The dry run of a table, and what an apply needs of it. ``absent``: units of the round that it does not name."""

    rows: list[Supplied] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """What a table of this round may name."""

    tree: PinnedSet
    sheets: Mapping[str, Sheet]
    exclusions: Mapping[int, Mapping[str, str]]


def headings(*, plain: bool) -> list[str]:
    """Headings of such a file: as programs name them (``plain``), or as people do."""
    if plain:
        return list(HEADINGS)
    return [names[-1] if get_language() == "en" else names[0] for names in HEADINGS.values()]


def importable(round: Round) -> list[PinnedNode]:
    """The leaves of the round's set that get their value with a table, in the author's order."""
    return [node for node in pinned(round.set_version).leaves() if node.leaf.source not in MARKED_BY_HAND]


def template_rows(round: Round) -> list[list[str]]:
    """A table to fill in: a line for each unit, leaf and input, without values, under the plain headings."""
    units = Sheet.objects.filter(round=round).order_by("unit__sort_text", "pk").values_list("unit__code", flat=True)
    asked = [(node.code, spec.name) for node in importable(round) for spec in leaf_inputs(node.leaf)]
    return [[unit, node, name, ""] for unit in units for node, name in asked]


def plan_of(upload: RegisterImport) -> RegisterPlan:
    """What taking the kept bytes over would do now. Writes nothing; never raises on any content."""
    with open_stored(upload.file) as stream:
        data = stream.read()
    try:
        return plan_register(read_round(upload.round), data, upload.file.name)
    except Unreadable as error:
        return RegisterPlan(faults=[error.fault])


def plan_register(round: Round, data: bytes, name: str) -> RegisterPlan:
    """What the file would do to the round. A number of statements that does not grow with the file.

    :raises Unreadable: not such a table.
    """
    table = read_table(data, name, HEADINGS, REQUIRED)
    plan = RegisterPlan(sheet=table.sheet, faults=table.faults)
    sheets = [put_together(sheet, round) for sheet in sheets_with_windows(round).order_by("pk")]
    known = _Known(pinned(round.set_version), {sheet.unit.code: sheet for sheet in sheets}, exclusions_of(sheets))
    lines = [line for row in table.rows if (line := _placed(table, row, known))]
    found = _gathered(table, lines)
    _check_values(table, found)
    plan.rows = found
    if not plan.faults:
        plan.lines = [_line(each) for each in found]
        plan.absent = len(sheets) - len({each.sheet.pk for each in found})
    return plan


def _placed(table: Table, row: Row, known: _Known) -> tuple[Row, Sheet, PinnedNode] | None:
    """The row with its unit's sheet and its leaf, or the fault that it has neither."""
    sheet, node = known.sheets.get(row.get("unit")), known.tree.nodes.get(row.get("node"))
    if sheet is None:
        table.fault(
            row.number,
            "unit",
            _("No unit with the code “%(code)s” takes part in this round.") % {"code": row.get("unit")}
            if row.get("unit")
            else _("The unit is missing."),
            _("Write the code of a unit of this round, as in the list of its units."),
        )
    if node is None or not node.is_leaf:
        table.fault(
            row.number,
            "node",
            _("The criteria set has no such criterion: “%(code)s”.") % {"code": row.get("node")}
            if node is None
            else _("“%(code)s” has criteria below it.") % {"code": node.code},
            _("Write the code of one of: %(codes)s.") % {"codes": _codes(known)},
        )
        return None
    if node.leaf.source in MARKED_BY_HAND:
        table.fault(
            row.number,
            "node",
            _("The value of “%(code)s” is not imported: units claim it and appraisers mark it.") % {"code": node.code},
            _("Write the code of one of: %(codes)s.") % {"codes": _codes(known)},
        )
        return None
    if sheet is None or not _is_open(table, row, sheet, node, known):
        return None
    return row, sheet, node


def _codes(known: _Known) -> str:
    codes = [node.code for node in known.tree.leaves() if node.leaf.source not in MARKED_BY_HAND]
    return ", ".join(codes[:_NAMED]) + (", …" if len(codes) > _NAMED else "") if codes else "–"


#: As many codes as a sentence names.
_NAMED = 12


def _is_open(table: Table, row: Row, sheet: Sheet, node: PinnedNode, known: _Known) -> bool:
    excluded = known.exclusions.get(sheet.pk, {})
    decision = next((excluded[code] for code in (node.code, *node.path) if code in excluded), "")
    if decision:
        table.fault(
            row.number,
            "node",
            _("“%(code)s” is excluded for %(unit)s by %(decision)s.")
            % {"code": node.code, "unit": sheet.unit, "decision": decision},
            _("Delete this row."),
        )
    elif sheet.state == SheetState.SETTLED:
        table.fault(
            row.number,
            "unit",
            _("The score sheet of %(unit)s is settled.") % {"unit": sheet.unit},
            _("Delete this row, or have the settlement taken back first."),
        )
    return not decision and sheet.state != SheetState.SETTLED


def _gathered(table: Table, lines: list[tuple[Row, Sheet, PinnedNode]]) -> list[Supplied]:
    """The lines by unit and leaf, each with its row in the sheet and what was supplied before."""
    codes = {node.code for _row, _sheet, node in lines}
    numbers = {sheet.pk for _row, sheet, _node in lines}
    answers = Answer.objects.filter(leaf__in=codes, sheet__in=numbers).select_related("settlement")
    by_place = {(answer.sheet_id, answer.leaf): answer for answer in answers}
    marked = Mark.objects.filter(answer__leaf__in=codes, answer__sheet__in=numbers).select_related("agency")
    marks = {mark.answer_id: mark for mark in marked}
    found: dict[tuple[int, str], Supplied] = {}
    for row, sheet, node in lines:
        place = sheet.pk, node.code
        answer = by_place.get(place)
        if answer is None:
            _still_opening(table, row, sheet)
            continue
        answer.sheet = sheet
        if place not in found:
            found[place] = Supplied(row.number, answer, node, sheet, mark=marks.get(answer.pk))
            _check_settled(table, row, answer)
        _take(table, row, found[place])
    return list(found.values())


def _still_opening(table: Table, row: Row, sheet: Sheet) -> None:
    table.fault(
        row.number,
        "node",
        _("The score sheet of %(unit)s has no such row yet.") % {"unit": sheet.unit},
        _("Wait until the round's score sheets are made, then try again."),
    )


def _check_settled(table: Table, row: Row, answer: Answer) -> None:
    if getattr(answer, "settlement", None) is not None:
        table.fault(
            row.number,
            "node",
            _("This row of %(unit)s is settled by the head of the appraisal team.") % {"unit": answer.sheet.unit},
            _("Delete this row."),
        )


def _take(table: Table, row: Row, supplied: Supplied) -> None:
    name = row.get("input")
    if name in supplied.figures:
        table.fault(
            row.number,
            "input",
            _("“%(name)s” of “%(code)s” was given for %(unit)s already.")
            % {"name": name, "code": supplied.node.code, "unit": supplied.sheet.unit},
            _("Delete one of both rows."),
        )
        return
    value = _value(row.get("value"))
    if not value:
        table.fault(row.number, "value", _("The value is missing."), _("Write the value, or delete this row."))
    leaf = supplied.node.leaf
    faults = reading_faults(leaf, given(leaf, None, {name: value}))
    if faults:
        problem = next(iter(faults.values()))
        is_known = name in {spec.name for spec in leaf_inputs(leaf)} | {"points", "not_arising"}
        mend = _("The inputs are: %(names)s.") % {"names": _names(leaf)}
        table.fault(row.number, "value" if is_known else "input", problem, mend)
        return
    supplied.figures[name] = value


def _value(text: str) -> str:
    """A number as Vietnamese offices write it has a decimal comma."""
    whole, comma, places = text.partition(",")
    digits = whole.removeprefix("-").isdigit() and places.isdigit()
    return f"{whole}.{places}" if comma and digits else text


def _names(leaf: Leaf) -> str:
    specs = leaf_inputs(leaf)
    return ", ".join(f"{spec.name} ({spec.title})" if spec.title != spec.name else spec.name for spec in specs)


def _check_values(table: Table, found: list[Supplied]) -> None:
    """Figures of one leaf together give a value."""
    faulty = {fault.row for fault in table.faults}
    for each in found:
        if each.row in faulty or not each.figures:
            continue
        leaf = each.node.leaf
        stages = given(leaf, None, each.figures)
        faults = reading_faults(leaf, stages)
        each.found = None if faults else outcome(leaf, stages)
        if each.found is None or each.found.state == RowState.MISSING:
            missing = [spec.name for spec in leaf_inputs(leaf) if spec.name not in each.figures]
            table.fault(
                each.row,
                "input",
                next(iter(faults.values()), "")
                or _("The figures of “%(code)s” for %(unit)s give no value yet.")
                % {"code": each.node.code, "unit": each.sheet.unit},
                _("Add a row for each of: %(names)s.") % {"names": ", ".join(missing)}
                if missing
                else _("The inputs are: %(names)s.") % {"names": _names(leaf)},
            )


def _line(each: Supplied) -> Line:
    key, title = (
        f"{each.sheet.unit.code} {each.node.code}",
        f"{each.sheet.unit.name}: {each.node.title(get_language())}",
    )
    after = _shown(each.figures)
    if each.mark is None:
        return Line(each.row, key, title, Effect.CREATED, [(_("Figures"), "–", after)])
    if not each.differs:
        return Line(each.row, key, title, Effect.UNCHANGED)
    return Line(each.row, key, title, Effect.CHANGED, [(_("Figures"), _shown(each.mark.figures), after)])


def _shown(figures: Mapping[str, str]) -> str:
    return "; ".join(f"{name} = {value}" for name, value in sorted(figures.items())) or "–"
