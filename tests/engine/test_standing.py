"""What a sheet's reason says about rank, tie and class: everything it takes to check them by hand."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from parindex.engine import Answer, Sheet, Standings, evaluate
from tests.engine.building import RATIO, YES_NO, Document, field_form, given, leaf_form, plain_set, set_of

CLASSES = [
    {"code": "excellent", "title": "Xuất sắc", "title_en": "Excellent", "from": "90"},
    {"code": "good", "title": "Tốt", "title_en": "Good", "from": "80", "inclusive": False},
    {"code": "fair", "title": "Khá", "title_en": "Fair"},
]
RATIOS = {"kind": "proportional", "quantity": RATIO}


def told(policy: Document, language: str = "en", **points: dict[str, object]) -> dict[str, str]:
    """Unit → what its sheet's reason says from the rank on; every unit has points for the leaves of three fields."""
    criteria_set = plain_set(("50", "30", "20"), policy=policy)
    results = evaluate(criteria_set, [Sheet(unit, given(answers)) for unit, answers in points.items()])
    mark = "Rank " if language == "en" else "Xếp thứ "
    return {unit.unit: mark + unit.reason.text(language).partition(mark)[2] for unit in results.units}  # type: ignore[arg-type]


def fields(first: object, second: object, third: object) -> dict[str, object]:
    return {"1.1": first, "2.1": second, "3.1": third}


def test_a_tie_without_tie_break_is_named() -> None:
    both = {"A": fields(40, 20, 10), "B": fields(35, 20, 15), "C": fields(0, 0, 0)}
    reasons = told({}, **both)
    assert reasons["A"] == (
        "Rank 1 of 3 ranked units, by the rounded index. Other units with the same index: 1; they share the rank."
    )
    assert reasons["C"] == "Rank 3 of 3 ranked units, by the rounded index."
    assert told({"rank_on": "exact"}, "vi", **both)["A"] == (
        "Xếp thứ 1/3 đơn vị được xếp hạng, theo chỉ số chưa làm tròn. "
        "Số đơn vị khác có cùng chỉ số này: 1; các đơn vị này cùng thứ hạng."
    )


@pytest.mark.parametrize(("rank_on", "kind"), [("rounded", "rounded"), ("exact", "exact")])
def test_a_tie_break_names_the_node_that_decided_and_its_values(rank_on: str, kind: str) -> None:
    reasons = told(
        {"tie_break": ["2", "3"], "rank_on": rank_on},
        A=fields(40, 20, 10),
        B=fields(35, 20, 15),
        C=fields(30, 25, 15),
        D=fields(35, 20, 15),
        E=fields(0, 30, 20),
    )
    zeros = ".00" if rank_on == "rounded" else ""
    high, low = ("83.33%", "66.67%") if rank_on == "rounded" else ("≈ 83.3333%", "≈ 66.6667%")
    tied = "Other units with the same index: 3; decided by the sub-indices of 2; 3:"
    head = f"of 5 ranked units, by the {kind} index. {tied}"
    assert reasons["C"] == f"Rank 1 {head} before B by 2: {high} against {low}."
    assert reasons["B"] == f"Rank 2 {head} after C by 2: {low} against {high}; equal to D, so they share the rank."
    assert reasons["D"] == (
        f"Rank 2 {head} equal to B, so they share the rank; before A by 3: 75{zeros}% against 50{zeros}%."
    )
    assert reasons["A"] == f"Rank 4 {head} after D by 3: 50{zeros}% against 75{zeros}%."
    assert reasons["E"] == f"Rank 5 of 5 ranked units, by the {kind} index."


def test_a_node_that_is_removed_for_a_unit_is_said_to_be() -> None:
    criteria_set = plain_set(("50", "50"), policy={"tie_break": ["2"]})
    units = [
        Sheet("A", given({"1.1": 40}), excluded=frozenset({"2"})),
        Sheet("B", given({"1.1": 50, "2.1": 30}), deductions={}),
    ]
    first, second = evaluate(criteria_set, units).ranking()
    assert "before A by 2: 60.00% against not applicable." in first.reason.text("en")
    assert "xếp sau B do 2: không áp dụng, đơn vị kia 60,00%." in second.reason.text("vi")


