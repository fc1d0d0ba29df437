"""The ranking of a run: lists of units with their index, class and fields, ready to read and to draw."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import DecimalField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, NullIf

from parindex.kernel.listing import found, ordered
from parindex.people.models import Unit
from parindex.results.models import Run, Standing
from parindex.results.queries.pages.sets import FieldHead, class_heads, field_heads, group_heads, set_of, spelled

#: Width of a bar whose index is 100.
WHOLE = 1000
#: What a list is sorted without: nodes are read for one page of it.
WIDE = ("sheet", "reason", "nodes")
_SORTS = {
    "rank": ["group", "rank", "-amount", "unit__sort_text", "pk"],
    "unit": ["unit__sort_text", "pk"],
    "index": ["amount", "unit__sort_text", "pk"],
    "points": ["total", "unit__sort_text", "pk"],
}
_EXACT: Any = DecimalField(max_digits=40, decimal_places=10)


@dataclass(frozen=True, slots=True)
class RankingFilter:
    """What a ranking is narrowed to; ``group`` is None for all groups."""

    q: str = ""
    group: str | None = None
    performance_class: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of one unit: what it reached, and its part of the unit's bar."""

    head: FieldHead
    state: str
    points: str
    maximum: str
    sub_index: str
    #: From 0 (nothing reached) to 9 (90 and more): the shade of a heat map; -1 for a field that does not count.
    shade: int
    #: Length of the field's own bar, and its part in the unit's.
    reach: int
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class RankRow:
    """One unit in a ranking."""

    unit: Unit
    group: str
    is_first_of_group: bool
    rank: int | None
    ranked: bool
    points: str
    maximum: str
    index: str
    class_title: str
    #: 0 for the best class; -1 without one.
    class_place: int
    missing: int
    #: Length of the unit's bar, and where its group's mean stands beside it; None without a mean.
    length: int
    mean: int | None
    cells: Sequence[Cell]


def standings(run: Run, wanted: RankingFilter) -> QuerySet[Standing]:
    """The units of a run as the list wants them, for paging; :func:`rank_rows` makes rows of them.

    ``sort`` may also be ``field-1``: by the sub-index of the field with that code.
    """
    rows = Standing.objects.filter(run=run).select_related("unit__parent").defer(*WIDE)
    if wanted.q:
        rows = rows.filter(unit__in=Unit.objects.filter(found(wanted.q)))
    if wanted.group is not None:
        rows = rows.filter(group=wanted.group)
    if wanted.performance_class:
        rows = rows.filter(performance_class=wanted.performance_class)
    rows = rows.annotate(
        amount=Cast(NullIf(F("index"), Value("")), _EXACT), total=Cast(NullIf(F("points"), Value("")), _EXACT)
    )
    sorts = dict(_SORTS)
    name = wanted.sort.removeprefix("-")
    fields = {f"field-{code}": code for code, node in set_of(run).nodes.items() if node.level == 1}
    if name in fields:
        rows = rows.annotate(reached=Cast(NullIf(_sub_index(fields[name]), Value("")), _EXACT))
        sorts[name] = ["reached", "unit__sort_text", "pk"]
    return rows.order_by(*ordered(wanted.sort, sorts, "rank"))


def _sub_index(code: str) -> Func:
    """The printed sub-index of a node. Django's own key lookups take a code like “1” for a place in a list."""
    if connection.vendor == "postgresql":
        return Func(F("nodes"), Value(code), Value("3"), function="jsonb_extract_path_text", output_field=TextField())
    return Func(F("nodes"), Value(f'$."{code}"[3]'), function="JSON_EXTRACT", output_field=TextField())


def every_standing(run: Run) -> QuerySet[Standing]:
    """Every unit of a run, each with its part of the frozen input."""
    return Standing.objects.filter(run=run).select_related("unit__parent")


@dataclass(frozen=True, slots=True)
class ExactValues:
    """A unit's printed values as numbers, for tables that are computed with; None where there is none."""

    #: Points, maximum, index, and the class in words.
    whole: tuple[Decimal | None, Decimal | None, Decimal | None, str]
    #: The sub-index of each field.
    fields: Sequence[Decimal | None]


def exact_rows(run: Run, rows: QuerySet[Standing]) -> Iterator[tuple[Standing, ExactValues]]:
    """The lines of an export, read piece by piece."""
    titles = {head.code: head.title for head in class_heads(run)}
    codes = [head.code for head in field_heads(run)]
    for standing in rows.defer(None).defer("sheet", "reason").iterator(chunk_size=500):
        fields = [_number(standing.nodes[code][3]) for code in codes]
        title = titles.get(standing.performance_class, standing.performance_class)
        points, maximum, index = (_number(text) for text in (standing.points, standing.maximum, standing.index))
        yield standing, ExactValues((points, maximum, index, title), fields)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def rank_rows(run: Run, page: Sequence[Standing]) -> list[RankRow]:
    """The rows of one page of a ranking. One query where the list left the nodes out."""
    read_nodes(page)
    heads = field_heads(run)
    classes = class_heads(run)
    titles = {head.code: (place, head.title) for place, head in enumerate(classes)}
    means = {head.group: _length(head.mean) for head in group_heads(run) if head.mean}
    rows: list[RankRow] = []
    for standing in page:
        place, title = titles.get(standing.performance_class, (-1, standing.performance_class))
        length = _length(standing.index)
        rows.append(
            RankRow(
                unit=standing.unit,
                group=standing.group,
                is_first_of_group=not rows or rows[-1].group != standing.group,
                rank=standing.rank,
                ranked=standing.ranked,
                points=spelled(standing.points),
                maximum=spelled(standing.maximum),
                index=spelled(standing.index),
                class_title=title,
                class_place=place,
                missing=standing.missing,
                length=length,
                mean=means.get(standing.group),
                cells=_cells(heads, standing, length),
            )
        )
    return rows


def read_nodes(page: Sequence[Standing]) -> None:
    """The nodes of rows that a list left out, of whatever runs, in one query; none where nothing was left out."""
    left_out = {row.pk: row for row in page if "nodes" in row.get_deferred_fields()}
    for pk, nodes in Standing.objects.filter(pk__in=left_out).order_by().values_list("pk", "nodes") if left_out else ():
        left_out[pk].nodes = nodes


def _length(index: str) -> int:
    return max(0, min(WHOLE, int(Decimal(index) * WHOLE / 100))) if index else 0


def _cells(heads: Sequence[FieldHead], standing: Standing, length: int) -> list[Cell]:
    """The bar is as long as the index; each field has its share of the unit's own points in it."""
    values = [standing.nodes.get(head.code, ["excluded", "", "", ""]) for head in heads]
    points = [max(Decimal(value[1] or 0), Decimal(0)) for value in values]
    whole = sum(points, Decimal(0)) or Decimal(1)
    cells: list[Cell] = []
    reached = Decimal(0)
    for head, (state, own, maximum, sub_index), part in zip(heads, values, points, strict=True):
        start = int(reached * length / whole)
        reached += part
        cells.append(
            Cell(
                head=head,
                state=state,
                points=spelled(own),
                maximum=spelled(maximum),
                sub_index=spelled(sub_index),
                shade=min(9, int(Decimal(sub_index) / 10)) if sub_index else -1,
                reach=_length(sub_index),
                start=start,
                width=int(reached * length / whole) - start,
            )
        )
    return cells
