"""Values of marks in words, where two stand side by side."""

from typing import Any

from django.utils.translation import gettext as _

from parindex.appraisals.enums import Decision, ReasonCode
from parindex.appraisals.queries import given_in
from parindex.kernel.verdicts import Stale
from parindex.web.refusals import Rows, compared

_LABELS = {
    "decision": lambda: _("Decision"),
    "figures": lambda: _("Figures"),
    "reason_code": lambda: _("Reason code"),
    "reason": lambda: _("Reason in words"),
    "flagged": lambda: _("For the meeting"),
    "flag_reason": lambda: _("Why it is for the meeting"),
}


def stale_rows(stale: Stale, text: Any) -> Rows:
    """What is there now beside what this person wanted to save, for ``{% comparison %}``."""

    def figures(values: Any) -> str:
        return "; ".join(f"{given.title}: {given.value}" for given in given_in(text, values)) or "–"

    words = {
        "figures": figures,
        "decision": lambda value: str(Decision(value).label) if value in Decision.values else "–",
        "reason_code": lambda value: str(ReasonCode(value).label) if value in ReasonCode.values else "–",
    }
    return compared(stale, lambda name: _LABELS[name]() if name in _LABELS else name, words)
