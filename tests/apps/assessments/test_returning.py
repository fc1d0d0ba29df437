"""Single rows sent back and handed in again; settling; every state × step × role."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from parindex.assessments import actions
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Citation, Sheet, Submission
from parindex.assessments.queries.review import review
from parindex.assessments.workflow import WORKFLOW
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.kernel.workflow import move
from parindex.people.enums import Role
from parindex.people.models import Account
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import CLOSES, fill_in

pytestmark = pytest.mark.usefixtures("in_english")

#: While the appraisal runs.
LATER = CLOSES + timedelta(days=10)
UNTIL = LATER + timedelta(days=5)


def submitted(world: World) -> Sheet:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    actions.submit(world.sheet(), version=1, by=world.leader, at=NOW)
    return world.sheet()


def reopen(world: World, leaf: str, **more: Any) -> Answer:
    by = world.account(Role.APPRAISER)
    return actions.reopen(world.row(leaf), **{"until": UNTIL, "note": "Thiếu văn bản", "by": by, "at": LATER} | more)


def save(world: World, leaf: str, figures: dict[str, str], at: datetime = LATER) -> Answer:
    row = world.row(leaf)
    return actions.save_row(row, figures=figures, explanation="", version=row.version, by=world.officer, at=at)


def submit(world: World, at: datetime = LATER) -> Submission:
    sheet = world.sheet()
    return actions.submit(sheet, version=sheet.version, by=world.leader, at=at)


def test_one_row_is_supplemented_and_the_rest_stays_locked(world: World) -> None:
    submitted(world)
    row = reopen(world, "2.1")
    sheet = world.sheet()
    assert (sheet.state, sheet.version) == ("returned", 3)
    assert (row.reopened_until, row.reopened_note) == (UNTIL, "Thiếu văn bản")
    with pytest.raises(NotAllowed, match="was not sent back"):
        save(world, "2.2", {"late": "0"})
    save(world, "2.1", {"ideas": "4"})
    # What was handed in is what appraisers read until the unit hands in again.
    assert world.row("2.1").handed_figures == {"ideas": "3"}
    found = review(world.sheet())
    assert ([field.code for field in found.fields], found.rows) == (["2"], 1)
    made = submit(world)
    assert made.number == 2
    row, other = world.row("2.1"), world.row("2.2")
    assert (row.handed_figures, row.handed_points, row.handed_version) == ({"ideas": "4"}, "2", 3)
    assert (row.reopened_until, row.reopened_note, row.reopened_by) == (None, "", None)
    assert (other.handed_figures, other.handed_version) == ({"late": "2"}, 2)
    kept = {entry["leaf"]: entry for entry in json.loads(made.document)["rows"]}
    assert (kept["2.1"]["points"], kept["2.2"]["points"], len(kept)) == ("2", "4.5", 14)
    assert [s.number for s in Submission.objects.order_by("number")] == [1, 2]
    assert AuditEvent.objects.filter(action="assessments.submit").latest("sequence").facts["rows"] == 1
    assert verify().first_break is None


def test_evidence_of_a_supplement(world: World) -> None:
    row, first, second = world.row("1.2"), world.document("Báo cáo"), world.document("Kế hoạch")
    facts: dict[str, Any] = {"sections": "", "pages": "", "version": None, "by": world.officer}
    old = actions.cite(row, first, at=NOW, **facts)
    submitted(world)
    reopen(world, "1.2")
    actions.withdraw_citation(old, version=None, by=world.officer, at=LATER)
    old.refresh_from_db()
    assert (old.handed_in, old.withdrawn_at, old.withdrawn_in) == (1, LATER, None)
    new = actions.cite(row, second, at=LATER, **facts)
    made = submit(world)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.withdrawn_in, new.handed_in) == (2, 2)
    kept = {entry["leaf"]: entry for entry in json.loads(made.document)["rows"]}
    assert [entry["title"] for entry in kept["1.2"]["citations"]] == ["Kế hoạch"]


def test_what_is_sent_back_says_what_is_asked_for_and_until_when(world: World) -> None:
    with pytest.raises(Refused, match="only while the score sheet is submitted"):
        reopen(world, "2.1")
    submitted(world)
    for wrong, field in [({"note": " "}, "note"), ({"until": LATER}, "until")]:
        with pytest.raises(Refused) as refused:
            reopen(world, "2.1", **wrong)
        assert refused.value.field == field
    with pytest.raises(Refused, match="appraising agency gives"):
        reopen(world, "2.5")
    with pytest.raises(NotAllowed, match="nobody marks their own unit"):
        reopen(world, "2.1", by=world.leader)
    world.exclude("2.2", at=LATER)
    with pytest.raises(Refused, match="Excluded for this unit"):
        reopen(world, "2.2")
    assert world.sheet().state == "submitted"


def test_a_leader_who_saw_fewer_rows_sent_back_looks_again(world: World) -> None:
    submitted(world)
    reopen(world, "2.1")
    seen = world.sheet()
    reopen(world, "2.2", until=UNTIL + timedelta(days=1))
    with pytest.raises(Stale):
        actions.submit(seen, version=seen.version, by=world.leader, at=LATER)
    assert submit(world).number == 2


def test_the_greatest_deadline_decides_and_what_ran_out_unfinished_stays_as_it_was(world: World) -> None:
    submitted(world)
    reopen(world, "2.1", until=LATER + timedelta(days=1))
    reopen(world, "2.2")
    save(world, "2.1", {})
    with pytest.raises(actions.NotComplete):
        submit(world)
    after = LATER + timedelta(days=2)
    with pytest.raises(NotAllowed, match="could be supplemented until"):
        save(world, "2.1", {"ideas": "9"}, at=after)
    save(world, "2.2", {"late": "0"}, at=after)
    with pytest.raises(NotAllowed, match="could be supplemented until"):
        submit(world, at=UNTIL)
    submit(world, at=after)
    assert (world.row("2.1").handed_figures, world.row("2.1").figures) == ({"ideas": "3"}, {"ideas": "3"})
    assert world.row("2.2").handed_figures == {"late": "0"}


def test_a_reopening_is_taken_back_with_all_that_was_typed_since(world: World) -> None:
    row, document, new = world.row("1.2"), world.document("Báo cáo"), world.document("Kế hoạch")
    facts: dict[str, Any] = {"sections": "", "pages": "", "version": None, "by": world.officer}
    old = actions.cite(row, document, at=NOW, **facts)
    submitted(world)
    reopen(world, "1.2")
    reopen(world, "2.1")
    actions.withdraw_citation(old, version=None, by=world.officer, at=LATER)
    actions.cite(row, new, at=LATER, **facts)
    save(world, "1.2", {"enough": "no"})
    for by in (world.leader, world.account(Role.COORDINATOR, "H061"), world.account(Role.TEAM_HEAD)):
        with pytest.raises(NotAllowed):
            actions.take_back_reopening(row, by=by, at=UNTIL)
    actions.take_back_reopening(row, by=world.account(Role.APPRAISER), at=UNTIL)
    row = world.row("1.2")
    assert (row.figures, row.points, row.state) == ({"enough": "yes", "on_time": "yes"}, "10", "scored")
    assert (row.reopened_until, row.reopened_note) == (None, "")
    assert [(c.document_version, c.withdrawn_at) for c in Citation.objects.filter(answer=row)] == [(document, None)]
    assert world.sheet().state == "returned"
    before = world.sheet().version
    actions.take_back_reopening(world.row("2.1"), by=world.coordinator, at=UNTIL)
    sheet = world.sheet()
    assert (sheet.state, sheet.submissions_count, sheet.version) == ("submitted", 1, before + 1)
    actions.take_back_reopening(world.row("2.1"), by=world.coordinator, at=UNTIL)
    assert AuditEvent.objects.filter(action="assessments.reopening_taken_back").count() == 2
    assert AuditEvent.objects.filter(action="assessments.take_back").count() == 1


def test_who_sent_the_last_row_back_takes_the_sheet_along(world: World) -> None:
    submitted(world)
    reopen(world, "2.1")
    actions.take_back_reopening(world.row("2.1"), by=world.account(Role.APPRAISER), at=LATER)
    assert world.sheet().state == "submitted"


def test_what_ran_out_is_closed_for_the_whole_round(world: World) -> None:
    submitted(world)
    reopen(world, "2.1", until=LATER + timedelta(days=1))
    reopen(world, "2.2")
    save(world, "2.1", {"ideas": "9"})
    after = LATER + timedelta(days=2)
    for by in (world.leader, world.account(Role.APPRAISER), world.account(Role.COORDINATOR, "H061")):
        with pytest.raises(NotAllowed, match="Only a coordinator of UBND tỉnh Bắc Kạn"):
            actions.take_back_lapsed(world.round, by=by, at=after)
    assert actions.take_back_lapsed(world.round, by=world.coordinator, at=LATER) == 0
    assert actions.take_back_lapsed(world.round, by=world.coordinator, at=after) == 1
    assert (world.row("2.1").figures, world.row("2.1").reopened_until) == ({"ideas": "3"}, None)
    assert (world.sheet().state, world.row("2.2").reopened_until) == ("returned", UNTIL)
    assert actions.take_back_lapsed(world.round, by=world.coordinator, at=UNTIL) == 1
    assert world.sheet().state == "submitted"
    assert actions.take_back_lapsed(world.round, by=world.coordinator, at=UNTIL) == 0
    assert AuditEvent.objects.filter(action="assessments.reopening_taken_back").count() == 2


def test_a_sheet_is_settled_and_taken_back_with_a_reason(world: World) -> None:
    sheet = submitted(world)
    head = world.account(Role.TEAM_HEAD)
    with pytest.raises(NotAllowed, match="nobody marks their own unit"):
        actions.settle(sheet, by=world.leader, at=LATER)
    actions.settle(sheet, by=head, at=LATER)
    sheet = world.sheet()
    assert (sheet.state, sheet.settled_at, sheet.settled_by) == ("settled", LATER, head)
    with pytest.raises(Refused):
        actions.settle(sheet, by=head, at=LATER)
    with pytest.raises(Refused, match="only while the score sheet is submitted"):
        reopen(world, "2.1")
    with pytest.raises(NotAllowed, match="settled"):
        save(world, "2.1", {"ideas": "1"})
    with pytest.raises(Refused) as refused:
        actions.unsettle(sheet, note=" ", by=head, at=LATER)
    assert refused.value.field == "note"
    actions.unsettle(sheet, note="Xem lại 2.1", by=head, at=LATER)
    sheet = world.sheet()
    assert (sheet.state, sheet.settled_at, sheet.settled_by) == ("submitted", None, None)


# The workflow ---------------------------------------------------------------------------------------------------------
#: State → step → where it leads.
STEPS: dict[str, dict[str, str]] = {
    "draft": {"submit": "submitted"},
    "submitted": {"return": "returned", "settle": "settled"},
    "returned": {"submit": "submitted", "take_back": "submitted"},
    "settled": {"unsettle": "submitted"},
}
#: Step → who may take it of these: the unit's leader and officer, the organiser's coordinator, another unit's appraiser
#: (who sent the row back), the program itself. The finer rules of the appraisal are its own.
ALLOWED: dict[str, set[str]] = {
    "submit": {"leader"},
    "return": {"leader", "officer", "coordinator", "appraiser", "program"},
    "take_back": {"coordinator", "appraiser", "program"},
    "settle": {"coordinator", "appraiser", "program"},
    "unsettle": {"coordinator", "appraiser", "program"},
}


@pytest.mark.parametrize("state", SheetState)
def test_every_step_from_every_state_by_everybody(world: World, state: SheetState) -> None:
    sheet = submitted(world) if state != SheetState.DRAFT else world.sheet()
    if state == SheetState.RETURNED:
        reopen(world, "2.1", at=NOW, until=UNTIL)
    if state == SheetState.SETTLED:
        actions.settle(sheet, by=None, at=NOW)
    people: dict[str, Account | None] = {
        "leader": world.leader,
        "officer": world.officer,
        "coordinator": world.coordinator,
        "appraiser": world.account(Role.APPRAISER),
        "program": None,
    }
    for step in WORKFLOW.steps:
        target = STEPS[state].get(step.name)
        for who, by in people.items():
            sheet = world.sheet()
            may = bool(WORKFLOW.may(by, sheet, step.name, at=NOW))
            assert may == (target is not None and who in ALLOWED[step.name]), (state, step.name, who)
            if not may:
                with pytest.raises(Refused):
                    move(WORKFLOW, sheet, step.name, by=by, at=NOW, note="x")
                assert world.sheet().state == state
    assert {step.target for step in WORKFLOW.steps if state in step.sources} == set(STEPS[state].values())


def test_the_program_itself_closes_what_ran_out(world: World) -> None:
    submitted(world)
    reopen(world, "2.1")
    assert actions.sweep_lapsed(by=None, at=UNTIL - timedelta(seconds=1)) == 0
    assert actions.sweep_lapsed(by=None, at=UNTIL) == 1
    assert world.sheet().state == "submitted"
