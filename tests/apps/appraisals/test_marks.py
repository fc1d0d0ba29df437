"""Marks, one by one: what each says, what the engine makes of it, and everything that is refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.appraisals import actions
from parindex.appraisals.enums import Decision
from parindex.appraisals.models import Mark
from parindex.assessments import actions as assessments
from parindex.assessments.claims import NotReadable
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Sheet
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.enums import Role
from parindex.programmes.actions import extend, withdraw_exclusion
from parindex.programmes.enums import WindowKind
from tests.apps.appraisals.conftest import APPRAISING, DEADLINE, REASON, SETTLING, World


def told(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=f"appraisals.{action}").latest("sequence")


def test_a_claim_is_confirmed(world: World) -> None:
    mark = world.confirm("1.4")
    assert (mark.decision, mark.points, mark.state, mark.figures) == (Decision.CONFIRMED, "8/3", "scored", {})
    assert (mark.agency, mark.marked_by, mark.marked_at) == (world.province["SNV"], world.snv, APPRAISING)
    assert mark.answer_version == world.row("1.4").handed_version
    event = told("confirmed")
    assert event.facts["decision"] == ["", "confirmed"]
    assert event.facts["points"] == ["0", "8/3"]
    assert (event.facts["unit"], event.facts["leaf"], event.facts["agency"]) == ("SXD", "1.4", "SNV")


def test_a_single_mark_takes_twelve_statements_at_most(world: World) -> None:
    versions, row = world.versions("1.3"), world.row("1.3")
    world.exclude("2.3")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        actions.confirm(row, **versions, by=world.snv, at=APPRAISING)
    assert len(queries) <= 12, [query["sql"][:100] for query in queries]
    versions = world.versions("1.3")
    with CaptureQueriesContext(connection) as queries:
        actions.adjust(row, figures={"on_time": "40"}, **REASON, **versions, by=world.snv, at=APPRAISING)
    assert len(queries) <= 12, [query["sql"][:100] for query in queries]


def test_a_claim_is_adjusted(world: World) -> None:
    for leaf, figures, points, state in (
        ("1.1", {"choice": "no"}, "0", "scored"),
        ("1.3", {"on_time": "46"}, "2", "scored"),
        ("1.3", {"on_time": "0", "total": "0"}, "0", "not_arising"),
        ("1.4", {"points": "7.5"}, "7.5", "scored"),
        ("1.4", {"not_arising": "yes"}, "0", "not_arising"),
        ("2.4", {"points": "3"}, "3", "scored"),
    ):
        mark = world.adjust(leaf, figures)
        assert (mark.decision, mark.points, mark.state) == (Decision.ADJUSTED, points, state)
        assert {name: mark.figures[name] for name in figures} == figures
        assert (mark.reason_code, mark.reason) == (REASON["reason_code"], REASON["reason"])
        assert told("adjusted").note == REASON["reason"]


def test_a_judgement_keeps_its_reason_among_the_figures(world: World) -> None:
    assert world.adjust("2.4", {"points": "3"}).figures == {"points": "3", "reason": REASON["reason"]}
    assert world.adjust("1.4", {"points": "3"}).figures == {"points": "3"}


def test_an_adjustment_is_refused_beside_its_cause(world: World) -> None:
    cases: list[tuple[dict[str, str], dict[str, Any], str, str]] = [
        ({}, {}, "figures", "Enter figures or points."),
        ({"on_time": ""}, {}, "figures", "Enter figures or points."),
        ({"on_time": "45", "total": "50"}, {}, "figures", "the unit's own figures"),
        ({"on_time": "40"}, {"reason": " "}, "reason", "Please give the reason."),
        ({"on_time": "40"}, {"reason_code": ""}, "reason_code", "Choose a reason."),
        ({"on_time": "40"}, {"reason_code": "whim"}, "reason_code", "Choose a reason."),
        ({"on_time": "40"}, {"reason": "x" * 2001}, "reason", "At most 2000"),
        ({"on_time": "-1"}, {}, "figures.on_time", "may not be negative"),
        ({"points": "3"}, {}, "figures.points", "3"),
        ({"speed": "3"}, {}, "figures.speed", "speed"),
        ({"points": "1", "not_arising": "yes"}, {}, "figures.not_arising", ""),
        ({"on_time": "0", "total": "0", "not_arising": "no"}, {}, "figures.not_arising", "nothing arises"),
    ]
    for figures, more, field, said in cases:
        with pytest.raises(Refused) as refusal:
            world.adjust("1.3", figures, **more)
        assert refusal.value.field == field
        assert said in str(refusal.value)
    assert not Mark.objects.exists()
    assert not AuditEvent.objects.filter(action__startswith="appraisals").exists()


def test_every_wrong_figure_is_named(world: World) -> None:
    with pytest.raises(NotReadable) as refusal:
        world.adjust("1.3", {"on_time": "a", "total": "-2"})
    assert refusal.value.faults.keys() == {"figures.on_time", "figures.total"}


def test_a_claim_that_nothing_arose_is_confirmed_or_refused(world: World) -> None:
    world.send_back("1.3")
    world.supplement("1.3", {"not_arising": "yes"})
    mark = world.confirm("1.3")
    assert (mark.state, mark.points) == ("not_arising", "0")
    # Refused without a value: the row is missing one, which somebody has to settle.
    mark = world.adjust("1.3", {"not_arising": "no"}, reason_code="did_arise")
    assert (mark.state, mark.decision) == ("missing", Decision.ADJUSTED)
    mark = world.adjust("1.3", {"not_arising": "no", "points": "0"}, reason_code="did_arise")
    assert (mark.state, mark.points) == ("scored", "0")
    assert world.adjust("1.3", {"on_time": "46", "total": "50"}).points == "2"


def test_a_leaf_of_the_appraisers_own_has_no_claim(world: World) -> None:
    row = world.row("2.5")
    with pytest.raises(Refused, match="enter the value"):
        world.confirm("2.5")
    with pytest.raises(Refused, match="nothing to send back"):
        world.send_back("2.5")
    # A judgement always states its reason; the code needs not be chosen.
    with pytest.raises(Refused) as refusal:
        world.adjust("2.5", {"points": "4"}, reason_code="", reason="")
    assert refusal.value.field == "reason"
    mark = world.adjust("2.5", {"points": "4"}, reason_code="", reason="Chấp hành tốt")
    assert (mark.points, mark.reason_code, row.handed_figures) == ("4", "other", {})


def test_what_comes_with_a_table_is_not_marked_by_hand(world: World) -> None:
    for leaf in ("2.6", "2.7", "2.8", "2.9"):
        with pytest.raises(Refused, match="nobody marks it by hand"):
            world.adjust(leaf, {"points": "1"})


def test_a_row_excluded_by_decision_needs_no_mark(world: World) -> None:
    excluded = world.exclude("1")
    with pytest.raises(Refused, match="15/QĐ-UBND: there is nothing to mark"):
        world.confirm("1.3")
    # What was excluded comes back: the claim that was handed in is marked as any other.
    withdraw_exclusion(excluded, reason="Nhầm", by=world.coordinator, at=APPRAISING)
    assert world.confirm("1.3").points == "1"


# Sent back ----------------------------------------------------------------------------------------------------------
def test_a_row_is_sent_back_and_comes_again(world: World) -> None:
    world.confirm("1.4")
    mark = world.send_back("1.3")
    row = world.row("1.3")
    assert (mark.decision, row.reopened_until, row.reopened_note) == (Decision.SENT_BACK, DEADLINE, REASON["reason"])
    assert world.sheet().state == SheetState.RETURNED
    assert told("sent_back").facts["until"] == "2024-01-20 10:00"
    # The rest of the sheet stays under appraisal; the row itself waits.
    world.confirm("1.2")
    with pytest.raises(Refused, match="sent back for supplement until"):
        world.confirm("1.3")
    world.supplement("1.3", {"on_time": "49", "total": "50"})
    assert world.sheet().state == SheetState.SUBMITTED
    mark = world.confirm("1.3")
    assert (mark.points, mark.answer_version) == ("2", world.row("1.3").handed_version)
    assert world.mark("1.4").points == "8/3"  # type: ignore[union-attr]


def test_a_half_done_supplement_is_not_seen(world: World) -> None:
    world.confirm("1.3")
    world.send_back("1.3")
    row = world.row("1.3")
    officer = world.account(Role.UNIT_OFFICER, "SXD")
    assessments.save_row(
        row, figures={"on_time": "50", "total": "50"}, explanation="", version=row.version, by=officer, at=APPRAISING
    )
    assessments.take_back_reopening(world.row("1.3"), by=world.snv, at=APPRAISING)
    assert world.confirm("1.3").points == "1"


def test_a_row_is_sent_back_for_a_reason_and_in_time(world: World) -> None:
    for more, field in (
        ({"reason": ""}, "reason"),
        ({"reason_code": ""}, "reason_code"),
        ({"until": APPRAISING}, "until"),
        ({"until": SETTLING}, "until"),
    ):
        with pytest.raises(Refused) as refusal:
            world.send_back("1.3", **more)
        assert refusal.value.field == field
    assert not Mark.objects.exists()
    assert world.sheet().state == SheetState.SUBMITTED


# Flagged ------------------------------------------------------------------------------------------------------------
def test_a_flag_stays_whatever_is_decided(world: World) -> None:
    world.adjust("1.3", {"on_time": "40"})
    mark = world.flag("1.3")
    assert (mark.flagged, mark.decision, mark.reason) == (True, Decision.ADJUSTED, REASON["reason"])
    assert told("flagged").note == "Cần họp Tổ thẩm định"
    mark = world.confirm("1.3")
    assert (mark.flagged, mark.decision) == (True, Decision.CONFIRMED)
    mark = actions.unflag(world.row("1.3"), reason="Đã rõ", **world.versions("1.3"), by=world.snv, at=APPRAISING)
    assert (mark.flagged, mark.flag_reason, mark.decision) == (False, "", Decision.CONFIRMED)
    assert told("unflagged").note == "Đã rõ"


def test_a_row_that_nobody_marked_is_flagged(world: World) -> None:
    mark = world.flag("1.3")
    assert (mark.decision, mark.flagged, mark.answer_version) == (Decision.UNDECIDED, True, None)
    assert world.confirm("1.3").decision == Decision.CONFIRMED
    with pytest.raises(Refused, match="Please give the reason"):
        world.flag("1.2", reason="")
    with pytest.raises(Refused, match="not flagged"):
        actions.unflag(world.row("1.1"), reason="x", **world.versions("1.1"), by=world.snv, at=APPRAISING)


# Two versions -------------------------------------------------------------------------------------------------------
def test_a_stale_mark_shows_both_values(world: World) -> None:
    read = world.versions("1.3")
    world.adjust("1.3", {"on_time": "40"})
    with pytest.raises(Stale) as stale:
        world.adjust("1.3", {"points": "0"}, **read)
    assert stale.value.current["figures"] == {"on_time": "40"}
    assert stale.value.yours["figures"] == {"points": "0"}
    assert stale.value.version == 1
    with pytest.raises(Stale):
        actions.confirm(world.row("1.3"), **read, by=world.snv, at=APPRAISING)
    assert world.mark("1.3").figures == {"on_time": "40"}  # type: ignore[union-attr]


def test_a_mark_on_what_was_supplemented_since_is_stale(world: World) -> None:
    world.confirm("1.3")
    world.send_back("1.3")
    read = world.versions("1.3")
    world.supplement("1.3", {"on_time": "49", "total": "50"})
    with pytest.raises(Stale, match="supplemented"):
        actions.confirm(world.row("1.3"), **read, by=world.snv, at=APPRAISING)


def test_sent_twice_it_stands_once(world: World) -> None:
    read = world.versions("1.3")
    for _ in range(2):
        mark = actions.confirm(world.row("1.3"), **read, by=world.snv, at=APPRAISING)
    assert mark.version == 1
    assert AuditEvent.objects.filter(action="appraisals.confirmed").count() == 1


# Windows ------------------------------------------------------------------------------------------------------------
def test_marks_only_while_the_appraisal_is_open(world: World) -> None:
    for at in (APPRAISING - timedelta(days=20), SETTLING):
        with pytest.raises(Refused, match=r"“Appraisal” (opens|closed) at"):
            world.confirm("1.3", at=at)
    member = world.sheet().participant
    facts = {"kind": WindowKind.APPRAISAL, "reason": "Lũ", "by": world.coordinator, "at": APPRAISING}
    extend(member, id=uuid.uuid4(), until=SETTLING + timedelta(days=1), **facts)
    assert world.confirm("1.3", at=SETTLING).points == "1"
    # For that unit alone.
    with pytest.raises(Refused, match="closed at"):
        world.confirm("1.3", "STC", at=SETTLING)


def test_marks_only_what_was_handed_in(world: World) -> None:
    sheet = world.sheet()
    Sheet.objects.filter(pk=sheet.pk).update(
        state=SheetState.DRAFT, submissions_count=0, submitted_at=None, submitted_by=None
    )
    with pytest.raises(Refused, match="has not handed its score sheet in"):
        world.confirm("1.3")


def test_who_is_not_asked_is_refused_as_a_person(world: World) -> None:
    with pytest.raises(NotAllowed, match="appraised by Sở Nội vụ"):
        world.confirm("1.3", by=world.stc)
