"""Every read of score sheets that a face needs.

- ``sheets``: the list of a unit's sheets, one sheet with a field's rows, how far each field is
- ``rows``: a row with its leaf in words, evidence, comments, last year's answer
- ``leaves``: the leaves of a pinned set as forms show them
- ``scoring``: points of figures that are being typed
- ``events``: what of the trail a person may read
- ``citing``: what of the unit's library a row may cite
- ``review``: what a sheet still lacks
- ``reviewing``: the page on which the leader decides
- ``reissue``: what a re-issued set would mean for a running round
- ``submissions``: what was handed in
- ``waiting``: what waits for a person
- ``whole``: whole rounds and sheets, for the program itself
"""

from parindex.assessments.queries.citing import Candidate, candidates, citable, citable_documents, citation
from parindex.assessments.queries.events import readable_events
from parindex.assessments.queries.leaves import Heading, Input, LeafText, fields_of, leaf_texts
from parindex.assessments.queries.reissue import Effect, LeafChange, effect_of, reissues
from parindex.assessments.queries.review import Review, RowReview, review
from parindex.assessments.queries.reviewing import CitedFile, Missing, ReviewPage, review_page
from parindex.assessments.queries.rows import Figure, Lack, Previous, Row, lacking
from parindex.assessments.queries.scoring import Scored, preview
from parindex.assessments.queries.sheets import (
    FieldProgress,
    Progress,
    SheetCard,
    SheetPage,
    cards,
    handed_in_sheet,
    kept_answer,
    kept_sheet,
    leaders_of,
    row,
    sheet_page,
    sheet_progress,
    sheets_kept,
    submissions_of,
    text_of,
    units_kept,
    waiting_for_sheets,
    whole_sheet,
)
from parindex.assessments.queries.submissions import Paper, paper_of, submission
from parindex.assessments.queries.waiting import WaitingSheet, sheets_waiting
from parindex.assessments.queries.whole import leaf_rows, sheets_of

__all__ = [
    "Candidate",
    "CitedFile",
    "Effect",
    "FieldProgress",
    "Figure",
    "Heading",
    "Input",
    "Lack",
    "LeafChange",
    "LeafText",
    "Missing",
    "Paper",
    "Previous",
    "Progress",
    "Review",
    "ReviewPage",
    "Row",
    "RowReview",
    "Scored",
    "SheetCard",
    "SheetPage",
    "WaitingSheet",
    "candidates",
    "cards",
    "citable",
    "citable_documents",
    "citation",
    "effect_of",
    "fields_of",
    "handed_in_sheet",
    "kept_answer",
    "kept_sheet",
    "lacking",
    "leaders_of",
    "leaf_rows",
    "leaf_texts",
    "paper_of",
    "preview",
    "readable_events",
    "reissues",
    "review",
    "review_page",
    "row",
    "sheet_page",
    "sheet_progress",
    "sheets_kept",
    "sheets_of",
    "sheets_waiting",
    "submission",
    "submissions_of",
    "text_of",
    "units_kept",
    "waiting_for_sheets",
    "whole_sheet",
]
