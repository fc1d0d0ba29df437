"""What a score sheet holds, as its workbook shows it and as a file that comes back is compared with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Prefetch
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parindex.assessments.enums import RowState
from parindex.assessments.frames import Frame, frame_of
from parindex.assessments.models import Answer, Citation, Sheet
from parindex.assessments.queries.leaves import Input, LeafText, leaf_texts
from parindex.assessments.queries.submissions import place_said
from parindex.assessments.rules import may_save
from parindex.engine import Leaf, Source
from parindex.engine.numbers import Rounding, parse_exact, printed
from parindex.people.models import Account
from parindex.programmes.windows import told


@dataclass(frozen=True, slots=True)
class RowForm:
    """A row of the sheet as it is now."""

    leaf: LeafText
    node: Leaf
    figures: Mapping[str, str]
    explanation: str
    version: int
    #: The points as read; empty while there is no value.
    points: str
    #: Why ``by`` cannot change the row now; empty if they can.
    locked: str
    #: What is asked for, where the row was sent back.
    asked: str
    look_again: bool
    documents: tuple[str, ...]

    @property
    def rule(self) -> str:
        """How the points are found, a case a line."""
        cases = [f"– {case}: {worth}" if worth else f"– {case}" for case, worth in self.leaf.rule.lines]
        return "\n".join([self.leaf.rule.lead, *cases])

    @property
    def note(self) -> str:
        parts = [self.asked, _("Look again: the criterion has changed.") if self.look_again else "", self.locked]
        return "\n".join(part for part in parts if part)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What the unit is asked; nothing where others give the value."""
        return self.leaf.inputs if self.leaf.source == Source.UNIT else ()


@dataclass(frozen=True, slots=True)
class SheetForm:
    """A score sheet as it is now, for one person."""

    number: int
    sha256: str
    unit: str
    round: str
    illustration: bool
    #: When it was read, as the round's offices read their clocks.
    made: str
    rows: tuple[RowForm, ...]


def file_name(sheet: Sheet) -> str:
    """The name under which the workbook is handed out."""
    return f"{slugify(sheet.round.code) or 'round'}_{slugify(sheet.unit.code) or 'unit'}.xlsx"


def sheet_form(sheet: Sheet, *, by: Account | None, at: datetime) -> SheetForm:
    """The sheet as ``by`` may fill it in at that moment. A number of queries that does not grow with the rows."""
    frame = frame_of(sheet)
    found = frame.sheet
    texts = leaf_texts(found.round.set_version)
    answers = {answer.leaf: answer for answer in _answers(found)}
    return SheetForm(
        number=found.pk,
        sha256=frame.pinned.sha256,
        unit=str(found.unit),
        round=found.round.title,
        illustration=found.round.set_version.criteria_set.illustration,
        made=told(at, found.round),
        rows=tuple(_row(answers[code], text, frame, by, at) for code, text in texts.items() if code in answers),
    )


def _answers(sheet: Sheet) -> list[Answer]:
    cited = (
        Citation.objects.filter(withdrawn_at=None)
        .select_related("document_version__document")
        .defer("document_version__text", "document_version__document__search_text")
        .order_by("pk")
    )
    return list(Answer.objects.filter(sheet=sheet).order_by("pk").prefetch_related(Prefetch("citations", cited)))


def _row(answer: Answer, text: LeafText, frame: Frame, by: Account | None, at: datetime) -> RowForm:
    verdict = may_save(by, answer, frame, at)
    return RowForm(
        leaf=text,
        node=frame.pinned.nodes[answer.leaf].leaf,
        figures=answer.figures,
        explanation=answer.explanation,
        version=answer.version,
        points="" if answer.state == RowState.MISSING else shown_points(parse_exact(answer.points)),
        locked="" if verdict else str(verdict.reason),
        asked=answer.reopened_note,
        look_again=answer.look_again,
        documents=tuple(_document(citation) for citation in answer.citations.all()),
    )


def _document(citation: Citation) -> str:
    document = citation.document_version.document
    place = place_said(citation.sections, citation.pages)
    name = " ".join(part for part in (document.number, document.title) if part)
    return f"– {name} ({place})" if place else f"– {name}"


def shown_points(points: Fraction | int | None) -> str:
    """Points for reading, at two places, with the page's decimal mark."""
    if points is None:
        return ""
    return str(number_format(printed(points, 2, Rounding.HALF_UP), use_l10n=True))
