"""What a dry run says of a file, in words: faults with their mend, findings by level."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parindex.criteria.enums import FindingLevel
from parindex.criteria.uploads import Candidate, Remark
from parindex.web.exports import Cell
from parindex.web.office.criteria.shown import page_language

#: Faults and findings that the page shows; the file to download has all.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class ShownRemark:
    """A remark in the page's language."""

    place: str
    problem: str
    mend: str
    level: str = ""
    kind: str = ""


_KINDS = {FindingLevel.ERROR: "danger", FindingLevel.BLOCKS_ISSUE: "warning", FindingLevel.ADVICE: "info"}


def remark_context(candidate: Candidate) -> dict[str, Any]:
    """What the page of a dry run shows of a candidate."""
    worst_first = sorted(candidate.findings, key=lambda found: list(_KINDS).index(FindingLevel(str(found.level))))
    return {
        "readable": candidate.document is not None,
        "fault_count": len(candidate.faults),
        "faults": [shown(fault) for fault in candidate.faults[:SHOWN]],
        "finding_count": len(candidate.findings),
        "blocking_count": sum(FindingLevel(str(found.level)) != FindingLevel.ADVICE for found in candidate.findings),
        "remarks": [shown(found) for found in worst_first[:SHOWN]],
        "shown": SHOWN,
        "has_keys": any(said.row and not said.sheet for said in (*candidate.faults, *candidate.findings)),
    }


def shown(remark: Remark) -> ShownRemark:
    """A remark as the page shows it."""
    language = page_language()
    level = FindingLevel(str(remark.level)) if remark.level is not None else None
    return ShownRemark(
        place=_place(remark),
        problem=remark.problem(language),
        mend=remark.mend(language),
        level=str(level.label) if level else "",
        kind=_KINDS[level] if level else "",
    )


def _place(remark: Remark) -> str:
    if not remark.sheet and remark.row:
        return _("line %(row)s, column %(column)s") % {"row": remark.row, "column": remark.column}
    return remark.place or _("whole file")


def exported_remarks(candidate: Candidate) -> tuple[list[str], Iterator[list[Cell]]]:
    """Every fault and every finding as rows of a file."""
    language = page_language()
    headings = [_("Sheet"), _("Row"), _("Column"), _("Problem"), _("Mend")]
    remarks = (*candidate.faults, *candidate.findings)
    rows: Iterator[list[Cell]] = (
        [remark.sheet, remark.row, remark.column, remark.problem(language), remark.mend(language)] for remark in remarks
    )
    return headings, rows
