"""The page on which a leader decides: what is missing, what is claimed, which files go along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet, Submission
from parindex.assessments.queries.leaves import LeafText, leaf_texts
from parindex.assessments.queries.review import Review, RowReview, cited_in, reviewed
from parindex.assessments.queries.rows import Lack, lacks_of
from parindex.assessments.queries.sheets import (
    FieldProgress,
    Progress,
    closes_at,
    fields_progress,
    leaders_of,
    submissions_of,
    total_of,
)
from parindex.assessments.rules import may_submit
from parindex.evidence.models import DocumentVersion
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Account, day_of


@dataclass(frozen=True, slots=True)
class Missing:
    """A row that keeps the sheet from being handed in, with what it lacks."""

    row: RowReview
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class MissingField:
    """The rows of one field that something is missing in."""

    field: FieldProgress
    rows: Sequence[Missing]


@dataclass(frozen=True, slots=True)
class CitedFile:
    """A file that is handed in, with the codes of the rows that cite it."""

    version: DocumentVersion
    rows: Sequence[str]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that a leader reads in two minutes."""

    frame: Frame
    review: Review
    fields: Sequence[FieldProgress]
    total: Progress
    missing: Sequence[MissingField]
    files: Sequence[CitedFile]
    #: Rows that say in words why there is no document, or what the figures mean.
    explained: Sequence[tuple[LeafText, str]]
    may_submit: Verdict
    is_leader: bool
    leaders: Sequence[str]
    submissions: Sequence[Submission]
    closes_at: datetime | None

    @property
    def sheet(self) -> Sheet:
        return self.frame.sheet


def review_page(user: Account, number: int, *, at: datetime) -> ReviewPage:
    """The review of the sheet as it is now."""
    frame = frame_of(number)
    answers = {answer.leaf: answer for answer in Answer.objects.filter(sheet=number).order_by("pk")}
    cited = cited_in(frame.sheet)
    found = reviewed(frame, answers, cited)
    fields = fields_progress(frame, answers, cited)
    total = total_of(fields)
    leaders = leaders_of(frame.sheet.unit, on=day_of(at))
    return ReviewPage(
        frame=frame,
        review=found,
        fields=fields,
        total=total,
        missing=_missing(found, fields, cited),
        files=_files(frame),
        explained=_explained(frame, answers),
        may_submit=may_submit(user, frame.sheet, at),
        is_leader=any(leader.pk == user.pk for leader in leaders),
        leaders=[leader.full_name for leader in leaders],
        submissions=submissions_of(frame.sheet),
        closes_at=closes_at(frame, total),
    )


def _missing(found: Review, fields: Sequence[FieldProgress], cited: Mapping[int, bool]) -> list[MissingField]:
    by_field: dict[str, list[Missing]] = {}
    for row in found.blocking:
        lacks = lacks_of(row.node, row.answer, cited.get(row.answer.pk))
        by_field.setdefault(row.node.field, []).append(Missing(row, lacks))
    return [MissingField(part, by_field[part.field.code]) for part in fields if part.field.code in by_field]


def _files(frame: Frame) -> list[CitedFile]:
    """Each file once, in the order in which the rows cite them."""
    standing = (
        Citation.objects.filter(answer__sheet=frame.sheet, withdrawn_at=None)
        .select_related("answer", "document_version__document", "document_version__file")
        .defer("document_version__text", "document_version__document__search_text")
        .order_by("pk")
    )
    places = {code: place for place, code in enumerate(leaf_texts(frame.sheet.round.set_version))}
    files: dict[int, CitedFile] = {}
    for citation in sorted(standing, key=lambda each: places.get(each.answer.leaf, len(places))):
        known = files.get(citation.document_version_id)
        codes = [*(known.rows if known else ()), citation.answer.leaf]
        files[citation.document_version_id] = CitedFile(citation.document_version, codes)
    return list(files.values())


def _explained(frame: Frame, answers: dict[str, Answer]) -> list[tuple[LeafText, str]]:
    texts = leaf_texts(frame.sheet.round.set_version)
    said = [(text, answers[code].explanation) for code, text in texts.items() if code in answers]
    return [(text, explanation) for text, explanation in said if explanation]
