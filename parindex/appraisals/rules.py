"""Who appraises and settles, and when. The program itself (``by=None``: the demonstration) may do what any of them may.

**Nobody marks their own unit**: who holds a role at the assessed unit, whatever role, neither marks nor settles nor
adjusts there. A unit that the set names as appraiser of its own row is stood in for by the round's substitute.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.appraisals.outcomes import MARKED_BY_HAND
from parindex.appraisals.rows import Row, agency_for
from parindex.appraisals.seats import Seats, seats_of
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Sheet
from parindex.engine import Source
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.models import Account, day_of
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Round
from parindex.programmes.rules import is_open_by, is_running, may_organise
from parindex.programmes.windows import EffectiveWindow, told

__all__ = [
    "agency_for",
    "held_by",
    "is_adjustable",
    "is_markable",
    "is_settleable",
    "may_adjust",
    "may_appraise",
    "may_import_registers",
    "may_mark",
    "may_mark_from",
    "may_reopen_settlement",
    "may_settle",
    "may_settle_for",
    "may_settle_for_from",
]

type Hold = Callable[[Sheet, datetime], Verdict]
_held_by: list[Hold] = []

_GIVERS = {
    Source.SURVEY: gettext_lazy("This value comes from the survey: nobody marks it by hand."),
    Source.SATISFACTION: gettext_lazy(
        "This value comes from the measurement of satisfaction: nobody marks it by hand."
    ),
    Source.REGISTER: gettext_lazy("This value is imported for all units at once: nobody marks it by hand."),
    Source.ROUND: gettext_lazy("This value comes from the result of another round: nobody marks it by hand."),
}


def held_by(rule: Hold) -> None:
    """For apps above: a further question before a sheet's settlement is taken back (no, while an approved result that
    holds it waits to be published). Called once, from the app's ``ready()``."""
    if rule not in _held_by:
        _held_by.append(rule)


# Marks ---------------------------------------------------------------------------------------------------------------
def may_mark(user: Account | None, row: Row, at: datetime) -> Verdict:
    """Marks this row, should it lie open: an appraiser of its agency who holds no role at the assessed unit."""
    return may_mark_from(seats_of(user, on=day_of(at)), row)


def may_mark_from(seats: Seats, row: Row) -> Verdict:
    """As :func:`may_mark`, for whoever has read the person's seats already."""
    unit, agency = row.sheet.unit, row.agency
    names = {"unit": unit, "agency": agency, "organiser": row.sheet.round.organiser}
    if agency is None and row.node is not None and row.node.appraiser == unit.code:
        return no(
            _(
                "%(unit)s would appraise itself here, and nobody appraises their own unit. No substitute was named: a "
                "coordinator of %(organiser)s names one."
            )
            % names
        )
    if agency is None:
        return no(_("The criteria set names nobody in the province who appraises this row.") % names)
    if seats.is_own(unit):
        return no(
            _("You hold a role at %(unit)s: nobody appraises their own unit. This row goes to %(agency)s.") % names
        )
    if seats.appraises_for(agency):
        return YES
    return no(_("This row is appraised by %(agency)s: only its appraisers mark it.") % names)


def is_markable(row: Row, at: datetime) -> Verdict:
    """Whether the row lies open to its agency at that moment, whoever asks."""
    return first_no(
        _is_marked_by_hand(row),
        lambda: _is_handed_in(row),
        lambda: _is_unsettled(row),
        lambda: _is_open(row, WindowKind.APPRAISAL, at),
    )


def may_appraise(user: Account | None, row: Row, at: datetime) -> Verdict:
    """Whether ``user`` may mark the row at that moment: the person first, then the row."""
    return first_no(may_mark(user, row, at), lambda: is_markable(row, at))


def _is_marked_by_hand(row: Row) -> Verdict:
    node = row.node
    if node is None:
        return no(_("“%(leaf)s” is no longer part of the criteria set.") % {"leaf": row.answer.leaf})
    if row.excluded_by:
        return no(
            _("Excluded for this unit by %(decision)s: there is nothing to mark.") % {"decision": row.excluded_by}
        )
    return YES if node.leaf.source in MARKED_BY_HAND else no(_GIVERS[node.leaf.source])


