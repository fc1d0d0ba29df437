"""The life of a round."""

from django.utils.translation import pgettext_lazy

from parindex.kernel.workflow import Step, Workflow
from parindex.programmes.enums import RoundState as S
from parindex.programmes.rules import may_start

WORKFLOW = Workflow(
    name="round",
    states=S,
    initial=S.PREPARED,
    steps=(
        Step(
            name="start",
            title=pgettext_lazy("round", "Start"),
            sources=(S.PREPARED,),
            target=S.RUNNING,
            rule=may_start,
            stamp_at="started_at",
            stamp_by="started_by",
        ),
        Step(
            name="close",
            title=pgettext_lazy("round", "Close"),
            sources=(S.RUNNING,),
            target=S.CLOSED,
            rule=may_start,
            demands_note=True,
            stamp_at="closed_at",
            stamp_by="closed_by",
        ),
    ),
)
