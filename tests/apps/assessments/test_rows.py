"""A row saved by itself: by whom, when, what of it, and what a save costs."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.assessments import actions
from parindex.assessments.claims import NotReadable
from parindex.assessments.enums import RowState
from parindex.assessments.models import Answer, Comment
from parindex.engine import State
from parindex.kernel.models import AuditEvent
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.enums import Role
from parindex.people.models import Account
from parindex.programmes import actions as programmes
from parindex.programmes.enums import WindowKind
from parindex.programmes.models import Participant
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import CLAIMS, CLOSES, OPENS, fill_in

pytestmark = pytest.mark.usefixtures("in_english")


def save(world: World, leaf: str, figures: dict[str, str], *, at: datetime = NOW, **more: Any) -> Answer:
    row = world.row(leaf, more.pop("code", "STC"))
    facts = {"explanation": "", "version": row.version, "by": world.officer} | more
    return actions.save_row(row, figures=figures, at=at, **facts)


def test_rows_are_called_as_the_engine_calls_them() -> None:
    assert set(RowState.values) == {state.value for state in State if state is not State.NO_SURVEY}


def test_every_kind_is_saved_with_its_points(world: World) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    rows = {row.leaf: row for row in world.sheet().answers.all()}
    for leaf, (figures, points) in CLAIMS.items():
        row = rows[leaf]
        assert (row.figures, row.points, row.state) == (figures, points, "scored"), leaf
        assert (row.saved_at, row.saved_by, row.version) == (NOW, world.officer, 2)
    assert AuditEvent.objects.filter(action="assessments.row_saved").count() == len(CLAIMS)


def test_a_save_tells_what_differed(world: World) -> None:
    save(world, "1.3", {"on_time": "45", "total": "50"})
    save(world, "1.3", {"on_time": "46", "total": "50"}, explanation="Số liệu từ Cổng\r\ndịch vụ công")
    first, second = AuditEvent.objects.filter(action="assessments.row_saved").order_by("sequence")
    assert first.facts == {
        "figures": ["", "on_time = 45, total = 50"],
        "points": ["0", "1"],
        "row_state": ["missing", "scored"],
    }
    assert second.facts == {
        "figures": ["on_time = 45, total = 50", "on_time = 46, total = 50"],
        "explanation": ["", "Số liệu từ Cổng\ndịch vụ công"],
        "points": ["1", "2"],
    }
    assert second.subject_name == "1.3 – Sở Tài chính – Đợt R-1"


def test_incomplete_figures_are_kept_and_state_that_the_value_is_missing(world: World) -> None:
    row = save(world, "1.3", {"on_time": " 45 ", "total": ""})
    assert (row.figures, row.points, row.state) == ({"on_time": "45"}, "0", "missing")
    row = save(world, "1.3", {"on_time": "0", "total": "0"})
    assert row.state == "not_arising"
    row = save(world, "1.2", {"enough": "no", "on_time": "yes", "not_arising": "no"})
    assert (row.figures, row.points, row.state) == ({"enough": "no", "on_time": "yes"}, "0", "scored")
    row = save(world, "1.2", {"not_arising": "yes"})
    assert (row.figures, row.state) == ({"not_arising": "yes"}, "not_arising")


def test_faults_stand_beside_their_inputs_and_nothing_is_saved(world: World) -> None:
    with pytest.raises(NotReadable) as refused:
        save(world, "1.3", {"on_time": "bốn lăm", "total": "-1"})
    assert set(refused.value.faults) == {"figures.on_time", "figures.total"}
    assert refused.value.field in refused.value.faults
    assert "bốn lăm" in refused.value.faults["figures.on_time"]
    with pytest.raises(NotReadable, match="does not ask for “points”"):
        save(world, "1.3", {"points": "2"})
    with pytest.raises(NotReadable, match="does not ask for “reason”"):
        save(world, "1.3", {"on_time": "1", "total": "1", "reason": "x"})
    with pytest.raises(NotReadable) as off:
        save(world, "2.4", {"points": "4.3"})
    assert list(off.value.faults) == ["figures.points"]
    for text, reason in (("x" * 5001, "At most 5000"), ("a\x00b", "cannot be shown")):
        with pytest.raises(Refused, match=reason) as wrong:
            save(world, "1.3", {}, explanation=text)
        assert wrong.value.field == "explanation"
    assert world.row("1.3").version == 1
    assert not AuditEvent.objects.filter(action="assessments.row_saved").exists()


def test_a_stale_save_shows_both_values_and_the_same_again_changes_nothing(world: World) -> None:
    save(world, "1.3", {"on_time": "45", "total": "50"}, explanation="Một")
    with pytest.raises(Stale) as stale:
        save(world, "1.3", {"on_time": "44", "total": "50"}, explanation="Hai", version=1)
    assert stale.value.current == {"figures.on_time": "45", "explanation": "Một"}
    assert stale.value.yours == {"figures.on_time": "44", "explanation": "Hai"}
    assert stale.value.version == 2
    again = save(world, "1.3", {"on_time": "45", "total": "50"}, explanation="Một", version=1)
    assert again.version == 2
    assert AuditEvent.objects.filter(action="assessments.row_saved").count() == 1


def test_a_row_to_look_at_again_is_looked_at_when_it_is_saved(world: World) -> None:
    save(world, "1.3", {"on_time": "45", "total": "50"})
    Answer.objects.filter(leaf="1.3").update(look_again=True)
    row = save(world, "1.3", {"on_time": "45", "total": "50"}, version=1)
    assert (row.look_again, row.version) == (False, 3)
    assert AuditEvent.objects.filter(action="assessments.row_saved").latest("sequence").facts == {
        "look_again": [True, False]
    }


@pytest.mark.parametrize("role", Role)
def test_only_the_units_officers_and_leader_save(world: World, role: Role) -> None:
    keeps = role in {Role.UNIT_OFFICER, Role.UNIT_LEADER}
    for by, allowed in ((world.account(role, "STC"), keeps), (world.account(role, "SNV"), False)):
        figures = {"ideas": str(by.pk)}
        if allowed:
            assert save(world, "2.1", figures, by=by).figures == figures
            continue
        with pytest.raises(NotAllowed, match="officers and the leader of Sở Tài chính"):
            save(world, "2.1", figures, by=by)
        with pytest.raises(NotAllowed, match="officers and the leader"):
            actions.add_comment(world.row("2.1"), number=uuid.uuid4(), text="x", by=by, at=NOW)


@pytest.mark.parametrize(
    ("leaf", "reason"),
    [
        ("2.5", "appraising agency gives this value"),
        ("2.6", "imported for all units at once"),
        ("2.7", "comes from the survey"),
        ("2.8", "measurement of satisfaction"),
        ("2.9", "result of another round"),
    ],
)
def test_what_others_give_is_locked(world: World, leaf: str, reason: str) -> None:
    with pytest.raises(NotAllowed, match=reason):
        save(world, leaf, {"points": "1"})


def test_excluded_nodes_are_locked_until_the_decision_is_withdrawn(world: World) -> None:
    made = world.exclude("2")
    world.exclude("1.3", "SNV")
    with pytest.raises(NotAllowed, match="Excluded for this unit by 15/QĐ-UBND"):
        save(world, "2.1", {"ideas": "1"})
    assert save(world, "1.3", {"on_time": "1", "total": "2"}).state == "scored"
    programmes.withdraw_exclusion(made, reason="Nhầm", by=world.coordinator, at=NOW)
    assert save(world, "2.1", {"ideas": "1"}).points == "0.5"


def test_the_window_decides_by_the_moment_and_an_extension_moves_its_end(world: World) -> None:
    figures, last = {"ideas": "1"}, CLOSES - timedelta(seconds=1)
    with pytest.raises(NotAllowed, match="opens at"):
        save(world, "2.1", figures, at=OPENS - timedelta(seconds=1))
    assert save(world, "2.1", {"ideas": "2"}, at=OPENS)
    assert save(world, "2.1", {"ideas": "3"}, at=last)
    with pytest.raises(NotAllowed, match=r"closed at .* UBND tỉnh Bắc Kạn can extend it for Sở Tài chính"):
        save(world, "2.1", figures, at=CLOSES)
    member = Participant.objects.select_related("round").get(round=world.round, unit__code="STC")
    given = programmes.extend(
        member,
        id=uuid.uuid4(),
        kind=WindowKind.SELF_ASSESSMENT,
        until=CLOSES + timedelta(days=2),
        reason="Lũ",
        by=world.coordinator,
        at=CLOSES,
    )
    assert save(world, "2.1", {"ideas": "4"}, at=CLOSES + timedelta(days=1))
    other = world.account(Role.UNIT_OFFICER, "SNV")
    with pytest.raises(NotAllowed, match="closed at"):
        save(world, "2.1", figures, at=CLOSES + timedelta(days=1), code="SNV", by=other)
    programmes.revoke_extension(given, reason="Đã nộp", by=world.coordinator, at=CLOSES + timedelta(days=1))
    with pytest.raises(NotAllowed, match="closed at"):
        save(world, "2.1", figures, at=CLOSES + timedelta(days=1))


def test_a_closed_round_stays_as_it_is(world: World) -> None:
    later = datetime(2024, 4, 1, tzinfo=NOW.tzinfo)
    programmes.close(world.round, note="1/QĐ-UBND", by=world.coordinator, at=later)
    with pytest.raises(NotAllowed, match="The round is closed"):
        save(world, "2.1", {"ideas": "1"}, at=NOW)


def test_a_role_that_ended_saves_nothing(world: World) -> None:
    officer = Account.objects.get(pk=world.officer.pk)
    with pytest.raises(NotAllowed, match="officers and the leader"):
        save(world, "2.1", {"ideas": "1"}, by=officer, at=datetime(2022, 12, 5, tzinfo=NOW.tzinfo))


def test_a_remark_sent_twice_stands_once_and_the_trail_keeps_it_inside_the_unit(world: World) -> None:
    row, number = world.row("1.1"), uuid.uuid4()
    facts: dict[str, Any] = {"number": number, "text": " Xem lại \r\n số liệu ", "by": world.leader, "at": NOW}
    made = actions.add_comment(row, **facts)
    assert actions.add_comment(row, **facts) == made
    assert Comment.objects.get().text == "Xem lại \n số liệu"
    event = AuditEvent.objects.get(action="assessments.comment_added")
    assert (event.facts, event.note) == ({}, "")
    for text, reason in ((" \n", "write something"), ("x" * 2001, "At most 2000")):
        with pytest.raises(Refused, match=reason) as refused:
            actions.add_comment(row, number=uuid.uuid4(), text=text, by=world.leader, at=NOW)
        assert refused.value.field == "text"
    assert world.row("1.1").version == 1


def test_a_save_costs_the_same_however_many_sheets_there_are(world: World) -> None:
    row, by = world.row("1.3"), Account.objects.get(pk=world.officer.pk)
    save(world, "1.1", {"choice": "yes"})
    with CaptureQueriesContext(connection) as queries:
        actions.save_row(
            row, figures={"on_time": "45", "total": "50"}, explanation="", version=row.version, by=by, at=NOW
        )
    said = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
    # The row under its lock; sheet with unit, round, set and window; exclusions; grants; the row; the trail's head,
    # event and head.
    assert len(said) == 8
