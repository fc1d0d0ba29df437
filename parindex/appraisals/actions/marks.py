"""One row is marked: confirmed, adjusted, sent back for supplement, flagged for the meeting.

All lock the sheet first (as whoever hands in, reopens or settles does): the row and its mark stay as they are read.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.appraisals.enums import Decision, ReasonCode
from parindex.appraisals.models import Mark
from parindex.appraisals.outcomes import clean, given, is_judged, outcome
from parindex.appraisals.rows import Row, lock_sheets, read_rows
from parindex.appraisals.rules import is_markable, may_mark
from parindex.assessments import actions as assessments
from parindex.assessments.claims import FIGURE, readable_text
from parindex.assessments.enums import RowState
from parindex.assessments.models import Answer
from parindex.engine import Leaf, Source
from parindex.kernel.changes import fact
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused, Stale
from parindex.people.models import Account, Unit
from parindex.programmes.enums import WindowKind
from parindex.programmes.windows import told, written

#: Signs of a reason.
LONGEST = 2000
#: What a mark says; the rest of its columns follows from it.
_SAID = ("decision", "figures", "reason_code", "reason", "flagged", "flag_reason")


@action
def confirm(
    answer: Answer, *, version: int | None, handed_version: int | None, by: Account | None, at: datetime
) -> Mark:
    """The claim stands as it is; what an earlier mark said of it is gone. A flag for the meeting stays.

    :param version: of the mark that was read; 0 when there was none. None compares neither of both.
    :param handed_version: of the answer that was read: another one, and the row was supplemented since.
    :raises NotAllowed: not this person's row to mark; the reason says whose it is.
    :raises Refused: not open to marks at this moment, or without a value.
    :raises Stale: somebody else marked it, or it was supplemented, since; both values by column.
    """
    row, leaf = _opened(answer, by=by, at=at)
    says = {"decision": Decision.CONFIRMED, "figures": {}, "reason_code": "", "reason": ""}
    demand_confirmable(row, leaf)
    return _mark(row, leaf, says, version=version, handed_version=handed_version, by=by, at=at)


@action
def adjust(
    answer: Answer,
    *,
    figures: Mapping[str, str],
    reason_code: str,
    reason: str,
    version: int | None,
    handed_version: int | None,
    by: Account | None,
    at: datetime,
) -> Mark:
    """Other figures than the claim's, or ``{"points": …}``, or ``{"not_arising": "yes"}`` or ``"no"``; on a leaf of the
    appraiser's own, the value itself. Inputs that are left out stay as claimed.

    A claim is changed with a code and a text as its reason; a judgement always states its reason.

    :param figures: input → text as the engine reads it (decimal point); empty texts count as not given.
    :raises NotReadable: figures that the leaf cannot take, each beside its input (``figures.<input>``).

    The others as :func:`confirm`.
    """
    row, leaf = _opened(answer, by=by, at=at)
    claim = _claim(row, leaf)
    kept = clean(leaf, figures)
    kept.pop("reason", None)
    if not kept:
        raise Refused(_("Enter figures or points."), field=FIGURE.rstrip("."))
    if claim is not None and kept == {name: text for name, text in claim.items() if name != "reason"}:
        raise Refused(_("These are the unit's own figures: confirm them, or enter others."), field=FIGURE.rstrip("."))
    reason = readable_text(reason, longest=LONGEST, field="reason")
    if claim is None:
        reason_code = reason_code or ReasonCode.OTHER
    _demand_reason(reason_code, reason, demanded=claim is not None or is_judged(leaf))
    if is_judged(leaf):
        kept["reason"] = reason
    says = {"decision": Decision.ADJUSTED, "figures": kept, "reason_code": reason_code, "reason": reason}
    return _mark(row, leaf, says, version=version, handed_version=handed_version, by=by, at=at)


@action
def send_back(
    answer: Answer,
    *,
    until: datetime,
    reason_code: str,
    reason: str,
    version: int | None,
    handed_version: int | None,
    by: Account | None,
    at: datetime,
) -> Mark:
    """Asks the unit to supplement the row, which it may change and hand in again until that moment. The rest of the
    sheet stays locked and under appraisal.

    :param until: not later than the end of the appraisal, so that somebody looks at what comes.
    :param reason: what is asked for, as the unit reads it.

    Otherwise as :func:`confirm`.
    """
    row, leaf = _opened(answer, by=by, at=at)
    if leaf.source is not Source.UNIT:
        raise Refused(_("The unit claims nothing here: there is nothing to send back."))
    reason = readable_text(reason, longest=LONGEST, field="reason")
    _demand_reason(reason_code, reason, demanded=True)
    window = row.windows.get(WindowKind.APPRAISAL)
    if window is not None and until > window.closes_at:
        raise Refused(
            _("The appraisal of this unit ends at %(moment)s: name an earlier moment.")
            % {"moment": told(window.closes_at, row.sheet.round)},
            field="until",
        )
    says = {"decision": Decision.SENT_BACK, "figures": {}, "reason_code": reason_code, "reason": reason}
    facts: dict[str, Fact] = {"until": written(until, row.sheet.round)}
    mark = _mark(row, leaf, says, version=version, handed_version=handed_version, by=by, at=at, more=facts)
    assessments.reopen(answer, until=until, note=reason, by=by, at=at)
    return mark


@action
def flag(
    answer: Answer, *, reason: str, version: int | None, handed_version: int | None, by: Account | None, at: datetime
) -> Mark:
    """Leaves the row to the head or the meeting, whatever was decided so far; also one that nobody marked yet.

    As :func:`confirm`.
    """
    row, leaf = _opened(answer, by=by, at=at)
    reason = _flag_reason(reason)
    says: dict[str, Any] = {"flagged": True, "flag_reason": reason}
    if row.mark is None:
        says["decision"] = Decision.UNDECIDED
    return _mark(row, leaf, says, version=version, handed_version=handed_version, by=by, at=at, name="flagged")


@action
def unflag(
    answer: Answer, *, reason: str, version: int | None, handed_version: int | None, by: Account | None, at: datetime
) -> Mark:
    """Takes the flag away: what was decided stands. Demands the reason.

    As :func:`confirm`.
    """
    row, leaf = _opened(answer, by=by, at=at)
    reason = _flag_reason(reason)
    if row.mark is None:
        raise Refused(_("This row is not flagged."))
    says = {"flagged": False, "flag_reason": ""}
    return _mark(
        row, leaf, says, version=version, handed_version=handed_version, by=by, at=at, name="unflagged", note=reason
    )


def demand_confirmable(row: Row, leaf: Leaf) -> None:
    """:raises Refused: there is no value that could be confirmed."""
    if leaf.source is not Source.UNIT:
        raise Refused(_("The unit claims nothing here: enter the value."))
    if outcome(leaf, given(leaf, row.answer.handed_figures)).state == RowState.MISSING:
        raise Refused(_("The unit gave no value that could be confirmed: enter figures or points, or send it back."))


def new_mark(row: Row, agency: Unit) -> Mark:
    """A mark that nobody has saved yet."""
    return Mark(answer=row.answer, round=row.sheet.round, leaf=row.answer.leaf, agency=agency, version=0)


def _opened(answer: Answer, *, by: Account | None, at: datetime) -> tuple[Row, Leaf]:
    """The row with its sheet under lock, if this person may mark it now."""
    rows = read_rows(lock_sheets(Q(pk=answer.sheet_id)), Q(pk=answer.pk))
    row = rows[0]
    may_mark(by, row, at).demand()
    verdict = is_markable(row, at)
    if not verdict or row.node is None:
        raise Refused(verdict.reason)
    return row, row.node.leaf


def _claim(row: Row, leaf: Leaf) -> dict[str, str] | None:
    """What the unit handed in; None where it has nothing to say."""
    return dict(row.answer.handed_figures or {}) if leaf.source is Source.UNIT else None


def _demand_reason(code: str, reason: str, *, demanded: bool) -> None:
    if code not in ReasonCode.values:
        raise Refused(_("Choose a reason."), field="reason_code")
    if demanded and not reason:
        raise Refused(_("Please give the reason."), field="reason")


def _flag_reason(reason: str) -> str:
    reason = readable_text(reason, longest=LONGEST, field="reason")
    if not reason:
        raise Refused(_("Please give the reason."), field="reason")
    return reason


def _mark(
    row: Row,
    leaf: Leaf,
    says: Mapping[str, Any],
    *,
    version: int | None,
    handed_version: int | None,
    by: Account | None,
    at: datetime,
    name: str = "",
    note: str = "",
    more: Mapping[str, Fact] | None = None,
) -> Mark:
    """Saves what the mark says from now on, with what the engine makes of it. Said again alike it changes nothing."""
    if row.agency is None:
        raise Refused(_("Nobody was named who appraises this row."))
    mark = row.mark or new_mark(row, row.agency)
    decides = "figures" in says
    wanted = {column: value for column, value in says.items() if getattr(mark, column) != value}
    # A decision is about what was handed in: after a supplement the same words say something new.
    if decides and mark.answer_version != row.answer.handed_version:
        wanted["answer_version"] = row.answer.handed_version
    if mark.version and not wanted:
        return mark
    demand_fresh(row, mark, wanted, version, handed_version)
    before = {column: getattr(mark, column) for column in (*_SAID, "points", "state")}
    for column, value in wanted.items():
        setattr(mark, column, value)
    found = outcome(leaf, given(leaf, row.answer.handed_figures, mark.figures))
    if decides and mark.figures.get("not_arising") == "no" and found.state == RowState.NOT_ARISING:
        raise Refused(_("With these figures nothing arises: enter others, or points."), field=f"{FIGURE}not_arising")
    mark.points, mark.state = found.points, found.state
    if decides:
        mark.agency, mark.source, mark.answer_version = row.agency, None, row.answer.handed_version
    mark.marked_at, mark.marked_by = at, by
    mark.version += 1
    mark.save()
    facts = facts_of(row.answer, mark, before) | dict(more or {})
    name = name or str(mark.decision)
    note = note or (mark.flag_reason if name == "flagged" else mark.reason)
    record(f"appraisals.{name}", mark, by=by, at=at, note=note, facts=facts)
    return mark


def demand_fresh(
    row: Row, mark: Mark, wanted: Mapping[str, Any], version: int | None, handed_version: int | None
) -> None:
    """:raises Stale: the mark, or what was handed in, is another than was read."""
    if version is None or (version == mark.version and handed_version == row.answer.handed_version):
        return
    if version == mark.version:
        reason = _("The unit has supplemented this row in the meantime. Look at it again.")
    else:
        reason = _("Somebody else has marked this row in the meantime. Compare, then save again or leave it as it is.")
    columns = [column for column in wanted if column != "answer_version"]
    raise Stale(
        reason,
        current={column: getattr(mark, column) for column in columns},
        yours={column: wanted[column] for column in columns},
        version=mark.version,
    )


def facts_of(answer: Answer, mark: Mark, before: Mapping[str, Any]) -> dict[str, Fact]:
    """What the trail keeps of a mark: which row, in whose name, and what differs."""
    facts: dict[str, Fact] = {
        "unit": answer.sheet.unit.code,
        "leaf": answer.leaf,
        "agency": mark.agency.code,
        "handed_version": mark.answer_version,
    }
    for column, value in before.items():
        if value != getattr(mark, column):
            facts[column] = [fact(value), fact(getattr(mark, column))]
    return facts
