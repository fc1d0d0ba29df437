"""The life of a score sheet."""

from django.utils.translation import pgettext_lazy

from parindex.assessments.enums import SheetState as S
from parindex.assessments.rules import may_return, may_settle, may_submit, may_take_back
from parindex.kernel.workflow import Step, Workflow

WORKFLOW = Workflow(
    name="score sheet",
    states=S,
    initial=S.DRAFT,
    steps=(
        Step(
            name="submit",
            title=pgettext_lazy("score sheet", "Submit"),
            sources=(S.DRAFT, S.RETURNED),
            target=S.SUBMITTED,
            rule=may_submit,
            stamp_at="submitted_at",
            stamp_by="submitted_by",
        ),
        # The first row that is sent back takes the sheet along; further ones leave it where it is.
        Step(
            name="return",
            title=pgettext_lazy("score sheet", "Send back for supplement"),
            sources=(S.SUBMITTED,),
            target=S.RETURNED,
            rule=may_return,
            demands_note=True,
        ),
        # No row is open to the unit any more: the last submission counts.
        Step(
            name="take_back",
            title=pgettext_lazy("score sheet", "Close the supplement"),
            sources=(S.RETURNED,),
            target=S.SUBMITTED,
            rule=may_take_back,
        ),
        Step(
            name="settle",
            title=pgettext_lazy("score sheet", "Settle"),
            sources=(S.SUBMITTED,),
            target=S.SETTLED,
            rule=may_settle,
            stamp_at="settled_at",
            stamp_by="settled_by",
        ),
        Step(
            name="unsettle",
            title=pgettext_lazy("score sheet", "Take the settlement back"),
            sources=(S.SETTLED,),
            target=S.SUBMITTED,
            rule=may_settle,
            demands_note=True,
        ),
    ),
)
