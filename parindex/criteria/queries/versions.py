"""Which criteria sets and versions a user sees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from parindex.criteria.enums import ONCE_ISSUED, VersionState
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion, CriteriaSetVersionQuerySet, Node
from parindex.kernel.listing import found, ordered
from parindex.kernel.trail import about
from parindex.people.models import Account, Unit, realms

#: Sort keys of the list → columns; "-" in front of a key turns them all round.
ORDERS = {
    "title": ["sort_text", "criteria_set__code", "pk"],
    "code": ["criteria_set__code", "pk"],
    "tier": ["criteria_set__tier__position", "sort_text", "criteria_set__code", "pk"],
    # Within a year by title from A on when the latest year stands first, as the list opens.
    "year": ["criteria_set__year", "-sort_text", "-criteria_set__code", "pk"],
    "state": ["state", "sort_text", "criteria_set__code", "pk"],
    "issued": ["issued_at", "sort_text", "criteria_set__code", "pk"],
}


@dataclass(frozen=True, slots=True)
class VersionList:
    """What the list of sets shows: filters as the user gave them; unknown values filter nothing."""

    q: str = ""
    tier: str = ""
    year: int | None = None
    state: str = ""
    sort: str = "-year"


def visible_versions(user: Account, *, on: date) -> CriteriaSetVersionQuerySet:
    """Every version that ``user`` may see on that day, with its set, organiser, tier and who issued it."""
    visible = CriteriaSetVersion.objects.visible_to(user, on=on)
    return visible.select_related("criteria_set__owner", "criteria_set__tier", "issued_by")


def readable_events(user: Account, *, on: date) -> Q:
    """Condition on events of the trail: those about versions that ``user`` may see."""
    return about("criteria.criteriasetversion", CriteriaSetVersion.objects.visible_to(user, on=on))


def version_list(user: Account, wanted: VersionList, *, on: date) -> CriteriaSetVersionQuerySet:
    """Of each visible set its newest visible version, filtered and sorted.

    Annotated with ``leaf_count`` and ``in_force``: the number of the newest issued version, None if there is none.
    """
    rows = visible_versions(user, on=on).newest().filter(found(wanted.q))
    if wanted.tier:
        rows = rows.filter(criteria_set__tier__code=wanted.tier)
    if wanted.year:
        rows = rows.filter(criteria_set__year=wanted.year)
    if wanted.state in VersionState:
        rows = rows.filter(state=wanted.state)
    issued = CriteriaSetVersion.objects.filter(criteria_set=OuterRef("criteria_set"), state=VersionState.ISSUED)
    leaves = Node.objects.filter(set_version=OuterRef("pk"), is_leaf=True, removed_with=None)
    counted = leaves.order_by().values("set_version").annotate(n=Count("pk")).values("n")
    rows = rows.annotate(
        in_force=Subquery(issued.order_by("-number").values("number")[:1]),
        leaf_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    )
    return rows.order_by(*ordered(wanted.sort, ORDERS, "-year"))


def versions_of(user: Account, criteria_set: CriteriaSet, *, on: date) -> CriteriaSetVersionQuerySet:
    """The versions of one set that ``user`` may see, newest first."""
    visible = visible_versions(user, on=on).filter(criteria_set=criteria_set)
    return visible.select_related(
        "criteria_set__owner", "issued_by", "created_by", "withdrawn_by", "based_on"
    ).order_by("-number")


def was_issued(criteria_set: CriteriaSet) -> bool:
    """Whether any version of the set was ever issued: its code, tier and year stand fast."""
    return criteria_set.versions.filter(state__in=ONCE_ISSUED).exists()


def sets_in_force(user: Account, *, on: date) -> CriteriaSetVersionQuerySet:
    """The newest issued version of each set that ``user`` may see."""
    return visible_versions(user, on=on).filter(state=VersionState.ISSUED).newest()


def owners_kept(user: Account, *, on: date) -> Sequence[Unit]:
    """The organisers whose sets ``user`` keeps on that day: for which they are coordinator."""
    return sorted(realms(user, on=on).values(), key=lambda unit: unit.sort_text)


def years(user: Account, *, on: date) -> list[int]:
    """The years of the sets that ``user`` may see, latest first."""
    seen = CriteriaSetVersion.objects.visible_to(user, on=on)
    return list(
        CriteriaSet.objects.filter(Q(pk__in=seen.values("criteria_set")))
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )
