"""A small province for the tests of people, made by the actions themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest

from parindex.people import actions
from parindex.people.enums import Role
from parindex.people.models import Account, RoleGrant, Tier, Unit


@dataclass
class Province:
    """Bắc Kạn cut down: one of each tier, and a second province that must stay out of sight."""

    tiers: dict[str, Tier]
    units: dict[str, Unit]
    at: datetime

    def __getitem__(self, code: str) -> Unit:
        return self.units[code]

    def account(self, username: str, name: str = "") -> Account:
        made = actions.create_account(
            username=username, full_name=name or username.title(), password="mật khẩu mẫu 1", by=None, at=self.at
        )
        return made.account

    def give(self, account: Account, role: Role, code: str, **dates: date) -> RoleGrant:
        dates.setdefault("from_on", date(2023, 1, 1))
        return actions.give_role(account, role, self.units[code], by=None, at=self.at, **dates)  # type: ignore[arg-type]

    def holder(self, role: Role, code: str) -> Account:
        account = self.account(f"{role.value}.{code.lower()}")
        self.give(account, role, code)
        return account


@pytest.fixture
def make_unit(now: datetime) -> Callable[..., Unit]:
    def make(code: str, name: str, tier: Tier, parent: Unit | None, **more: date | None) -> Unit:
        return actions.create_unit(code=code, name=name, tier=tier, parent=parent, by=None, at=now, **more)  # type: ignore[arg-type]

    return make


@pytest.fixture
def province(db: None, now: datetime, make_unit: Callable[..., Unit]) -> Province:
    actions.add_usual_tiers(by=None, at=now)
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    units: dict[str, Unit] = {}
    for code, name, tier, parent in [
        ("BK", "UBND tỉnh Bắc Kạn", "province", ""),
        ("SNV", "Sở Nội vụ", "department", "BK"),
        ("STC", "Sở Tài chính", "department", "BK"),
        ("H061", "UBND huyện Ba Bể", "district", "BK"),
        ("X01906", "UBND xã Khang Ninh", "commune", "H061"),
        ("X01909", "UBND xã Nam Mẫu", "commune", "H061"),
        ("TN", "UBND tỉnh Thái Nguyên", "province", ""),
        ("TN-SNV", "Sở Nội vụ Thái Nguyên", "department", "TN"),
    ]:
        units[code] = make_unit(code, name, tiers[tier], units.get(parent))
    return Province(tiers, units, now)


@pytest.fixture
def administrator(province: Province) -> Account:
    return province.holder(Role.ADMINISTRATOR, "BK")


@pytest.fixture
def coordinator(province: Province) -> Account:
    """At the Department of Home Affairs: coordinates the whole province."""
    return province.holder(Role.COORDINATOR, "SNV")


@pytest.fixture
def district_coordinator(province: Province) -> Account:
    """At a district: coordinates that district and its communes."""
    return province.holder(Role.COORDINATOR, "H061")
