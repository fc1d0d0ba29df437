"""How far the appraisal of a round is: by criterion, by unit, by agency, units × fields.

Counts over whole rounds read the marks by their index and add what single sheets change, so that they stay quick with
thousands of units; what is shown by unit is counted for one page of units.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark
from parindex.appraisals.outcomes import MARKED_BY_HAND
from parindex.appraisals.queries.desks import Desk, desks
from parindex.appraisals.queries.queues import DONE, Standing, annotated
from parindex.assessments.enums import HANDED_IN, SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.queries.leaves import Heading, fields_of, leaf_texts
from parindex.kernel.listing import ordered
from parindex.kernel.text import fold
from parindex.people.models import Account
from parindex.programmes.enums import RoundState, WindowKind
from parindex.programmes.models import Exclusion, Round, Window

_MARKED = frozenset({Decision.CONFIRMED.value, Decision.ADJUSTED.value})
SORTS = {
    "unit": ["unit__sort_text", "id"],
    "submitted": ["submitted_at", "unit__sort_text", "id"],
    "state": ["state", "unit__sort_text", "id"],
}


@dataclass(frozen=True, slots=True)
class Progress:
    """Rows handed in, and how many of them are where. Excluded rows are in none of these."""

    total: int = 0
    done: int = 0
    #: Sent back: with the unit.
    returned: int = 0
    #: Of those that wait: supplemented since they were marked or sent back.
    changed: int = 0
    flagged: int = 0

    @property
    def open(self) -> int:
        return max(self.total - self.done - self.returned, 0)

    @property
    def percent(self) -> int:
        """Done of all, rounded down: 100 only when nothing is left."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def shade(self) -> int:
        """From 0 (nothing) to 4 (all done), for the heat map."""
        return 0 if not self.done else 4 if self.done >= self.total else 1 + self.done * 3 // self.total

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.total + other.total,
            self.done + other.done,
            self.returned + other.returned,
            self.changed + other.changed,
            self.flagged + other.flagged,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A window of a round as it stands at a moment."""

    opens_at: datetime
    closes_at: datetime
    state: str
    #: Whole days until it opens or closes; 0 on the last one.
    days: int


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion of a desk with its progress."""

    leaf: str
    title: str
    source: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class FieldRows:
    """The criteria of one field."""

    field: Heading
    rows: Sequence[CriterionRow]
    progress: Progress


@dataclass(frozen=True, slots=True)
class Board:
    """A round on a person's desk."""

    desk: Desk
    round: Round
    appraisal: Period | None
    settlement: Period | None
    units: int
    handed_in: int
    fields: Sequence[FieldRows]
    progress: Progress

    @property
    def window(self) -> Period:
        """The appraisal's window.

        :raises LookupError: the round has none.
        """
        if self.appraisal is None:
            raise LookupError(self.round.code)
        return self.appraisal


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit's sheet with the progress of those of its rows that the person sees."""

    sheet: Sheet
    handed_in: bool
    progress: Progress
    #: In the order of the round's fields, where they were asked for.
    fields: Sequence[Progress] = ()


def boards(user: Account, *, on: date, at: datetime) -> list[Board]:
    """Every started round in whose appraisal the person has a part; running ones first."""
    found = desks(user, on=on)
    periods = periods_of([desk.round for desk in found], at=at)
    return [board_of(desk, periods.get(desk.round.pk, {}), at=at) for desk in found]


def periods_of(rounds: Iterable[Round], *, at: datetime) -> dict[object, dict[str, Period]]:
    """Windows by round and kind."""
    found: dict[object, dict[str, Period]] = {}
    for window in Window.objects.filter(round__in=[round.pk for round in rounds]):
        found.setdefault(window.round_id, {})[window.kind] = _period(window, at)
    return found


def _period(window: Window, at: datetime) -> Period:
    if at < window.opens_at:
        return Period(window.opens_at, window.closes_at, "ahead", (window.opens_at - at).days)
    state = "open" if at < window.closes_at else "over"
    return Period(window.opens_at, window.closes_at, state, max((window.closes_at - at).days, 0))


