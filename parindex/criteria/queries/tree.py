"""One version's tree, read in one query."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from parindex.criteria.models import CriteriaSetVersion, Node
from parindex.engine.numbers import parse_decimal
from parindex.people.models import Unit


@dataclass(frozen=True, slots=True)
class Row:
    """A node where it stands in the tree."""

    node: Node
    #: 1 for a field.
    level: int
    #: The leaf's maximum, or the sum of the leaves below; leaves without one yet count 0.
    maximum: Decimal
    #: Every leaf from here down has its maximum.
    complete: bool
    #: Of the whole set's points; None while the set has none.
    share: Fraction | None
    #: Code of whoever appraises: the node's own or the nearest ancestor's; empty if nobody.
    appraiser: str
    is_first: bool
    is_last: bool
    child_count: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A version's nodes, each parent before its children, in the author's order."""

    rows: tuple[Row, ...]
    maximum: Decimal
    complete: bool
    leaf_count: int
    #: Every node as it was read, in no order, removed ones among them.
    nodes: tuple[Node, ...]
    #: Nodes that were removed with all below them and may be restored, latest first.
    removed: tuple[Node, ...]

    def row(self, pk: uuid.UUID) -> Row:
        """:raises KeyError: no such node, or a removed one."""
        for row in self.rows:
            if row.node.pk == pk:
                return row
        raise KeyError(pk)

    def path(self, row: Row) -> tuple[Row, ...]:
        """The ancestors of a row, field first."""
        above: list[Row] = []
        parent = row.node.parent_id
        while parent is not None:
            above.insert(0, self.row(parent))
            parent = above[0].node.parent_id
        return tuple(above)

    def below(self, row: Row) -> tuple[Row, ...]:
        """All rows under a row."""
        start = self.rows.index(row) + 1
        end = next((i for i in range(start, len(self.rows)) if self.rows[i].level <= row.level), len(self.rows))
        return self.rows[start:end]


def tree_of(version: CriteriaSetVersion) -> Tree:
    """The tree of a version, incomplete as it may be."""
    return grown(Node.objects.filter(set_version=version).order_by("position", "code"))


def grown(nodes: Iterable[Node]) -> Tree:
    """The tree of nodes that were read in the order of their positions."""
    everything = tuple(nodes)
    children: dict[uuid.UUID | None, list[Node]] = {}
    for node in everything:
        if node.removed_with is None:
            children.setdefault(node.parent_id, []).append(node)
    maxima: dict[uuid.UUID, tuple[Decimal, bool]] = {}

    def measure(node: Node) -> tuple[Decimal, bool]:
        if node.is_leaf:
            stated = parse_decimal(node.max_points)
            found = (stated or Decimal(0), stated is not None)
        else:
            below = [measure(child) for child in children.get(node.pk, [])]
            found = (sum((points for points, _ in below), Decimal(0)), bool(below) and all(c for _, c in below))
        maxima[node.pk] = found
        return found

    fields = [measure(node) for node in children.get(None, [])]
    total = sum((points for points, _ in fields), Decimal(0))
    rows: list[Row] = []

    def walk(parent: uuid.UUID | None, level: int, appraiser: str) -> None:
        siblings = children.get(parent, [])
        for node in siblings:
            maximum, complete = maxima[node.pk]
            row = Row(
                node=node,
                level=level,
                maximum=maximum,
                complete=complete,
                share=Fraction(maximum) / Fraction(total) if total else None,
                appraiser=node.appraised_by or appraiser,
                is_first=node is siblings[0],
                is_last=node is siblings[-1],
                child_count=len(children.get(node.pk, [])),
            )
            rows.append(row)
            walk(node.pk, level + 1, row.appraiser)

    walk(None, 1, "")
    removed = [node for node in everything if node.removed_with == node.pk]
    return Tree(
        rows=tuple(rows),
        maximum=total,
        complete=bool(fields) and all(complete for _, complete in fields),
        leaf_count=sum(row.node.is_leaf for row in rows),
        nodes=everything,
        removed=tuple(sorted(removed, key=lambda node: (node.removed_at is not None, node.removed_at), reverse=True)),
    )


@dataclass(frozen=True, slots=True)
class AppraisingUnit:
    """A unit that may appraise."""

    code: str
    name: str
    #: Code of its tier: a unit may appraise a set that measures itself, but never its own rows.
    tier: str
    #: Its last day, if that is past: it appraises no more, its successor does.
    ended_on: date | None


def appraising_units(version: CriteriaSetVersion, *, on: date) -> list[AppraisingUnit]:
    """Who may appraise by this version: the organiser, its agencies and those of the province; with those that have
    ended by that day, so that their names are known. Whoever else a node names is unknown here: a finding says so."""
    return units_appraising_for(version.criteria_set.owner, on=on)


def units_appraising_for(owner: Unit, *, on: date) -> list[AppraisingUnit]:
    """Who may appraise by sets that ``owner`` organises, as :func:`appraising_units`."""
    found = Unit.objects.filter(Q(root=owner.root_id, tier__is_agency=True) | Q(pk=owner.pk))
    return [
        AppraisingUnit(unit.code, unit.name, unit.tier.code, unit.to_on if unit.to_on and unit.to_on < on else None)
        for unit in found.select_related("tier").order_by("sort_text")
    ]