def _is_handed_in(row: Row) -> Verdict:
    sheet = row.sheet
    if sheet.state == SheetState.DRAFT or row.answer.handed_version is None:
        return no(_("%(unit)s has not handed its score sheet in yet.") % {"unit": sheet.unit})
    if row.answer.reopened_until is not None:
        return no(
            _("This row was sent back for supplement until %(moment)s: it can be marked once it is handed in again.")
            % {"moment": told(row.answer.reopened_until, sheet.round)}
        )
    return YES


def _is_unsettled(row: Row) -> Verdict:
    if row.sheet.state == SheetState.SETTLED:
        return _sheet_settled(row.sheet)
    if row.settlement is not None:
        return no(_("This row is settled: only the head of the appraisal team changes it."))
    return YES


def _sheet_settled(sheet: Sheet) -> Verdict:
    return no(
        _("The score sheet of %(unit)s is settled. The head of the appraisal team can take that back.")
        % {"unit": sheet.unit}
    )


def _is_open(row: Row, kind: WindowKind, at: datetime) -> Verdict:
    return is_open_by(row.sheet.participant, kind, row.windows.get(kind), at)


# Settlement ----------------------------------------------------------------------------------------------------------
def may_settle(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Settles in this round: the head of the organiser's appraisal team."""
    return _may_settle_from(seats_of(user, on=day_of(at)), round)


def _may_settle_from(seats: Seats, round: Round) -> Verdict:
    if seats.heads_for(round.organiser_id):
        return YES
    return no(_("Only the head of the appraisal team of %(organiser)s settles.") % {"organiser": round.organiser})


def may_settle_for(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Settles rows of this sheet: the head, but nobody for their own unit."""
    return may_settle_for_from(seats_of(user, on=day_of(at)), sheet)


def may_settle_for_from(seats: Seats, sheet: Sheet) -> Verdict:
    """As :func:`may_settle_for`, for whoever has read the person's seats already."""
    verdict = _may_settle_from(seats, sheet.round)
    if verdict and seats.is_own(sheet.unit):
        return no(
            _(
                "You hold a role at %(unit)s: nobody settles for their own unit. Another head of the appraisal team, "
                "who holds no role there, does."
            )
            % {"unit": sheet.unit}
        )
    return verdict


def is_settleable(row: Row, at: datetime) -> Verdict:
    """Whether the head may settle the row at that moment, whoever asks."""
    if row.node is None:
        return no(_("“%(leaf)s” is no longer part of the criteria set.") % {"leaf": row.answer.leaf})
    if row.excluded_by:
        return no(
            _("Excluded for this unit by %(decision)s: there is nothing to settle.") % {"decision": row.excluded_by}
        )
    return first_no(
        _sheet_settled(row.sheet) if row.sheet.state == SheetState.SETTLED else YES,
        lambda: _is_handed_in(row),
        lambda: _is_open(row, WindowKind.SETTLEMENT, at),
    )


def is_adjustable(sheet: Sheet, window: EffectiveWindow | None, at: datetime) -> Verdict:
    """Whether the sheet's settlement goes on at that moment: handed in, not settled, the window open for the unit.

    :param window: of settlement, as it holds for the unit.
    """
    if sheet.state == SheetState.DRAFT:
        return no(_("%(unit)s has not handed its score sheet in yet.") % {"unit": sheet.unit})
    if sheet.state == SheetState.SETTLED:
        return _sheet_settled(sheet)
    return is_open_by(sheet.participant, WindowKind.SETTLEMENT, window, at)


def may_adjust(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Counts bonus and penalty cases and takes points from a field: who settles the sheet."""
    return may_settle_for(user, sheet, at)


def may_reopen_settlement(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Takes a sheet's settlement back: who settles it, unless an app above holds it (an approved result)."""
    return first_no(may_settle_for(user, sheet, at), *(lambda rule=rule: rule(sheet, at) for rule in _held_by))


# Data for all units at once ------------------------------------------------------------------------------------------
def may_import_registers(user: Account | None, round: Round, at: datetime) -> Verdict:
    """Brings in values for all units: a coordinator of the organiser, also one whose own unit is assessed: the table
    gives every unit's value by one rule, and names its origin."""
    return first_no(may_organise(user, round.organiser, at), lambda: is_running(round))
