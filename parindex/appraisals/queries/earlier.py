"""What units had at the same criteria in earlier years: settled, else appraised, else claimed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from parindex.appraisals.queries.claims import Given, given_in, points_of
from parindex.appraisals.queries.desks import UNREAD, Desk
from parindex.assessments.models import Answer
from parindex.assessments.queries.leaves import LeafText, leaf_texts
from parindex.criteria.pinned import pinned
from parindex.programmes.models import Round

_VERSION = [f"round__{column}" for column in UNREAD]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The unit's row in the newest earlier year, settled, else appraised, else claimed."""

    year: int
    title: str
    figures: Sequence[Given]
    points: Fraction | None
    maximum: Fraction
    #: The criterion has the same title then.
    same: bool


def earlier(answer: Answer, text: LeafText) -> Earlier | None:
    found = (
        Answer.objects.filter(
            sheet__unit=answer.sheet.unit_id,
            round__programme__year__lt=answer.sheet.round.programme.year,
            leaf=answer.leaf,
            handed_figures__isnull=False,
        )
        .select_related("round__programme", "round__set_version", "settlement")
        .annotate(mark_points=F("marks__points"), mark_figures=F("marks__figures"))
        .defer(*_VERSION)
        .order_by("-round__programme__year", "-round__started_at", "pk")
        .first()
    )
    if found is None:
        return None
    row: Any = found
    then = leaf_texts(row.round.set_version).get(row.leaf)
    if then is None:
        return None
    settlement = getattr(row, "settlement", None)
    points = settlement.points if settlement else row.mark_points or row.handed_points
    return Earlier(
        year=row.round.programme.year,
        title=then.title,
        figures=given_in(then, row.handed_figures),
        points=points_of(points),
        maximum=Fraction(then.maximum),
        same=then.title == text.title,
    )


def last_year(desk: Desk, answers: Iterable[Answer]) -> dict[tuple[int, str], Fraction]:
    """Points of the same units at the same criteria in the organiser's round of the year before, by unit and leaf:
    settled, else appraised, else claimed. A criterion is the same if code and title are."""
    wanted = [(answer.sheet.unit_id, answer.leaf) for answer in answers]
    before = round_before(desk.round) if wanted else None
    if before is None:
        return {}
    then = pinned(before.set_version).nodes
    same = {
        code
        for code in {leaf for _unit, leaf in wanted}
        if code in then and then[code].is_leaf and then[code].node.title == desk.node(code).node.title
    }
    found = (
        Answer.objects.filter(
            round=before, leaf__in=same, sheet__unit__in={unit for unit, _leaf in wanted}, handed_version__isnull=False
        )
        .annotate(counted=Coalesce(F("settlement__points"), F("marks__points"), F("handed_points")))
        .values_list("sheet__unit", "leaf", "counted")
    )
    values = {(unit, leaf): points_of(text) for unit, leaf, text in found}
    return {key: value for key, value in values.items() if value is not None}


def round_before(round: Round) -> Round | None:
    """The organiser's round for the same tier in the year before."""
    earlier = Round.objects.filter(
        organiser=round.organiser_id, tier=round.tier, programme__year=round.programme.year - 1
    ).exclude(started_at=None)
    return earlier.select_related("set_version").defer(*UNREAD).order_by("code", "pk").last()
