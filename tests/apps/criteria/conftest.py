"""A province with a district, its people, and a draft of a criteria set."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from parindex.criteria import actions
from parindex.criteria.actions.sets import SetFacts
from parindex.criteria.models import CriteriaSet, CriteriaSetVersion
from parindex.kernel.text import fold, sort_key
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Tier, Unit


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are compared in the source's language."""
    with translation.override("en"):
        yield


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
        code: Tier.objects.create(code=code, title=title, position=position, is_agency=code == "department")
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
        coordinator=account("coordinator", now, (Role.COORDINATOR, snv)),
        district_coordinator=account("phongnoivu", now, (Role.COORDINATOR, district)),
        officer=account("officer", now, (Role.UNIT_OFFICER, commune)),
        administrator=account("admin", now, (Role.ADMINISTRATOR, root)),
        stranger=account("stranger", now, (Role.COORDINATOR, other)),
    )


#: A small set that uses groups, leaves without children, a ratio and a choice; nothing speaks against it.
DOCUMENT: dict[str, Any] = {
    "format": "parindex/criteria-set/1",
    "code": "BK-2023-H",
    "title": "Bộ tiêu chí cấp huyện",
    "tier": "district",
    "year": 2023,
    "decision": {"number": "1234/QĐ-UBND", "on": "2023-10-16"},
    "period": {"from": "2022-12-15", "to": "2023-12-14"},
    "policy": {"tie_break": ["1"], "classes": [{"code": "good", "title": "Tốt", "from": "80"}, {"code": "weak"}]},
    "nodes": [
        {
            "code": "1",
            "title": "Chỉ đạo, điều hành",
            "appraised_by": "SNV",
            "children": [
                {
                    "code": "1.1",
                    "title": "Kế hoạch CCHC",
                    "max_points": "1",
                    "evidence": "Kế hoạch",
                    "evidence_required": True,
                    "rule": {
                        "kind": "choice",
                        "options": [
                            {"code": "yes", "points": "1", "title": "Có"},
                            {"code": "no", "points": "0", "title": "Không"},
                        ],
                    },
                },
                {
                    "code": "1.2",
                    "title": "Nhiệm vụ UBND tỉnh giao",
                    "appraised_by": "VPUB",
                    "max_points": "2",
                    "inputs": [
                        {"name": "on_time", "title": "Đúng hạn", "type": "count"},
                        {"name": "total", "title": "Được giao", "type": "count"},
                    ],
                    "rule": {
                        "kind": "steps",
                        "quantity": {"ratio": ["on_time", "total"]},
                        "steps": [
                            {"above": "0.9", "points": "2"},
                            {"from": "0.7", "to": "0.9", "points": "1"},
                            {"below": "0.7", "points": "0"},
                        ],
                    },
                },
            ],
        },
        {
            "code": "2",
            "title": "Đánh giá chung",
            "max_points": "1",
            "source": "appraiser",
            "appraised_by": "SNV",
            "rule": {"kind": "judgement", "increment": "0.25"},
        },
    ],
}


@pytest.fixture
def document() -> dict[str, Any]:
    return json.loads(json.dumps(DOCUMENT))


@pytest.fixture
def whole(province: Province, document: dict[str, Any], now: datetime) -> CriteriaSetVersion:
    """A draft that could be issued."""
    return actions.create_set(
        id=uuid.uuid4(),
        owner=province.root,
        facts=SetFacts("BK-2023-H", Tier.objects.get(code="district"), 2023),
        title="",
        document=document,
        by=province.coordinator,
        at=now,
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
