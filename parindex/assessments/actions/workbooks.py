"""A score sheet's workbook comes back: kept for its dry run, then taken over, whole or not at all."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from parindex.assessments.actions.rows import save_row
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.rules import may_keep
from parindex.assessments.workbook.layout import LIMIT_MB
from parindex.assessments.workbook.trial import Kind, try_upload
from parindex.kernel.files import store
from parindex.kernel.models import StoredFile
from parindex.kernel.trail import Fact, action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account


@action
def keep_workbook(sheet: Sheet, chunks: Iterable[bytes], *, name: str, by: Account, at: datetime) -> StoredFile:
    """Keeps an uploaded workbook for its dry run; nothing of the sheet changes. What is never taken over is swept.

    :raises Refused: larger than a workbook of a sheet can be.
    :raises NotAllowed: neither officer nor leader of the unit.
    """
    may_keep(by, sheet.unit, at).demand()
    return store(chunks, name=name, by=by, at=at, limit=LIMIT_MB << 20)


@action
def take_workbook(
    sheet: Sheet, file: StoredFile, *, take: Collection[str] = (), digest: str, by: Account, at: datetime
) -> tuple[str, ...]:
    """Saves every row that the file changes, by the rules of a single save; one row refused, and none is saved.

    :param take: leaves of the rows that somebody saved since the download and that shall be replaced all the same.
    :param digest: of the dry run that the person saw.
    :return: the leaves that were saved. Sent again it saves nothing: by then the file brings nothing new.
    :raises Refused: the file has faults, or the sheet is no longer as it was shown.
    :raises NotAllowed: a row cannot be changed any more.
    """
    may_keep(by, sheet.unit, at).demand()
    # Under lock: nothing is submitted, and no other workbook comes in, between this look and the saves.
    sheet = Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    answers = {
        row.leaf: row for row in Answer.objects.select_for_update(no_key=True).filter(sheet=sheet).order_by("pk")
    }
    trial = try_upload(sheet, file, by=by, at=at)
    if trial.faults:
        raise Refused(_("The workbook has faults: nothing was taken over."))
    if not trial.rows:
        return ()
    if trial.digest != digest:
        raise Refused(_("The score sheet has changed since this was shown. Look at the comparison again."))
    wanted = [row for row in trial.rows if row.kind is Kind.CHANGED or (row.kind is Kind.STALE and row.code in take)]
    for row in wanted:
        save_row(
            answers[row.code],
            figures=row.figures,
            explanation=row.explanation,
            version=row.version,
            by=by,
            at=at,
        )
    codes = tuple(row.code for row in wanted)
    if codes:
        facts: dict[str, Fact] = {"file": file.name, "sha256": file.sha256, "rows": ", ".join(codes)}
        record("assessments.workbook_taken", sheet, by=by, at=at, facts=facts)
    return codes
