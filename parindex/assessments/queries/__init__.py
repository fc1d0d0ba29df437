"""Every read of score sheets that a face needs.

- ``sheets``: the list of a unit's sheets, one sheet with a field's rows, how far each field is
- ``rows``: a row with its leaf in words, evidence, comments, last year's answer
- ``leaves``: the leaves of a pinned set as forms show them
- ``scoring``: points of figures that are being typed
- ``citing``: what of the unit's library a row may cite
- ``review``: what a sheet still lacks
- ``submissions``: what was handed in
- ``waiting``: what waits for a person
"""

from parindex.assessments.queries.citing import Candidate, candidates, citable, citation
from parindex.assessments.queries.leaves import Heading, Input, LeafText, fields_of, leaf_texts
from parindex.assessments.queries.review import Review, RowReview, review
from parindex.assessments.queries.rows import Figure, Lack, Previous, Row, lacking
from parindex.assessments.queries.scoring import Scored, preview
from parindex.assessments.queries.sheets import (
    FieldProgress,
    Progress,
    SheetCard,
    SheetPage,
    cards,
    handed_in_sheet,
    kept_sheet,
    leaders_of,
    row,
    sheet_page,
    sheet_progress,
    sheets_kept,
    submissions_of,
    units_kept,
    waiting_for_sheets,
)
from parindex.assessments.queries.submissions import submission
from parindex.assessments.queries.waiting import WaitingSheet, sheets_waiting

__all__ = [
    "Candidate",
    "FieldProgress",
    "Figure",
    "Heading",
    "Input",
    "Lack",
    "LeafText",
    "Previous",
    "Progress",
    "Review",
    "Row",
    "RowReview",
    "Scored",
    "SheetCard",
    "SheetPage",
    "WaitingSheet",
    "candidates",
    "cards",
    "citable",
    "citation",
    "fields_of",
    "handed_in_sheet",
    "kept_sheet",
    "lacking",
    "leaders_of",
    "leaf_texts",
    "preview",
    "review",
    "row",
    "sheet_page",
    "sheet_progress",
    "sheets_kept",
    "sheets_waiting",
    "submission",
    "submissions_of",
    "units_kept",
    "waiting_for_sheets",
]
