"""The rows of a score sheet as its unit works on them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from django.db.models import Prefetch, QuerySet, Subquery

from parindex.assessments.enums import RowState, SheetState
from parindex.assessments.frames import Frame
from parindex.assessments.models import Answer, Citation, Comment, Sheet
from parindex.assessments.queries.leaves import Input, LeafText, leaf_texts
from parindex.assessments.queries.review import is_filled_in, lacks_evidence, lacks_reason
from parindex.assessments.queries.scoring import Scored, scored
from parindex.assessments.rules import is_asked, is_writable
from parindex.criteria.pinned import PinnedNode, pinned
from parindex.engine import Source
from parindex.engine.numbers import parse_exact
from parindex.kernel.verdicts import Verdict
from parindex.people.models import Unit
from parindex.programmes.models import Programme
from parindex.programmes.windows import told


class Lack(StrEnum):
    """What keeps a row from being handed in."""

    VALUE = "value"
    """A figure is missing, so that there are no points yet."""
    EVIDENCE = "evidence"
    """Evidence is compulsory, and neither a document nor an explanation stands here."""
    REASON = "reason"
    """Points that a person sets, without their reason."""
    WITHDRAWN = "withdrawn"
    """A document that is cited was withdrawn from the library."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An input with what was entered."""

    input: Input
    value: str

    @property
    def said(self) -> str:
        """The value in words."""
        return self.input.said(self.value)


@dataclass(frozen=True, slots=True)
class Previous:
    """What the unit handed in for the same criterion in the newest earlier year."""

    year: int
    round: str
    title: str
    figures: Sequence[Figure]
    not_arising: bool
    explanation: str
    points: Fraction | None
    maximum: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """A row with all that its unit sees of it."""

    answer: Answer
    leaf: LeafText
    figures: Sequence[Figure]
    claimed: bool
    scored: Scored
    citations: Sequence[Citation]
    comments: Sequence[Comment]
    previous: Previous | None
    #: Name of the agency that gives the value in place of the unit; empty where the unit does.
    giver: str
    #: Whether the unit gives the value at all; whether it may do so now. The refusals say why not.
    asked: Verdict
    writable: Verdict
    #: Sent back for supplement, and until when.
    reopened: bool
    until: str
    #: What keeps it from being handed in: words of ``Lack``.
    lacks: tuple[Lack, ...]


def lacks_of(node: PinnedNode, answer: Answer, cited: bool | None) -> tuple[Lack, ...]:
    """What keeps a row that the unit fills in from being handed in.

    :param cited: None: no document; else whether all documents cited still stand in the library.
    """
    found = {
        Lack.VALUE: answer.state == RowState.MISSING,
        Lack.EVIDENCE: lacks_evidence(node, answer, cited is not None),
        Lack.REASON: lacks_reason(node, answer),
        Lack.WITHDRAWN: cited is False,
    }
    return tuple(lack for lack, holds in found.items() if holds)


def lacking(answer: Answer) -> tuple[Lack, ...]:
    """The same for one row whose citations were not read."""
    node = pinned(answer.sheet.round.set_version).nodes[answer.leaf]
    standing = Citation.objects.filter(answer=answer, withdrawn_at=None)
    cited = list(standing.order_by("pk").values_list("document_version__document__withdrawn_at", flat=True))
    return lacks_of(node, answer, all(moment is None for moment in cited) if cited else None)


def _whole(citations: Iterable[Citation]) -> bool | None:
    withdrawn = [c.document_version.document.withdrawn_at for c in citations if c.withdrawn_at is None]
    return all(moment is None for moment in withdrawn) if withdrawn else None


def cited_rows(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """The rows with their citations and comments read."""
    standing = (
        Citation.objects.filter(withdrawn_in=None)
        .select_related("document_version__document", "document_version__file")
        .defer("document_version__text", "document_version__document__search_text")
        .order_by("pk")
    )
    comments = Comment.objects.select_related("written_by").order_by("written_at", "pk")
    return answers.select_related("saved_by", "reopened_by").prefetch_related(
        Prefetch("citations", queryset=standing), Prefetch("comments", queryset=comments)
    )


def rows_of(frame: Frame, answers: Iterable[Answer], *, at: datetime) -> list[Row]:
    """``answers`` (of :func:`cited_rows`) as rows, in the author's order; leaves that the set no longer has are left
    out."""
    texts = leaf_texts(frame.sheet.round.set_version)
    found = {answer.leaf: answer for answer in answers if answer.leaf in texts}
    earlier = _previous(frame.sheet, found)
    givers = _givers(texts[code] for code in found)
    return [
        _row(frame, found[code], leaf, earlier.get(code), givers, at) for code, leaf in texts.items() if code in found
    ]


def _row(
    frame: Frame, answer: Answer, leaf: LeafText, previous: Previous | None, givers: Mapping[str, str], at: datetime
) -> Row:
    answer.sheet = frame.sheet
    node = frame.pinned.nodes[leaf.code]
    citations = list(answer.citations.all())
    asked = is_asked(node, frame)
    writable = is_writable(answer, frame, at)
    return Row(
        answer=answer,
        leaf=leaf,
        figures=_figures(leaf, answer.figures),
        claimed=answer.figures.get("not_arising") == "yes",
        scored=scored(node.leaf, answer.figures if asked else {}),
        citations=citations,
        comments=list(answer.comments.all()),
        previous=previous,
        giver="" if leaf.source == Source.UNIT else givers.get(leaf.appraiser, leaf.appraiser),
        asked=asked,
        writable=writable,
        reopened=frame.sheet.state == SheetState.RETURNED and answer.reopened_until is not None,
        until=told(answer.reopened_until, frame.sheet.round) if answer.reopened_until else "",
        lacks=lacks_of(node, answer, _whole(citations)) if is_filled_in(frame, node) else (),
    )


def _figures(leaf: LeafText, values: Mapping[str, str]) -> list[Figure]:
    return [Figure(each, values.get(each.name, "")) for each in leaf.inputs]


def _givers(leaves: Iterable[LeafText]) -> dict[str, str]:
    """Names of the units that give values, by code; read only where some leaf is not the unit's own."""
    codes = {leaf.appraiser for leaf in leaves if leaf.source != Source.UNIT and leaf.appraiser}
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def _previous(sheet: Sheet, codes: Iterable[str]) -> dict[str, Previous]:
    """The newest earlier answer that was handed in, by leaf."""
    year = Programme.objects.filter(pk=sheet.round.programme_id).values("year")
    earlier = (
        Answer.objects.filter(
            sheet__unit=sheet.unit_id,
            round__programme__year__lt=Subquery(year),
            leaf__in=list(codes),
            handed_figures__isnull=False,
        )
        .select_related("round__programme", "round__set_version")
        .defer("round__set_version__document")
        .order_by("-round__programme__year", "-round__started_at", "pk")
    )
    found: dict[str, Previous] = {}
    for answer in earlier:
        text = leaf_texts(answer.round.set_version).get(answer.leaf)
        if answer.leaf in found or text is None:
            continue
        figures = answer.handed_figures or {}
        points = parse_exact(answer.handed_points)
        found[answer.leaf] = Previous(
            year=answer.round.programme.year,
            round=answer.round.title,
            title=text.title,
            figures=[figure for figure in _figures(text, figures) if figure.value],
            not_arising=figures.get("not_arising") == "yes",
            explanation=answer.handed_explanation,
            points=None if answer.handed_state == RowState.MISSING or points is None else Fraction(points),
            maximum=Fraction(text.maximum),
        )
    return found
