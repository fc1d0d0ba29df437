"""Many rows are confirmed at once: those that were handed in with a value and that nobody has marked yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.appraisals.actions.marks import facts_of, new_mark
from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark
from parindex.appraisals.outcomes import Outcome, given, outcome
from parindex.appraisals.rows import Row, lock_sheets, read_round, read_rows
from parindex.appraisals.rules import is_markable, may_mark_from
from parindex.appraisals.seats import seats_of
from parindex.assessments.enums import HANDED_IN, RowState
from parindex.assessments.models import Answer
from parindex.engine import Leaf, Source
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, day_of
from parindex.programmes.models import Round

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a bulk confirmation did."""

    #: Rows that were confirmed.
    rows: int
    #: Rows asked for that were left as they are: not this person's, not open, without a value, marked meanwhile.
    left: int


@action
def confirm_many(
    round: Round,
    *,
    leaf: str = "",
    unit: int | None = None,
    rows: Mapping[int, int] | None = None,
    expected: int | None = None,
    by: Account | None,
    at: datetime,
) -> Confirmed:
    """Confirms the claims of one criterion across units, of one unit, or of the rows that are named; all or nothing.

    What is marked already, has no value, is sent back, settled or another agency's stays as it is.

    :param rows: number of the answer → its ``handed_version`` as the person read it; supplemented since, it stays.
    :param expected: how many rows the person was told; another number now, and nothing is confirmed.
    :raises NotAllowed: none of the rows is this person's to mark.
    :raises Refused: none of them lies open, or their number is another now.
    """
    if not leaf and unit is None and rows is None:
        raise Refused(_("Choose a criterion, a unit or rows."))
    chosen, round = _chosen(round, leaf, unit, rows), read_round(round)
    concerned = Q(pk__in=Answer.objects.filter(chosen).order_by().values("sheet"))
    found = read_rows(lock_sheets(concerned, round), chosen)
    ready = _ready(_open_to(by, found, at=at), rows)
    if expected is not None and expected != len(ready):
        raise Refused(
            _("%(now)d rows could be confirmed now, not %(told)d as shown. Look at them again.")
            % {"now": len(ready), "told": expected}
        )
    marks = [_confirmed(row, found_points, by=by, at=at) for row, found_points in ready]
    Mark.objects.bulk_create(marks, batch_size=_BATCH)
    blank = {"decision": "", "points": "", "state": ""}
    for (row, _points), mark in zip(ready, marks, strict=True):
        record("appraisals.confirmed", mark, by=by, at=at, facts=facts_of(row.answer, mark, blank))
    asked = len(found) if rows is None else len(rows)
    return Confirmed(len(marks), asked - len(marks))


def _chosen(round: Round, leaf: str, unit: int | None, rows: Mapping[int, int] | None) -> Q:
    """Rows that were handed in and that nobody has marked."""
    chosen = Q(round=round.pk, sheet__state__in=HANDED_IN, handed_version__isnull=False, marks=None)
    if leaf:
        chosen &= Q(leaf=leaf)
    if unit is not None:
        chosen &= Q(sheet__unit=unit)
    return chosen if rows is None else chosen & Q(pk__in=rows)


def _open_to(by: Account | None, found: list[Row], *, at: datetime) -> list[Row]:
    """The rows that this person may mark now.

    :raises NotAllowed: none of them is this person's.
    :raises Refused: all that are do not lie open.
    """
    seats = seats_of(by, on=day_of(at))
    verdicts = [(row, may_mark_from(seats, row)) for row in found]
    mine = [(row, is_markable(row, at)) for row, verdict in verdicts if verdict]
    if not mine and verdicts:
        verdicts[0][1].demand()
    if mine and not any(verdict for _row, verdict in mine):
        raise Refused(mine[0][1].reason)
    return [row for row, verdict in mine if verdict]


def _ready(found: list[Row], seen: Mapping[int, int] | None) -> list[tuple[Row, Outcome]]:
    """Of these rows those that have a claim with a value, as it was read, with what the engine makes of it."""
    points: dict[tuple[str, tuple[tuple[str, str], ...]], Outcome] = {}
    ready = []
    for row in found:
        node = row.node
        if node is None or node.leaf.source is not Source.UNIT:
            continue
        if seen is not None and seen[row.answer.pk] != row.answer.handed_version:
            continue
        figures = row.answer.handed_figures or {}
        key = node.code, tuple(sorted(figures.items()))
        if key not in points:
            points[key] = _outcome(node.leaf, figures)
        if points[key].state != RowState.MISSING:
            ready.append((row, points[key]))
    return ready


def _outcome(leaf: Leaf, figures: Mapping[str, str]) -> Outcome:
    return outcome(leaf, given(leaf, figures))


def _confirmed(row: Row, found: Outcome, *, by: Account | None, at: datetime) -> Mark:
    if row.agency is None:
        raise RuntimeError("a row that may be marked has its agency")
    mark = new_mark(row, row.agency)
    mark.decision, mark.points, mark.state = Decision.CONFIRMED, found.points, found.state
    mark.answer_version, mark.marked_at, mark.marked_by, mark.version = row.answer.handed_version, at, by, 1
    return mark
