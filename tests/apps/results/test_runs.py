"""Runs: what is gathered, how it is frozen, who computes and approves, and what is refused."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parindex.appraisals.enums import AdjustmentKind, Decision
from parindex.appraisals.models import Adjustment
from parindex.engine import Stage, replay, results_bytes
from parindex.kernel.files import open_stored
from parindex.kernel.models import AuditEvent, StoredFile
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import NotAllowed, Refused
from parindex.people.enums import Role
from parindex.programmes import actions as programmes
from parindex.programmes.models import Participant, Round
from parindex.results import actions
from parindex.results.actions import NotComputable
from parindex.results.enums import RunKind, RunState
from parindex.results.models import Run, Standing
from parindex.results.queries.gathering import gather
from parindex.results.rules import may_compute
from tests.conftest import NOW
from tests.results import COMPUTED, World


def content(file: StoredFile) -> bytes:
    with open_stored(file) as stream:
        return stream.read()


def standing(run: Run, code: str) -> Standing:
    return Standing.objects.get(run=run, unit__code=code)


def test_a_final_run_keeps_its_input_its_result_and_a_row_a_unit(world: World) -> None:
    world.fill({"STC": {"1.1": {"on_time": "46", "total": "50"}}})
    run = world.computed(note="Lần đầu")
    assert (run.number, run.kind, run.state, run.missing, run.held_survey) == (1, "final", "computed", 0, True)
    results = replay(content(run.input_file))
    assert results_bytes(results) == content(run.result_file)
    assert run.input_sha256 == run.input_file.sha256
    assert run.result_sha256 == run.result_file.sha256
    # 45/50 is 1 point, 46/50 is 2; 1 + 1 + 1.5 + 2 + 1.25 of 10.
    snv, stc = standing(run, "SNV"), standing(run, "STC")
    assert (snv.points, snv.maximum, snv.index, snv.rank, snv.performance_class) == (
        "6.75",
        "10.00",
        "67.50",
        2,
        "weak",
    )
    assert (stc.index, stc.rank) == ("77.50", 1)
    assert stc.nodes["1.1"] == ["scored", "2.00", "2.00", "100.00"]
    assert stc.nodes["2"] == ["scored", "3.25", "5.00", "65.00"]
    assert "1/2" in stc.reason["vi"]
    event = AuditEvent.objects.get(action="results.computed")
    assert event.facts["result_sha256"] == run.result_sha256
    assert event.note == "Lần đầu"
    assert verify().first_break is None


def test_computed_twice_it_is_the_same_to_the_byte(world: World) -> None:
    world.fill()
    one, other = world.computed(), world.computed()
    assert one.number == 1
    assert other.number == 2
    assert (one.input_sha256, one.result_sha256) == (other.input_sha256, other.result_sha256)


def test_a_form_sent_twice_computes_once(world: World) -> None:
    world.fill()
    id = uuid.uuid4()
    assert world.computed(id=id) == world.computed(id=id)
    assert Run.objects.count() == 1


def test_every_series_is_frozen_apart(world: World) -> None:
    world.fill()
    world.mark("SNV", "1.1", Decision.ADJUSTED, on_time="30", total="50")
    world.settle_row("SNV", "1.2", choice="no")
    world.mark("SNV", "1.3", Decision.ADJUSTED, points="0.5")
    given = standing(world.computed(), "SNV").sheet["answers"]
    assert given["1.1"] == {
        "self": {"on_time": "45", "total": "50"},
        "appraised": {"on_time": "30", "total": "50"},
    }
    assert given["1.2"] == {
        "self": {"choice": {"text": "yes"}},
        "appraised": {"choice": {"text": "yes"}},
        "settled": {"choice": {"text": "no"}},
    }
    # Points that a person set carry the person's reason.
    assert given["1.3"]["appraised"] == {"points": "0.5", "reason": {"text": "Sổ theo dõi ghi khác"}}
    # A register's table is the appraisers' series; the processed survey is settled from the start.
    assert given["2.1"] == {"appraised": {"online": "2", "all": "3"}}
    assert given["2.2"] == {"settled": {"points": "1.25"}}


def test_the_claim_is_what_was_handed_in_not_what_is_being_written(world: World) -> None:
    world.fill()
    answer = world.answer("SNV", "1.1")
    answer.figures = {"on_time": "50", "total": "50"}
    answer.save()
    assert standing(world.computed(), "SNV").sheet["answers"]["1.1"]["self"] == {"on_time": "45", "total": "50"}


def test_a_mark_confirms_only_the_claim_that_was_seen(world: World) -> None:
    world.fill()
    world.claim("SNV", "1.1", on_time="50", total="50")
    world.hand_in()
    run = world.computed(RunKind.PROVISIONAL)
    assert standing(run, "SNV").sheet["answers"]["1.1"] == {"self": {"on_time": "50", "total": "50"}}
    assert standing(run, "STC").sheet["answers"]["1.1"].keys() == {"self", "appraised"}


def test_not_arising_counts_as_confirmed_only_by_a_mark(world: World) -> None:
    world.fill({"SNV": {"1.1": {"not_arising": "yes"}}})
    run = world.computed()
    assert standing(run, "SNV").nodes["1.1"][0] == "not_arising"
    assert standing(run, "SNV").maximum == "8.00"
    given = {stage.value for stage in gathered_answer(world, "SNV", "1.1")}
    assert given == {"self", "appraised"}


def gathered_answer(world: World, code: str, leaf: str) -> dict[Stage, Any]:
    sheets = {sheet.unit: sheet for sheet in gather(world.round).sheets}
    return dict(sheets[code].answers[leaf].given)


def test_exclusions_adjustments_groups_and_unranked_units_count(world: World) -> None:
    world.fill()
    member = Participant.objects.get(round=world.round, unit=world.province["SNV"])
    programmes.exclude(
        member, id=uuid.uuid4(), node_code="2", decision="5/QĐ", reason="Không có", by=world.coordinator, at=COMPUTED
    )
    Participant.objects.filter(round=world.round, unit=world.province["STC"]).update(ranked=False, group="B")
    for kind, code, cases, points in (
        (AdjustmentKind.BONUS, "b1", 1, ""),
        (AdjustmentKind.DEDUCTION, "1", None, "0.25"),
    ):
        Adjustment.objects.create(
            id=uuid.uuid4(), sheet=world.sheet("SNV"), kind=kind, code=code, cases=cases, points=points,
            reason="Theo biên bản", made_at=NOW, made_by=world.head,
        )  # fmt: skip
    run = world.computed()
    snv, stc = standing(run, "SNV"), standing(run, "STC")
    # 1 + 1 + 1.5 of 5, less 0.25, with 0.5 for the item.
    assert (snv.points, snv.maximum, snv.rank) == ("3.75", "5.00", 1)
    assert (stc.group, stc.ranked, stc.rank, stc.index) == ("B", False, None, "67.50")
    assert snv.nodes["2.1"][0] == "excluded"


def test_gaps_keep_a_final_run_away_and_are_listed(world: World) -> None:
    world.fill()
    world.hand_in("STC")
    with pytest.raises(NotComputable) as refused:
        world.computed()
    assert [(gap.unit_code, gap.leaf) for gap in refused.value.gaps] == [("STC", "")]
    world.settle("STC")
    world.claim("STC", "1.1")
    world.mark("STC", "1.1")
    world.supply("SNV", "2.2")
    with pytest.raises(NotComputable) as refused:
        world.computed()
    assert [(gap.unit_code, gap.leaf, gap.leaf_title) for gap in refused.value.gaps] == [
        ("SNV", "2.2", "Điều tra xã hội học"),
        ("STC", "1.1", "Đúng hạn"),
    ]
    assert not Run.objects.exists()
    assert world.computed(RunKind.PROVISIONAL).missing == 2


def test_a_provisional_run_takes_what_is_there(world: World) -> None:
    run = world.computed(RunKind.PROVISIONAL)
    # No survey is held yet, so that its leaf leaves the maximum and is not missing.
    assert (run.missing, run.held_survey) == (8, False)
    assert standing(run, "SNV").index == "0.00"
    assert standing(run, "SNV").maximum == "8.00"


def test_figures_that_a_reissued_set_cannot_read_count_as_missing(world: World) -> None:
    world.fill({"SNV": {"1.2": {"choice": "perhaps"}}})
    assert [(gap.unit_code, gap.leaf) for gap in gather(world.round).unreadable] == [("SNV", "1.2")]
    with pytest.raises(NotComputable) as refused:
        world.computed()
    assert [(gap.unit_code, gap.leaf) for gap in refused.value.gaps] == [("SNV", "1.2")]
    assert world.computed(RunKind.PROVISIONAL).missing == 1


def test_rows_of_a_leaf_that_went_are_left_alone(world: World) -> None:
    world.fill()
    answer = world.answer("SNV", "1.1")
    type(answer).objects.filter(pk=answer.pk).update(leaf="9.9")
    assert "9.9" not in {code for sheet in gather(world.round).sheets for code in sheet.answers}


def test_the_number_of_statements_does_not_grow(world: World) -> None:
    with CaptureQueriesContext(connection) as empty:
        gather(Round.objects.get(pk=world.round.pk))
    world.fill()
    with CaptureQueriesContext(connection) as filled:
        gather(Round.objects.get(pk=world.round.pk))
    # The round, its set's version, units, exclusions, adjustments, rows.
    assert (len(empty), len(filled)) == (6, 6)


# Who may -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_the_coordinator_computes(world: World, role: Role) -> None:
    world.fill()
    with pytest.raises(NotAllowed):
        world.computed(by=world.account(role))


def test_a_districts_coordinator_does_not_compute_the_provinces_round(world: World) -> None:
    world.fill()
    with pytest.raises(NotAllowed):
        world.computed(by=world.account(Role.COORDINATOR, at="H061"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.APPROVER])
def test_only_the_approver_approves(world: World, role: Role) -> None:
    world.fill()
    run = world.computed()
    with pytest.raises(NotAllowed):
        actions.approve(run, by=world.account(role), at=COMPUTED)
    with pytest.raises(NotAllowed):
        actions.approve(run, by=world.account(Role.APPROVER, at="H061"), at=COMPUTED)


def test_an_approved_run_says_who_and_when(world: World) -> None:
    world.fill()
    run = actions.approve(world.computed(), note="Đã xem", by=world.approver, at=COMPUTED)
    run = Run.objects.get(pk=run.pk)
    assert (run.state, run.approved_by, run.approved_at, run.approval_note) == (
        RunState.APPROVED,
        world.approver,
        COMPUTED,
        "Đã xem",
    )
    assert AuditEvent.objects.get(action="results.approve").facts["result_sha256"] == run.result_sha256
    with pytest.raises(Refused, match="Đã phê duyệt"):
        actions.approve(run, by=world.approver, at=COMPUTED)


def test_a_provisional_run_is_never_approved(world: World) -> None:
    run = world.computed(RunKind.PROVISIONAL)
    with pytest.raises(NotAllowed):
        actions.approve(run, by=world.approver, at=COMPUTED)


def test_what_has_changed_since_is_not_approved(world: World) -> None:
    world.fill()
    run = world.computed()
    world.settle_row("SNV", "1.2", choice="no")
    with pytest.raises(Refused) as refused:
        actions.approve(run, by=world.approver, at=COMPUTED)
    assert not isinstance(refused.value, NotAllowed)
    newer = world.computed()
    with pytest.raises(Refused):
        actions.approve(run, by=world.approver, at=COMPUTED)
    assert actions.approve(newer, by=world.approver, at=COMPUTED).state == RunState.APPROVED


def test_a_round_in_preparation_has_nothing_to_compute(world: World) -> None:
    world.round.state = "prepared"
    assert not may_compute(world.coordinator, world.round, COMPUTED)


# What the database refuses -------------------------------------------------------------------------------------------
def test_the_database_keeps_a_run_as_it_was_computed(world: World) -> None:
    world.fill()
    run = world.computed()
    row = standing(run, "SNV")
    changes: list[tuple[Run | Standing, dict[str, Any]]] = [
        (run, {"result_sha256": "0" * 64}),
        (run, {"missing": 3}),
        (run, {"note": "x"}),
        (row, {"index": "99.00"}),
        (row, {"rank": 1, "points": "9"}),
    ]
    for thing, columns in changes:
        refused(thing, columns)
    for model, pk in ((Run, run.pk), (Standing, row.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            model._base_manager.filter(pk=str(pk))._raw_delete("default")
    actions.approve(run, by=world.approver, at=COMPUTED)
    refused(run, {"approval_note": "later"})


def refused(thing: Run | Standing, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        type(thing)._base_manager.filter(pk=str(thing.pk)).update(**columns)


def test_a_final_run_holds_no_gap_and_a_provisional_one_no_approval(world: World) -> None:
    world.fill()
    run = world.computed(RunKind.PROVISIONAL)
    refused(run, {"kind": RunKind.FINAL, "missing": 1})
    refused(run, {"state": RunState.APPROVED, "approved_at": NOW + timedelta(1), "approved_by": world.approver})


def test_what_the_engine_refuses_is_told_with_its_unit(world: World) -> None:
    """Cases of an item that a re-issued set no longer has."""
    world.fill()
    Adjustment.objects.create(
        id=uuid.uuid4(), sheet=world.sheet("STC"), kind=AdjustmentKind.BONUS, code="gone", cases=1,
        reason="Theo biên bản", made_at=NOW, made_by=world.head,
    )  # fmt: skip
    with pytest.raises(NotComputable, match="gone") as refused:
        world.computed(RunKind.PROVISIONAL)
    assert [gap.unit_code for gap in refused.value.gaps] == ["STC"]
