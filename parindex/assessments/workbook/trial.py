"""The dry run of a workbook that comes back: what would change, row by row, against the sheet as it is now."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from parindex.assessments.claims import claim_of
from parindex.assessments.enums import RowState
from parindex.assessments.models import Sheet
from parindex.assessments.queries.leaves import page_language
from parindex.assessments.workbook.forms import RowForm, SheetForm, sheet_form, shown_points
from parindex.assessments.workbook.layout import LIMIT_MB
from parindex.assessments.workbook.reading import CellFault, ReadRow, read
from parindex.kernel.files import open_stored
from parindex.kernel.models import StoredFile
from parindex.people.models import Account


class Kind(StrEnum):
    """What becomes of a row that differs."""

    # Typed in the file, untouched in the sheet since the download: taken.
    CHANGED = "changed"
    # Somebody saved the row since the download: taken only when ticked.
    STALE = "stale"
    # Cannot be changed now; never taken.
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that somebody typed in, and that differs from the sheet as it is now."""

    code: str
    title: str
    kind: Kind
    #: (label, what is there now, what the file brings), in words; only what differs.
    values: tuple[tuple[str, str, str], ...]
    points_before: str
    points_after: str
    #: Why it is not taken, of locked rows.
    reason: str
    #: For the action: as the engine reads them, and the row's version that this was compared with.
    figures: Mapping[str, str]
    explanation: str
    version: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A dry run. ``digest`` names exactly what was shown: the take-over refuses if it is no longer so."""

    faults: tuple[CellFault, ...]
    rows: tuple[RowChange, ...]
    #: Rows that the file leaves as they are.
    same: int
    digest: str

    @property
    def can_be_taken(self) -> bool:
        return not self.faults and any(row.kind != Kind.LOCKED for row in self.rows)

    def of(self, kind: str) -> Sequence[RowChange]:
        """The rows of one kind."""
        return [row for row in self.rows if row.kind == kind]

    @property
    def changed(self) -> Sequence[RowChange]:
        return self.of(Kind.CHANGED)

    @property
    def stale(self) -> Sequence[RowChange]:
        return self.of(Kind.STALE)

    @property
    def locked(self) -> Sequence[RowChange]:
        return self.of(Kind.LOCKED)


def find_upload(pk: uuid.UUID, sheet: Sheet, *, by: Account) -> StoredFile | None:
    """A workbook that this person uploaded; nobody finds another's. Whether it is of ``sheet`` the dry run says."""
    return StoredFile.objects.filter(pk=pk, stored_by=by.pk).first()


def try_upload(sheet: Sheet, file: StoredFile, *, by: Account | None, at: datetime) -> Trial:
    """What taking the kept file over would do, if ``by`` did it at that moment."""
    with open_stored(file) as stream:
        data = stream.read((LIMIT_MB << 20) + 1)
    return try_bytes(data, sheet_form(sheet, by=by, at=at))


def try_bytes(data: bytes, form: SheetForm) -> Trial:
    """The same of a file's bytes against a sheet as it is."""
    reading = read(data, form)
    faults, rows = list(reading.faults), []
    for row in form.rows:
        there = reading.rows.get(row.leaf.code)
        if there is None or not there.touched or _same(there, row):
            continue
        kind = Kind.LOCKED if row.locked else Kind.STALE if there.version != row.version else Kind.CHANGED
        found, points = _scored(row, there)
        if kind is not Kind.LOCKED:
            faults += found
        rows.append(_change(row, there, kind, points))
    seen = [[row.code, row.kind, row.version, dict(row.figures), row.explanation] for row in rows]
    digest = hashlib.sha256(json.dumps(seen, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return Trial(tuple(faults), tuple(rows), len(form.rows) - len(rows), digest)


def _same(there: ReadRow, row: RowForm) -> bool:
    return (there.figures, there.explanation) == (dict(row.figures), row.explanation)


def _scored(row: RowForm, there: ReadRow) -> tuple[list[CellFault], str]:
    """What the engine finds wrong, each at its cell; else the points that the row would have."""
    claim = claim_of(row.node, there.figures)
    if claim.score is not None:
        return [], "" if claim.state == RowState.MISSING else shown_points(claim.score.points)
    language = page_language()
    faults = [
        CellFault(
            there.cells.get(fault.column, there.cells[""]),
            fault.message.text(language),
            fault.message.mend(language),
            row.leaf.code,
        )
        for fault in claim.faults
    ]
    return faults, ""


def _change(row: RowForm, there: ReadRow, kind: Kind, points: str) -> RowChange:
    values = [
        (asked.title, asked.said(row.figures.get(asked.name, "")), asked.said(there.figures.get(asked.name, "")))
        for asked in row.inputs
        if row.figures.get(asked.name, "") != there.figures.get(asked.name, "")
    ]
    before, after = (
        _("Yes") if figures.get("not_arising") == "yes" else _("No") for figures in (row.figures, there.figures)
    )
    if before != after:
        values.append((_("Not arising"), before, after))
    if row.explanation != there.explanation:
        values.append((_("Explanation"), row.explanation, there.explanation))
    return RowChange(
        code=row.leaf.code,
        title=row.leaf.title,
        kind=kind,
        values=tuple(values),
        points_before=row.points,
        points_after=points,
        reason=row.locked,
        figures=there.figures,
        explanation=there.explanation,
        version=row.version,
    )
