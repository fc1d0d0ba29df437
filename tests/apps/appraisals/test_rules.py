"""Who appraises, settles and imports: nobody their own unit, whatever the road."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest

from parindex.appraisals import actions
from parindex.appraisals.enums import AdjustmentKind
from parindex.appraisals.models import Adjustment, Mark, Settlement
from parindex.appraisals.rows import agency_for, row_of
from parindex.appraisals.rules import (
    may_appraise,
    may_import_registers,
    may_mark,
    may_settle,
    may_settle_for,
)
from parindex.assessments.models import Sheet
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.actions import give_role
from parindex.people.enums import Role
from parindex.people.models import Account, Unit
from parindex.programmes.actions import name_substitute
from parindex.programmes.models import Round, Substitute
from tests.apps.appraisals.conftest import APPRAISING, SETTLING, World
from tests.conftest import NOW
from tests.rounds import EVERY_KIND, hand_in, issued_set, make_round, with_sheets


def test_who_appraises_follows_from_set_substitute_and_organiser(world: World) -> None:
    units = {code: world.province[code] for code in ("SNV", "STC", "SXD")}
    substitutes = {units["SNV"].pk: units["STC"]}

    def agency(appraiser: str, unit: str) -> Unit | None:
        return agency_for(world.round, appraiser, units[unit], substitutes, units)

    assert agency("SNV", "SXD") == units["SNV"]
    assert agency("SNV", "SNV") == units["STC"]
    assert agency("STC", "STC") is None
    assert agency("GONE", "SXD") is None
    assert agency("", "SXD") is None
    district = Round(programme=world.programme, organiser=world.province["H061"], tier=world.round.tier)
    commune = world.province["X01906"]
    assert agency_for(district, "SNV", commune, {}, {}) == world.province["H061"]


def test_rows_read_alone_and_together_know_their_agency(world: World) -> None:
    for leaf, code, agency in (
        ("1.3", "SXD", "SNV"),
        ("2.1", "SXD", "STC"),
        ("1.3", "SNV", "STC"),
        ("2.1", "STC", "SNV"),
        ("2.1", "SNV", "STC"),
    ):
        found = world.seen(leaf, code).agency
        assert found is not None
        assert found.code == agency


def test_a_district_appraises_everything_of_its_communes(world: World) -> None:
    keeper = world.account(Role.COORDINATOR, "H061")
    version = issued_set(world.province.root, "commune", by=world.coordinator, nodes=EVERY_KIND)
    round = with_sheets(make_round(world.programme, world.province["H061"], version, by=keeper, code="X"), by=keeper)
    sheet = Sheet.objects.get(round=round, unit__code="X01906")
    hand_in(sheet, leader=world.account(Role.UNIT_LEADER, "X01906"), at=NOW)
    row, district = sheet.answers.get(leaf="1.3"), world.account(Role.APPRAISER, "H061")
    assert row_of(row).agency == world.province["H061"]
    with pytest.raises(NotAllowed, match="appraised by UBND huyện Ba Bể"):
        actions.confirm(row, version=0, handed_version=row.handed_version, by=world.snv, at=APPRAISING)
    mark = actions.confirm(row, version=0, handed_version=row.handed_version, by=district, at=APPRAISING)
    assert mark.agency == world.province["H061"]


def test_an_agency_that_would_meet_itself_is_stood_in_for(world: World) -> None:
    verdict = may_appraise(world.snv, world.seen("1.3", "SNV"), APPRAISING)
    assert verdict.reason == (
        "You hold a role at Sở Nội vụ: nobody appraises their own unit. This row goes to Sở Tài chính."
    )
    assert may_appraise(world.stc, world.seen("1.3", "SNV"), APPRAISING)
    mark = world.confirm("1.3", "SNV", by=world.stc)
    assert mark.agency == world.province["STC"]


def test_without_a_substitute_the_row_waits(world: World) -> None:
    Substitute.objects.filter(round=world.round).delete()
    row = world.seen("1.3", "SNV")
    assert row.agency is None
    for user in (world.snv, world.stc, None):
        verdict = may_mark(user, row, APPRAISING)
        assert "No substitute was named: a coordinator of UBND tỉnh Bắc Kạn names one" in str(verdict.reason)


def test_another_substitute_in_the_middle(world: World) -> None:
    """Marks made before stand in the name of who made them; from now on the new one marks."""
    world.confirm("1.3", "SNV", by=world.stc)
    found = Substitute.objects.get(round=world.round, agency=world.province["SNV"])
    name_substitute(
        world.round,
        agency=world.province["SNV"],
        substitute=world.province["SXD"],
        version=found.version,
        by=world.coordinator,
        at=APPRAISING,
    )
    sxd = world.account(Role.APPRAISER, "SXD")
    with pytest.raises(NotAllowed, match="appraised by Sở Xây dựng"):
        world.confirm("1.4", "SNV", by=world.stc)
    assert world.confirm("1.4", "SNV", by=sxd).agency == world.province["SXD"]
    before = world.mark("1.3", "SNV")
    assert before is not None
    assert before.agency == world.province["STC"]
    changed = world.adjust("1.3", {"on_time": "40"}, "SNV", by=sxd)
    assert changed.agency == world.province["SXD"]


def insider(world: World, role: Role, unit: str, also: str) -> Account:
    """Holds ``role`` at ``unit``, and is an officer at ``also`` besides."""
    account = world.account(role, unit)
    give_role(account, Role.UNIT_OFFICER, world.province[also], from_on=date(2023, 1, 1), by=None, at=NOW)
    return Account.objects.get(pk=account.pk)


def test_nobody_marks_their_own_unit_by_any_road(world: World) -> None:
    """An appraiser of Sở Nội vụ who is also an officer of Sở Xây dựng, and one of Sở Nội vụ for Sở Nội vụ."""
    mine = insider(world, Role.APPRAISER, "SNV", "SXD")
    for by, code in ((mine, "SXD"), (mine, "SNV")):
        row, read = world.row("1.3", code), world.versions("1.3", code)
        roads: list[Any] = [
            lambda row=row, read=read, by=by: actions.confirm(row, **read, by=by, at=APPRAISING),
            lambda code=code, by=by: world.adjust("1.3", {"on_time": "40"}, code, by=by),
            lambda code=code, by=by: world.send_back("1.3", code, by=by),
            lambda code=code, by=by: world.flag("1.3", code, by=by),
            lambda code=code, by=by: actions.confirm_many(
                world.round, unit=world.province[code].pk, by=by, at=APPRAISING
            ),
        ]
        for road in roads:
            with pytest.raises(NotAllowed, match="appraises their own unit"):
                road()
    assert not Mark.objects.exists()
    # Bulk across units leaves the own ones out.
    found = actions.confirm_many(world.round, leaf="1.3", by=mine, at=APPRAISING)
    assert (found.rows, found.left) == (1, 2)
    assert set(Mark.objects.values_list("answer__sheet__unit__code", flat=True)) == {"STC"}


def test_nobody_settles_or_adjusts_their_own_unit_by_any_road(world: World) -> None:
    world.mark_all("SXD")
    head = insider(world, Role.TEAM_HEAD, "SNV", "SXD")
    facts: dict[str, Any] = {"reason": "Thưởng", "by": head, "at": SETTLING}
    deduction = {"kind": AdjustmentKind.DEDUCTION, "code": "1", "points": "1"}
    made = actions.make_adjustment(world.sheet(), id=uuid.uuid4(), **deduction, **facts | {"by": world.free_head})
    sheet = world.sheet()
    roads: list[Any] = [
        lambda: world.settle("1.3", {"on_time": "40"}, by=head),
        lambda: actions.settle_sheet(sheet, by=head, at=SETTLING),
        lambda: actions.reopen_settlement(sheet, **facts),
        lambda: actions.make_adjustment(sheet, id=uuid.uuid4(), **deduction | {"code": "2"}, **facts),
        lambda: actions.withdraw_adjustment(made, **facts),
    ]
    for road in roads:
        with pytest.raises(NotAllowed, match="nobody settles for their own unit"):
            road()
    found = actions.settle_sheets(world.round, by=head, at=SETTLING)
    assert found.settled == []
    reasons = {sheet.unit.code: reason for sheet, reason in found.left}
    assert "nobody settles for their own unit" in reasons["SXD"]
    assert "nobody settles for their own unit" in reasons["SNV"]
    assert not Settlement.objects.exists()
    assert Adjustment.objects.filter(withdrawn_at=None).count() == 1
    assert actions.settle_sheet(world.sheet(), by=world.free_head, at=SETTLING).state == "settled"


def test_roles_count_on_their_day(world: World) -> None:
    """Who was an officer of the unit until the day before marks; who becomes one tomorrow still does today."""
    account = world.account(Role.APPRAISER, "SNV")
    give_role(
        account,
        Role.UNIT_OFFICER,
        world.province["SXD"],
        from_on=date(2023, 1, 1),
        to_on=date(2024, 1, 9),
        by=None,
        at=NOW,
    )
    give_role(account, Role.UNIT_LEADER, world.province["SXD"], from_on=date(2024, 1, 11), by=None, at=NOW)
    account = Account.objects.get(pk=account.pk)
    assert world.confirm("1.3", by=account).points == "1"
    with pytest.raises(NotAllowed, match="own unit"):
        world.confirm("1.4", by=account, at=APPRAISING + timedelta(days=1))


def test_only_appraisers_mark(world: World) -> None:
    for role in set(Role) - {Role.APPRAISER}:
        for seat in ("SNV", "SXD", "BK"):
            with pytest.raises(NotAllowed):
                world.confirm("1.3", by=world.account(role, seat))


def test_only_the_head_settles(world: World) -> None:
    for role in set(Role) - {Role.TEAM_HEAD}:
        user = world.account(role, "SNV")
        assert not may_settle(user, world.round, SETTLING)
        with pytest.raises(NotAllowed, match="Only the head of the appraisal team of UBND tỉnh Bắc Kạn"):
            world.settle("1.3", by=user)


def test_the_head_of_another_organisers_team_does_not_settle(world: World) -> None:
    assert not may_settle_for(world.account(Role.TEAM_HEAD, "H061"), world.sheet(), SETTLING)
    assert may_settle_for(world.head, world.sheet(), SETTLING)
    assert not may_settle_for(world.head, world.sheet("SNV"), SETTLING)
    assert may_settle_for(world.free_head, world.sheet("SNV"), SETTLING)
    assert may_settle_for(None, world.sheet("SNV"), SETTLING)


def test_only_coordinators_of_the_organiser_import(world: World) -> None:
    """Also one whose own unit is assessed: the table gives every unit its value by one rule."""
    for role in Role:
        allowed = role == Role.COORDINATOR
        assert bool(may_import_registers(world.account(role, "SNV"), world.round, APPRAISING)) == allowed
        assert not may_import_registers(world.account(role, "H061"), world.round, APPRAISING)


def test_what_is_refused_says_who_can(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        world.confirm("1.3", at=SETTLING)
    assert "A coordinator of UBND tỉnh Bắc Kạn can extend it for Sở Xây dựng" in str(refusal.value)
    assert not isinstance(refusal.value, NotAllowed)
