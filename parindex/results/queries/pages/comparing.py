"""Two runs of a round side by side: which units, ranks and criteria differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, FilteredRelation, Q, QuerySet, TextField
from django.db.models.functions import Cast

from parindex.people.models import Unit
from parindex.results.models import Run, Standing
from parindex.results.queries.pages.sets import class_heads, page_language, set_of, spelled


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A criterion whose points, maximum or state differ."""

    code: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit that differs between two runs."""

    unit: Unit
    index_before: str
    index_after: str
    #: Signed, ready to read; empty where either has none.
    change: str
    rose: bool
    rank_before: int | None
    rank_after: int | None
    #: How many places it went up; negative: down.
    places: int
    class_before: str
    class_after: str
    nodes: Sequence[NodeChange]


def changed(before: Run, after: Run) -> QuerySet[Standing]:
    """The units of the later run that differ from the earlier one, or are not in it, by name."""
    old = FilteredRelation("unit__standings", condition=Q(unit__standings__run=before))
    rows = Standing.objects.filter(run=after).annotate(
        old=old, text=Cast("nodes", TextField()), old_text=Cast("old__nodes", TextField())
    )
    differs = Q(old=None) | ~Q(text=F("old_text")) | Q(rank=None, old__rank__isnull=False)
    differs |= Q(rank__isnull=False) & ~Q(rank=F("old__rank"))
    for name in ("points", "maximum", "index", "performance_class"):
        differs |= ~Q(**{name: F(f"old__{name}")})
    # Told apart once: the numbers of those that differ are few and small, and pages are made of them.
    found = list(rows.filter(differs).order_by().values_list("pk", flat=True))
    return (
        Standing.objects.filter(pk__in=found)
        .select_related("unit")
        .defer("sheet", "reason", "nodes")
        .order_by("group", "rank", "unit__sort_text", "pk")
    )


def unit_changes(before: Run, after: Run, page: Sequence[Standing]) -> list[UnitChange]:
    """One page of them with the criteria that differ."""
    units = [row.unit_id for row in page]
    olds = {row.unit_id: row for row in Standing.objects.filter(run=before, unit__in=units).defer("sheet", "reason")}
    nodes = dict(Standing.objects.filter(run=after, unit__in=units).order_by().values_list("unit", "nodes"))
    for row in page:
        row.nodes = nodes[row.unit_id]
    titles = {head.code: head.title for head in class_heads(after)}
    return [_change(after, olds.get(row.unit_id), row, titles) for row in page]


def _change(run: Run, old: Standing | None, new: Standing, titles: dict[str, str]) -> UnitChange:
    difference = Decimal(new.index) - Decimal(old.index) if old and old.index and new.index else None
    sign = "" if difference is None else "+" if difference > 0 else "−" if difference < 0 else "±"
    rank = old.rank if old else None
    return UnitChange(
        unit=new.unit,
        index_before=spelled(old.index if old else ""),
        index_after=spelled(new.index),
        change="" if difference is None else f"{sign}{spelled(str(abs(difference)))}",
        rose=difference is not None and difference > 0,
        rank_before=rank,
        rank_after=new.rank,
        places=rank - new.rank if rank and new.rank else 0,
        class_before=titles.get(old.performance_class, "") if old else "",
        class_after=titles.get(new.performance_class, ""),
        nodes=_nodes(run, old, new) if old else (),
    )


def _nodes(run: Run, old: Standing, new: Standing) -> list[NodeChange]:
    """The leaves that differ, in the set's order; those above follow from them."""
    language = page_language()
    changes: list[NodeChange] = []
    for leaf in set_of(run).leaves():
        was, now = old.nodes.get(leaf.code), new.nodes.get(leaf.code)
        if was != now:
            changes.append(NodeChange(leaf.code, leaf.title(language), _told(was), _told(now)))
    return changes


def _told(value: list[str] | None) -> str:
    if value is None:
        return "–"
    return spelled(value[1]) if value[0] == "scored" else f"{spelled(value[1])} ({_state(value[0])})"


def _state(value: str) -> str:
    from parindex.results.enums import NodeState

    return str(NodeState(value).label)
