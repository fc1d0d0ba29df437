"""What leaves the maximum, and what comes after: rescaling, deductions, bonus, penalty, caps."""

from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest

from parindex.engine import Answer, CriteriaSet, Deduction, InvalidFigures, Sheet, State, evaluate
from tests.engine.building import (
    JUDGEMENT,
    STEPS,
    YES_NO,
    field_form,
    given,
    leaf_form,
    one,
    plain_set,
    set_of,
)

SURVEYED: dict[str, Any] = {"source": "survey"}


def mixed(**policy: Any) -> CriteriaSet:
    """60 appraised points in two leaves, 30 of survey, 10 of satisfaction."""
    return set_of(
        field_form("1", leaf_form("1.1", JUDGEMENT, "40"), leaf_form("1.2", JUDGEMENT, "20")),
        field_form(
            "2",
            leaf_form("2.1", {"kind": "survey", "questions": ["q"]}, "30", **SURVEYED),
            leaf_form("2.2", JUDGEMENT, "10", source="satisfaction"),
        ),
        policy=policy,
    )


ALL = {"1.1": 30, "1.2": 15, "2.1": 24, "2.2": 8}


def test_own_maximum_takes_what_was_removed_out_of_the_maximum() -> None:
    unit = one(mixed(), Sheet("A", given(ALL), excluded=frozenset({"1.2"})))
    assert (unit.points, unit.maximum, unit.index) == (62, 80, F(62 * 100, 80))
    assert unit.node("1.2").state is State.EXCLUDED
    assert unit.node("1").maximum == 40


def test_rank_goes_by_index_not_by_points() -> None:
    criteria_set = plain_set(("95", "3.5", "1.5"))
    sheets = [
        Sheet("A", given({"1.1": "93.76"}), excluded=frozenset({"2", "3"})),
        Sheet("B", given({"1.1": "93.95", "2.1": 0}), excluded=frozenset({"3"})),
    ]
    results = evaluate(criteria_set, sheets)
    assert [(unit.unit, unit.points, unit.maximum) for unit in results.ranking()] == [
        ("A", F("93.76"), 95),
        ("B", F("93.95"), F("98.5")),
    ]
    assert [unit.printed().index for unit in results.ranking()] == ["98.69", "95.38"]


def test_rescaling_keeps_the_appraised_maximum_whole() -> None:
    unit = one(mixed(not_applicable="rescale_appraised"), Sheet("A", given(ALL), excluded=frozenset({"1.2"})))
    # 30 × 60 ÷ 40 + 24 + 8 of 100
    assert (unit.points, unit.maximum, unit.index) == (77, 100, 77)
    assert unit.node("1.1").points == 30  # a node's own points are never rescaled
    text = unit.reason.text("vi")
    assert "60 ÷ 40" in text
    assert "= 45" in text


def test_under_rescaling_an_excluded_survey_leaf_leaves_the_maximum() -> None:
    policy = {"not_applicable": "rescale_appraised"}
    unit = one(mixed(**policy), Sheet("A", given(ALL), excluded=frozenset({"1.2", "2.1"})))
    assert (unit.points, unit.maximum) == (F(30 * 60, 40) + 8, 70)
    unit = one(mixed(**policy), Sheet("A", given(ALL), excluded=frozenset({"2.1"})))
    assert (unit.points, unit.maximum) == (53, 70)


def test_when_everything_appraised_is_removed_rescaling_is_own_maximum() -> None:
    unit = one(mixed(not_applicable="rescale_appraised"), Sheet("A", given(ALL), excluded=frozenset({"1"})))
    assert (unit.points, unit.maximum, unit.index) == (32, 40, 80)


def test_not_arising_leaves_are_removed_like_excluded_ones() -> None:
    answers = given(ALL) | {"1.2": Answer.of(not_arising=True)}
    unit = one(mixed(not_applicable="rescale_appraised"), Sheet("A", answers))
    assert (unit.points, unit.maximum) == (77, 100)
    answers = given(ALL) | {"1.2": Answer.of(not_arising=True)}
    assert one(mixed(), Sheet("A", answers)).maximum == 80


