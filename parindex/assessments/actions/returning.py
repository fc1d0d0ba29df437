"""What the appraisal does with a sheet: single rows go back to the unit, the sheet is settled. Who may do so is asked
by ``appraisals``, which calls these inside its own actions."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.assessments.enums import SheetState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet
from parindex.assessments.rules import is_asked, is_no_own, may_return, may_take_back
from parindex.assessments.workflow import WORKFLOW
from parindex.kernel.changes import locked, put_many
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.kernel.workflow import move
from parindex.people.models import Account
from parindex.programmes.enums import RoundState
from parindex.programmes.models import Round
from parindex.programmes.rules import may_organise
from parindex.programmes.windows import written


@action
def reopen(answer: Answer, *, until: datetime, note: str, by: Account | None, at: datetime) -> Answer:
    """Opens one row of a submitted sheet to the unit again; all others stay locked and under appraisal.

    :param until: before which the unit changes the row and submits again; sent back again, the later word counts.
    :param note: what is asked for.
    :raises Refused: not handed in, not the unit's to fill in, excluded, or settled; no note; a moment that is past.
    """
    sheet, row, frame = _held(answer)
    is_no_own(by, frame.sheet.unit, at).demand()
    may_return(by, sheet, at).demand()
    if not note.strip():
        raise Refused(_("Please say what is asked for."), field="note")
    if until <= at:
        raise Refused(_("This moment is past already."), field="until")
    node = frame.leaf(row.leaf)
    if node is None:
        raise Refused(_("“%(leaf)s” is no longer part of the criteria set.") % {"leaf": row.leaf})
    asked = is_asked(node, frame)
    if not asked:
        raise Refused(asked.reason)
    if sheet.state not in (SheetState.SUBMITTED, SheetState.RETURNED):
        raise Refused(_("Rows are sent back only while the score sheet is submitted and not settled."))
    open_again([row], sheet, until=until, note=note.strip(), by=by, at=at)
    facts: dict[str, Fact] = {"until": written(until, frame.sheet.round)}
    record("assessments.row_reopened", row, by=by, at=at, note=note.strip(), facts=facts)
    return row


def open_again(
    rows: list[Answer], sheet: Sheet, *, until: datetime, note: str, by: Account | None, at: datetime
) -> None:
    """Opens locked rows of a locked sheet, and takes the sheet along if it is the first time since its submission."""
    for row in rows:
        row.reopened_until, row.reopened_note, row.reopened_by = until, note, by
    put_many(rows, ["reopened_until", "reopened_note", "reopened_by"])
    if sheet.state == SheetState.SUBMITTED:
        move(WORKFLOW, sheet, "return", by=by, at=at, note=note, sets={"version": sheet.version + 1})
    else:
        _count_up(sheet)


@action
def take_back_reopening(answer: Answer, *, by: Account | None, at: datetime) -> Answer:
    """Closes a row that was sent back: what was handed in last stands, what was typed since is dropped. With the last
    such row the sheet is submitted again as it was. Sent again it does nothing.

    :raises NotAllowed: neither the person who sent it back nor who keeps the organiser's rounds.
    """
    sheet, row, _frame = _held(answer)
    if row.reopened_until is None:
        return row
    may_take_back(by, sheet, at).demand()
    record("assessments.reopening_taken_back", row, by=by, at=at)
    if sheet.answers.filter(reopened_until__isnull=False).exclude(pk=row.pk).exists():
        _count_up(sheet)
    else:
        # While the row still says who sent it back: the step asks that again.
        move(WORKFLOW, sheet, "take_back", by=by, at=at, sets={"version": sheet.version + 1})
    drop_supplement([row])
    return row


@action
def take_back_lapsed(round: Round, *, by: Account | None, at: datetime) -> int:
    """Closes every row of the round whose time for a supplement ran out without it being handed in; the last submission
    counts.

    :return: how many rows were closed.
    :raises NotAllowed: by whoever does not keep the organiser's rounds.
    """
    may_organise(by, round.organiser, at).demand()
    lapsed = Q(reopened_until__lte=at)
    found = Answer.objects.filter(lapsed, round=round).values("sheet")
    closed = 0
    for sheet in Sheet.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk"):
        rows = list(Answer.objects.select_for_update(no_key=True).filter(lapsed, sheet=sheet).order_by("pk"))
        drop_supplement(rows)
        for row in rows:
            row.sheet = sheet
            record("assessments.reopening_taken_back", row, by=by, at=at)
        _close_or_count_up(sheet, by=by, at=at)
        closed += len(rows)
    return closed


@action
def sweep_lapsed(*, by: Account | None, at: datetime) -> int:
    """The same for every round, so that nobody has to remember it: the program itself, by the hour.

    :return: how many rows were closed.
    :raises NotAllowed: by whoever does not keep the rounds of one of their organisers.
    """
    lapsed = Answer.objects.filter(reopened_until__lte=at).values("round")
    rounds = Round.objects.filter(pk__in=lapsed, state=RoundState.RUNNING).select_related("organiser").order_by("pk")
    return sum(take_back_lapsed(round, by=by, at=at) for round in rounds)


def _close_or_count_up(sheet: Sheet, *, by: Account | None, at: datetime) -> None:
    """With the last open row the sheet is submitted again as it was."""
    if sheet.answers.filter(reopened_until__isnull=False).exists():
        _count_up(sheet)
    else:
        move(WORKFLOW, sheet, "take_back", by=by, at=at, sets={"version": sheet.version + 1})


def drop_supplement(rows: list[Answer]) -> None:
    """Locked rows as they were handed in last, no longer open."""
    for row in rows:
        row.figures, row.explanation = row.handed_figures or {}, row.handed_explanation
        row.points, row.state = row.handed_points or "0", row.handed_state or row.state
        row.reopened_until, row.reopened_note, row.reopened_by = None, "", None
        row.version += 1
    put_many(rows, _DROPPED)
    mine = Citation.objects.filter(answer__in=rows)
    mine.filter(handed_in=None).delete()
    mine.filter(withdrawn_in=None, withdrawn_at__isnull=False).update(withdrawn_at=None, withdrawn_by=None)


_DROPPED = ["figures", "explanation", "points", "state", "reopened_until", "reopened_note", "reopened_by", "version"]


@action
def settle(sheet: Sheet, *, by: Account | None, at: datetime) -> Sheet:
    """Every row has its settled value: the sheet is closed. That it has, ``appraisals`` has made sure of."""
    sheet = locked(sheet)
    move(WORKFLOW, sheet, "settle", by=by, at=at, sets={"version": sheet.version + 1})
    return sheet


@action
def unsettle(sheet: Sheet, *, note: str, by: Account | None, at: datetime) -> Sheet:
    """Takes a settlement back. Demands the reason."""
    sheet = locked(sheet)
    cleared = {"settled_at": None, "settled_by": None, "version": sheet.version + 1}
    move(WORKFLOW, sheet, "unsettle", by=by, at=at, note=note, sets=cleared)
    return sheet


def _held(answer: Answer) -> tuple[Sheet, Answer, Frame]:
    """Sheet, then row, under their locks: the order that all keep who take both."""
    sheet = Sheet.objects.select_for_update(no_key=True).get(pk=answer.sheet_id)
    row = Answer.objects.select_for_update(no_key=True).get(pk=answer.pk)
    frame = frame_of(sheet)
    sheet.unit, sheet.round, sheet.participant = frame.sheet.unit, frame.sheet.round, frame.sheet.participant
    row.sheet = sheet
    return sheet, row, frame


def _count_up(sheet: Sheet) -> None:
    sheet.version += 1
    sheet.save(update_fields=["version"])
