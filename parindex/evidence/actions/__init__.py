"""Every change of a unit's library of evidence. Each is one transaction with its audit events."""

from parindex.evidence.actions.documents import (
    change_document,
    restore_document,
    withdraw_document,
)
from parindex.evidence.actions.reading import read_again
from parindex.evidence.actions.uploads import Finished, begin_upload, end_upload, finish_upload, sweep_uploads

__all__ = [
    "Finished",
    "begin_upload",
    "change_document",
    "end_upload",
    "finish_upload",
    "read_again",
    "restore_document",
    "sweep_uploads",
    "withdraw_document",
]
