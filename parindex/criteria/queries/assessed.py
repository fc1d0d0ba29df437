"""Which units a criteria set is for."""

from collections.abc import Sequence
from datetime import date

from parindex.criteria.models import CriteriaSetVersion
from parindex.people.models import Unit


def assessed_units(version: CriteriaSetVersion, *, on: date) -> Sequence[tuple[str, str]]:
    """Code and name of the units below the organiser that are of the set's tier and exist on that day."""
    kept = version.criteria_set
    found = Unit.objects.under(kept.owner).filter(tier__code=kept.tier_id).on(on).order_by("sort_text", "pk")
    return list(found.values_list("code", "name"))
