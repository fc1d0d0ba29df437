"""Every write of assessments.

- ``sheets``: a round starts, and its units get their score sheets
- ``sets``: a running round goes over to a re-issued version of its set
- ``rows``: a row saved by itself, remarks on it
- ``citations``: the documents that a row cites
- ``submitting``: the leader hands the sheet in
- ``workbooks``: a sheet's workbook comes back and is taken over
- ``returning``: what the appraisal does: rows sent back, the sheet settled

All take ``by`` (None for the program itself, but not to submit) and ``at``; roles, windows and locks are asked inside
the transaction. Rows carry a version, and citations belong to the row. Who takes both locks takes the sheet's first.

The trail is told: on a round ``assessments.sheets_opened`` (sheets); on a sheet the steps of the workflow
``assessments.submit`` (state, submission, sha256, rows), ``assessments.return``, ``assessments.take_back``,
``assessments.settle``, ``assessments.unsettle`` (state), ``assessments.workbook_taken`` (file, sha256, rows),
``assessments.set_changed`` (set_version, leaves_kept, leaves_changed, leaves_new, leaves_gone, dropped); on a
row ``assessments.row_saved`` (figures, explanation, points, row_state, look_again), ``assessments.comment_added``,
``assessments.cited`` (document, sections, pages), ``assessments.citation_changed`` (document, sections, pages),
``assessments.citation_withdrawn`` (document), ``assessments.row_reopened`` (until),
``assessments.reopening_taken_back``.
"""

from parindex.assessments.actions.citations import change_citation, cite, cite_often, withdraw_citation
from parindex.assessments.actions.returning import (
    reopen,
    settle,
    sweep_lapsed,
    take_back_lapsed,
    take_back_reopening,
    unsettle,
)
from parindex.assessments.actions.rows import Filled, add_comment, save_row, save_rows
from parindex.assessments.actions.sets import NotChangeable, change_set
from parindex.assessments.actions.sheets import make_sheets, open_sheets, start_round
from parindex.assessments.actions.submitting import NotComplete, submit
from parindex.assessments.actions.workbooks import keep_workbook, take_workbook
from parindex.assessments.claims import NotReadable

__all__ = [
    "Filled",
    "NotChangeable",
    "NotComplete",
    "NotReadable",
    "add_comment",
    "change_citation",
    "change_set",
    "cite",
    "cite_often",
    "keep_workbook",
    "make_sheets",
    "open_sheets",
    "reopen",
    "save_row",
    "save_rows",
    "settle",
    "start_round",
    "submit",
    "sweep_lapsed",
    "take_back_lapsed",
    "take_back_reopening",
    "take_workbook",
    "unsettle",
    "withdraw_citation",
]
