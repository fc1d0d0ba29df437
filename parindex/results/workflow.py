"""The life of a run."""

from django.utils.translation import pgettext_lazy

from parindex.kernel.workflow import Step, Workflow
from parindex.results.enums import RunState as S
from parindex.results.rules import may_approve

WORKFLOW = Workflow(
    name="run",
    states=S,
    initial=S.COMPUTED,
    steps=(
        Step(
            name="approve",
            title=pgettext_lazy("run", "Approve"),
            sources=(S.COMPUTED,),
            target=S.APPROVED,
            rule=may_approve,
            stamp_at="approved_at",
            stamp_by="approved_by",
        ),
    ),
)
