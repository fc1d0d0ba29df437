"""Who may do what with score sheets and their rows. The program itself (``by=None``) may do everything but submit.

Who fills in holds the role of officer or leader at the unit itself; who submits is its leader. What the appraisal does
with a sheet (sending rows back, settling) has its own rules in ``appraisals``, which come on top of those here.
"""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.assessments.enums import SheetState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet, kept_units
from parindex.criteria.pinned import PinnedNode
from parindex.engine import Source
from parindex.evidence.models import Document
from parindex.kernel.verdicts import YES, Verdict, first_no, no
from parindex.people.enums import Role
from parindex.people.models import Account, Unit, day_of
from parindex.people.rules import holds, roles_of
from parindex.programmes.enums import WindowKind
from parindex.programmes.rules import is_open_by, is_running, may_organise
from parindex.programmes.windows import told

#: Who gives the value of a leaf that is not the unit's.
_GIVERS = {
    Source.APPRAISER: gettext_lazy("The appraising agency gives this value: the unit claims nothing here."),
    Source.SURVEY: gettext_lazy("This value comes from the survey."),
    Source.SATISFACTION: gettext_lazy("This value comes from the measurement of satisfaction."),
    Source.REGISTER: gettext_lazy("This value is imported for all units at once from an authority's data."),
    Source.ROUND: gettext_lazy("This value comes from the result of another round."),
}


def may_keep(user: Account | None, unit: Unit, at: datetime) -> Verdict:
    """Works on the unit's sheets: its officers and its leader, on that day."""
    if user is None or unit.pk in kept_units(user, on=day_of(at)):
        return YES
    return no(_("The score sheet is filled in by the officers and the leader of %(unit)s.") % {"unit": unit})


def may_save(user: Account | None, answer: Answer, frame: Frame, at: datetime) -> Verdict:
    """Changes a row: figures, explanation, citations."""
    return first_no(may_keep(user, frame.sheet.unit, at), lambda: is_writable(answer, frame, at))


def is_writable(answer: Answer, frame: Frame, at: datetime) -> Verdict:
    """Whether the row is open to the unit at that moment, whoever asks."""
    node = frame.leaf(answer.leaf)
    if node is None:
        return no(_("“%(leaf)s” is no longer part of the criteria set.") % {"leaf": answer.leaf})
    return first_no(is_asked(node, frame), lambda: _is_open(answer, frame, at))


def is_asked(node: PinnedNode, frame: Frame) -> Verdict:
    """Whether the unit gives this leaf's value at all; the refusal says who does."""
    decision = frame.decision_on(node)
    if decision:
        return no(_("Excluded for this unit by %(decision)s.") % {"decision": decision})
    return YES if node.leaf.source is Source.UNIT else no(_GIVERS[node.leaf.source])


def _is_open(answer: Answer, frame: Frame, at: datetime) -> Verdict:
    sheet, round = frame.sheet, frame.sheet.round
    if sheet.state == SheetState.DRAFT:
        return is_open_by(sheet.participant, WindowKind.SELF_ASSESSMENT, frame.window, at)
    running = is_running(round)
    if not running:
        return running
    if sheet.state == SheetState.SETTLED:
        return no(_("The score sheet is settled: its rows stay as they are."))
    if sheet.state == SheetState.RETURNED and answer.reopened_until is not None:
        if at < answer.reopened_until:
            return YES
        return no(
            _("This row could be supplemented until %(moment)s. The appraising agency can send it back again.")
            % {"moment": told(answer.reopened_until, round)}
        )
    if sheet.state == SheetState.RETURNED:
        return no(_("This row was not sent back: only rows that were sent back for supplement can be changed."))
    moment = told(sheet.submitted_at, round) if sheet.submitted_at else ""
    return no(
        _("The score sheet was submitted at %(moment)s and is locked. The appraising agency can send rows back.")
        % {"moment": moment}
    )


def may_comment(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """The unit's officers and leader, whatever became of the sheet."""
    return may_keep(user, sheet.unit, at)


def may_hand_in(user: Account | None, unit: Unit, at: datetime) -> Verdict:
    """A sheet is submitted by the unit's leader on that day, and by nobody in their place."""
    if holds(user, Role.UNIT_LEADER, unit, on=day_of(at)):
        return YES
    return no(_("Only the leader of %(unit)s submits its score sheet.") % {"unit": unit})


def may_submit(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """The unit's leader, while the sheet's window is open for the unit; rows that were sent back, while the last of
    them may still be changed."""
    return first_no(may_hand_in(user, sheet.unit, at), lambda: is_submittable(frame_of(sheet), at))


def is_submittable(frame: Frame, at: datetime) -> Verdict:
    """Whether the sheet can be handed in at that moment, whoever asks."""
    sheet, round = frame.sheet, frame.sheet.round
    if sheet.state != SheetState.RETURNED:
        return is_open_by(sheet.participant, WindowKind.SELF_ASSESSMENT, frame.window, at)
    latest: datetime | None = sheet.answers.aggregate(latest=Max("reopened_until"))["latest"]
    if latest is None or at < latest:
        return is_running(round)
    return no(
        _("Rows could be supplemented until %(moment)s. The appraising agency can send them back again.")
        % {"moment": told(latest, round)}
    )


def may_return(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Sends rows back: while the round runs. Who does so ``appraisals`` knows."""
    return is_running(sheet.round)


def may_take_back(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Closes rows that were sent back: who sent one back, or who keeps the organiser's rounds."""
    sent_back = user is not None and sheet.answers.filter(reopened_by=user.pk).exists()
    return first_no(
        is_running(sheet.round), YES if sent_back else lambda: may_organise(user, sheet.round.organiser, at)
    )


def may_settle(user: Account | None, sheet: Sheet, at: datetime) -> Verdict:
    """Nobody settles the sheet of a unit at which they hold a role. Who else does so ``appraisals`` knows."""
    return first_no(is_running(sheet.round), lambda: is_no_own(user, sheet.unit, at))


def is_no_own(user: Account | None, unit: Unit, at: datetime) -> Verdict:
    """Nobody marks their own unit: yes, unless ``user`` holds a role there on that day."""
    if user is None or all(grant.unit_id != unit.pk for grant in roles_of(user, on=day_of(at))):
        return YES
    return no(_("You hold a role at %(unit)s: nobody marks their own unit.") % {"unit": unit})


def unless_handed_in(document: Document) -> Verdict:
    """What a submission cites stays in the library."""
    cited = Citation.objects.filter(document_version__document=document, handed_in__isnull=False)
    return no(_("A submitted score sheet cites this document: it stays.")) if cited.exists() else YES
