"""A score sheet as a workbook, out and back in.

For faces (``web.unit.sheets``)::

    from parindex.assessments import workbook
    workbook.write(sheet, by=user, at=now) -> bytes              the sheet as XLSX, in the language of the page
    workbook.file_name(sheet) -> str                             ``BK-2023-X_X01909.xlsx``
    file = actions.keep_workbook(sheet, chunks, name=…, by=user, at=now)     keeps an upload for its dry run
    workbook.find_upload(pk, sheet, by=user) -> StoredFile | None            nobody finds another's
    trial = workbook.try_upload(sheet, file, by=user, at=now) -> Trial       the dry run; nothing changes
    actions.take_workbook(sheet, file, take=…, digest=trial.digest, by=user, at=now) -> tuple[str, ...]   codes taken

A ``Trial`` has ``faults`` (``CellFault``: place ``Phiếu chấm điểm!F12``, problem, mend) and ``rows`` (``RowChange``:
leaf, values as (label, now, file's) in words, points before and after, kind). ``trial.can_be_taken`` is False while
there is a fault or nothing differs.

Rows of kind ``stale`` were saved by somebody since the download: they show what is there now
beside what the file brings and are taken only when ticked: ``take`` are the codes of the ticked ones. Rows of kind
``locked`` are never taken; ``reason`` says why. A save between dry run and take-over refuses the whole (``digest``).

Rooms: ``forms`` what a sheet holds; ``writing`` and ``reading`` know XLSX and no database; ``trial`` compares.
"""

from parindex.assessments.workbook.forms import file_name, sheet_form
from parindex.assessments.workbook.reading import CellFault
from parindex.assessments.workbook.trial import Kind, RowChange, Trial, find_upload, try_upload
from parindex.assessments.workbook.writing import write

__all__ = ["CellFault", "Kind", "RowChange", "Trial", "file_name", "find_upload", "sheet_form", "try_upload", "write"]
