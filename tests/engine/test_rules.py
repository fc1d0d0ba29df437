"""Every rule kind, at its edges. The worked example comes from the brief."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest

from parindex.engine import Answer, InvalidFigures, State, score_leaf
from tests.engine.building import JUDGEMENT, RATIO, STEPS, YES_NO, leaf_of, points, scored


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (9, 10, 1),
        (45, 50, 1),
        (46, 50, 2),
        (899, 1000, 1),
        (901, 1000, 2),
        (700, 1000, 1),
        (6999, 10000, 0),
        (0, 5, 0),
        (5, 5, 2),
        (7, 5, 2),
        (D("4.5"), D("5"), 1),
        (D("4.5000001"), D("5"), 2),
        (F(9, 7), F(10, 7), 1),
    ],
)
def test_the_worked_example(done: object, total: object, expected: int) -> None:
    assert points(STEPS, done=done, total=total) == expected


def test_a_denominator_of_0_is_not_arising_and_never_an_error() -> None:
    for done in (0, 3):
        result = scored(STEPS, done=done, total=0)
        assert result.state is State.NOT_ARISING
        assert (result.points, result.maximum) == (0, 0)
    assert "0" in result.reason.text("vi")


@pytest.mark.parametrize(("policy", "expected"), [("exclude", (0, 0)), ("full_points", (2, 2)), ("zero", (0, 2))])
@pytest.mark.parametrize("figures", [{"not_arising": True}, {"done": 0, "total": 0}])
def test_what_not_arising_does_is_the_leafs_word(
    policy: str, expected: tuple[int, int], figures: dict[str, object]
) -> None:
    result = score_leaf(leaf_of(STEPS, not_arising=policy), Answer.of(**figures))  # type: ignore[arg-type]
    assert result.state is State.NOT_ARISING
    assert (result.points, result.maximum) == expected


def test_choice_gives_points_or_a_share_of_the_maximum() -> None:
    rule = {
        "kind": "choice",
        "options": [{"code": "a", "share": "1"}, {"code": "b", "share": "0.6"}, {"code": "c", "points": "0.25"}],
    }
    assert [points(rule, "1.5", choice=code) for code in "abc"] == [F(3, 2), F(9, 10), F(1, 4)]
    with pytest.raises(InvalidFigures):
        points(rule, "1.5", choice="d")


def test_all_of_needs_every_condition() -> None:
    rule = {"kind": "all_of", "conditions": ["enough", "on_time"], "else": "0.5"}
    assert points(rule, enough=True, on_time=True) == 2
    assert points(rule, enough=True, on_time=False) == F(1, 2)
    assert points(rule, enough=False, on_time=False) == F(1, 2)
    assert scored(rule, enough=False).state is State.MISSING
    assert points({"kind": "all_of", "conditions": ["enough"]}, enough=False) == 0


def test_every_edge_of_a_step_has_its_own_flag() -> None:
    rule = {
        "kind": "steps",
        "quantity": {"number": "x"},
        "steps": [
            {"to": "1", "points": "0"},
            {"above": "1", "below": "2", "points": "1"},
            {"from": "2", "points": "2"},
        ],
    }
    values = {D("-5"): 0, D("1"): 0, D("1.0001"): 1, D("1.9999"): 1, D("2"): 2, D("99"): 2}
    assert {x: points(rule, x=x) for x in values} == values


def test_a_single_value_can_be_a_step() -> None:
    rule = {
        "kind": "steps",
        "quantity": RATIO,
        "steps": [
            {"from": "1", "to": "1", "points": "2"},
            {"from": "0.95", "below": "1", "points": "1"},
            {"below": "0.95", "points": "0"},
        ],
    }
    assert points(rule, done=100, total=100) == 2
    assert points(rule, done=99, total=100) == 1
    assert points(rule, done=101, total=100) == 2  # over the highest closed edge of a ratio


def test_a_number_outside_closed_steps_is_refused() -> None:
    rule = {
        "kind": "steps",
        "quantity": "x",
        "steps": [{"from": "0", "below": "80", "points": "0"}, {"from": "80", "to": "100", "points": "2"}],
    }
    assert points(rule, x=100) == 2
    for x in (D("100.1"), -1):
        with pytest.raises(InvalidFigures):
            points(rule, x=x)


def test_proportional_is_clamped_and_has_a_floor() -> None:
    rule = {"kind": "proportional", "quantity": RATIO, "floor": "0.5"}
    assert points(rule, done=1, total=3) == 0
    assert points(rule, done=1, total=2) == 1
    assert points(rule, done=2, total=3) == F(4, 3)
    assert points(rule, done=4, total=3) == 2
    plain = {"kind": "proportional", "quantity": {"number": "x"}}
    assert points(plain, x=D("-0.5")) == 0
    assert points(plain, x=D("0.4")) == F(4, 5)


def test_linear_runs_between_two_points_and_is_flat_outside() -> None:
    rule = {"kind": "linear", "quantity": RATIO, "from": {"at": "0.5", "points": "0"}, "to": {"at": "1", "points": "2"}}
    assert [points(rule, done=n, total=100) for n in (10, 50, 75, 100, 150)] == [0, 0, 1, 2, 2]
    assert points(rule, done=2, total=3) == F(2, 3)
    falling = {
        "kind": "linear",
        "quantity": "x",
        "from": {"at": "10", "points": "0.5"},
        "to": {"at": "0", "points": "1.5"},
    }
    assert [points(falling, x=x) for x in (-1, 0, D("2.5"), 10, 11)] == [F(3, 2), F(3, 2), F(5, 4), F(1, 2), F(1, 2)]


def test_per_item_is_capped() -> None:
    rule = {"kind": "per_item", "count": "n", "points": "0.5"}
    assert [points(rule, n=n) for n in (0, 1, 4, 5, 10**30)] == [0, F(1, 2), 2, 2, 2]


def test_deduct_never_goes_under_0() -> None:
    rule = {"kind": "deduct", "items": [{"count": "late", "points": "0.25"}, {"count": "wrong", "share": "0.5"}]}
    assert points(rule, late=0, wrong=0) == 2
    assert points(rule, late=3, wrong=1) == F(1, 4)
    assert points(rule, late=3, wrong=2) == 0
    assert scored(rule, late=3).state is State.MISSING


def test_counts_and_ratios_refuse_negative_figures() -> None:
    for rule, figures in (
        ({"kind": "per_item", "count": "n", "points": "1"}, {"n": -1}),
        ({"kind": "deduct", "items": [{"count": "n", "points": "1"}]}, {"n": -1}),
        (STEPS, {"done": -1, "total": 5}),
        (STEPS, {"done": 1, "total": -5}),
        (STEPS, {"done": -1, "total": 0}),
    ):
        with pytest.raises(InvalidFigures):
            points(rule, **figures)


def test_a_formula_takes_the_first_case_that_holds() -> None:
    rule = {"kind": "formula", "cases": [{"when": "a > 0", "points": "max_points * b / a"}, {"points": "0"}]}
    assert points(rule, a=3, b=2) == F(4, 3)
    assert points(rule, a=0, b=2) == 0
    assert points(rule, a=1, b=2) == 2  # clamped to the maximum
    assert points(rule, a=1, b=-2) == 0  # and to 0
    assert scored({"kind": "formula", "cases": [{"points": "a / b"}]}, a=1, b=0).state is State.NOT_ARISING
    assert points({"kind": "formula", "cases": [{"when": "a > 5", "points": "1"}]}, a=1) == 0


def test_a_formula_may_ask_conditions() -> None:
    rule = {
        "kind": "formula",
        "cases": [{"when": "plan and not late", "points": "max_points"}, {"points": "n × 0.5 − 1 ÷ 4"}],
    }
    inputs = [{"name": name, "type": "condition"} for name in ("plan", "late")] + [{"name": "n"}]
    leaf = leaf_of(rule, inputs=inputs)
    assert score_leaf(leaf, Answer.of(plan=True, late=False, n=0)).points == 2
    assert score_leaf(leaf, Answer.of(plan=True, late=True, n=2)).points == F(3, 4)


def test_a_judgement_keeps_to_its_increment_and_maximum() -> None:
    rule = {"kind": "judgement", "increment": "0.25"}
    assert points(rule, points=D("1.75")) == F(7, 4)
    for value in (D("1.8"), D("2.25"), D("-0.25")):
        with pytest.raises(InvalidFigures):
            points(rule, points=value)


def test_survey_questions_are_combined_by_their_weights() -> None:
    rule = {"kind": "survey", "questions": ["q1", "q2"], "weights": ["0.75", "0.25"]}
    assert points(rule, q1=D("0.8"), q2=D("0.4")) == F(7, 5)
    assert points({"kind": "survey", "questions": ["q1", "q2", "q3"]}, q1=1, q2=0, q3=0) == F(2, 3)
    assert scored(rule, q1=D("0.8")).state is State.MISSING
    assert points(rule, points=D("1.5")) == F(3, 2)
    with pytest.raises(InvalidFigures):
        points(rule, q1=80, q2=40)


def test_a_leaf_without_a_value_is_missing_and_keeps_its_maximum() -> None:
    for rule in (YES_NO, STEPS, JUDGEMENT):
        result = score_leaf(leaf_of(rule), None)
        assert (result.state, result.points, result.maximum) == (State.MISSING, 0, 2)
        assert score_leaf(leaf_of(rule), Answer({})).state is State.MISSING


def test_points_never_pass_through_a_float() -> None:
    with pytest.raises(TypeError):
        Answer.of(done=0.5, total=1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Answer.of(points=0.5)  # type: ignore[arg-type]
    with pytest.raises(ValueError):
        Answer.of(done=D("NaN"))