def board_of(desk: Desk, periods: Mapping[str, Period], *, at: datetime) -> Board:
    """One round with the progress of each of the person's criteria; of all where they only watch."""
    codes = desk.codes() if desk.appraises else [node.code for node in desk.by_hand()]
    found = by_leaf(desk, codes)
    texts = leaf_texts(desk.round.set_version)
    fields = []
    for heading in fields_of(desk.round.set_version):
        rows = [
            CriterionRow(code, texts[code].title, texts[code].source, found[code])
            for code in codes
            if desk.node(code).field == heading.code
        ]
        if rows:
            fields.append(FieldRows(heading, rows, sum_of(row.progress for row in rows)))
    sheets = Sheet.objects.filter(round=desk.round.pk).aggregate(
        units=Count("pk"), handed_in=Count("pk", filter=Q(state__in=HANDED_IN))
    )
    return Board(
        desk=desk,
        round=desk.round,
        appraisal=periods.get(WindowKind.APPRAISAL),
        settlement=periods.get(WindowKind.SETTLEMENT),
        units=sheets["units"],
        handed_in=sheets["handed_in"],
        fields=fields,
        progress=sum_of(field.progress for field in fields),
    )


def sum_of(parts: Iterable[Progress]) -> Progress:
    return sum(parts, Progress())


def by_leaf(desk: Desk, codes: Sequence[str]) -> dict[str, Progress]:
    """Progress of each leaf over the units for whom the person marks it; over all units where they only watch."""
    sheets = dict(Sheet.objects.filter(round=desk.round.pk, state__in=HANDED_IN).values_list("unit", "pk"))
    regular = set(desk.leaves) if desk.appraises else set(codes)
    apart = desk.own if desk.appraises else frozenset()
    special = {unit for unit in {*apart, *desk.instead} if unit in sheets}

    def counts(unit: int, leaf: str) -> bool:
        return desk.marks(unit, leaf) if desk.appraises else True

    total = {code: len(sheets) - len(special & apart) if code in regular else 0 for code in codes}
    for unit, leaves in desk.instead.items():
        for leaf in leaves & set(codes):
            total[leaf] += unit in sheets
    for unit, leaf in _excluded(desk, sheets, codes):
        total[leaf] -= counts(unit, leaf)
    done, flagged, returned, changed = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    marks = Mark.objects.filter(round=desk.round.pk, leaf__in=codes).order_by()
    for leaf, decision, flag, n in marks.values_list("leaf", "decision", "flagged").annotate(n=Count("pk")):
        if leaf in regular:
            done[leaf] += n if decision in _MARKED else 0
            flagged[leaf] += n if flag else 0
    # Of the units that are apart the marks are taken out again, or counted where the person stands in.
    for unit, leaf, decision, flag in marks.filter(answer__sheet__unit__in=special).values_list(
        "answer__sheet__unit", "leaf", "decision", "flagged"
    ):
        change = counts(unit, leaf) - (leaf in regular)
        done[leaf] += change if decision in _MARKED else 0
        flagged[leaf] += change if flag else 0
    # Only what was sent back once can be with the unit or have changed since it was marked.
    touched = (
        Answer.objects.filter(round=desk.round.pk, leaf__in=codes, sheet__state__in=HANDED_IN)
        .filter(Q(sheet__submissions_count__gt=1) | Q(sheet__state=SheetState.RETURNED))
        .filter(Q(reopened_until__isnull=False) | ~Q(marks__answer_version=F("handed_version")))
        .exclude(marks=None, reopened_until=None)
        .values_list("sheet__unit", "leaf", "reopened_until", "marks__decision")
    )
    for unit, leaf, until, decision in touched:
        if not counts(unit, leaf):
            continue
        done[leaf] -= decision in _MARKED
        if until is not None:
            returned[leaf] += 1
        else:
            changed[leaf] += 1
    return {code: Progress(total[code], done[code], returned[code], changed[code], flagged[code]) for code in codes}


def _excluded(desk: Desk, sheets: Mapping[int, int], codes: Sequence[str]) -> set[tuple[int, str]]:
    """Units and leaves taken out by a decision that stands."""
    wanted = set(codes)
    found = Exclusion.objects.filter(participant__round=desk.round.pk, withdrawn_at=None)
    pairs = found.values_list("participant__unit", "node_code")
    return {
        (unit, node.code)
        for unit, code in pairs
        if unit in sheets and code in desk.pinned.nodes
        for node in desk.pinned.below(code)
        if node.code in wanted
    }


