"""Accounts and roles: made, corrected, closed; given, ended, revoked; the last administrator stays."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people import actions, queries
from parindex.people.enums import AccountState, Role
from parindex.people.models import Account, RoleGrant
from parindex.people.queries import AccountFilter
from tests.apps.people.conftest import Province

pytestmark = pytest.mark.django_db

TODAY = date(2023, 12, 5)


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-sequence")[0]


# Accounts -------------------------------------------------------------------------------------------------------------
def test_a_start_password_is_made_once_and_kept_nowhere(administrator: Account, now: datetime) -> None:
    made = actions.create_account(username="Hoa.Nguyen", full_name="Nguyễn Thị Hoa", by=administrator, at=now)
    assert made.account.username == "hoa.nguyen"
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", made.password)
    assert made.account.check_password(made.password)
    assert made.account.must_change_password
    assert made.password not in str([(event.facts, event.note) for event in AuditEvent.objects.all()])
    again = actions.give_start_password([made.account], by=administrator, at=now)[0]
    assert again.password != made.password
    fresh = Account.objects.get(pk=made.account.pk)
    assert fresh.check_password(again.password)
    assert not fresh.check_password(made.password)


def test_an_invited_account_has_no_password(administrator: Account, now: datetime) -> None:
    made = actions.create_account(
        username="hoa", full_name="Hoa", email="Hoa@X.example", invite=True, by=administrator, at=now
    )
    assert made.password == ""
    assert not made.account.has_usable_password()
    assert made.account.email == "hoa@x.example"
    assert last_event().facts == {"username": "hoa", "invite": True}
    with pytest.raises(Refused) as refused:
        actions.create_account(username="lan", full_name="Lan", invite=True, by=administrator, at=now)
    assert refused.value.field == "email"


def test_names_and_addresses_are_taken_once(administrator: Account, now: datetime) -> None:
    make = actions.create_account
    first = make(username="hoa", full_name="Hoa", email="a@x.example", by=administrator, at=now).account
    second = make(username="lan", full_name="Lan", by=administrator, at=now).account
    make(username="cuc", full_name="Cúc", by=administrator, at=now)
    for values, field in [
        ({"username": "HOA"}, "username"),
        ({"username": "mai", "email": "A@x.example"}, "email"),
    ]:
        with pytest.raises(Refused) as refused:
            make(full_name="x", by=administrator, at=now, **values)
        assert refused.value.field == field
    with pytest.raises(Refused) as refused:
        actions.change_account(
            second, full_name="Lan", email="a@x.example", phone="", position="", version=1, by=administrator, at=now
        )
    assert refused.value.field == "email"
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=second.pk).update(email=first.email)


def test_corrections_are_versioned(administrator: Account, now: datetime) -> None:
    account = actions.create_account(username="hoa", full_name="Hoa", by=administrator, at=now).account
    facts = {"email": "", "phone": "", "position": "Chuyên viên"}
    done = actions.change_account(account, full_name="Nguyễn Thị Hoa", version=1, by=administrator, at=now, **facts)
    assert done.version == 2
    assert last_event().facts == {"full_name": ["Hoa", "Nguyễn Thị Hoa"], "position": ["", "Chuyên viên"]}
    with pytest.raises(Stale):
        actions.change_account(account, full_name="Hoa Nguyễn", version=1, by=administrator, at=now, **facts)
    mine = actions.change_own_profile(done, phone="0912", version=2, by=done, at=now)
    assert mine.phone == "0912"
    with pytest.raises(Refused):
        actions.change_own_profile(done, phone="1", version=3, by=administrator, at=now)


def test_people_are_sorted_by_their_given_name_and_found_by_any_word(
    province: Province, administrator: Account, now: datetime
) -> None:
    for number, name in enumerate(["Nguyễn Văn Ân", "Trần Thị An", "Lê Văn Ánh", "Đỗ An", "Bế Văn Đạt", "Hà Văn Dũng"]):
        actions.create_account(username=f"p{number}", full_name=name, by=administrator, at=now)
    rows = queries.account_rows(administrator, AccountFilter(), on=TODAY)
    names = [row.full_name for row in rows if row.username.startswith("p")]
    assert names == ["Đỗ An", "Trần Thị An", "Lê Văn Ánh", "Nguyễn Văn Ân", "Hà Văn Dũng", "Bế Văn Đạt"]
    found = queries.account_rows(administrator, AccountFilter(q="dat be"), on=TODAY)
    assert [row.full_name for row in found] == ["Bế Văn Đạt"]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.UNIT_LEADER, Role.APPROVER])
def test_only_administrators_keep_accounts(
    province: Province, administrator: Account, now: datetime, role: Role
) -> None:
    user, other = province.holder(role, "SNV"), province.account("khac")
    for act in (
        lambda: actions.create_account(username="x", full_name="x", by=user, at=now),
        lambda: actions.change_account(
            other, full_name="x", email="", phone="", position="", version=1, by=user, at=now
        ),
        lambda: actions.deactivate(other, note="x", by=user, at=now),
        lambda: actions.reactivate(other, note="x", by=user, at=now),
        lambda: actions.give_start_password([other], by=user, at=now),
        lambda: actions.invite(other, by=user, at=now),
        lambda: actions.add_tier(code="x", title="x", by=user, at=now),
        lambda: actions.end_other_sessions(other, keep="", by=user, at=now),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_closing_and_opening_need_a_reason(province: Province, administrator: Account, now: datetime) -> None:
    account = province.account("hoa")
    for change in (actions.deactivate, actions.reactivate):
        with pytest.raises(Refused):
            change(account, note=" ", by=administrator, at=now)
        change(account, note="Theo đề nghị", version=None, by=administrator, at=now)
        assert last_event().note == "Theo đề nghị"
        with pytest.raises(Refused):
            change(account, note="Lần nữa", by=administrator, at=now)
    with pytest.raises(NotAllowed):
        actions.deactivate(administrator, note="x", by=administrator, at=now)


def test_states_of_the_list(province: Province, administrator: Account, now: datetime) -> None:
    province.holder(Role.UNIT_OFFICER, "SNV")
    without = province.account("khong.vai.tro")
    waiting = actions.create_account(username="cho", full_name="Chờ", email="c@x.example", invite=True, by=None, at=now)
    closed = province.account("dong")
    actions.deactivate(closed, note="x", by=None, at=now)
    ended = province.account("het")
    province.give(ended, Role.UNIT_OFFICER, "SNV", to_on=date(2023, 12, 4))

    def shown(state: str) -> set[str]:
        return {row.username for row in queries.account_rows(administrator, AccountFilter(state=state), on=TODAY)}

    everybody = {"administrator.bk", "unit_officer.snv", "khong.vai.tro", "cho", "dong", "het"}
    assert shown("") == everybody
    assert shown(AccountState.ACTIVE) == everybody - {"dong"}
    assert shown(AccountState.INACTIVE) == {"dong"}
    assert shown(AccountState.WAITING) == {"cho"}
    assert shown(AccountState.NEVER) == everybody - {"dong"}
    assert shown(AccountState.WITHOUT_ROLE) == {"khong.vai.tro", "cho", "het"}
    assert without.has_usable_password()
    assert not waiting.password
    todo = queries.overview(administrator, on=TODAY)
    assert (todo.accounts_without_role, todo.accounts_waiting, todo.failed_jobs) == (3, 1, 0)


def test_filters_by_role_and_place(province: Province, coordinator: Account, now: datetime) -> None:
    for role, code in [(Role.UNIT_OFFICER, "X01906"), (Role.UNIT_LEADER, "X01906"), (Role.UNIT_OFFICER, "STC")]:
        province.holder(role, code)

    def shown(**wanted: object) -> set[str]:
        return {row.username for row in queries.account_rows(coordinator, AccountFilter(**wanted), on=TODAY)}  # type: ignore[arg-type]

    assert shown(role="unit_officer") == {"unit_officer.x01906", "unit_officer.stc"}
    assert shown(under=province["H061"]) == {"unit_officer.x01906", "unit_leader.x01906"}
    assert shown(role="unit_officer", under=province["H061"]) == {"unit_officer.x01906"}
    (row,) = queries.account_rows(coordinator, AccountFilter(role="unit_leader"), on=TODAY)
    assert [grant.unit.code for grant in row.current_grants] == ["X01906"]


# Roles ----------------------------------------------------------------------------------------------------------------
def test_a_role_is_given_ended_and_given_anew(province: Province, coordinator: Account, now: datetime) -> None:
    account = province.account("hoa")
    grant = actions.give_role(
        account, Role.UNIT_LEADER, province["X01909"], from_on=TODAY, decision="QĐ 12", by=coordinator, at=now
    )
    assert last_event().facts == {
        "account": account.pk,
        "role": "unit_leader",
        "unit": "X01909 UBND xã Nam Mẫu",
        "from_on": "2023-12-05",
        "to_on": None,
    }
    with pytest.raises(Refused) as refused:
        actions.give_role(account, Role.UNIT_LEADER, province["X01909"], from_on=TODAY, by=coordinator, at=now)
    assert refused.value.field == "role"
    for bad in (date(2023, 12, 4), date(2022, 1, 1)):
        with pytest.raises(Refused):
            actions.end_role(grant, to_on=bad, note="", version=1, by=coordinator, at=now)
    grant = actions.end_role(grant, to_on=date(2024, 3, 31), note="Hết phụ trách", version=1, by=coordinator, at=now)
    with pytest.raises(Refused):
        actions.end_role(grant, to_on=date(2024, 4, 1), note="", version=2, by=coordinator, at=now)
    with pytest.raises(Stale):
        actions.end_role(grant, to_on=date(2024, 2, 1), note="", version=1, by=coordinator, at=now)
    actions.give_role(
        account,
        Role.UNIT_LEADER,
        province["X01909"],
        from_on=date(2024, 4, 1),
        decision="QĐ 99",
        by=coordinator,
        at=now,
    )
    assert account.grants.count() == 2


def test_revoking_needs_a_reason_and_stays_on_record(province: Province, coordinator: Account, now: datetime) -> None:
    account = province.account("hoa")
    grant = province.give(account, Role.UNIT_OFFICER, "STC")
    with pytest.raises(Refused) as refused:
        actions.revoke_role(grant, reason="  ", by=coordinator, at=now)
    assert refused.value.field == "reason"
    actions.revoke_role(grant, reason="Kỷ luật", by=coordinator, at=now)
    grant.refresh_from_db()
    assert (grant.revoked_by, grant.revoked_reason, grant.revoked_at) == (coordinator, "Kỷ luật", now)
    with pytest.raises(Refused):
        actions.revoke_role(grant, reason="x", by=coordinator, at=now)
    with pytest.raises(Refused):
        actions.end_role(grant, to_on=date(2024, 1, 1), note="", version=grant.version, by=coordinator, at=now)
    actions.give_role(account, Role.UNIT_OFFICER, province["STC"], from_on=TODAY, by=coordinator, at=now)


def test_the_database_refuses_to_forget_a_role(province: Province) -> None:
    grant = province.give(province.account("hoa"), Role.UNIT_OFFICER, "STC")
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        RoleGrant.objects.filter(pk=grant.pk).delete()
    for broken in (
        {"revoked_at": province.at},
        {"revoked_reason": "x"},
        {"role": "king"},
        {"to_on": date(2020, 1, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.filter(pk=grant.pk).update(**broken)


def test_a_role_lies_within_its_units_life(
    province: Province, coordinator: Account, now: datetime, make_unit: Callable[..., object]
) -> None:
    unit = make_unit(
        "TMP", "Tạm", province.tiers["department"], province["BK"], from_on=date(2023, 6, 1), to_on=date(2023, 12, 31)
    )
    account = province.account("hoa")
    for dates, field in [
        ({"from_on": date(2023, 5, 31), "to_on": date(2023, 12, 31)}, "from_on"),
        ({"from_on": TODAY}, "to_on"),
        ({"from_on": TODAY, "to_on": date(2024, 1, 1)}, "to_on"),
        ({"from_on": TODAY, "to_on": date(2023, 12, 1)}, "to_on"),
    ]:
        with pytest.raises(Refused) as refused:
            actions.give_role(account, Role.UNIT_OFFICER, unit, by=coordinator, at=now, **dates)  # type: ignore[arg-type]
        assert refused.value.field == field
    actions.give_role(
        account,
        Role.UNIT_OFFICER,
        unit,
        from_on=TODAY,
        to_on=date(2023, 12, 31),
        by=coordinator,
        at=now,  # type: ignore[arg-type]
    )


def test_nobody_helps_themselves(
    province: Province, administrator: Account, coordinator: Account, now: datetime
) -> None:
    for user in (administrator, coordinator):
        with pytest.raises(NotAllowed):
            actions.give_role(user, Role.APPROVER, province["BK"], from_on=TODAY, by=user, at=now)
    with pytest.raises(NotAllowed):
        actions.give_role(
            province.account("ban"), Role.ADMINISTRATOR, province["BK"], from_on=TODAY, by=coordinator, at=now
        )
    with pytest.raises(NotAllowed):
        actions.revoke_role(administrator.grants.get(), reason="x", by=coordinator, at=now)


def test_a_district_coordinator_gives_roles_in_its_district(
    province: Province, district_coordinator: Account, now: datetime
) -> None:
    account = province.account("hoa")
    actions.give_role(account, Role.UNIT_OFFICER, province["X01906"], from_on=TODAY, by=district_coordinator, at=now)
    for code in ("STC", "BK", "TN-SNV"):
        with pytest.raises(NotAllowed):
            actions.give_role(
                account, Role.UNIT_OFFICER, province[code], from_on=TODAY, by=district_coordinator, at=now
            )


# The last administrator -----------------------------------------------------------------------------------------------
def test_the_last_administrator_stays(province: Province, administrator: Account, now: datetime) -> None:
    grant = administrator.grants.get()
    with pytest.raises(Refused, match="quản trị viên cuối cùng"):
        actions.revoke_role(grant, reason="x", by=administrator, at=now)
    with pytest.raises(Refused, match="quản trị viên cuối cùng"):
        actions.end_role(grant, to_on=TODAY, note="", version=1, by=administrator, at=now)
    with pytest.raises(Refused, match="quản trị viên cuối cùng"):
        actions.deactivate(administrator, note="x", by=None, at=now)
    second = province.holder(Role.ADMINISTRATOR, "STC")
    actions.deactivate(second, note="x", by=administrator, at=now)
    with pytest.raises(Refused):
        actions.revoke_role(grant, reason="x", by=administrator, at=now)
    actions.reactivate(second, note="x", by=administrator, at=now)
    actions.revoke_role(grant, reason="Bàn giao", by=second, at=now)
    with pytest.raises(Refused):
        actions.deactivate(second, note="x", by=None, at=now)


def test_an_administrator_who_soon_ends_does_not_count(
    province: Province, administrator: Account, now: datetime
) -> None:
    leaving = province.account("leaving")
    province.give(leaving, Role.ADMINISTRATOR, "BK", to_on=TODAY + timedelta(days=10))
    with pytest.raises(Refused):
        actions.end_role(
            administrator.grants.get(), to_on=TODAY + timedelta(days=10), note="", version=1, by=administrator, at=now
        )
    actions.end_role(
        administrator.grants.get(), to_on=TODAY + timedelta(days=9), note="", version=1, by=administrator, at=now
    )


def test_what_waits(province: Province, administrator: Account, district_coordinator: Account, now: datetime) -> None:
    account = province.account("hoa")
    province.give(account, Role.UNIT_LEADER, "X01909", to_on=TODAY + timedelta(days=30))
    province.give(account, Role.UNIT_OFFICER, "X01909", to_on=TODAY + timedelta(days=31))
    province.give(account, Role.UNIT_OFFICER, "STC", to_on=TODAY + timedelta(days=3))
    ending = queries.overview(administrator, on=TODAY).roles_ending
    assert [(grant.unit.code, grant.role) for grant in ending] == [("STC", "unit_officer"), ("X01909", "unit_leader")]
    ending = queries.overview(district_coordinator, on=TODAY).roles_ending
    assert [grant.unit.code for grant in ending] == ["X01909"]
