"""Other units at the same criterion: what they claim, and how it was appraised. Like is to be treated alike."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, Q, Value, When

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


def _others(desk: Desk, answer: Answer) -> Any:
    rows: Any = leaf_rows(desk, answer.leaf).exclude(pk=answer.pk)
    return rows.exclude(standing=Standing.EXCLUDED)


def claims(desk: Desk, answer: Answer) -> list[Claims]:
    found: Any = (
        _others(desk, answer)
        .order_by()
        .values("handed_points", "handed_state")
        .annotate(
            units=Count("pk"),
            confirmed=Count("pk", filter=Q(standing=Standing.CONFIRMED)),
            adjusted=Count("pk", filter=Q(standing=Standing.ADJUSTED)),
        )
        .order_by("-units", "handed_points", "handed_state")[:CLAIMS]
    )
    return [
        Claims(
            points=None if each["handed_state"] in ("", RowState.MISSING) else points_of(each["handed_points"]),
            state=each["handed_state"],
            state_label=str(RowState(each["handed_state"]).label) if each["handed_state"] else "",
            units=each["units"],
            confirmed=each["confirmed"],
            adjusted=each["adjusted"],
        )
        for each in found
    ]


def peers(desk: Desk, answer: Answer, text: LeafText) -> list[Peer]:
    """Those that claim the same and were adjusted stand first: like is to be treated alike."""
    alike = Case(
        When(Q(standing=Standing.ADJUSTED, handed_points=answer.handed_points), then=Value(0)),
        When(Q(handed_points=answer.handed_points), then=Value(1)),
        When(Q(standing=Standing.ADJUSTED), then=Value(2)),
        default=Value(3),
    )
    waits = Case(When(Q(standing__in=WAITING), then=Value(1)), default=Value(0))
    rows = of_page(_others(desk, answer)).annotate(alike=alike, waits=waits)
    rows = rows.order_by("alike", "waits", "sheet__unit__sort_text", "pk")[:PEERS]
    node = desk.node(answer.leaf)
    return [_peer(row, compact(node.leaf, text, row.handed_figures)) for row in rows]


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
