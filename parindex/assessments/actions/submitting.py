"""A sheet is handed in: locked, frozen row by row, and kept whole as a document with every file's SHA-256."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from parindex.assessments.actions.returning import drop_supplement
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.handed_in import digest_of, document_of
from parindex.assessments.models import Answer, Citation, Sheet, Submission
from parindex.assessments.queries.review import Review, RowReview, cited_in, reviewed
from parindex.assessments.rules import may_hand_in
from parindex.assessments.workflow import WORKFLOW
from parindex.criteria.models import CriteriaSetVersion
from parindex.evidence.models import Document
from parindex.kernel.changes import demand_fresh
from parindex.kernel.trail import Fact, action
from parindex.kernel.verdicts import Refused
from parindex.kernel.workflow import move
from parindex.people.models import Account

#: As many rows as a sentence names.
_NAMED = 12


class NotComplete(Refused):
    """A sheet cannot be handed in yet; carries what is missing."""

    def __init__(self, found: Review) -> None:
        codes = [row.code for row in found.blocking]
        named = ", ".join(codes[:_NAMED]) + (", …" if len(codes) > _NAMED else "")
        super().__init__(_("The score sheet is not complete yet. Look at: %(rows)s.") % {"rows": named})
        self.review = found

    @property
    def rows(self) -> Sequence[RowReview]:
        """The rows that something is missing in."""
        return self.review.blocking


@action
def submit(sheet: Sheet, *, version: int, by: Account, at: datetime) -> Submission:
    """Hands the sheet in. Sent again with the same version, it gives the submission that it made.

    Rows that were sent back join those that stayed locked; the others are as they were handed in before. A row whose
    own time ran out unfinished counts as it was handed in before.

    :param version: of the sheet that the leader looked at.
    :raises NotComplete: rows lack a value, evidence or explanation, or a reason.
    :raises NotAllowed: not the unit's leader, or too late; the reason says who can change that.
    :raises Stale: the sheet went another way since: further rows were sent back, or taken back.
    """
    sheet = Sheet.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=sheet.pk)
    may_hand_in(by, sheet.unit, at).demand()
    if sheet.state == SheetState.SUBMITTED and sheet.version == version + 1:
        return Submission.objects.get(sheet=sheet, number=sheet.submissions_count)
    verdict = WORKFLOW.may(by, sheet, "submit", at=at)
    if sheet.state not in WORKFLOW.step("submit").sources:
        raise Refused(verdict.reason)
    verdict.demand()
    demand_fresh(sheet, version, {})
    answers = _locked_rows(sheet)
    frame = frame_of(sheet)
    found = _complete(frame, answers, at)
    open_rows = [row for row in answers.values() if sheet.state == SheetState.DRAFT or row.reopened_until is not None]
    number = sheet.submissions_count + 1
    _freeze(frame, open_rows, number)
    totals = {"points": found.points, "maximum": found.maximum, "index": found.index}
    cited = _handed_in_citations(sheet)
    versions = CriteriaSetVersion.objects.select_related("criteria_set").defer("document")
    frame.sheet.round.set_version = versions.get(pk=frame.sheet.round.set_version_id)
    document = document_of(frame, answers, cited, totals=totals, number=number, by=by, at=at)
    submission = Submission.objects.create(
        sheet=sheet, number=number, document=document, sha256=digest_of(document), submitted_at=at, submitted_by=by
    )
    facts: dict[str, Fact] = {"submission": number, "sha256": submission.sha256, "rows": len(open_rows)}
    counted = {"submissions_count": number, "version": sheet.version + 1}
    move(WORKFLOW, sheet, "submit", by=by, at=at, facts=facts, sets=counted)
    return submission


def _locked_rows(sheet: Sheet) -> dict[str, Answer]:
    """The sheet's rows under their locks, by leaf: a save under way ends first, and later ones meet the locked sheet.
    The documents that they cite are locked as well, so that none is withdrawn in between."""
    rows = Answer.objects.select_for_update(no_key=True).filter(sheet=sheet).order_by("pk")
    answers = {row.leaf: row for row in rows}
    cited = Citation.objects.filter(answer__sheet=sheet, withdrawn_at=None).values("document_version__document")
    documents = Document.objects.select_for_update(no_key=True).filter(pk__in=cited).order_by("pk")
    list(documents.values_list("pk", flat=True))
    return answers


def _complete(frame: Frame, answers: Mapping[str, Answer], at: datetime) -> Review:
    """:raises NotComplete: unless nothing is missing."""
    found = reviewed(frame, answers, cited_in(frame.sheet))
    late = [row.answer for row in found.blocking if row.answer.reopened_until and row.answer.reopened_until <= at]
    if late:
        drop_supplement(late)
        found = reviewed(frame, answers, cited_in(frame.sheet))
    if not found.is_complete:
        raise NotComplete(found)
    return found


def _freeze(frame: Frame, rows: Sequence[Answer], number: int) -> None:
    """What is handed in stands from now on beside the working copy; its citations are on record."""
    excluded = {row.pk for row in rows if (node := frame.leaf(row.leaf)) and frame.decision_on(node)}
    numbers = [row.pk for row in rows]
    out = When(pk__in=excluded, then=Value(RowState.EXCLUDED.value))
    nothing = When(pk__in=excluded, then=Value("0"))
    Answer.objects.filter(pk__in=numbers).update(
        handed_figures=F("figures"),
        handed_explanation=F("explanation"),
        handed_points=Case(nothing, default=F("points")),
        handed_state=Case(out, default=F("state")),
        handed_version=F("version"),
        reopened_until=None,
        reopened_note="",
        reopened_by=None,
        look_again=False,
    )
    for row in rows:
        row.handed_figures, row.handed_explanation, row.handed_version = row.figures, row.explanation, row.version
        row.handed_points = "0" if row.pk in excluded else row.points
        row.handed_state = RowState.EXCLUDED if row.pk in excluded else row.state
    mine = Citation.objects.filter(answer__in=numbers)
    mine.filter(withdrawn_at=None, handed_in=None).update(handed_in=number)
    mine.filter(withdrawn_at__isnull=False, withdrawn_in=None).update(withdrawn_in=number)


def _handed_in_citations(sheet: Sheet) -> Sequence[Citation]:
    read = Citation.objects.select_related("document_version__document", "document_version__file")
    unread = read.defer("document_version__text", "document_version__document__search_text")
    return list(unread.filter(answer__sheet=sheet, handed_in__isnull=False, withdrawn_in=None).order_by("pk"))
