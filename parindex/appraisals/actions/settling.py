"""The head settles what still lies open, row by row, then whole sheets; and takes a settlement back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parindex.appraisals.actions.marks import LONGEST
from parindex.appraisals.models import Settlement
from parindex.appraisals.outcomes import clean, given, is_judged, outcome
from parindex.appraisals.queries.open_rows import open_counts
from parindex.appraisals.rows import Row, lock_sheets, read_round, read_rows, windows_of
from parindex.appraisals.rules import (
    is_adjustable,
    is_settleable,
    may_reopen_settlement,
    may_settle,
    may_settle_for,
    may_settle_for_from,
)
from parindex.appraisals.seats import seats_of
from parindex.assessments import actions as assessments
from parindex.assessments.claims import FIGURE, readable_text
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.kernel.changes import demand_fresh, fact
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.models import Account, day_of
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Round


@dataclass(frozen=True, slots=True)
class SettledSheets:
    """What settling a round's sheets did."""

    settled: Sequence[Sheet]
    #: Sheets that stay open, each with the reason.
    left: Sequence[tuple[Sheet, str]]


class RowsOpen(Refused):
    """A sheet cannot be settled yet; carries how many of its rows lie open."""

    def __init__(self, sheet: Sheet, rows: int) -> None:
        super().__init__(_open(rows) % {"n": rows, "unit": sheet.unit})
        self.rows = rows


@action
def settle_row(
    answer: Answer,
    *,
    figures: Mapping[str, str],
    reason: str,
    version: int | None,
    mark_version: int | None = None,
    by: Account | None,
    at: datetime,
) -> Settlement:
    """Gives a row its settled value. Empty figures: the appraised value stands, or the claim where nobody marked it.

    :param figures: as of ``adjust``.
    :param version: of the settlement that was read; 0 when there was none. None does not compare.
    :param mark_version: of the mark that was read, 0 for none: another one, and the appraised value is another.
    :raises NotAllowed: not the head of the team, or of their own unit.
    :raises Refused: not open to settlement at this moment, without a reason, or still without a value.
    :raises NotReadable: figures that the leaf cannot take.
    :raises Stale: somebody else settled it, or it was marked, since.
    """
    row = _opened(answer, by=by, at=at)
    node = row.node
    if node is None:
        raise RuntimeError("a row that may be settled has its leaf")
    reason = readable_text(reason, longest=LONGEST, field="reason")
    if not reason:
        raise Refused(_("Please give the reason."), field="reason")
    kept = clean(node.leaf, figures)
    kept.pop("reason", None)
    if kept and is_judged(node.leaf):
        kept["reason"] = reason
    mark = row.mark.figures if row.mark is not None else {}
    found = outcome(node.leaf, given(node.leaf, row.answer.handed_figures, mark, kept))
    if found.state == RowState.MISSING:
        raise Refused(
            _("The row would still have no value: enter figures or points, or that nothing arose."),
            field=FIGURE.rstrip("."),
        )
    if kept.get("not_arising") == "no" and found.state == RowState.NOT_ARISING:
        raise Refused(_("With these figures nothing arises: enter others, or points."), field=f"{FIGURE}not_arising")
    settlement = row.settlement or Settlement(answer=row.answer, round=row.sheet.round, version=0)
    values = {"figures": kept, "reason": reason, "points": found.points, "state": found.state}
    wanted = {column: value for column, value in values.items() if getattr(settlement, column) != value}
    if settlement.version and not wanted:
        return settlement
    _demand_mark(row, mark_version, wanted)
    demand_fresh(settlement, version, wanted)
    facts: dict[str, Fact] = {"unit": row.sheet.unit.code, "leaf": row.answer.leaf}
    facts |= {column: [fact(getattr(settlement, column)), fact(value)] for column, value in wanted.items()}
    for column, value in values.items():
        setattr(settlement, column, value)
    settlement.settled_at, settlement.settled_by = at, by
    settlement.version += 1
    settlement.save()
    record("appraisals.row_settled", settlement, by=by, at=at, note=reason, facts=facts)
    return settlement