def sheet_rows(desk: Desk, *, q: str = "", state: str = "", sort: str = "") -> QuerySet[Sheet]:
    """The units of the round, own ones left out: who appraises for a single unit only sees that one."""
    rows = progress_sheets(desk, q=q, state=state, sort=sort).exclude(unit__in=desk.own)
    return rows if desk.leaves or desk.watches else rows.filter(unit__in=desk.instead)


def progress_sheets(desk: Desk, *, q: str = "", state: str = "", sort: str = "") -> QuerySet[Sheet]:
    """Every unit of the round: its progress is no secret to who runs the round, whatever their own unit is."""
    rows = Sheet.objects.filter(round=desk.round.pk).select_related("unit")
    if state == "handed_in":
        rows = rows.filter(state__in=HANDED_IN)
    elif state in SheetState.values:
        rows = rows.filter(state=state)
    for word in fold(q).split():
        rows = rows.filter(unit__search_text__contains=word)
    return rows.order_by(*ordered(sort, SORTS, "unit"))


def unit_progress(desk: Desk, sheets: Sequence[Sheet], *, by_field: bool = False) -> list[UnitRow]:
    """One page of units with their progress: of the rows that the person marks; of all where they only watch."""
    by_hand = [node for node in desk.pinned.leaves() if node.leaf.source in MARKED_BY_HAND]
    places = [When(leaf__in=[n.code for n in by_hand if n.field == head.code], then=Value(head.code))
              for head in fields_of(desk.round.set_version)] if by_field else []  # fmt: skip
    seen = desk.mine() if desk.appraises and not by_field else Q(round=desk.round.pk)
    rows = Answer.objects.filter(
        seen, sheet__in=[sheet.pk for sheet in sheets], leaf__in=[node.code for node in by_hand]
    )
    field = Case(*places, default=Value(""), output_field=CharField()) if places else Value("", CharField())
    groups: Any = (
        annotated(rows, excluded_rows(desk, sheets))
        .order_by()
        .annotate(field=field)
        .values_list("sheet", "field", "standing", "mark_flagged")
        .annotate(n=Count("pk"))
    )
    found: dict[tuple[int, str], Progress] = {}
    for sheet, code, standing, flagged, n in groups:
        for key in {(sheet, code), (sheet, "")}:
            found[key] = found.get(key, Progress()) + counted(standing, n, flagged=flagged)
    codes = [head.code for head in fields_of(desk.round.set_version)] if by_field else []
    return [
        UnitRow(
            sheet,
            sheet.state in HANDED_IN,
            found.get((sheet.pk, ""), Progress()),
            [found.get((sheet.pk, code), Progress()) for code in codes],
        )
        for sheet in sheets
    ]


def counted(standing: str, n: int, *, flagged: bool) -> Progress:
    """So many rows of one standing."""
    if standing == Standing.EXCLUDED:
        return Progress()
    return Progress(
        total=n,
        done=n if standing in DONE else 0,
        returned=n if standing == Standing.RETURNED else 0,
        changed=n if standing == Standing.CHANGED else 0,
        flagged=n if flagged else 0,
    )


def excluded_rows(desk: Desk, sheets: Sequence[Sheet]) -> Q:
    """Condition on answers of these sheets: taken out by a decision that stands."""
    found = Exclusion.objects.filter(
        participant__in=[sheet.participant_id for sheet in sheets], withdrawn_at=None
    ).values_list("participant__sheet", "node_code")
    by_node: dict[str, list[int]] = {}
    for sheet, code in found:
        by_node.setdefault(code, []).append(sheet)
    condition = Q(pk__in=[])
    for code, of in by_node.items():
        if code in desk.pinned.nodes:
            condition |= Q(sheet__in=of, leaf__in=[node.code for node in desk.pinned.below(code)])
    return condition


def waiting(user: Account, *, on: date, at: datetime) -> list[Board]:
    """Running rounds whose appraisal is open or comes, with rows that wait for the person, for "my work"."""
    return [
        board
        for board in boards(user, on=on, at=at)
        if board.desk.appraises
        and board.round.state == RoundState.RUNNING
        and board.progress.open
        and board.appraisal is not None
        and board.appraisal.state != "over"
    ]