def test_exact_values_that_look_alike_are_told_apart() -> None:
    nodes = [field_form(code, leaf_form(f"{code}.1", RATIOS, "50")) for code in ("1", "2")]
    policy = {"rank_on": "exact", "tie_break": ["2"]}
    much = 10**9
    units = [
        Sheet("A", {"1.1": Answer.of(done=much - 1, total=much), "2.1": Answer.of(done=1, total=2)}),
        Sheet("B", {"1.1": Answer.of(done=1, total=2), "2.1": Answer.of(done=much - 1, total=much)}),
        Sheet("C", {"1.1": Answer.of(done=1, total=2), "2.1": Answer.of(done=much - 1, total=much)}),
    ]
    units += [Sheet("D", {"1.1": Answer.of(done=much // 2 - 1, total=much), "2.1": Answer.of(done=1, total=1)})]
    results = evaluate(set_of(*nodes, policy=policy), units)
    assert results.unit("D").rank == 1
    assert "before B by 2: 100% against ≈ 99.9999999%" in results.unit("D").reason.text("en")
    assert "after C by 2: 50% against ≈ 99.9999999%" in results.unit("A").reason.text("en")


def classed(points: object, rank_on: str, mode: str = "half_up", language: str = "en") -> str:
    criteria_set = set_of(
        field_form("1", leaf_form("1.1", YES_NO, "100")),
        policy={"rank_on": rank_on, "rounding": mode, "classes": CLASSES},
    )
    results = evaluate(criteria_set, [Sheet("A", {"1.1": Answer.of(points=D(str(points)))})])
    reason = results.units[0].reason.text(language)  # type: ignore[arg-type]
    return reason[reason.index("Class" if language == "en" else "Xếp loại") :]


def test_the_threshold_that_was_met_is_named() -> None:
    assert classed(90, "exact") == "Class: Excellent (90% or more)."
    assert classed("80.01", "exact") == "Class: Good (above 80%)."
    assert classed(80, "exact") == "Class: Fair (80% or less)."
    assert classed("80.01", "rounded", language="vi").endswith("Xếp loại Tốt (trên 80%).")


def test_a_class_that_the_printed_index_would_not_have_is_explained() -> None:
    assert classed("89.999", "exact") == (
        "Class: Good (above 80%). The exact index does not reach 90% or more, although it is printed as 90.00%."
    )
    assert classed("89.999", "exact", language="vi").endswith(
        "Xếp loại Tốt (trên 80%). Chỉ số chưa làm tròn không đạt mức từ 90% trở lên, dù làm tròn thành 90,00%."
    )
    assert classed("80.001", "exact") == (
        "Class: Good (above 80%). The exact index reaches above 80%, although it is printed as 80.00%."
    )
    assert classed("89.999", "rounded") == (
        "Class: Excellent (90% or more). The class goes by the rounded index of 90.00%, which reaches 90% or more."
    )
    assert classed("80.001", "rounded") == (
        "Class: Fair (80% or less). The class goes by the rounded index of 80.00%, which does not reach above 80%."
    )
    assert classed("89.999", "exact", "down") == "Class: Good (above 80%)."


def test_a_unit_below_every_class_is_told_so() -> None:
    criteria_set = plain_set(("100",), policy={"classes": CLASSES[:2]})
    unit = evaluate(criteria_set, [Sheet("A", given({"1.1": 80}))]).units[0]
    assert unit.performance_class is None
    assert unit.reason.text("en").endswith("No class; the lowest one is above 80%.")


def test_standings_tell_the_same_ties() -> None:
    criteria_set = plain_set(("50", "50"), policy={"tie_break": ["2"]})
    sheets = [Sheet(unit, given({"1.1": 30, "2.1": 20})) for unit in "ABC"]
    kept = Standings(criteria_set, sheets)
    kept.change("B", "1.1", Answer.of(points=20))
    kept.change("B", "2.1", Answer.of(points=30))
    fresh = evaluate(criteria_set, [sheets[0], Sheet("B", given({"1.1": 20, "2.1": 30})), sheets[2]])
    for one, other in zip(kept.results().units, fresh.units, strict=True):
        assert one.reason.text("vi") == other.reason.text("vi")
    assert "equal to" in fresh.unit("C").reason.text("en")