@action
def settle_sheet(sheet: Sheet, *, by: Account | None, at: datetime) -> Sheet:
    """Settles a sheet all of whose rows have their value. Sent again it does nothing.

    :raises NotAllowed: not the head of the team, or of their own unit.
    :raises RowsOpen: rows of it still lie open.
    :raises Refused: not handed in, rows are out for supplement, or settlement is not open for the unit.
    """
    round = _lock_round(sheet.round)
    found = lock_sheets(Q(pk=sheet.pk))[0]
    may_settle_for(by, found, at).demand()
    if found.state == SheetState.SETTLED:
        return found
    reason = _why_not(found, at)
    if reason:
        raise Refused(reason)
    rows = open_counts(round).get(found.pk, 0)
    if rows:
        raise RowsOpen(found, rows)
    return assessments.settle(found, by=by, at=at)


@action
def settle_sheets(round: Round, *, by: Account | None, at: datetime) -> SettledSheets:
    """Settles every sheet of the round whose rows all have their value; tells of each other why it stays open.

    :raises NotAllowed: not the head of the organiser's team.
    """
    may_settle(by, round, at).demand()
    round = _lock_round(round)
    sheets = lock_sheets(~Q(state=SheetState.SETTLED), round)
    counts, seats = open_counts(round), seats_of(by, on=day_of(at))
    settled, left = [], []
    for sheet in sheets:
        verdict = may_settle_for_from(seats, sheet)
        reason = str(verdict.reason) or _why_not(sheet, at)
        if not reason and sheet.pk in counts:
            reason = str(RowsOpen(sheet, counts[sheet.pk]))
        if reason:
            left.append((sheet, reason))
        else:
            settled.append(assessments.settle(sheet, by=by, at=at))
    return SettledSheets(settled, left)


@action
def reopen_settlement(sheet: Sheet, *, reason: str, by: Account | None, at: datetime) -> Sheet:
    """Takes the settlement of a sheet back, so that its rows can be settled anew. Settled rows keep their value.

    :raises NotAllowed: not the head of the team, or of their own unit.
    :raises Refused: not settled, an approved result holds it, settlement is over, or no reason.
    """
    found = lock_sheets(Q(pk=sheet.pk))[0]
    may_settle_for(by, found, at).demand()
    held = may_reopen_settlement(by, found, at)
    window = is_adjustable(_as_if_open(found), windows_of(found).get(WindowKind.SETTLEMENT), at)
    for verdict in (held, window):
        if not verdict:
            raise Refused(verdict.reason)
    reason = readable_text(reason, longest=LONGEST, field="reason")
    return assessments.unsettle(found, note=reason, by=by, at=at)


def _as_if_open(sheet: Sheet) -> Sheet:
    """The same sheet as it will be: what is asked is only whether settlement goes on for its unit."""
    return Sheet(participant=sheet.participant, round=sheet.round, unit=sheet.unit, state=SheetState.SUBMITTED)


def _opened(answer: Answer, *, by: Account | None, at: datetime) -> Row:
    row = read_rows(lock_sheets(Q(pk=answer.sheet_id)), Q(pk=answer.pk))[0]
    may_settle_for(by, row.sheet, at).demand()
    verdict = is_settleable(row, at)
    if not verdict:
        raise Refused(verdict.reason)
    return row


def _lock_round(round: Round) -> Round:
    """Before the sheets: exclusions and windows stay as they are read."""
    Round.objects.select_for_update(no_key=True).only("pk").get(pk=round.pk)
    return read_round(round)


def _why_not(sheet: Sheet, at: datetime) -> str:
    """Why the sheet cannot be settled now, whatever its rows; empty if it can."""
    verdict = is_adjustable(sheet, windows_of(sheet).get(WindowKind.SETTLEMENT), at)
    if verdict and sheet.state == SheetState.RETURNED:
        return _("Rows of %(unit)s are out for supplement.") % {"unit": sheet.unit}
    return str(verdict.reason)


def _open(rows: int) -> str:
    return ngettext("%(n)d row of %(unit)s still lies open.", "%(n)d rows of %(unit)s still lie open.", rows)


def _demand_mark(row: Row, mark_version: int | None, wanted: Mapping[str, object]) -> None:
    now = row.mark.version if row.mark is not None else 0
    if mark_version is None or mark_version == now:
        return
    raise Stale(
        _("This row was marked in the meantime. Look at it again."),
        current={"figures": row.mark.figures if row.mark else {}, "reason": row.mark.reason if row.mark else ""},
        yours={"figures": wanted.get("figures", {}), "reason": wanted.get("reason", "")},
        version=row.settlement.version if row.settlement else 0,
    )
