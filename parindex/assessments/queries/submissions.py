"""What was handed in, read back from its own document: nothing that came later changes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from parindex.assessments.enums import RowState
from parindex.assessments.models import Sheet, Submission
from parindex.assessments.queries.leaves import Heading, LeafText, fields_of, leaf_texts
from parindex.assessments.queries.rows import Figure
from parindex.criteria.models import CriteriaSetVersion
from parindex.engine.numbers import parse_exact


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file of the submission with its number in the list and what is known of it."""

    number: int
    about: Mapping[str, Any]
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A row as it was handed in."""

    leaf: LeafText
    figures: Sequence[Figure]
    claimed: bool
    explanation: str
    #: None where the unit claims nothing.
    points: Fraction | None
    excluded_by: str
    #: Numbers of its files, each with its place in words.
    files: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A submission's document, ready to be shown."""

    facts: Mapping[str, Any]
    fields: Sequence[tuple[Heading, Sequence[HandedRow]]]
    files: Sequence[HandedFile]


def submission(sheet: Sheet, number: int) -> Submission | None:
    """The submission with this number."""
    found = Submission.objects.filter(sheet=sheet, number=number)
    return found.select_related("submitted_by", "sheet__unit", "sheet__round__organiser").first()


def paper_of(kept: Submission) -> Paper:
    """The submission as it was handed in, by the set of that moment; the round may have moved on to another since."""
    facts: dict[str, Any] = json.loads(kept.document)
    version = CriteriaSetVersion.objects.filter(sha256=facts["criteria_set"]["sha256"]).only("sha256").order_by("pk")[0]
    texts = leaf_texts(version)
    files: dict[str, HandedFile] = {}
    by_field: dict[str, list[HandedRow]] = {}
    for row in facts["rows"]:
        found = _row(row, texts[row["leaf"]], files)
        by_field.setdefault(found.leaf.field, []).append(found)
    fields = [(heading, by_field[heading.code]) for heading in fields_of(version) if heading.code in by_field]
    return Paper(facts, fields, list(files.values()))


def _row(row: Mapping[str, Any], leaf: LeafText, files: dict[str, HandedFile]) -> HandedRow:
    figures = row["figures"] or {}
    points = parse_exact(row["points"] or "")
    claims = leaf.source == "unit" and not row["excluded_by"] and row["state"] != RowState.MISSING
    return HandedRow(
        leaf=leaf,
        figures=[Figure(each, figures[each.name]) for each in leaf.inputs if figures.get(each.name)],
        claimed=figures.get("not_arising") == "yes",
        explanation=row["explanation"],
        points=Fraction(points) if claims and points is not None else None,
        excluded_by=row["excluded_by"],
        files=[_cited(citation, files) for citation in row["citations"]],
    )


def _cited(citation: Mapping[str, Any], files: dict[str, HandedFile]) -> tuple[int, str]:
    key = f"{citation['sha256']} {citation['title']} {citation['file']}"
    if key not in files:
        issued = citation["issued_on"]
        files[key] = HandedFile(len(files) + 1, citation, date.fromisoformat(issued) if issued else None)
    return files[key].number, place_said(citation["sections"], citation["pages"])


def place_said(sections: str, pages: str) -> str:
    """Where in a document, as it is read: “Mục II, tr. 3–5”; empty for the whole of it."""
    return ", ".join(filter(None, (sections, _("p. %(pages)s") % {"pages": pages} if pages else "")))
