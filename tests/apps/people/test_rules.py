"""Every rule × every role, literally; realms; the period of a grant."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from parindex.kernel.verdicts import Verdict
from parindex.people import actions, rules
from parindex.people.enums import ImportKind, Role
from parindex.people.models import Account, Import, RoleGrant, Unit, day_of
from tests.apps.people.conftest import Province

pytestmark = pytest.mark.django_db

TODAY = date(2023, 12, 5)
#: Where each role is held in the matrix below.
HELD_AT = dict.fromkeys(Role, "SNV") | {Role.OBSERVER: "BK", Role.APPROVER: "BK", Role.ADMINISTRATOR: "STC"}

type Ask = Callable[[Account, Province], Verdict | bool]

ASKS: dict[str, Ask] = {
    "manage accounts": lambda user, p: rules.may_manage_accounts(user, on=TODAY),
    "deactivate another": lambda user, p: rules.may_deactivate(user, Account(pk=0), on=TODAY),
    "deactivate oneself": lambda user, p: rules.may_deactivate(user, user, on=TODAY),
    "manage tiers": lambda user, p: rules.may_manage_tiers(user, on=TODAY),
    "manage units of the province": lambda user, p: rules.may_manage_units(user, p["BK"], on=TODAY),
    "manage units of another province": lambda user, p: rules.may_manage_units(user, p["TN"], on=TODAY),
    "make units somewhere": lambda user, p: rules.may_make_units(user, on=TODAY),
    "make a province": lambda user, p: rules.may_manage_units(user, None, on=TODAY),
    "give a role in the province": lambda user, p: rules.may_grant(user, Account(pk=0), "observer", p["BK"], on=TODAY),
    "choose the province's approver": lambda user, p: rules.may_grant(
        user, Account(pk=0), "approver", p["BK"], on=TODAY
    ),
    "choose an approver at the province's agency": lambda user, p: rules.may_change_grants(
        user, "approver", p["SNV"], on=TODAY
    ),
    "choose a district's approver": lambda user, p: rules.may_change_grants(user, "approver", p["H061"], on=TODAY),
    "choose a commune's approver": lambda user, p: rules.may_change_grants(user, "approver", p["X01906"], on=TODAY),
    "give a role in a commune": lambda user, p: rules.may_grant(
        user, Account(pk=0), "unit_leader", p["X01906"], on=TODAY
    ),
    "give a role in another province": lambda user, p: rules.may_grant(
        user, Account(pk=0), "unit_leader", p["TN-SNV"], on=TODAY
    ),
    "give oneself a role": lambda user, p: rules.may_grant(user, user, "unit_leader", p["SNV"], on=TODAY),
    "give the administrator's role": lambda user, p: rules.may_grant(
        user, Account(pk=0), "administrator", p["BK"], on=TODAY
    ),
    "give a closed account a role": lambda user, p: rules.may_grant(
        user, Account(pk=0, is_active=False), "unit_leader", p["SNV"], on=TODAY
    ),
    "end a role in a commune": lambda user, p: rules.may_change_grants(user, "unit_leader", p["X01906"], on=TODAY),
    "end an administrator's role": lambda user, p: rules.may_change_grants(user, "administrator", p["BK"], on=TODAY),
    "import units": lambda user, p: rules.may_import(user, ImportKind.UNITS, p["BK"], on=TODAY),
    "import units of a new province": lambda user, p: rules.may_import(user, ImportKind.UNITS, None, on=TODAY),
    "import accounts": lambda user, p: rules.may_import(user, ImportKind.ACCOUNTS, p["BK"], on=TODAY),
    "take over an import of units": lambda user, p: rules.may_apply(
        user, Import(kind=ImportKind.UNITS, province=p["BK"]), on=TODAY
    ),
    "take over an import of accounts": lambda user, p: rules.may_apply(
        user, Import(kind=ImportKind.ACCOUNTS, province=p["BK"]), on=TODAY
    ),
    "see people": lambda user, p: rules.may_see_people(user, on=TODAY),
    "read the trail": lambda user, p: rules.may_read_trail(user, on=TODAY),
    "operate": lambda user, p: rules.may_operate(user, on=TODAY),
}

_NOBODY = {"deactivate oneself", "give oneself a role", "give a closed account a role"}
_COORDINATOR = {
    "make units somewhere",
    "manage units of the province",
    "give a role in the province",
    "give a role in a commune",
    "choose a district's approver",
    "choose a commune's approver",
    "end a role in a commune",
    "import units",
    "take over an import of units",
    "see people",
    "read the trail",
}
EXPECTED: dict[Role, set[str]] = {role: set() for role in Role} | {
    Role.ADMINISTRATOR: set(ASKS) - _NOBODY,
    Role.COORDINATOR: _COORDINATOR,
}
#: A coordinator held at a district: the district and what is below it, no units, and not its own approver.
DISTRICT = {
    "give a role in a commune",
    "choose a commune's approver",
    "end a role in a commune",
    "see people",
    "read the trail",
}


def allowed(user: Account, province: Province) -> set[str]:
    return {name for name, ask in ASKS.items() if ask(user, province)}


@pytest.mark.parametrize("role", list(Role))
def test_matrix(province: Province, role: Role) -> None:
    assert allowed(province.holder(role, HELD_AT[role]), province) == EXPECTED[role]


def test_a_district_coordinator_keeps_its_district_only(province: Province, district_coordinator: Account) -> None:
    assert allowed(district_coordinator, province) == DISTRICT


def test_without_a_role_nothing_is_allowed(province: Province) -> None:
    assert allowed(province.account("nobody"), province) == set()


def test_the_program_itself_may_do_everything(province: Province) -> None:
    assert rules.may_manage_units(None, None, on=TODAY)
    assert rules.may_manage_accounts(None, on=TODAY)
    assert rules.may_grant(None, Account(pk=1), "administrator", province["BK"], on=TODAY)


def test_the_refusal_of_an_approver_names_who_can(province: Province, district_coordinator: Account) -> None:
    own = rules.may_change_grants(district_coordinator, "approver", province["H061"], on=TODAY)
    assert "cấp trên" in str(own.reason)
    coordinator = province.holder(Role.COORDINATOR, "SNV")
    assert "quản trị" in str(rules.may_change_grants(coordinator, "approver", province["BK"], on=TODAY).reason)


def test_every_refusal_gives_its_reason(province: Province) -> None:
    user = province.holder(Role.UNIT_OFFICER, "SNV")
    for name, ask in ASKS.items():
        verdict = ask(user, province)
        assert isinstance(verdict, Verdict)
        assert str(verdict.reason).strip(), name


def test_a_role_is_held_from_its_first_to_its_last_day(province: Province) -> None:
    account = province.account("acting")
    province.give(account, Role.UNIT_LEADER, "X01909", from_on=date(2023, 10, 1), to_on=date(2023, 12, 31))
    held = {
        day: rules.holds(Account.objects.get(pk=account.pk), Role.UNIT_LEADER, province["X01909"], on=day)
        for day in [date(2023, 9, 30), date(2023, 10, 1), date(2023, 12, 31), date(2024, 1, 1)]
    }
    assert list(held.values()) == [False, True, True, False]
    assert not rules.holds(account, Role.UNIT_LEADER, province["X01906"], on=TODAY)
    assert rules.holds(account, Role.UNIT_LEADER, on=TODAY)
    assert not rules.holds(account, Role.UNIT_OFFICER, on=TODAY)


def test_a_revoked_role_or_a_closed_account_counts_for_nothing(
    province: Province, administrator: Account, now: object
) -> None:
    account = province.account("lan")
    grant = province.give(account, Role.UNIT_OFFICER, "SNV")
    assert rules.holds(Account.objects.get(pk=account.pk), Role.UNIT_OFFICER, on=TODAY)
    actions.revoke_role(grant, reason="Chuyển công tác", by=administrator, at=province.at)
    assert not rules.holds(Account.objects.get(pk=account.pk), Role.UNIT_OFFICER, on=TODAY)
    second = province.holder(Role.UNIT_LEADER, "SNV")
    actions.deactivate(second, note="Nghỉ hưu", by=administrator, at=province.at)
    assert rules.roles_of(Account.objects.get(pk=second.pk), on=TODAY) == ()


@pytest.mark.parametrize(
    ("held_at", "coordinated"),
    [
        ("BK", {"BK", "SNV", "STC", "H061", "X01906", "X01909"}),
        ("SNV", {"BK", "SNV", "STC", "H061", "X01906", "X01909"}),
        ("H061", {"H061", "X01906", "X01909"}),
        ("X01906", {"X01906"}),
        ("TN-SNV", {"TN", "TN-SNV"}),
    ],
)
def test_what_a_coordinator_coordinates(province: Province, held_at: str, coordinated: set[str]) -> None:
    user = province.holder(Role.COORDINATOR, held_at)
    found = {code for code, unit in province.units.items() if rules.coordinates(user, unit, on=TODAY)}
    assert found == coordinated


def test_visibility(province: Province, administrator: Account, coordinator: Account) -> None:
    officer = province.holder(Role.UNIT_OFFICER, "X01906")
    stranger = province.holder(Role.UNIT_LEADER, "TN-SNV")
    newcomer = province.account("moi")
    district = province.holder(Role.COORDINATOR, "H061")

    def seen(user: Account) -> set[Account]:
        return set(Account.objects.visible_to(user, on=TODAY))

    assert seen(administrator) == set(Account.objects.all())
    assert seen(coordinator) == {administrator, coordinator, officer, newcomer, district}
    assert seen(district) == {district, officer, newcomer}
    assert seen(officer) == {officer}
    own = Unit.objects.visible_to(officer, on=TODAY)
    assert {unit.code for unit in own} == {"BK", "SNV", "STC", "H061", "X01906", "X01909"}
    assert {unit.code for unit in Unit.objects.visible_to(stranger, on=TODAY)} == {"TN", "TN-SNV"}
    assert not Unit.objects.visible_to(newcomer, on=TODAY)
    assert {g.account for g in RoleGrant.objects.visible_to(district, on=TODAY)} == {district, officer}


def test_a_page_reads_the_roles_once_and_an_action_anew(
    province: Province, coordinator: Account, django_assert_num_queries: Callable[..., object]
) -> None:
    user = Account.objects.get(pk=coordinator.pk)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        assert rules.may_manage_units(user, province["BK"], on=TODAY)
        assert rules.coordinates(user, province["X01906"], on=TODAY)
        assert rules.may_see_people(user, on=TODAY)
    actions.revoke_role(coordinator.grants.get(), reason="x", by=None, at=province.at)
    assert rules.may_manage_units(user, province["BK"], on=TODAY), "a page may finish with what it read"
    with pytest.raises(Exception, match="cán bộ điều phối"):
        actions.change_unit(
            province["SNV"],
            code="SNV",
            name="x",
            tier=province.tiers["department"],
            parent=province["BK"],
            official_code="",
            from_on=None,
            to_on=None,
            version=1,
            by=user,
            at=province.at,
        )


def test_the_day_is_the_offices_day(province: Province) -> None:
    late = province.at.replace(hour=18)
    assert day_of(late) == TODAY + timedelta(days=1)
