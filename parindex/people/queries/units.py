"""Reads of tiers and units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from parindex.kernel.listing import found, ordered
from parindex.kernel.verdicts import Refused, Verdict
from parindex.people.models import (
    DEPTH,
    Account,
    RoleGrant,
    Succession,
    Tier,
    Unit,
    in_force,
    in_realms,
    is_administrator,
)
from parindex.people.rules import may_change_grants, may_manage_units

SORTS = {
    "name": ["sort_text", "id"],
    "code": ["code", "id"],
    "tier": ["tier__position", "sort_text", "id"],
    "parent": ["parent__sort_text", "sort_text", "id"],
    "from_on": ["from_on", "sort_text", "id"],
}


#: As many units as one page shows as a tree.
WHOLE_TREE = 300


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What a list of units is narrowed to. ``on`` is the day they are in force; None lists all that ever were."""

    q: str = ""
    tier: Tier | None = None
    under: Unit | None = None
    on: date | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One unit of the tree, how deep it stands, and how many stand directly below it on that day."""

    unit: Unit
    level: int
    children: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One unit with what the office asks about it, and what the user may do with it."""

    unit: Unit
    children: Sequence[tuple[Tier, int]]
    predecessions: Sequence[Succession]
    successions: Sequence[Succession]
    grants: Sequence[RoleGrant]
    #: Whether its last day has passed or a successor's first day says it: nothing is left to dissolve or to merge.
    ended: bool
    may_manage: Verdict
    may_grant: Verdict


def unit_by_code(code: str) -> Unit:
    """The unit of that code, or of ``province/code`` where several provinces have one; for the command line, which sees
    every province.

    :raises Refused: none, or several.
    """
    province, _slash, own = code.rpartition("/")
    found = Unit.objects.filter(code=own)
    units = list((found.filter(root__code=province) if province else found).select_related("tier", "root")[:2])
    if len(units) != 1:
        raise Refused(
            _(
                "There is no single unit of code “%(code)s”. Where several provinces have one, put the province's "
                "before it: BK/SNV."
            )
            % {"code": code}
        )
    return units[0]


def tiers() -> QuerySet[Tier]:
    """All tiers, in the office's order."""
    return Tier.objects.all()


def tier_rows() -> QuerySet[Tier]:
    """All tiers with how many units belong to each (``units_count``)."""
    return Tier.objects.annotate(units_count=Count("units")).order_by("position", "code")


def provinces(user: Account, *, on: date) -> QuerySet[Unit]:
    """The provinces whose units ``user`` sees."""
    return Unit.objects.visible_to(user, on=on).filter(parent=None).select_related("tier")


def units(user: Account, *, on: date) -> QuerySet[Unit]:
    """Every unit that ``user`` sees, in force or not."""
    return Unit.objects.visible_to(user, on=on).select_related("tier", "parent", "root")


def superiors(user: Account, *, on: date) -> QuerySet[Unit]:
    """Those units that ``user`` sees with others below them."""
    below = Unit.objects.filter(parent=OuterRef("pk"))
    return Unit.objects.visible_to(user, on=on).filter(Exists(below)).order_by("root__sort_text", "parent", "sort_text")


def unit_rows(user: Account, wanted: UnitFilter, *, on: date) -> QuerySet[Unit]:
    """The list of units."""
    rows = units(user, on=on).filter(found(wanted.q))
    if wanted.tier is not None:
        rows = rows.filter(tier=wanted.tier)
    if wanted.under is not None:
        rows = rows.under(wanted.under)  # type: ignore[attr-defined]
    if wanted.on is not None:
        rows = rows.filter(in_force(wanted.on))
    return rows.order_by(*ordered(wanted.sort, SORTS, "tier"))


def grantable_units(user: Account, *, on: date) -> QuerySet[Unit]:
    """The units at which ``user`` may give roles: all for an administrator, else those that it coordinates."""
    all_units = Unit.objects.filter(Q(to_on=None) | Q(to_on__gte=on)).select_related("tier", "root")
    if is_administrator(user, on=on):
        return all_units
    return all_units.filter(in_realms(user, on=on))


def tree(user: Account, top: Unit, *, day: date, on: date) -> list[Branch]:
    """``top`` and what is below it as it stood on ``day``, in the office's order: tier by tier, by name.

    Of a tree with more than ``WHOLE_TREE`` units only the two upper levels, each unit with the number below it.

    A unit whose present superior did not exist yet on that day stands below that superior's predecessor.
    """
    rows = list(
        Unit.objects.visible_to(user, on=on)
        .under(top)
        .filter(in_force(day))
        .select_related("tier")
        .order_by("tier__position", "sort_text", "id")
    )
    there = {unit.pk: unit for unit in rows}
    strays = {unit.parent_id for unit in rows if unit.parent_id and unit.parent_id not in there and unit.pk != top.pk}
    earlier: dict[int, int] = {}
    for succession in Succession.objects.filter(successor__in=strays, unit__in=there):
        earlier.setdefault(succession.successor_id, succession.unit_id)
    below: dict[int | None, list[Unit]] = {}
    for unit in rows:
        if unit.pk != top.pk:
            above = unit.parent_id if unit.parent_id in there else earlier.get(unit.parent_id or 0, top.pk)
            below.setdefault(above, []).append(unit)
    branches: list[Branch] = []

    deepest = 2 if len(rows) > WHOLE_TREE else DEPTH

    def walk(unit: Unit, level: int) -> None:
        branches.append(Branch(unit, level, len(below.get(unit.pk, []))))
        for child in below.get(unit.pk, []) if level < deepest else ():
            walk(child, level + 1)

    walk(top, 1)
    return branches


def unit_page(user: Account, unit: Unit, *, on: date) -> UnitPage:
    """Everything the page of one unit shows."""
    here = Unit.objects.filter(in_force(on), parent=unit)
    counts = Tier.objects.filter(units__in=here).annotate(here=Count("units")).order_by("position", "code")
    grants = RoleGrant.objects.visible_to(user, on=on).filter(in_force(on), unit=unit, revoked_at=None)
    successions = list(unit.successions.select_related("successor__root").order_by("on", "successor__sort_text"))
    return UnitPage(
        unit=unit,
        children=[(tier, tier.here) for tier in counts],
        predecessions=list(unit.predecessions.select_related("unit__root").order_by("on", "unit__sort_text")),
        successions=successions,
        grants=list(grants.select_related("account").order_by("role", "account__sort_text")),
        ended=bool(successions) or (unit.to_on is not None and unit.to_on < on),
        may_manage=may_manage_units(user, unit.root, on=on),
        may_grant=may_change_grants(user, "", unit, on=on),
    )
