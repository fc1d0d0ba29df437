"""What an approver reads in two minutes before approving: how the round stands and how the run came about."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark, Settlement
from parindex.results.models import Run, Standing
from parindex.results.queries.pages.comparing import UnitChange, changed, unit_changes
from parindex.results.queries.pages.ranking import RankingFilter, RankRow, rank_rows, standings
from parindex.results.queries.pages.rounds import run_before
from parindex.results.queries.pages.sets import GroupHead, class_heads, group_heads

#: Units at the top and at the bottom of each group, and changes that are shown at once.
ENDS, CHANGES = 3, 8


@dataclass(frozen=True, slots=True)
class GroupBrief:
    """A ranking group: its first and last units."""

    head: GroupHead
    top: Sequence[RankRow]
    bottom: Sequence[RankRow]


@dataclass(frozen=True, slots=True)
class Brief:
    """One page for the approver."""

    groups: Sequence[GroupBrief]
    units: int
    #: Class and number of units, best first.
    classes: Sequence[tuple[str, int]]
    before: Run | None
    changes: Sequence[UnitChange]
    change_count: int
    #: Who settled how many rows, most first.
    settled: Sequence[tuple[str, int]]
    #: Agency, rows confirmed, rows adjusted.
    marked: Sequence[tuple[str, int, int]]


def brief_of(run: Run) -> Brief:
    """Everything that the brief shows, in a number of statements that does not grow with the round."""
    groups = [_group(run, head) for head in group_heads(run)]
    by_class = dict(
        Standing.objects.filter(run=run).order_by().values_list("performance_class").annotate(n=Count("pk"))
    )
    before = run_before(run)
    differing = list(changed(before, run)) if before else []
    settlements = Settlement.objects.filter(round=run.round_id, settled_at__lte=run.computed_at).order_by()
    settled = settlements.values_list("settled_by__full_name").annotate(n=Count("pk")).order_by("-n")
    return Brief(
        groups=groups,
        units=sum(by_class.values()),
        classes=[(head.title, by_class[head.code]) for head in class_heads(run) if head.code in by_class],
        before=before,
        changes=unit_changes(before, run, differing[:CHANGES]) if before else [],
        change_count=len(differing),
        settled=[(name or "–", n) for name, n in settled],
        marked=_marked(run),
    )


def _group(run: Run, head: GroupHead) -> GroupBrief:
    rows = standings(run, RankingFilter(group=head.group)).filter(rank__isnull=False)
    rows = rows.defer(None).defer("sheet", "reason")
    top = rank_rows(run, list(rows[:ENDS]))
    # A small group is shown whole at the top.
    last = list(rows.reverse()[: max(0, min(ENDS, head.ranked - ENDS))])[::-1]
    return GroupBrief(head, top, rank_rows(run, last))


def _marked(run: Run) -> list[tuple[str, int, int]]:
    marks = Mark.objects.filter(round=run.round_id, marked_at__lte=run.computed_at).order_by()
    found: dict[str, list[int]] = {}
    for name, decision, n in marks.values_list("agency__name", "decision").annotate(n=Count("pk")):
        counts = found.setdefault(name, [0, 0])
        if decision == Decision.CONFIRMED:
            counts[0] += n
        elif decision == Decision.ADJUSTED:
            counts[1] += n
    told = [(name, confirmed, adjusted) for name, (confirmed, adjusted) in found.items() if confirmed or adjusted]
    return sorted(told, key=lambda row: (-row[1] - row[2], row[0]))