@pytest.mark.parametrize("not_applicable", ["own_maximum", "rescale_appraised"])
def test_without_any_survey_value_survey_leaves_leave_the_maximum(not_applicable: str) -> None:
    appraised = {"1.1": 30, "1.2": 15}
    sheets = [Sheet("A", given(appraised)), Sheet("B", given(appraised))]
    results = evaluate(mixed(not_applicable=not_applicable), sheets)
    assert not results.held_survey
    assert [(unit.points, unit.maximum, unit.index, unit.missing) for unit in results.units] == [(45, 60, 75, ())] * 2
    assert results.unit("A").node("2.1").state is State.NO_SURVEY
    kept = evaluate(mixed(not_applicable=not_applicable, without_survey="keep"), sheets)
    assert [(unit.maximum, unit.missing) for unit in kept.units] == [(100, ("2.1", "2.2"))] * 2


def test_one_value_of_one_unit_is_a_survey() -> None:
    appraised = {"1.1": 30, "1.2": 15}
    sheets = [Sheet("A", given(appraised)), Sheet("B", given(appraised) | {"2.1": Answer.of(q=D("0.5"))})]
    results = evaluate(mixed(), sheets)
    assert results.held_survey
    assert results.unit("A").missing == ("2.1", "2.2")
    assert results.unit("A").maximum == 100


def test_an_excluded_or_not_arising_survey_leaf_is_no_survey() -> None:
    answers = given({"1.1": 30, "1.2": 15, "2.1": 20})
    sheets = [
        Sheet("A", answers, excluded=frozenset({"2.1"})),
        Sheet("B", {"2.2": Answer.of(not_arising=True)}),
    ]
    results = evaluate(mixed(), sheets)
    assert not results.held_survey
    assert results.unit("A").node("2.1").state is State.EXCLUDED
    assert results.unit("A").node("2.2").state is State.NO_SURVEY


def test_a_unit_that_nobody_judged_is_missing_never_silently_0() -> None:
    sheets = [Sheet("A", given(ALL)), Sheet("B", given({"1.1": 30, "1.2": 15, "2.2": 8}))]
    unit = evaluate(mixed(), sheets).unit("B")
    assert unit.missing == ("2.1",)
    assert unit.node("2.1").state is State.MISSING
    assert (unit.points, unit.maximum) == (53, 100)


def test_a_unit_without_a_maximum_has_no_index_and_no_rank() -> None:
    sheets = [Sheet("A", given(ALL), excluded=frozenset({"1", "2"})), Sheet("B", given(ALL))]
    results = evaluate(mixed(bonus_cap="5", classes=[{"code": "all"}]), [*sheets])
    unit = results.unit("A")
    assert (unit.points, unit.maximum, unit.index, unit.rank, unit.performance_class) == (0, 0, None, None, None)
    assert unit.printed().index == ""
    assert results.unit("B").rank == 1
    assert unit.node("1").sub_index is None
    assert [group.mean for group in results.groups] == [77]


def test_bonus_and_penalty_count_up_to_their_caps() -> None:
    policy = {"bonus_cap": "2", "penalty_cap": "3"}
    unit = one(mixed(**policy), Sheet("A", given(ALL), bonus=5, penalty=D("1.5")))
    assert (unit.points, unit.index) == (F("77.5"), F("77.5"))
    unit = one(mixed(**policy), Sheet("A", given(ALL), bonus=1, penalty=50))
    assert unit.points == 75


def test_without_a_cap_no_bonus_counts_and_the_reason_says_so() -> None:
    unit = one(mixed(), Sheet("A", given(ALL), bonus=1, penalty=1))
    assert unit.points == 77
    assert "không cho tính điểm thưởng" in unit.reason.text("vi")
    assert "its cap is 0" in unit.reason.text("en")


@pytest.mark.parametrize(("cap_total", "expected"), [(True, 100), (False, 103)])
def test_whether_the_total_may_exceed_the_maximum_is_a_policy(cap_total: bool, expected: int) -> None:
    full = {"1.1": 40, "1.2": 20, "2.1": 30, "2.2": 10}
    unit = one(mixed(bonus_cap="3", cap_total=cap_total), Sheet("A", given(full), bonus=3))
    assert (unit.points, unit.index) == (expected, expected)


def test_the_total_is_never_under_0() -> None:
    unit = one(mixed(penalty_cap="90"), Sheet("A", given(ALL), penalty=90))
    assert (unit.points, unit.index) == (0, 0)


