"""What pages of results show, as facts in words: the office's and the public's.

- ``sets``: fields, classes and groups of a run
- ``rounds``: rounds and runs as the office sees them, what a final run still waits for
- ``ranking``: lists of units with their index and the bars of their fields
- ``units``: one unit's tree with the reason of every number
- ``tracing``: one number down to who entered what when, and on which evidence
- ``comparing``: two runs side by side
- ``briefs``: what an approver reads before approving
"""

from parindex.results.queries.pages.briefs import Brief, brief_of
from parindex.results.queries.pages.comparing import UnitChange, changed, unit_changes
from parindex.results.queries.pages.ranking import (
    WIDE,
    ExactValues,
    RankingFilter,
    RankRow,
    every_standing,
    exact_rows,
    rank_rows,
    read_nodes,
    standings,
)
from parindex.results.queries.pages.rounds import (
    Missing,
    RoundRow,
    Waiting,
    missing,
    new_run_id,
    readable_events,
    readable_rounds,
    round_rows,
    run_before,
    runs,
    runs_of,
    waiting_rows,
    waiting_sheets,
)
from parindex.results.queries.pages.sets import (
    ClassHead,
    FieldHead,
    GroupHead,
    class_heads,
    field_heads,
    group_heads,
    set_of,
)
from parindex.results.queries.pages.tracing import Trace, adjustments_of, trace
from parindex.results.queries.pages.units import NodeRow, UnitPage, explained, unit_page

__all__ = [
    "WIDE",
    "Brief",
    "ClassHead",
    "ExactValues",
    "FieldHead",
    "GroupHead",
    "Missing",
    "NodeRow",
    "RankRow",
    "RankingFilter",
    "RoundRow",
    "Trace",
    "UnitChange",
    "UnitPage",
    "Waiting",
    "adjustments_of",
    "brief_of",
    "changed",
    "class_heads",
    "every_standing",
    "exact_rows",
    "explained",
    "field_heads",
    "group_heads",
    "missing",
    "new_run_id",
    "rank_rows",
    "read_nodes",
    "readable_events",
    "readable_rounds",
    "round_rows",
    "run_before",
    "runs",
    "runs_of",
    "set_of",
    "standings",
    "trace",
    "unit_changes",
    "unit_page",
    "waiting_rows",
    "waiting_sheets",
]
