"""Ranks, ties, tie-breaks, classes, groups, means and rounding."""

from fractions import Fraction as F
from typing import Any

import pytest

from parindex.engine import Answer, Rounding, Sheet, Standings, evaluate
from parindex.engine.numbers import printed, rounded, rounded_mean
from tests.engine.building import JUDGEMENT, RATIO, field_form, given, leaf_form, plain_set, ranks, set_of


def sheets(**totals: Any) -> list[Sheet]:
    return [Sheet(unit, given({"1.1": value})) for unit, value in totals.items()]


@pytest.mark.parametrize(("ties", "expected"), [("competition", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3])])
def test_ties(ties: str, expected: list[int]) -> None:
    results = evaluate(plain_set(("100",), policy={"ties": ties}), sheets(A=90, B=80, C=80, D=70))
    assert [unit.rank for unit in results.ranking()] == expected


def test_ranks_compare_exact_or_printed_values() -> None:
    # 2/3 and 66.67/100 print alike and differ.
    ratio = {"kind": "proportional", "quantity": RATIO}
    nodes = [field_form("1", leaf_form("1.1", ratio, "100"))]
    both = [Sheet("A", {"1.1": Answer.of(done=2, total=3)}), Sheet("B", {"1.1": Answer.of(done=6667, total=10000)})]
    assert ranks(evaluate(set_of(*nodes, policy={"rank_on": "rounded"}), both)) == {"A": 1, "B": 1}
    assert ranks(evaluate(set_of(*nodes, policy={"rank_on": "exact"}), both)) == {"A": 2, "B": 1}
    assert ranks(evaluate(set_of(*nodes, policy={"places": 3}), both)) == {"A": 2, "B": 1}


def test_exact_ranks_see_what_no_float_sees() -> None:
    ratio = {"kind": "proportional", "quantity": RATIO}
    criteria_set = set_of(field_form("1", leaf_form("1.1", ratio, "100")), policy={"rank_on": "exact"})
    huge = 10**23
    both = [
        Sheet("A", {"1.1": Answer.of(done=huge - 1, total=huge)}),
        Sheet("B", {"1.1": Answer.of(done=huge, total=huge + 1)}),
        Sheet("C", {"1.1": Answer.of(done=2 * huge, total=2 * huge + 2)}),
    ]
    assert ranks(evaluate(criteria_set, both)) == {"A": 3, "B": 1, "C": 1}


def test_named_nodes_break_ties_in_order() -> None:
    policy = {"tie_break": ["2", "3"]}
    criteria_set = plain_set(("50", "30", "20"), policy=policy)
    units = [
        Sheet("A", given({"1.1": 40, "2.1": 20, "3.1": 10})),
        Sheet("B", given({"1.1": 35, "2.1": 20, "3.1": 15})),
        Sheet("C", given({"1.1": 30, "2.1": 25, "3.1": 15})),
        Sheet("D", given({"1.1": 35, "2.1": 20, "3.1": 15})),
        Sheet("E", given({"1.1": 0, "2.1": 30, "3.1": 20})),
    ]
    assert ranks(evaluate(criteria_set, units)) == {"C": 1, "B": 2, "D": 2, "A": 4, "E": 5}


def test_tie_breaks_compare_sub_indices_and_a_removed_node_comes_last() -> None:
    criteria_set = plain_set(("50", "50"), policy={"tie_break": ["2"]})
    units = [
        Sheet("A", given({"1.1": 40}), excluded=frozenset({"2"})),
        Sheet("B", given({"1.1": 50, "2.1": 30})),
        Sheet("C", given({"1.1": 35, "2.1": 45})),
    ]
    assert ranks(evaluate(criteria_set, units)) == {"C": 1, "B": 2, "A": 3}


def test_rounded_tie_breaks_compare_what_is_printed() -> None:
    ratio = {"kind": "proportional", "quantity": RATIO}
    nodes = [field_form("1", leaf_form("1.1", JUDGEMENT, "90")), field_form("2", leaf_form("2.1", ratio, "10"))]
    units = [
        Sheet("A", {"1.1": Answer.of(points=50), "2.1": Answer.of(done=33333, total=100000)}),
        Sheet("B", {"1.1": Answer.of(points=50), "2.1": Answer.of(done=1, total=3)}),
    ]
    assert ranks(evaluate(set_of(*nodes, policy={"tie_break": ["2"]}), units)) == {"A": 1, "B": 1}
    assert ranks(evaluate(set_of(*nodes, policy={"tie_break": ["2"], "places": 4}), units)) == {"A": 2, "B": 1}


