"""A running round goes over to a re-issued set: equal leaves keep everything, the rest is looked at again."""

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from parindex.assessments.actions import NotChangeable, change_set, save_row, settle, submit
from parindex.assessments.enums import SheetState
from parindex.assessments.models import Answer, Sheet
from parindex.assessments.queries import effect_of, reissues, review
from parindex.criteria.models import CriteriaSetVersion
from parindex.kernel.models import AuditEvent
from parindex.kernel.trail import verify
from parindex.kernel.verdicts import NotAllowed, Refused, Stale
from parindex.people.enums import Role
from parindex.programmes.models import Round
from tests.apps.assessments.conftest import World
from tests.conftest import NOW
from tests.rounds import CLAIMS, EVERY_KIND, fill_in, issued_again

UNTIL = NOW + timedelta(days=5)
NOTE = "Quyết định số 99/QĐ-UBND sửa đổi bộ tiêu chí"


def amended() -> list[dict[str, Any]]:
    """1.3 counts another figure and 1.5 is worth as much at a lower share; 2.1 went, 1.6 and 1.7 are new."""
    nodes = copy.deepcopy(EVERY_KIND)
    first, second = (field["children"] for field in nodes)
    leaves = {leaf["code"]: leaf for leaf in (*first, *second)}
    leaves["1.3"]["rule"]["quantity"] = {"ratio": ["on_time", "received"]}
    leaves["1.5"]["rule"]["to"]["at"] = "0.9"
    gone = leaves["2.1"]
    second.remove(gone)
    half = str(float(gone["max_points"]) / 2)
    option = [{"code": "yes", "points": half}, {"code": "no", "points": "0"}]
    first.append({"code": "1.6", "title": "Mới", "max_points": half, "rule": {"kind": "choice", "options": option}})
    first.append(
        {
            "code": "1.7",
            "title": "Mới, từ hệ thống",
            "max_points": half,
            "source": "register",
            "rule": {"kind": "proportional", "quantity": "share"},
        }
    )
    return nodes


@pytest.fixture
def target(world: World) -> CriteriaSetVersion:
    return issued_again(world.set_version, amended(), by=world.coordinator)


def change(world: World, target: CriteriaSetVersion, **given: Any) -> Round:
    facts: dict[str, Any] = {"note": NOTE, "until": UNTIL, "by": world.coordinator, "at": NOW} | given
    facts.setdefault("version", Round.objects.get(pk=world.round.pk).version)
    return change_set(world.round, target, **facts)


def test_equal_leaves_stay_changed_ones_are_looked_at_again(world: World, target: CriteriaSetVersion) -> None:
    sheet = world.sheet()
    fill_in(sheet, by=world.officer, at=NOW)
    before = {row.leaf: row for row in Answer.objects.filter(sheet=sheet)}
    change(world, target)
    after = {row.leaf: row for row in Answer.objects.filter(sheet=sheet)}
    same = ("figures", "explanation", "points", "state", "version", "look_again", "saved_at")
    for code in ("1.1", "1.2", "1.4", "2.2", "2.3", "2.4", "2.7"):
        assert [getattr(after[code], name) for name in same] == [getattr(before[code], name) for name in same], code
    assert after["1.3"].figures == {"on_time": "45"}
    assert (after["1.3"].state, after["1.3"].look_again, after["1.3"].version) == ("missing", True, 3)
    # (0.75 − 0.5) ÷ (0.9 − 0.5) × 10
    assert (after["1.5"].figures, after["1.5"].points) == ({"online": "0.75"}, "6.25")
    assert after["1.5"].look_again
    assert (after["1.6"].state, after["1.6"].look_again) == ("missing", True)
    assert not after["1.7"].look_again
    assert after["2.1"].figures == before["2.1"].figures
    codes = {row.code for row in review(world.sheet()).blocking}
    assert codes == {"1.3", "1.6"}
    assert {row.code for row in review(world.sheet()).to_look_at} >= {"1.5"}


def test_the_trail_tells_of_each_sheet_what_became_of_it(world: World, target: CriteriaSetVersion) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    change(world, target)
    event = AuditEvent.objects.get(action="assessments.set_changed", subject_id=str(world.sheet().pk))
    assert event.note == NOTE
    assert (event.facts["leaves_changed"], event.facts["leaves_new"]) == ("1.3, 1.5", "1.6, 1.7")
    assert (event.facts["leaves_gone"], event.facts["dropped"]) == ("2.1", "1.3: total = 50")
    assert AuditEvent.objects.filter(action="assessments.set_changed").count() == Sheet.objects.count()
    assert AuditEvent.objects.filter(action="programmes.set_changed").count() == 1
    assert verify().first_break is None


