"""What the trail says of appraisals."""

from django.utils.translation import gettext_lazy as _

from parindex.appraisals import enums, queries
from parindex.assessments.enums import RowState
from parindex.web.office.trail.telling import Telling, Text

_ACTIONS: dict[str, Text] = {
    "appraisals.confirmed": _("Row confirmed"),
    "appraisals.adjusted": _("Row adjusted"),
    "appraisals.sent_back": _("Row sent back for supplement"),
    "appraisals.flagged": _("Row flagged for the meeting"),
    "appraisals.unflagged": _("Flag taken from a row"),
    "appraisals.undecided": _("Row left undecided"),
    "appraisals.row_supplied": _("Value of a row imported"),
    "appraisals.row_settled": _("Row settled"),
    "appraisals.adjustment_made": _("Bonus, penalty or deduction counted"),
    "appraisals.adjustment_withdrawn": _("Bonus, penalty or deduction taken back"),
    "appraisals.register_uploaded": _("Table with values uploaded"),
    "appraisals.register_imported": _("Table with values taken over"),
    "appraisals.register_forgotten": _("Table with values deleted, never taken over"),
}
_FIELDS: dict[str, Text] = {
    "leaf": _("Criterion"),
    "agency": _("Agency"),
    "handed_version": _("State of the claim"),
    "decision": _("Decision"),
    "figures": _("Figures"),
    "reason_code": _("Reason code"),
    "reason": _("Reason in words"),
    "flagged": _("For the meeting"),
    "flag_reason": _("Why it is for the meeting"),
    "points": _("Points"),
    "cases": _("Cases"),
    "origin": _("Origin of the figures"),
    "sha256": _("SHA-256"),
}

TELLING = Telling(
    readable=queries.readable_events,
    actions=_ACTIONS,
    kinds={
        "appraisals.mark": _("Mark"),
        "appraisals.settlement": _("Settlement of a row"),
        "appraisals.adjustment": _("Bonus, penalty or deduction"),
        "appraisals.registerimport": _("Table with values for all units"),
    },
    # A mark has no page of its own; its row's page is open to the row's appraisers and the organiser's team alone.
    pages={},
    fields=lambda: _FIELDS,
    choices={"decision": enums.Decision, "reason_code": enums.ReasonCode},
    choices_of={
        "appraisals.mark": {"state": RowState},
        "appraisals.settlement": {"state": RowState},
        "appraisals.adjustment": {"kind": enums.AdjustmentKind},
    },
)
