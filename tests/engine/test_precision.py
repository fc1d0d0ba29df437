"""What a reason tells of a value never contradicts what was decided or published from it."""

from __future__ import annotations

import re
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from parindex.engine import Answer, Policy, Rounding, Sheet, evaluate
from parindex.engine.numbers import printed
from tests.engine.building import JUDGEMENT, RATIO, STEPS, YES_NO, field_form, leaf_form, one, scored, set_of

CLOSE = st.builds(
    lambda edge, side, power: min(F(100), max(F(0), edge + side * F(1, 10**power))),
    st.sampled_from([F(90), F("99.995"), F("94.995"), F(100), F(0), F("14.2857143")]),
    st.sampled_from([-1, 1, F(1, 3), F(-2, 7)]),
    st.integers(1, 35),
)


@given(CLOSE | st.fractions(0, 100), st.integers(0, 10), st.sampled_from(list(Rounding)))
@example(F("99.9999999"), 2, Rounding.DOWN)
@example(F(100, 7), 7, Rounding.HALF_UP)
@example(F("94.99499999999"), 2, Rounding.HALF_UP)
@settings(max_examples=150, deadline=None)
def test_the_index_told_rounds_to_the_index_published(index: F, places: int, mode: Rounding) -> None:
    policy = Policy(places=places, rounding=mode)
    criteria_set = set_of(field_form("1", leaf_form("1.1", YES_NO, "100")))
    result = evaluate(criteria_set, [Sheet("A", {"1.1": Answer.of(points=index)})], policy).units[0]
    assert result.index is not None
    published = printed(result.index, places, mode)
    for text in (result.reason.text("en"), result.node("1").reason.text("en")):
        (told,) = re.findall(r"ndex: .*? ÷ 100 [=≈] ([\d.]+)%", text)
        beside = re.search(r"% \(very close to it, but (under|over)\)", text)
        if beside is None:
            assert printed(F(told), places, mode) == published, text
            assert "Rounded" not in text or F(told) != F(published)
        else:
            assert (F(told) > result.index) == (beside[1] == "under")


@pytest.mark.parametrize(
    ("part", "whole", "step", "vi"),
    [
        (899_999_999, 10**9, "from 70% to 90%", "≈ 89,9999999%"),
        (900_000_001, 10**9, "above 90%", "≈ 90,0000001%"),
        (9 * 10**40 - 1, 10**41, "from 70% to 90%", "≈ 90% (rất sát, nhưng dưới)"),
        (9 * 10**40 + 1, 10**41, "above 90%", "≈ 90% (rất sát, nhưng trên)"),
        (6_999_999_999, 10**10, "below 70%", "≈ 69,99999999%"),
        (10**9, 10**9 - 1, "above 90%", "≈ 100,0000001%"),
        (9, 10, "from 70% to 90%", "= 90%"),
    ],
)
def test_a_ratio_is_told_apart_from_the_edge_of_its_step(part: int, whole: int, step: str, vi: str) -> None:
    score = scored(STEPS, done=part, total=whole)
    assert f"{vi}, thuộc mức" in score.reason.text("vi")
    assert f"in the step {step};" in score.reason.text("en")


def test_an_edge_with_many_decimals_is_told_as_it_was_stated() -> None:
    edge = "0.123456789"
    rule = {
        "kind": "steps",
        "quantity": RATIO,
        "steps": [{"below": edge, "points": "0"}, {"from": edge, "points": "1"}],
    }
    at, under, over = (
        scored(rule, done=done, total=10**10).reason.text("en") for done in (1234567890, 1234567889, 1234567891)
    )
    assert "= 12.3456789%, in the step 12.3456789% or more" in at
    assert "≈ 12.34567889%, in the step below 12.3456789%" in under
    assert "≈ 12.3457%, in the step 12.3456789% or more" in over


def test_floor_ends_and_maximum_are_told_apart_too() -> None:
    floor = {"kind": "proportional", "quantity": RATIO, "floor": "0.5"}
    assert "≈ 49.9999999%, under the floor of 50%" in scored(floor, done=499999999, total=10**9).reason.text("en")
    full = scored(floor, done=999999999, total=10**9).reason.text("en")
    assert "≈ 99.9999999%" in full
    assert "≈ 1.999999998 points" in full
    line = {"kind": "linear", "quantity": RATIO, "from": {"at": "0.5", "points": "0"}, "to": {"at": "1", "points": "2"}}
    assert "≈ 50.0000001%, between 50%" in scored(line, done=500000001, total=10**9).reason.text("en")


def test_a_typed_number_keeps_its_decimals() -> None:
    rule = {"kind": "steps", "quantity": "x", "steps": [{"below": "80", "points": "0"}, {"from": "80", "points": "2"}]}
    assert "x = 79,99999999, thuộc mức dưới 80" in scored(rule, x=D("79.99999999")).reason.text("vi")


def test_a_leaf_is_told_with_two_places_more_than_are_published() -> None:
    rule = {"kind": "proportional", "quantity": RATIO}
    criteria_set = set_of(
        field_form("1", leaf_form("1.1", rule, "3"), leaf_form("1.2", JUDGEMENT, "1")),
        policy={"places": 7, "rounding": "down"},
    )
    unit = one(criteria_set, Sheet("A", {"1.1": Answer.of(done=1, total=7), "1.2": Answer.of(points=1)}))
    leaf = unit.node("1.1").reason.text("en")
    assert leaf.endswith("≈ 0.428571429 points. Rounded for publication: 0.4285714 points.")
    assert "1.1: ≈ 0.428571429; 1.2: 1): ≈ 1.428571429 of 4" in unit.node("1").reason.text("en")
    assert "≈ 35.714285714%. Rounded to 7 places (down): 35.7142857%." in unit.reason.text("en")