def test_a_sheet_that_was_handed_in_goes_back_with_exactly_these_rows(world: World, target: CriteriaSetVersion) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    sheet = world.sheet()
    submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    change(world, target)
    sheet = world.sheet()
    assert sheet.state == SheetState.RETURNED
    rows = {row.leaf: row for row in Answer.objects.filter(sheet=sheet)}
    open_rows = {code for code, row in rows.items() if row.reopened_until is not None}
    assert open_rows == {"1.3", "1.5", "1.6"}
    assert rows["1.7"].handed_version is not None
    # What was handed in stands until the unit hands in again.
    assert rows["1.3"].handed_figures == CLAIMS["1.3"][0]
    for code, figures in (("1.3", {"on_time": "45", "received": "50"}), ("1.6", {"choice": "yes"})):
        save_row(rows[code], figures=figures, explanation="", version=None, by=world.officer, at=NOW)
    save_row(rows["1.5"], figures=rows["1.5"].figures, explanation="", version=None, by=world.officer, at=NOW)
    assert not world.row("1.5").look_again
    sheet = world.sheet()
    made = submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    assert made.number == 2
    assert '"leaf":"1.6"' in made.document
    assert '"leaf":"2.1"' not in made.document


def test_asks_until_when_only_if_sheets_were_handed_in(world: World, target: CriteriaSetVersion) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    sheet = world.sheet()
    submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    for until in (None, NOW):
        with pytest.raises(Refused) as refused:
            change(world, target, until=until)
        assert refused.value.field == "until"
    assert Round.objects.get(pk=world.round.pk).set_version_id == world.set_version.pk
    assert not AuditEvent.objects.filter(action="assessments.set_changed").exists()


def test_drafts_alone_need_no_day(world: World, target: CriteriaSetVersion) -> None:
    assert change(world, target, until=None).set_version_id == target.pk


def test_settled_sheets_and_exclusions_of_what_goes_stand_against_it(
    world: World, target: CriteriaSetVersion, in_english: None
) -> None:
    world.exclude("2.1")
    fill_in(world.sheet(), by=world.officer, at=NOW, but=["2.1"])
    sheet = world.sheet()
    submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    settle(world.sheet(), by=None, at=NOW)
    with pytest.raises(NotChangeable) as refused:
        change(world, target)
    assert len(refused.value.obstacles) == 2
    assert refused.value.obstacles == effect_of(world.round, target, at=NOW).obstacles
    assert Answer.objects.filter(leaf="1.6").count() == 0


def test_an_excluded_leaf_is_not_opened_again(world: World, target: CriteriaSetVersion) -> None:
    world.exclude("1.3")
    fill_in(world.sheet(), by=world.officer, at=NOW, but=["1.3"])
    sheet = world.sheet()
    submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    change(world, target)
    row = world.row("1.3")
    assert (row.reopened_until, row.look_again, row.handed_state) == (None, False, "excluded")


def test_only_the_organisers_coordinator_and_only_forwards(world: World, target: CriteriaSetVersion) -> None:
    for by in (world.leader, world.account(Role.COORDINATOR, "H061"), world.account(Role.ADMINISTRATOR)):
        with pytest.raises(NotAllowed):
            change(world, target, by=by)
    with pytest.raises(Refused):
        change(world, world.set_version)
    with pytest.raises(Refused):
        change(world, target, note=" ")
    with pytest.raises(Stale):
        change(world, target, version=world.round.version + 1)
    change(world, target)
    with pytest.raises(Refused):
        change(world, target)


def test_the_dry_run_tells_what_would_happen(
    world: World,
    target: CriteriaSetVersion,
    django_assert_max_num_queries: Callable[..., DjangoAssertNumQueries],
) -> None:
    fill_in(world.sheet(), by=world.officer, at=NOW)
    sheet = world.sheet()
    submit(sheet, version=sheet.version, by=world.leader, at=NOW)
    assert list(reissues(world.round)) == [target]
    effect_of(world.round, target, at=NOW)
    with django_assert_max_num_queries(8):
        effect = effect_of(world.round, target, at=NOW)
    assert {leaf.code: (leaf.kind, leaf.filled) for leaf in effect.leaves} == {
        "1.3": ("changed", 1),
        "1.5": ("changed", 1),
        "1.6": ("new", 0),
        "1.7": ("new", 0),
        "2.1": ("gone", 1),
    }
    assert all(leaf.told for leaf in effect.leaves)
    assert (effect.going_back, effect.drafts, effect.obstacles) == (1, Sheet.objects.count() - 1, ())
    assert effect.asks_for_until
    assert Answer.objects.filter(leaf="1.6").count() == 0
