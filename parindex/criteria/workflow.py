"""The life of a version of a criteria set."""

from django.utils.translation import pgettext_lazy

from parindex.criteria.enums import VersionState as V
from parindex.criteria.rules import may_issue, may_step
from parindex.kernel.workflow import Step, Workflow

WORKFLOW = Workflow(
    name="criteria set version",
    states=V,
    initial=V.DRAFT,
    steps=(
        Step(
            name="issue",
            title=pgettext_lazy("criteria set", "Issue"),
            sources=(V.DRAFT,),
            target=V.ISSUED,
            rule=may_issue,
            stamp_at="issued_at",
            stamp_by="issued_by",
        ),
        Step(
            name="discard",
            title=pgettext_lazy("criteria set", "Discard"),
            sources=(V.DRAFT,),
            target=V.DISCARDED,
            rule=may_step,
            demands_note=True,
        ),
        Step(
            name="withdraw",
            title=pgettext_lazy("criteria set", "Withdraw"),
            sources=(V.ISSUED,),
            target=V.WITHDRAWN,
            rule=may_issue,
            demands_note=True,
            stamp_at="withdrawn_at",
            stamp_by="withdrawn_by",
        ),
    ),
)