def test_items_have_caps_of_their_own() -> None:
    items = {
        "bonus": [
            {"code": "M", "title": "Mô hình", "points": "1", "cap": "2"},
            {"code": "N", "title": "Nhất", "points": "0.5"},
        ]
    }
    criteria_set = set_of(field_form("1", leaf_form("1.1", JUDGEMENT, "100")), policy={"bonus_cap": "4"}, **items)
    sheet = Sheet("A", given({"1.1": 50}), bonus_cases={"M": 5, "N": 2}, bonus=D("0.25"))
    assert one(criteria_set, sheet).points == F("53.25")
    sheet = Sheet("A", given({"1.1": 50}), bonus_cases={"M": 5, "N": 9})
    assert one(criteria_set, sheet).points == 54
    with pytest.raises(InvalidFigures):
        one(criteria_set, Sheet("A", bonus_cases={"X": 1}))


def test_a_deduction_takes_from_its_field_never_under_0() -> None:
    sheet = Sheet("A", given(ALL), deductions={"1": Deduction(D("2.5"), "báo cáo chậm")})
    unit = one(mixed(), sheet)
    assert (unit.node("1").points, unit.points) == (F("42.5"), F("74.5"))
    assert "báo cáo chậm" in unit.node("1").reason.text("vi")
    unit = one(mixed(), Sheet("A", given(ALL), deductions={"1": Deduction(500)}))
    assert (unit.node("1").points, unit.points) == (0, 32)
    with pytest.raises(InvalidFigures):
        one(mixed(), Sheet("A", given(ALL), deductions={"1.1": Deduction(1)}))


def test_a_deduction_comes_after_rescaling() -> None:
    sheet = Sheet("A", given(ALL), excluded=frozenset({"1.2"}), deductions={"1": Deduction(5)})
    unit = one(mixed(not_applicable="rescale_appraised"), sheet)
    assert unit.points == F(30 * 60, 40) - 5 + 32
    assert unit.node("1").points == 25
    for deduction, left in ((40, 5), (50, 0)):
        sheet = Sheet("A", given(ALL), excluded=frozenset({"1.2"}), deductions={"1": Deduction(deduction)})
        unit = one(mixed(not_applicable="rescale_appraised"), sheet)
        assert (unit.points, unit.node("1").points) == (left + 32, 0), "what docs/methods.md works out"


def test_deductions_at_two_levels_add_up() -> None:
    criteria_set = set_of(
        field_form("1", field_form("1.1", leaf_form("1.1.1", JUDGEMENT, "10")), leaf_form("1.2", JUDGEMENT, "10"))
    )
    answers = given({"1.1.1": 4, "1.2": 6})
    unit = one(criteria_set, Sheet("A", answers, deductions={"1.1": Deduction(5), "1": Deduction(D("1.5"))}))
    assert [unit.node(code).points for code in ("1.1.1", "1.1", "1.2", "1")] == [4, 0, 6, F("4.5")]


def test_excluding_a_parent_removes_all_of_it() -> None:
    criteria_set = set_of(
        field_form("1", field_form("1.1", leaf_form("1.1.1"), leaf_form("1.1.2")), leaf_form("1.2", STEPS, "2")),
        field_form("2", leaf_form("2.1", YES_NO)),
    )
    unit = one(criteria_set, Sheet("A", {"2.1": Answer.of(choice="yes")}, excluded=frozenset({"1"})))
    assert (unit.points, unit.maximum, unit.index, unit.missing) == (1, 1, 100, ())
    assert unit.node("1").state is State.EXCLUDED
    assert unit.node("1.1.2").state is State.EXCLUDED
    unit = one(criteria_set, Sheet("A", {}, excluded=frozenset({"1.1"})))
    assert unit.missing == ("1.2", "2.1")


def test_what_the_set_does_not_know_is_refused_all_at_once() -> None:
    sheets = [
        Sheet("A", {"9.9": Answer.of(points=1), "1": Answer.of(points=1)}, excluded=frozenset({"7"})),
        Sheet("A", given(ALL), bonus=-1),
    ]
    with pytest.raises(InvalidFigures) as caught:
        evaluate(mixed(), sheets)
    assert sorted(fault.code for fault in caught.value.faults) == [
        "figure_negative",
        "figure_on_branch",
        "figure_unknown_node",
        "figure_unknown_node",
        "unit_twice",
    ]
    with pytest.raises(InvalidFigures) as caught:
        evaluate(mixed(), [Sheet("A", given({"1.1": 41, "2.1": 31})), Sheet("B", given({"1.2": 21}))])
    assert [(fault.unit, fault.node) for fault in caught.value.faults] == [("A", "1.1"), ("A", "2.1"), ("B", "1.2")]
