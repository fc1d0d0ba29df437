"""What the trail says of score sheets."""

from django.utils.translation import gettext_lazy as _

from parindex.assessments import queries
from parindex.assessments.enums import RowState, SheetState
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
    "assessments.sheets_opened": _("Score sheets made"),
    "assessments.row_saved": _("Row of a score sheet saved"),
    "assessments.cited": _("Evidence cited"),
    "assessments.citation_changed": _("Citation changed"),
    "assessments.citation_withdrawn": _("Citation taken back"),
    "assessments.comment_added": _("Remark made on a row"),
    "assessments.workbook_taken": _("Workbook taken over"),
    "assessments.submit": _("Score sheet submitted"),
    "assessments.return": _("Score sheet returned for supplement"),
    "assessments.row_reopened": _("Row sent back for supplement"),
    "assessments.reopening_taken_back": _("Supplement of a row closed"),
    "assessments.take_back": _("Supplement of a score sheet closed"),
    "assessments.settle": _("Score sheet settled"),
    "assessments.unsettle": _("Settlement of a score sheet taken back"),
    "assessments.set_changed": _("Score sheet taken to a re-issued criteria set"),
}
_FIELDS: dict[str, Text] = {
    "sheets": _("Score sheets"),
    "figures": _("Figures"),
    "explanation": _("Explanation"),
    "points": _("Points"),
    "row_state": _("State"),
    "look_again": _("To look at again"),
    "document": _("Document"),
    "sections": _("Sections"),
    "pages": _("Pages"),
    "submission": _("Submission"),
    "sha256": _("SHA-256"),
    "rows": _("Criteria on the sheet"),
    "until": _("Until"),
    "dropped": _("Supplements dropped"),
    "leaves_kept": _("Leaves that stay as they are"),
    "leaves_changed": _("Leaves that changed"),
    "leaves_new": _("New leaves"),
    "leaves_gone": _("Leaves that went"),
}

TELLING = Telling(
    readable=queries.readable_events,
    actions=_ACTIONS,
    kinds={"assessments.sheet": _("Score sheet"), "assessments.answer": _("Row of a score sheet")},
    # Who reads the trail may not have the sheet's page, only its receipt.
    pages={},
    fields=lambda: _FIELDS,
    choices={"row_state": RowState},
    choices_of={"assessments.sheet": {"state": SheetState}},
)
