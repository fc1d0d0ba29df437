"""What a sheet still lacks before it can be handed in: the leader's review, and what submission is refused with."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from parindex.assessments.claims import asked_of, language
from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet
from parindex.criteria.pinned import PinnedNode
from parindex.engine import Sheet as EngineSheet
from parindex.engine import Source, Stage, evaluate, read_answer


@dataclass(frozen=True, slots=True)
class RowReview:
    """A row that something is to be said about."""

    answer: Answer
    node: PinnedNode

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def title(self) -> str:
        return self.node.title(language())


@dataclass(frozen=True, slots=True)
class FieldReview:
    """How far one field is: rows that the unit fills in, and how many of them have a value."""

    node: PinnedNode
    rows: int
    filled: int

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def title(self) -> str:
        return self.node.title(language())

    @property
    def missing(self) -> int:
        return self.rows - self.filled


@dataclass(frozen=True, slots=True)
class Review:
    """A sheet before it is handed in. While rows were sent back, only those are asked about."""

    sheet: Sheet
    fields: tuple[FieldReview, ...]
    #: Rows without a value.
    without_value: tuple[RowReview, ...]
    #: Evidence is compulsory: neither a document is cited nor its absence explained.
    without_evidence: tuple[RowReview, ...]
    #: Points that a person sets, without their reason.
    without_reason: tuple[RowReview, ...]
    #: Documents that were cited and withdrawn since.
    withdrawn_evidence: tuple[RowReview, ...]
    #: Changed with a re-issued set since they were filled in; this keeps nobody from submitting.
    to_look_at: tuple[RowReview, ...]
    #: By what the unit claims so far, as the set's policy prints them; ``index`` is empty while nothing applies.
    points: str
    maximum: str
    index: str

    @property
    def rows(self) -> int:
        return sum(field.rows for field in self.fields)

    @property
    def filled(self) -> int:
        return sum(field.filled for field in self.fields)

    @property
    def blocking(self) -> tuple[RowReview, ...]:
        """The rows that keep the sheet from being submitted, each once, in the set's order."""
        found = (*self.without_value, *self.without_evidence, *self.without_reason, *self.withdrawn_evidence)
        rows = {row.answer.pk: row for row in found}
        return tuple(sorted(rows.values(), key=lambda row: row.node.position))

    @property
    def is_complete(self) -> bool:
        return not self.blocking


def review(sheet: Sheet) -> Review:
    """What the sheet still lacks, by its working copy."""
    frame = frame_of(sheet)
    answers = {answer.leaf: answer for answer in Answer.objects.filter(sheet=frame.sheet).order_by("pk")}
    return reviewed(frame, answers, cited_in(frame.sheet))


def cited_in(sheet: Sheet) -> Mapping[int, bool]:
    """Rows of the sheet that cite something, by number: whether all of it stands in the library."""
    standing = Citation.objects.filter(answer__sheet=sheet, withdrawn_at=None).order_by("pk")
    found: dict[int, bool] = {}
    for number, withdrawn_at in standing.values_list("answer_id", "document_version__document__withdrawn_at"):
        found[number] = found.get(number, True) and withdrawn_at is None
    return found


def reviewed(frame: Frame, answers: Mapping[str, Answer], cited: Mapping[int, bool]) -> Review:
    """The review of rows that were read already.

    :param answers: all rows of the sheet by leaf.
    :param cited: as of :func:`cited_in`.
    """
    asked = [RowReview(answers[node.code], node) for node in frame.pinned.leaves() if is_filled_in(frame, node)]
    asked = [row for row in asked if frame.sheet.state != SheetState.RETURNED or row.answer.reopened_until is not None]
    rows, filled = Counter(row.node.field for row in asked), Counter(row.node.field for row in asked if _has_value(row))
    result = _so_far(frame, answers)
    return Review(
        sheet=frame.sheet,
        fields=tuple(FieldReview(frame.pinned.nodes[code], rows[code], filled[code]) for code in rows),
        without_value=_those(asked, lambda row: not _has_value(row)),
        without_evidence=_those(asked, lambda row: lacks_evidence(row.node, row.answer, row.answer.pk in cited)),
        without_reason=_those(asked, lambda row: lacks_reason(row.node, row.answer)),
        withdrawn_evidence=_those(asked, lambda row: not cited.get(row.answer.pk, True)),
        to_look_at=_those(asked, lambda row: row.answer.look_again),
        points=result[0],
        maximum=result[1],
        index=result[2],
    )


def is_filled_in(frame: Frame, node: PinnedNode) -> bool:
    """Whether the unit gives this leaf's value: its source says so and no decision excludes it."""
    return node.leaf.source is Source.UNIT and not frame.decision_on(node)


def lacks_evidence(node: PinnedNode, answer: Answer, is_cited: bool) -> bool:
    """Evidence *or* explanation, where evidence is compulsory."""
    return node.leaf.evidence_required and not is_cited and not answer.explanation


def lacks_reason(node: PinnedNode, answer: Answer) -> bool:
    """A judgement gives its reason: as the input ``reason`` or in the explanation."""
    judged = "reason" in asked_of(node.leaf) and "points" in answer.figures
    return judged and not answer.figures.get("reason") and not answer.explanation


def _has_value(row: RowReview) -> bool:
    return row.answer.state != RowState.MISSING


def _those(rows: Iterable[RowReview], chosen: Callable[[RowReview], bool]) -> tuple[RowReview, ...]:
    return tuple(row for row in rows if chosen(row))


def _so_far(frame: Frame, answers: Mapping[str, Answer]) -> tuple[str, str, str]:
    read = {}
    for node in frame.pinned.leaves():
        answer = answers.get(node.code)
        if answer is not None and answer.figures and node.leaf.source is Source.UNIT:
            read[node.code] = read_answer(node.leaf, {Stage.SELF: answer.figures}).answer
    found = {code: answer for code, answer in read.items() if answer is not None}
    sheet = EngineSheet(frame.sheet.unit.code, answers=found, excluded=frozenset(frame.exclusions))
    printed = evaluate(frame.pinned.criteria_set, [sheet]).units[0].printed()
    return printed.points, printed.maximum, printed.index
