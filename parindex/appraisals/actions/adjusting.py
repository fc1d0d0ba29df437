"""What the head counts beside the rows: bonus and penalty cases, and points taken from a field after appraisal."""

import uuid
from datetime import datetime
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from parindex.appraisals.actions.marks import LONGEST
from parindex.appraisals.enums import AdjustmentKind
from parindex.appraisals.models import Adjustment
from parindex.appraisals.rows import exclusions_of, lock_sheets, windows_of
from parindex.appraisals.rules import is_adjustable, may_adjust
from parindex.assessments.claims import readable_text
from parindex.assessments.models import Sheet
from parindex.criteria.pinned import pinned
from parindex.engine import Branch
from parindex.engine.numbers import parse_decimal, plain
from parindex.kernel.changes import one_at_a_time
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account
from parindex.programmes.enums import WindowKind

#: More cases than any year has.
_MOST = 10_000


@action
def make_adjustment(
    sheet: Sheet,
    *,
    id: uuid.UUID,
    kind: AdjustmentKind,
    code: str,
    cases: int | None = None,
    points: str = "",
    reason: str,
    by: Account | None,
    at: datetime,
) -> Adjustment:
    """Counts cases of a bonus or penalty item of the set, or takes points from a field, for one unit. To change it,
    withdraw it and make another.

    :param id: made by the form; sent again, it gives the adjustment that it made.
    :param code: of the item, or of the field.
    :param cases: of an item, at least 1.
    :param points: of a deduction, as a decimal text.
    :raises NotAllowed: not the head of the team, or of their own unit.
    :raises Refused: no such item or field, counted already, a wrong number, no reason, or settlement is not open.
    """
    sheet = _opened(sheet, by=by, at=at)
    before = Adjustment.objects.filter(pk=id, sheet=sheet).first()
    if before is not None:
        return before
    reason = _reason(reason)
    if kind == AdjustmentKind.DEDUCTION:
        cases, points = None, _deducted(sheet, code, points)
    else:
        cases, points = _counted(sheet, kind, code, cases), ""
    standing = Adjustment.objects.filter(sheet=sheet, kind=kind, code=code, withdrawn_at=None)
    if standing.exists():
        raise Refused(
            _("“%(code)s” is counted for this unit already: withdraw that first.") % {"code": code}, field="code"
        )
    values = {"kind": kind, "code": code, "cases": cases, "points": points, "reason": reason}
    with one_at_a_time():
        made = Adjustment.objects.create(id=id, sheet=sheet, made_at=at, made_by=by, **values)
    record("appraisals.adjustment_made", made, by=by, at=at, note=reason, facts=_facts(made))
    return made


@action
def withdraw_adjustment(adjustment: Adjustment, *, reason: str, by: Account | None, at: datetime) -> Adjustment:
    """Takes an adjustment back; it stays on record. Demands the reason."""
    sheet = _opened(adjustment.sheet, by=by, at=at)
    found = Adjustment.objects.get(pk=adjustment.pk)
    found.sheet = sheet
    if found.withdrawn_at is not None:
        raise Refused(_("This was taken back already."))
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_reason = at, by, _reason(reason)
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note = found.withdrawn_reason
    record("appraisals.adjustment_withdrawn", found, by=by, at=at, note=note, facts=_facts(found))
    return found


def _opened(sheet: Sheet, *, by: Account | None, at: datetime) -> Sheet:
    """The sheet under its lock, if this person may adjust it now."""
    found = lock_sheets(Q(pk=sheet.pk))[0]
    may_adjust(by, found, at).demand()
    verdict = is_adjustable(found, windows_of(found).get(WindowKind.SETTLEMENT), at)
    if not verdict:
        raise Refused(verdict.reason)
    return found


def _reason(text: str) -> str:
    text = readable_text(text, longest=LONGEST, field="reason")
    if not text:
        raise Refused(_("Please give the reason."), field="reason")
    return text


def _counted(sheet: Sheet, kind: AdjustmentKind, code: str, cases: int | None) -> int:
    criteria_set = pinned(sheet.round.set_version).criteria_set
    items = criteria_set.bonus if kind == AdjustmentKind.BONUS else criteria_set.penalty
    if code not in {item.code for item in items}:
        raise Refused(_("The criteria set has no such item."), field="code")
    if cases is None or not 1 <= cases <= _MOST:
        raise Refused(_("Write how many cases, at least 1."), field="cases")
    return cases


def _deducted(sheet: Sheet, code: str, text: str) -> str:
    node = pinned(sheet.round.set_version).nodes.get(code)
    if node is None or node.level != 1 or not isinstance(node.node, Branch):
        raise Refused(_("Points are taken from a field that has criteria below it."), field="code")
    excluded = exclusions_of([sheet]).get(sheet.pk, {})
    if code in excluded:
        raise Refused(_("Excluded for this unit by %(decision)s.") % {"decision": excluded[code]}, field="code")
    points = parse_decimal(text.strip())
    if points is None or not 0 < points <= node.maximum:
        raise Refused(
            _("Write points above 0 and at most %(maximum)s, the field's maximum.") % {"maximum": plain(node.maximum)},
            field="points",
        )
    return plain(Fraction(points))


def _facts(made: Adjustment) -> dict[str, Fact]:
    return {
        "unit": made.sheet.unit.code,
        "kind": made.kind,
        "code": made.code,
        "cases": made.cases,
        "points": made.points,
    }