BANDS = [
    {"code": "excellent", "from": "90"},
    {"code": "good", "from": "80", "inclusive": False},
    {"code": "fair", "from": "65"},
    {"code": "weak"},
]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("90", "excellent"),
        ("89.99", "good"),
        ("80.01", "good"),
        ("80", "fair"),
        ("65", "fair"),
        ("64.99", "weak"),
        ("0", "weak"),
    ],
)
def test_classes_have_inclusive_flags(value: str, expected: str) -> None:
    results = evaluate(plain_set(("100",), policy={"classes": BANDS}), sheets(A=value))
    band = results.unit("A").performance_class
    assert band is not None
    assert band.code == expected


def test_classes_compare_the_same_value_as_ranks() -> None:
    ratio = {"kind": "proportional", "quantity": RATIO}
    nodes = [field_form("1", leaf_form("1.1", ratio, "100"))]
    unit = [Sheet("A", {"1.1": Answer.of(done=89996, total=100000)})]
    for rank_on, expected in (("rounded", "excellent"), ("exact", "good")):
        results = evaluate(set_of(*nodes, policy={"rank_on": rank_on, "classes": BANDS}), unit)
        assert results.unit("A").printed().performance_class == expected


def test_below_every_band_there_is_no_class() -> None:
    results = evaluate(plain_set(("100",), policy={"classes": [{"code": "a", "from": "50"}]}), sheets(A=10))
    assert results.unit("A").performance_class is None


def test_groups_rank_by_themselves_and_unranked_units_are_listed() -> None:
    units = [
        Sheet("A", given({"1.1": 90}), group="n1"),
        Sheet("B", given({"1.1": 80}), group="n1", ranked=False),
        Sheet("C", given({"1.1": 70}), group="n1"),
        Sheet("D", given({"1.1": 60}), group="n2"),
    ]
    results = evaluate(plain_set(("100",), policy={"classes": BANDS}), units)
    assert ranks(results) == {"A": 1, "B": None, "C": 2, "D": 1}
    assert results.unit("B").printed().performance_class == "fair"
    assert [(group.group, group.mean, group.units, group.ranked) for group in results.groups] == [
        ("n1", 80, 3, 2),
        ("n2", 60, 1, 1),
    ]
    assert [unit.unit for unit in results.ranking("n1")] == ["A", "C", "B"]
    # The same sheets in one group: the province-wide list.
    from dataclasses import replace

    province = evaluate(plain_set(("100",)), [replace(sheet, group="") for sheet in units])
    assert ranks(province) == {"A": 1, "B": None, "C": 2, "D": 3}


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Rounding.HALF_UP, ["0.13", "0.14", "-0.13", "0.12", "1.00"]),
        (Rounding.HALF_EVEN, ["0.12", "0.14", "-0.12", "0.12", "1.00"]),
        (Rounding.DOWN, ["0.12", "0.13", "-0.12", "0.12", "0.99"]),
    ],
)
def test_rounding_modes(mode: Rounding, expected: list[str]) -> None:
    values = [F("0.125"), F("0.135"), F("-0.125"), F("0.1249"), F("0.999")]
    assert [printed(value, 2, mode) for value in values] == expected
    assert printed(F(1, 2), 0, Rounding.HALF_UP) == "1"


def test_the_mean_is_exact_even_at_the_edge_of_a_step() -> None:
    near = [F(1, 3), F(2, 3), F(1, 7), F(6, 7)]
    assert rounded_mean(near, 0, Rounding.HALF_EVEN) == 0  # exactly one half
    assert rounded_mean(near, 0, Rounding.HALF_UP) == 1
    many = [F(n, n + 1) for n in range(1, 400)]
    exact = sum(many, F(0)) / len(many)
    for mode in Rounding:
        assert rounded_mean(many, 9, mode) == rounded(exact.numerator, exact.denominator, 9, mode)


def test_the_policy_can_be_replaced() -> None:
    criteria_set = plain_set(("100",))
    from dataclasses import replace

    other = replace(criteria_set.policy, places=3)
    results = evaluate(criteria_set, sheets(A=50), other)
    assert results.unit("A").printed().index == "50.000"
    assert results.policy.places == 3


def test_standings_follow_a_change() -> None:
    standings = Standings(plain_set(("100",)), sheets(A=90, B=80, C=70))
    assert dict(standings.ranks) == {"A": 1, "B": 2, "C": 3}
    assert standings.change("C", "1.1", Answer.of(points=95)) == 95
    assert dict(standings.ranks) == {"A": 2, "B": 3, "C": 1}
    before = standings.results()
    standings.change("C", "1.1", None)
    assert dict(standings.ranks) == {"A": 1, "B": 2, "C": 3}
    assert standings.index("C") == 0
    assert before.unit("C").points == 95
