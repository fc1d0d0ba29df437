"""Other units at the same criterion: what they claim, and how it was appraised. Like is to be treated alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from parindex.appraisals.queries.claims import compact, points_of
from parindex.appraisals.queries.desks import Desk
from parindex.appraisals.queries.queues import KINDS, UNDECIDED, WAITING, Standing, leaf_rows, of_page
from parindex.assessments.enums import RowState
from parindex.assessments.models import Answer
from parindex.assessments.queries.leaves import LeafText

#: Other units shown beside a row, and how many different claims of the criterion are counted.
PEERS, CLAIMS = 6, 6


@dataclass(frozen=True, slots=True)
class Claims:
    """How many other units claim the same points, and how these were appraised so far."""

    points: Fraction | None
    state: str
    state_label: str
    units: int
    confirmed: int
    adjusted: int


@dataclass(frozen=True, slots=True)
class Peer:
    """Another unit's answer to the same criterion."""

    pk: int
    unit_name: str
    figures: str
    points: Fraction | None
    appraised: Fraction | None
    standing: Standing
    kind: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A row of a criterion in as few words as its neighbours and its comparison need."""

    pk: int
    standing: str
    points: str
    state: str


def briefs(desk: Desk, leaf: str) -> list[Brief]:
    """Every row of the criterion that the person sees, in its queue's order: one query, thousands of short rows."""
    rows: Any = leaf_rows(desk, leaf)
    return [Brief(*row) for row in rows.values_list("pk", "standing", "handed_points", "handed_state")]


def claims(rows: Sequence[Brief], answer: Answer) -> list[Claims]:
    """What the other units claim, the most frequent first."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        if row.pk != answer.pk and row.standing != Standing.EXCLUDED:
            found.setdefault((row.points, row.state), Counter())[row.standing] += 1
    frequent = sorted(found.items(), key=lambda each: (-each[1].total(), each[0]))[:CLAIMS]
    return [
        Claims(
            points=None if state in ("", RowState.MISSING) else points_of(points),
            state=state,
            state_label=str(RowState(state).label) if state else "",
            units=counts.total(),
            confirmed=counts[Standing.CONFIRMED],
            adjusted=counts[Standing.ADJUSTED],
        )
        for (points, state), counts in frequent
    ]


def peers(desk: Desk, rows: Sequence[Brief], answer: Answer, text: LeafText) -> list[Peer]:
    """Those that claim the same and were adjusted stand first: like is to be treated alike."""

    def nearness(row: Brief) -> tuple[bool, bool, bool]:
        return row.points != answer.handed_points, row.standing != Standing.ADJUSTED, row.standing in WAITING

    others = [row for row in rows if row.pk != answer.pk and row.standing != Standing.EXCLUDED]
    nearest = [row.pk for row in sorted(others, key=nearness)[:PEERS]]
    found = {row.pk: row for row in of_page(leaf_rows(desk, answer.leaf).filter(pk__in=nearest))}
    node = desk.node(answer.leaf)
    return [_peer(found[pk], compact(node.leaf, text, found[pk].handed_figures)) for pk in nearest if pk in found]


def _peer(row: Any, figures: str) -> Peer:
    claimed = row.handed_state in (RowState.SCORED, RowState.NOT_ARISING)
    marked = row.mark_decision not in (None, *UNDECIDED) and row.mark_state != RowState.MISSING
    standing = Standing(row.standing)
    return Peer(
        pk=row.pk,
        unit_name=row.sheet.unit.name,
        figures=figures,
        points=points_of(row.handed_points) if claimed else None,
        appraised=points_of(row.mark_points) if marked else None,
        standing=standing,
        kind=KINDS[standing],
    )
