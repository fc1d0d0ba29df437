"""A province with a district, its people, and a draft of a criteria set."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from parindex.criteria.models import CriteriaSet, CriteriaSetVersion
from parindex.kernel.text import fold, sort_key
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Tier, Unit


def unit(code: str, name: str, tier: Tier, parent: Unit | None = None) -> Unit:
    made = Unit.objects.create(
        code=code, name=name, tier=tier, parent=parent, search_text=fold(f"{code} {name}"), sort_text=sort_key(name)
    )
    made.root = parent.root if parent else made
    made.save(update_fields=["root"])
    return made


def account(username: str, at: datetime, *grants: tuple[Role, Unit]) -> Account:
    made = Account.objects.create(
        username=username, full_name=username.title(), created_at=at, search_text=username, sort_text=username
    )
    for role, where in grants:
        RoleGrant.objects.create(account=made, role=role, unit=where, from_on=date(2023, 1, 1), granted_at=at)
    return made


@dataclass(frozen=True)
class Province:
    root: Unit
    snv: Unit
    vpub: Unit
    district: Unit
    commune: Unit
    other: Unit
    coordinator: Account
    district_coordinator: Account
    officer: Account
    administrator: Account
    stranger: Account


@pytest.fixture
def province(db: None, now: datetime) -> Province:
    tiers = {
        code: Tier.objects.create(code=code, title=title, position=position)
        for position, (code, title) in enumerate(
            {"province": "Tỉnh", "department": "Sở, ban, ngành", "district": "Cấp huyện", "commune": "Cấp xã"}.items()
        )
    }
    root = unit("BK", "Tỉnh Bắc Kạn", tiers["province"])
    snv = unit("SNV", "Sở Nội vụ", tiers["department"], root)
    vpub = unit("VPUB", "Văn phòng UBND tỉnh", tiers["department"], root)
    district = unit("058", "UBND huyện Bạch Thông", tiers["district"], root)
    commune = unit("01840", "UBND xã Vi Hương", tiers["commune"], district)
    other = unit("TN", "Tỉnh Thái Nguyên", tiers["province"])
    return Province(
        root=root,
        snv=snv,
        vpub=vpub,
        district=district,
        commune=commune,
        other=other,
        coordinator=account("coordinator", now, (Role.COORDINATOR, root)),
        district_coordinator=account("phongnoivu", now, (Role.COORDINATOR, district)),
        officer=account("officer", now, (Role.UNIT_OFFICER, commune)),
        administrator=account("admin", now, (Role.ADMINISTRATOR, root)),
        stranger=account("stranger", now, (Role.COORDINATOR, other), (Role.ADMINISTRATOR, other)),
    )


@pytest.fixture
def draft(province: Province, now: datetime) -> CriteriaSetVersion:
    criteria_set = CriteriaSet.objects.create(owner=province.root, code="BK-2023-H", tier_id="district", year=2023)
    return CriteriaSetVersion.objects.create(
        criteria_set=criteria_set,
        number=1,
        title="Bộ tiêu chí cấp huyện",
        search_text="bk-2023-h bo tieu chi cap huyen",
        sort_text="x",
        created_at=now,
        created_by=province.coordinator,
    )
