"""What lies open, row by row; sheets settled and reopened; what the head counts beside the rows."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parindex.appraisals import actions, rules
from parindex.appraisals.actions import RowsOpen
from parindex.appraisals.enums import AdjustmentKind
from parindex.appraisals.models import Adjustment, Mark, Settlement
from parindex.appraisals.queries.open_rows import counting_leaves, done, open_counts, open_rows
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import YES, Refused, Stale, Verdict, no
from parindex.programmes.actions import extend, withdraw_exclusion
from parindex.programmes.enums import WindowKind
from tests.apps.appraisals.conftest import APPRAISING, SETTLING, World


def lying_open(world: World, code: str = "SXD") -> set[str]:
    return set(open_rows(world.round).filter(sheet__unit__code=code).values_list("leaf", flat=True))


def settle_sheet(world: World, code: str = "SXD", **more: Any) -> Sheet:
    return actions.settle_sheet(world.sheet(code), **({"by": world.head, "at": SETTLING} | more))


# What lies open -----------------------------------------------------------------------------------------------------
def test_a_row_lies_open_until_it_has_its_value(world: World) -> None:
    assert lying_open(world) == {f"1.{n}" for n in range(1, 6)} | {f"2.{n}" for n in (1, 2, 3, 4, 5, 6, 9)}
    world.mark_all()
    assert lying_open(world) == set()
    assert Answer.objects.filter(done(), sheet=world.sheet()).count() == 14
    assert open_counts(world.round).keys() == {world.sheet("SNV").pk, world.sheet("STC").pk}


def test_a_flag_and_a_missing_value_lie_open(world: World) -> None:
    world.mark_all()
    world.flag("1.1")
    world.send_back("1.3")
    assert lying_open(world) == {"1.1", "1.3"}
    world.supplement("1.3", {"not_arising": "yes"})
    assert lying_open(world) == {"1.1", "1.3"}
    world.adjust("1.3", {"not_arising": "no"}, reason_code="did_arise")
    assert lying_open(world) == {"1.1", "1.3"}
    world.adjust("1.3", {"points": "0"}, reason_code="did_arise")
    assert lying_open(world) == {"1.1"}


def test_a_row_supplemented_since_lies_open(world: World) -> None:
    world.mark_all()
    world.send_back("1.3")
    world.supplement("1.3", {"on_time": "50", "total": "50"})
    world.confirm("1.3")
    assert lying_open(world) == set()
    # Handed in anew by another road (a set re-issued in mid-year): the mark is about something else.
    row = world.row("1.4")
    Answer.objects.filter(pk=row.pk).update(handed_version=(row.handed_version or 0) + 1)
    assert lying_open(world) == {"1.4"}
    assert not Answer.objects.filter(done(), pk=row.pk).exists()


def test_rows_excluded_by_decision_do_not_lie_open(world: World) -> None:
    excluded = world.exclude("1")
    other = world.exclude("2.9", "SNV")
    assert lying_open(world) == {f"2.{n}" for n in (1, 2, 3, 4, 5, 6, 9)}
    assert "2.9" not in lying_open(world, "SNV")
    withdraw_exclusion(excluded, reason="Nhầm", by=world.coordinator, at=APPRAISING)
    assert "1.3" in lying_open(world)
    assert other.pk


def test_the_survey_lies_open_once_there_is_one(world: World) -> None:
    """Without any value of survey or satisfaction those leaves leave the maximum: nobody has to decide them."""
    assert not {"2.7", "2.8"} & set(counting_leaves(world.round))
    world.supply("STC")
    assert {"2.7", "2.8"} <= lying_open(world)
    assert not {"2.7", "2.8"} & lying_open(world, "STC")


# Rows ---------------------------------------------------------------------------------------------------------------
def test_the_head_settles_an_open_row(world: World) -> None:
    world.adjust("1.3", {"on_time": "40"})
    world.flag("1.3")
    found = world.settle("1.3", {"on_time": "46"})
    assert (found.figures, found.points, found.state, found.settled_by) == (
        {"on_time": "46"},
        "2",
        "scored",
        world.head,
    )
    assert "1.3" not in lying_open(world)
    event = AuditEvent.objects.get(action="appraisals.row_settled")
    assert (event.facts["unit"], event.facts["leaf"], event.note) == ("SXD", "1.3", "Tổ thẩm định thống nhất")
    # Changed again, told to the trail; said again alike, nothing.
    assert world.settle("1.3", {"points": "0.5"}).version == 2
    assert world.settle("1.3", {"points": "0.5"}).version == 2
    # Only the head changes it from now on, also where both windows are open for the unit.
    facts: dict[str, Any] = {"kind": WindowKind.APPRAISAL, "reason": "Lũ", "by": world.coordinator, "at": SETTLING}
    extend(world.sheet().participant, id=uuid.uuid4(), until=SETTLING + timedelta(days=1), **facts)
    with pytest.raises(Refused, match="only the head of the appraisal team changes it"):
        world.confirm("1.3", at=SETTLING)
    assert world.confirm("1.1", at=SETTLING).points == "10"


def test_what_was_said_so_far_stands(world: World) -> None:
    world.adjust("1.4", {"points": "7"})
    assert world.settle("1.4").points == "7"
    # Nobody marked it: the claim stands.
    assert world.settle("1.1").points == "10"
    for leaf in ("2.5", "2.6", "2.7"):
        with pytest.raises(Refused, match="still have no value"):
            world.settle(leaf)
    assert world.settle("2.5", {"points": "3"}).figures == {"points": "3", "reason": "Tổ thẩm định thống nhất"}
    assert world.settle("2.6", {"on_time": "9", "total": "10"}).points == "9"
    assert world.settle("2.7", {"q1": "0.5", "q2": "0.7"}).points == "6"


def test_a_settlement_of_what_was_supplied_takes_its_place(world: World) -> None:
    world.supply("SXD")
    assert world.settle("2.7").points == "7"
    assert world.settle("2.7", {"points": "5"}).points == "5"
    assert world.settle("2.7", {"not_arising": "yes"}).state == "not_arising"


def test_a_settlement_is_refused_beside_its_cause(world: World) -> None:
    for figures, more, field in (
        ({"points": "0"}, {"reason": ""}, "reason"),
        ({"points": "99"}, {}, "figures.points"),
        ({"speed": "1"}, {}, "figures.speed"),
        ({"on_time": "0", "total": "0", "not_arising": "no"}, {}, "figures.not_arising"),
    ):
        with pytest.raises(Refused) as refusal:
            world.settle("1.3", figures, **more)
        assert refusal.value.field == field
    with pytest.raises(Refused, match="“Settlement” opens at"):
        world.settle("1.3", {"points": "1"}, at=APPRAISING)
    world.exclude("1.4")
    with pytest.raises(Refused, match="nothing to settle"):
        world.settle("1.4", {"points": "1"})
    world.send_back("1.3")
    with pytest.raises(Refused, match="sent back for supplement"):
        world.settle("1.3", {"points": "1"})
    assert not Settlement.objects.exists()


def test_a_stale_settlement_is_refused(world: World) -> None:
    mark = world.confirm("1.3")
    world.adjust("1.3", {"on_time": "40"})
    with pytest.raises(Stale, match="marked in the meantime"):
        world.settle("1.3", mark_version=mark.version)
    world.settle("1.3", {"points": "1"}, mark_version=2)
    with pytest.raises(Stale) as stale:
        world.settle("1.3", {"points": "2"}, version=0)
    assert stale.value.current["figures"] == {"points": "1"}


# Sheets -------------------------------------------------------------------------------------------------------------
def test_a_sheet_without_open_rows_is_settled(world: World) -> None:
    with pytest.raises(RowsOpen, match="12 rows of Sở Xây dựng still lie open"):
        settle_sheet(world)
    world.mark_all()
    world.flag("1.1")
    with pytest.raises(RowsOpen, match="1 row of Sở Xây dựng still lies open"):
        settle_sheet(world)
    world.settle("1.1")
    sheet = settle_sheet(world)
    assert (sheet.state, sheet.settled_by, sheet.settled_at) == (SheetState.SETTLED, world.head, SETTLING)
    assert settle_sheet(world).settled_at == SETTLING
    with pytest.raises(Refused, match="is settled"):
        world.settle("1.2", {"points": "1"})


def test_sheets_of_a_round_are_settled_together(world: World) -> None:
    for code in ("SXD", "STC"):
        world.mark_all("SXD") if code == "SXD" else None
    found = actions.settle_sheets(world.round, by=world.head, at=SETTLING)
    assert [sheet.unit.code for sheet in found.settled] == ["SXD"]
    reasons = {sheet.unit.code: reason for sheet, reason in found.left}
    assert "still lie open" in reasons["STC"]
    assert "nobody settles for their own unit" in reasons["SNV"]
    assert actions.settle_sheets(world.round, by=world.head, at=SETTLING).settled == []


def test_a_sheet_out_for_supplement_is_not_settled(world: World) -> None:
    world.mark_all()
    world.send_back("1.3")
    with pytest.raises(Refused, match="out for supplement"):
        settle_sheet(world)
    with pytest.raises(Refused, match="“Settlement” opens at"):
        settle_sheet(world, at=APPRAISING)


@pytest.fixture
def held() -> Iterator[set[int]]:
    """Sheets that an app above holds, as it would say itself."""
    sheets: set[int] = set()

    def hold(sheet: Sheet, at: datetime) -> Verdict:
        return no("An approved result holds it.") if sheet.pk in sheets else YES

    rules.held_by(hold)
    rules.held_by(hold)
    yield sheets
    # Registered twice, it was asked once.
    rules._held_by.remove(hold)
    assert hold not in rules._held_by


def test_a_settlement_is_taken_back(world: World, held: set[int]) -> None:
    world.mark_all()
    settle_sheet(world)
    facts: dict[str, Any] = {"by": world.head, "at": SETTLING + timedelta(days=1)}
    with pytest.raises(Refused, match="reason"):
        actions.reopen_settlement(world.sheet(), reason=" ", **facts)
    held.add(world.sheet().pk)
    with pytest.raises(Refused, match="An approved result holds it"):
        actions.reopen_settlement(world.sheet(), reason="Có khiếu nại", **facts)
    held.clear()
    with pytest.raises(Refused, match="closed at"):
        actions.reopen_settlement(world.sheet(), reason="Muộn", by=world.head, at=SETTLING + timedelta(days=60))
    sheet = actions.reopen_settlement(world.sheet(), reason="Có khiếu nại", **facts)
    assert (sheet.state, sheet.settled_at, sheet.settled_by) == (SheetState.SUBMITTED, None, None)
    world.settle("1.3", {"points": "2"}, at=facts["at"])
    assert settle_sheet(world, at=facts["at"]).state == SheetState.SETTLED
    with pytest.raises(Refused):
        actions.reopen_settlement(world.sheet("STC"), reason="x", **facts)


# Adjustments --------------------------------------------------------------------------------------------------------
def adjustment(world: World, **more: Any) -> Adjustment:
    facts: dict[str, Any] = {"id": uuid.uuid4(), "kind": AdjustmentKind.DEDUCTION, "code": "1", "points": "0.50"}
    facts |= {"reason": "Báo cáo chậm", "by": world.head, "at": SETTLING, **more}
    return actions.make_adjustment(world.sheet(), **facts)


def test_points_are_taken_from_a_field(world: World) -> None:
    made = adjustment(world)
    assert (made.points, made.cases, made.code) == ("0.5", None, "1")
    assert adjustment(world, id=made.pk, points="3").points == "0.5"
    with pytest.raises(Refused, match="counted for this unit already"):
        adjustment(world)
    taken = actions.withdraw_adjustment(made, reason="Nhầm", by=world.head, at=SETTLING)
    assert taken.withdrawn_reason == "Nhầm"
    with pytest.raises(Refused, match="taken back already"):
        actions.withdraw_adjustment(made, reason="Nhầm", by=world.head, at=SETTLING)
    assert adjustment(world, points="1").points == "1"
    assert [
        event.action for event in AuditEvent.objects.filter(action__contains="adjustment").order_by("sequence")
    ] == [
        "appraisals.adjustment_made",
        "appraisals.adjustment_withdrawn",
        "appraisals.adjustment_made",
    ]


def test_cases_of_bonus_and_penalty_items_are_counted(world: World) -> None:
    bonus = adjustment(world, kind=AdjustmentKind.BONUS, code="T1", cases=2, points="9")
    penalty = adjustment(world, kind=AdjustmentKind.PENALTY, code="P1", cases=1)
    assert [(each.code, each.cases, each.points) for each in (bonus, penalty)] == [("T1", 2, ""), ("P1", 1, "")]
    for kind, code, cases, field in (
        (AdjustmentKind.BONUS, "P1", 1, "code"),
        (AdjustmentKind.PENALTY, "P1", 1, "code"),
        (AdjustmentKind.BONUS, "T2", 1, "code"),
    ):
        with pytest.raises(Refused) as refusal:
            adjustment(world, kind=kind, code=code, cases=cases)
        assert refusal.value.field == field
    actions.withdraw_adjustment(bonus, reason="Nhầm", by=world.head, at=SETTLING)
    for cases in (None, 0, -1, 100_000):
        with pytest.raises(Refused) as refusal:
            adjustment(world, kind=AdjustmentKind.BONUS, code="T1", cases=cases)
        assert refusal.value.field == "cases"


def test_an_adjustment_is_refused_beside_its_cause(world: World) -> None:
    world.exclude("2")
    for more, field in (
        ({"code": "9"}, "code"),
        ({"code": "1.3"}, "code"),
        ({"code": "2"}, "code"),
        ({"points": "0"}, "points"),
        ({"points": "-1"}, "points"),
        ({"points": "x"}, "points"),
        ({"points": "40.5"}, "points"),
        ({"reason": ""}, "reason"),
        ({"kind": AdjustmentKind.BONUS, "code": "B1", "cases": 1}, "code"),
    ):
        with pytest.raises(Refused) as refusal:
            adjustment(world, **more)
        assert refusal.value.field == field, more
    with pytest.raises(Refused, match="opens at"):
        adjustment(world, at=APPRAISING)
    assert not Adjustment.objects.exists()


# The database itself ------------------------------------------------------------------------------------------------
def test_the_database_keeps_what_was_said(world: World) -> None:
    mark, settled, made = world.confirm("1.3"), world.settle("1.3"), adjustment(world)
    for row in (mark, settled, made):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()
    for values in (
        {"decision": "adjusted"},
        {"decision": "sent_back", "reason_code": "other"},
        {"decision": "supplied"},
        {"flagged": True},
        {"flag_reason": "x"},
        {"decision": "liked"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mark.objects.filter(pk=mark.pk).update(**values)
