"""A small province with its people, made by the program's own actions: what pages and journeys start from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from parindex.people.actions import add_usual_tiers, create_account, create_unit, give_role
from parindex.people.enums import Role
from parindex.people.models import Account, Tier, Unit
from tests.conftest import NOW

PASSWORD = "Mot-mat-khau-thu-2023"

#: Where each role is held: a unit's code.
SEATS = {
    Role.COORDINATOR: "SNV",
    Role.UNIT_OFFICER: "STC",
    Role.UNIT_LEADER: "STC",
    Role.APPRAISER: "SNV",
    Role.TEAM_HEAD: "SNV",
    Role.TEAM_SECRETARY: "SNV",
    Role.TEAM_MEMBER: "STC",
    Role.SURVEY_MANAGER: "SNV",
    Role.INTERVIEWER: "SNV",
    Role.DATA_ENTRY_CLERK: "SNV",
    Role.OBSERVER: "BK",
    Role.APPROVER: "BK",
    Role.ADMINISTRATOR: "SNV",
}
#: Given names by role, so that people can be told apart on a screenshot.
_NAMES = dict(
    zip(
        Role,
        ["Hằng", "Mai", "Thịnh", "Vân", "Tùng", "Linh", "Yến", "Nghĩa", "Trang", "Diệu", "Thu", "Phúc", "Tuyết"],
        strict=True,
    )
)


@dataclass(frozen=True)
class Province:
    """Bắc Kạn in small: two departments, a district and one of its communes."""

    units: dict[str, Unit]

    @property
    def root(self) -> Unit:
        return self.units["BK"]

    def __getitem__(self, code: str) -> Unit:
        return self.units[code]


def make_province() -> Province:
    add_usual_tiers(by=None, at=NOW)
    tiers = {tier.code: tier for tier in Tier.objects.all()}
    units: dict[str, Unit] = {}
    for code, name, tier, parent in [
        ("BK", "UBND tỉnh Bắc Kạn", "province", None),
        ("SNV", "Sở Nội vụ", "department", "BK"),
        ("STC", "Sở Tài chính", "department", "BK"),
        ("H061", "UBND huyện Ba Bể", "district", "BK"),
        ("X01906", "UBND xã Khang Ninh", "commune", "H061"),
    ]:
        units[code] = create_unit(
            code=code, name=name, tier=tiers[tier], parent=units[parent] if parent else None, by=None, at=NOW
        )
    return Province(units)


def accounts_of(province: Province) -> Callable[..., Account]:
    """``account(role, at="H061")`` for fixtures: an account that holds the role there; the same one if asked again."""
    made: dict[tuple[Role | None, str], Account] = {}

    def account(role: Role | str | None, at: str = "") -> Account:
        key = (Role(role) if role else None, at)
        if key not in made:
            made[key] = make_account(province, key[0], at=at)
        return made[key]

    return account


def make_account(province: Province, role: Role | None, *, at: str = "", username: str = "") -> Account:
    """An account that holds ``role`` at the unit ``at``, or at the role's usual seat; with None it holds none."""
    name = username or (f"{role.value}.{at}" if role and at else role.value if role else "nobody")
    account = create_account(
        username=name,
        full_name=f"Nguyễn Thị {_NAMES[role] if role else 'An'}",
        password=PASSWORD,
        by=None,
        at=NOW,
    ).account
    if role is not None:
        give_role(account, role, province[at or SEATS[role]], from_on=date(2023, 1, 1), by=None, at=NOW)
    return account
