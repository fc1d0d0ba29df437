"""Changes of the tiers of government."""

from datetime import datetime

from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from parindex.kernel.changes import locked, one_at_a_time, write
from parindex.kernel.trail import action, record
from parindex.kernel.verdicts import Refused
from parindex.people.models import Account, Tier, day_of
from parindex.people.rules import may_manage_tiers

#: The tiers that a province has known: until June 2025 all four, since then no district. Code, title, English, agency.
USUAL = (
    ("province", "UBND cấp tỉnh", "Provincial People's Committee", False),
    ("department", "Sở, ban, ngành", "Department", True),
    ("district", "UBND cấp huyện", "District People's Committee", False),
    ("commune", "UBND cấp xã", "Commune People's Committee", False),
)


@action
def add_tier(
    *, code: str, title: str, title_en: str = "", is_agency: bool = False, by: Account | None, at: datetime
) -> Tier:
    """Adds a tier after the others."""
    may_manage_tiers(by, on=day_of(at)).demand()
    if Tier.objects.filter(code=code).exists():
        raise Refused(_("There is already a tier with this code."), field="code")
    last = Tier.objects.aggregate(last=Max("position"))["last"] or 0
    with one_at_a_time():
        tier = Tier.objects.create(code=code, title=title, title_en=title_en, is_agency=is_agency, position=last + 1)
    record("people.tier_added", tier, by=by, at=at, facts={"code": code, "title": title, "is_agency": is_agency})
    return tier


@action
def add_usual_tiers(*, by: Account | None, at: datetime) -> int:
    """Adds those of the usual tiers that are missing; returns how many."""
    may_manage_tiers(by, on=day_of(at)).demand()
    known = set(Tier.objects.values_list("code", flat=True))
    missing = [tier for tier in USUAL if tier[0] not in known]
    for code, title, title_en, is_agency in missing:
        add_tier(code=code, title=title, title_en=title_en, is_agency=is_agency, by=by, at=at)
    return len(missing)


@action
def change_tier(
    tier: Tier, *, title: str, title_en: str, is_agency: bool, version: int, by: Account | None, at: datetime
) -> Tier:
    """Renames a tier, or says whether its units are agencies. The code stays: files name it."""
    may_manage_tiers(by, on=day_of(at)).demand()
    tier = locked(tier)
    facts = write(tier, {"title": title, "title_en": title_en, "is_agency": is_agency}, version=version)
    if facts:
        record("people.tier_changed", tier, by=by, at=at, facts=facts)
    return tier


@action
def move_tier(tier: Tier, *, up: bool, by: Account | None, at: datetime) -> None:
    """Moves a tier one place up or down; at the edge nothing happens."""
    may_manage_tiers(by, on=day_of(at)).demand()
    tiers = list(Tier.objects.select_for_update().order_by("position", "code"))
    here = next(index for index, other in enumerate(tiers) if other.pk == tier.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(tiers):
        return
    tiers[here], tiers[there] = tiers[there], tiers[here]
    for position, other in enumerate(tiers, start=1):
        other.position = position
    Tier.objects.bulk_update(tiers, ["position"])
    record("people.tier_moved", tiers[there], by=by, at=at, facts={"position": [here + 1, there + 1]})


@action
def delete_tier(tier: Tier, *, by: Account | None, at: datetime) -> None:
    """Deletes a tier that nothing uses."""
    may_manage_tiers(by, on=day_of(at)).demand()
    tier = locked(tier)
    units = tier.units.count()
    if units:
        raise Refused(_("%(count)d units belong to this tier: it cannot be deleted.") % {"count": units})
    record("people.tier_deleted", tier, by=by, at=at, facts={"code": tier.code, "title": tier.title})
    try:
        tier.delete()
    except ProtectedError as error:
        raise Refused(_("Criteria sets are made for this tier: it cannot be deleted.")) from error
