"""Who appraises in a round: agencies of its set, those that would meet themselves, who may stand in for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parindex.criteria.queries import tree_of
from parindex.people.models import Unit, day_of
from parindex.programmes.models import Round, Substitute


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency that takes part in a round by whose set it appraises, and who stands in for it there."""

    agency: Unit
    #: How many rows of the set are its own to appraise.
    leaves: int
    substitute: Substitute | None


def appraising_participants(round: Round) -> list[Unit]:
    """The units that take part and appraise by the round's set: each would appraise itself."""
    return list(_participating(round, set(_leaves_by_agency(round))))


def agency_rows(round: Round) -> list[AgencyRow]:
    """The same with their substitutes."""
    leaves = _leaves_by_agency(round)
    named = {s.agency_id: s for s in Substitute.objects.filter(round=round).select_related("agency", "substitute")}
    units = _participating(round, set(leaves))
    return [AgencyRow(unit, leaves[unit.code], named.get(unit.pk)) for unit in units]


def possible_substitutes(round: Round, *, at: datetime) -> QuerySet[Unit]:
    """Who may appraise by the round's set on that day: the organiser, and the province's agencies."""
    found = Q(root=round.programme.province_id, tier__is_agency=True) | Q(pk=round.organiser_id)
    return Unit.objects.filter(found).on(day_of(at)).select_related("tier", "root").order_by("sort_text", "pk")


def _leaves_by_agency(round: Round) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in tree_of(round.set_version).rows:
        if row.node.is_leaf and row.appraiser:
            counts[row.appraiser] = counts.get(row.appraiser, 0) + 1
    return counts


def _participating(round: Round, codes: set[str]) -> Sequence[Unit]:
    found = Unit.objects.filter(participations__round=round, code__in=codes, root=round.programme.province_id)
    return list(found.order_by("sort_text", "pk"))
