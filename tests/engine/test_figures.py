"""Rows of figures: what becomes of them, and how every fault is named."""

from __future__ import annotations

import random
import unicodedata
from decimal import Decimal as D
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.engine import (
    Answer,
    CriteriaSet,
    InputType,
    ListedUnit,
    Sheet,
    Stage,
    evaluate,
    freeze,
    leaf_inputs,
    read_answer,
    read_figures,
    replay,
)
from parindex.engine.inputs import number
from tests.engine.building import JUDGEMENT, STEPS, YES_NO, field_form, leaf_form, leaf_of, set_of


def small() -> CriteriaSet:
    return set_of(
        field_form(
            "1",
            leaf_form("1.1", STEPS, "2", inputs=[{"name": "total", "type": "count"}]),
            leaf_form("1.2", YES_NO),
            leaf_form("1.3", {"kind": "all_of", "conditions": ["c"]}),
            leaf_form("1.4", {"kind": "per_item", "count": "n", "points": "0.5"}),
            leaf_form("1.5", {"kind": "judgement", "increment": "0.5"}, "2"),
            leaf_form("1.6", {"kind": "survey", "questions": ["q"]}, source="survey"),
        ),
        policy={"bonus_cap": "9", "penalty_cap": "9"},
        bonus=[{"code": "M", "title": "M", "points": "1"}],
    )


def sheets(*rows: str, units: dict[str, ListedUnit] | None = None) -> tuple[Sheet, ...]:
    reading = read_figures(small(), [(n, row.split(",")) for n, row in enumerate(rows, start=2)], units)
    assert not reading.faults, [(fault.row, fault.column, str(fault.message)) for fault in reading.faults]
    return reading.sheets


def test_rows_of_one_leaf_may_stand_apart() -> None:
    together = [
        *("A,1.1,,done,4.50", "A,1.1,,total,5", "A,1.2,self,choice,no", "A,1.2,appraised,choice,yes"),
        *("A,1.3,self,c,yes", "A,1.3,,c,no", "A,1.4,self,n,3", "A,1.4,,n,2", "A,1.4,,reason,x"),
    ]
    assert sheets(*sorted(together, key=lambda row: row.split(",")[2])) == sheets(*together)
    assert sheets(*together[::-1]) == sheets(*together)


def test_a_figure_said_again_later_names_the_row_that_said_it_first() -> None:
    rows = ["A,1.2,,choice,no", "A,1.1,,done,1", "A,1.1,,total,2", "A,1.2,self,choice,no", "A,1.1,,total,2"]
    (fault,) = read_figures(small(), [(n, row.split(",")) for n, row in enumerate(rows, start=2)]).faults
    assert (fault.row, fault.message.key, fault.message.values["row"]) == (6, "figure_twice", 4)


def test_a_leaf_with_very_many_different_figures_keeps_them_apart() -> None:
    read = sheets(*(f"U{n:04d},1.4,,n,{n % 1500}" for n in range(3000)))
    assert [sheet.answers["1.4"].figures["n"] for sheet in read] == [n % 1500 for n in range(3000)]


def test_rows_become_sheets() -> None:
    (sheet,) = sheets(
        "A,1.1,,done,4.5",
        "A,1.1,,total,5",
        "A,1.2,self,choice,no",
        "A,1.2,appraised,choice,yes",
        "A,1.3,,c,yes",
        "A,1.4,,not_arising,yes",
        "A,1.4,,reason,không có",
        "A,1.5,settled,points,1.5",
        "A,1.6,,excluded,yes",
        "A,,,bonus,2.5",
        "A,,,penalty,1",
        "A,,,bonus:M,3",
        "A,1,,deduction,0.25",
        "A,1,,reason,chậm",
    )
    assert sheet.answers == {
        "1.1": Answer.of(done=D("4.5"), total=5),
        "1.2": Answer({Stage.SELF: {"choice": "no"}, Stage.APPRAISED: {"choice": "yes"}}),
        "1.3": Answer.of(c=True),
        "1.4": Answer.of(not_arising=True, reason="không có"),
        "1.5": Answer.of(points=D("1.5")),
    }
    assert sheet.excluded == {"1.6"}
    assert (sheet.bonus, sheet.penalty, sheet.bonus_cases) == (F(5, 2), 1, {"M": 3})
    assert (sheet.deductions["1"].points, sheet.deductions["1"].reason) == (F(1, 4), "chậm")


def test_an_exclusion_of_a_further_stage_counts() -> None:
    (sheet,) = sheets(
        "A,1,,excluded,no", "A,1.2,appraised,excluded,yes", "A,1.2,settled,excluded,no", "A,1.3,appraised,excluded,yes"
    )
    assert sheet.excluded == {"1.3"}
    assert sheet.answers == {}


def test_a_list_of_units_brings_groups_and_empty_sheets() -> None:
    units = {"A": ListedUnit("A", "n1"), "B": ListedUnit("B", "n1", ranked=False)}
    first, second = sheets("A,1.2,,choice,yes", units=units)
    assert (first.unit, first.group, first.ranked) == ("A", "n1", True)
    assert (second.unit, second.ranked, dict(second.answers)) == ("B", False, {})


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [
        f"{unit},{node}"
        for unit in "ABC"
        for node in ("1.1,,done,4", "1.1,,total,5", "1.2,,choice,yes", "1.3,self,c,no")
    ]
    expected = sheets(*rows)
    random.Random(1).shuffle(rows)
    assert sheets(*rows) == expected


def test_decomposed_letters_are_the_same_unit_and_node() -> None:
    name = "Bến Cát"
    rows = [f"{unicodedata.normalize('NFD', name)},1.1,,done,4", f"{name},1.1,,total,5"]
    (sheet,) = sheets(*rows)
    assert sheet.unit == name
    assert sheet.answers["1.1"] == Answer.of(done=4, total=5)


FAULTS: list[tuple[list[str], int, str, str]] = [
    (["A,1.1,,done"], 2, "", "row_width"),
    ([",1.2,,choice,yes"], 2, "unit", "unit_empty"),
    ([" A,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["=A,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["@A,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["A\x07,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["A\u202e,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["A\u3164B,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["A\u0378,1.2,,choice,yes"], 2, "unit", "unit_bad"),
    (["A,9,,choice,yes"], 2, "node", "figure_unknown_node"),
    (["A,,,choice,yes"], 2, "node", "figure_needs_node"),
    (["A,1.1,,bonus,1"], 2, "node", "figure_needs_no_node"),
    (["A,1,,points,1"], 2, "input", "figure_on_branch"),
    (["A,1.1,,onn_time,1"], 2, "input", "figure_unknown_input"),
    (["A,,,bonus:X,1"], 2, "input", "unknown_item"),
    (["A,1.2,final,choice,yes"], 2, "stage", "figure_no_stage"),
    (["A,1.2,,choice,maybe"], 2, "value", "figure_no_option"),
    (["A,1.2,,choice,"], 2, "value", "figure_empty"),
    (["A,1.3,,c,true"], 2, "value", "figure_not_yes_no"),
    (["A,1.2,,excluded,1"], 2, "value", "figure_not_yes_no"),
    (["A,1.1,,done,1 000"], 2, "value", "figure_not_a_number"),
    (["A,1.1,,done,1e3"], 2, "value", "figure_not_a_number"),
    (["A,1.1,,done,٤"], 2, "value", "figure_not_a_number"),
    (["A,1.1,,done,-1"], 2, "value", "figure_negative"),
    (["A,1.1,,total,1.5"], 2, "value", "figure_not_a_count"),
    (["A,1.4,,n,2.5"], 2, "value", "figure_not_a_count"),
    (["A,1.4,,n,-2"], 2, "value", "figure_not_a_count"),
    (["A,1.6,,q,80"], 2, "value", "figure_not_a_share"),
    (["A,1.2,,points,1.01"], 2, "value", "figure_points_outside"),
    (["A,1.5,,points,0.75"], 2, "value", "figure_off_increment"),
    (["A,,,penalty,-1"], 2, "value", "figure_negative"),
    (["A,,,bonus:M,0.5"], 2, "value", "figure_not_a_count"),
    (["A,1.1,,done,1", "A,1.2,,choice,yes", "A,1.1,,done,1"], 4, "input", "figure_twice"),
    (["A,1.1,,done,1", "A,1.1,settled,done,1"], 3, "input", "figure_twice"),
    (["A,1.1,,points,1", "A,1.1,,not_arising,yes"], 3, "input", "figure_contradiction"),
    (["A,1.1,,reason,a\x00b"], 2, "value", "text_unprintable"),
]


@pytest.mark.parametrize(("rows", "row", "column", "code"), FAULTS)
def test_faults_have_row_and_column(rows: list[str], row: int, column: str, code: str) -> None:
    reading = read_figures(small(), [(n, text.split(",")) for n, text in enumerate(rows, start=2)])
    assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [(row, column, code)]
    assert reading.sheets == ()


def test_a_row_can_have_several_faults_and_all_rows_are_named() -> None:
    rows = ["=A,1.1,,done,1", "A,1.1,x,done,?", "A,1.2,,choice,maybe", "B,7,,q,1"]
    reading = read_figures(small(), [(n, text.split(",")) for n, text in enumerate(rows, start=2)])
    assert [(fault.row, fault.column) for fault in reading.faults] == [
        (2, "unit"),
        (3, "stage"),
        (3, "value"),
        (4, "value"),
        (5, "node"),
    ]


def test_a_unit_outside_the_list_is_a_fault() -> None:
    reading = read_figures(small(), [(2, ["X", "1.2", "", "choice", "yes"])], {"A": ListedUnit("A")})
    assert [fault.code for fault in reading.faults] == ["unit_not_listed"]


def test_faults_are_bounded() -> None:
    rows = ((n, ["A", "9", "", "x", "1"]) for n in range(2, 50_000))
    assert len(read_figures(small(), rows).faults) == 1_000


def test_a_number_outside_its_steps_is_found_in_its_row() -> None:
    rule = {
        "kind": "steps",
        "quantity": "x",
        "steps": [{"from": "0", "below": "80", "points": "0"}, {"from": "80", "to": "100", "points": "1"}],
    }
    criteria_set = set_of(field_form("1", leaf_form("1.1", rule)))
    reading = read_figures(criteria_set, [(2, ["A", "1.1", "", "x", "100.5"])])
    assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [(2, "value", "figure_no_step")]


@given(
    st.lists(
        st.tuples(
            st.integers(),
            st.lists(
                st.text(max_size=6) | st.sampled_from(["A", "1.1", "1", "", "done", "excluded", "yes", "bonus"]),
                max_size=6,
            ),
        ),
        max_size=8,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_rows_make_reading_raise(rows: list[tuple[int, list[str]]]) -> None:
    reading = read_figures(small(), rows)
    for fault in reading.faults:
        assert fault.message.text("vi")
    if not reading.faults:
        evaluate(small(), reading.sheets)


def test_a_form_reads_one_answer_with_its_faults() -> None:
    leaf = next(small().leaves())
    reading = read_answer(leaf, {Stage.SELF: {"done": "45", "total": "50"}, Stage.APPRAISED: {"done": ""}})
    assert reading.answer == Answer({Stage.SELF: {"done": 45, "total": 50}})
    reading = read_answer(leaf, {Stage.SELF: {"done": "x", "total": "1.5", "other": "1"}})
    assert reading.answer is None
    assert [(fault.column, fault.code) for fault in reading.faults] == [
        ("done", "figure_not_a_number"),
        ("total", "figure_not_a_count"),
        ("other", "figure_unknown_input"),
    ]
    both = {Stage.SELF: {"points": "1", "not_arising": "yes"}}
    assert [fault.code for fault in read_answer(leaf, both).faults] == ["figure_contradiction"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (YES_NO, [("choice", InputType.CHOICE)]),
        (STEPS, [("done", InputType.NUMBER), ("total", InputType.NUMBER)]),
        ({"kind": "all_of", "conditions": ["a", "b"]}, [("a", InputType.CONDITION), ("b", InputType.CONDITION)]),
        ({"kind": "deduct", "items": [{"count": "n", "points": "1"}]}, [("n", InputType.COUNT)]),
        (
            {"kind": "formula", "cases": [{"when": "a > 0", "points": "b * max_points"}]},
            [("a", InputType.NUMBER), ("b", InputType.NUMBER)],
        ),
        (JUDGEMENT, [("points", InputType.POINTS)]),
        ({"kind": "survey", "questions": ["q"]}, [("q", InputType.SHARE)]),
        ({"kind": "survey"}, [("points", InputType.POINTS)]),
    ],
)
def test_a_leaf_says_what_it_asks(rule: dict[str, Any], expected: list[tuple[str, InputType]]) -> None:
    specs = leaf_inputs(leaf_of(rule))
    assert [(spec.name, spec.type) for spec in specs] == expected


def test_labels_name_and_narrow_inputs() -> None:
    inputs = [{"name": "done", "title": "Đúng hạn", "title_en": "On time", "type": "count", "unit": "hồ sơ"}]
    first, second = leaf_inputs(leaf_of(STEPS, inputs=inputs))
    assert (first.title, first.title_en, first.type, first.unit) == ("Đúng hạn", "On time", InputType.COUNT, "hồ sơ")
    assert (second.title, second.type) == ("total", InputType.NUMBER)
    assert [option.code for option in leaf_inputs(leaf_of(YES_NO))[0].options] == ["yes", "no"]


def sources() -> CriteriaSet:
    kinds = ("unit", "appraiser", "survey", "satisfaction", "register", "round")
    return set_of(field_form("1", *(leaf_form(kind, YES_NO, source=kind) for kind in kinds)))


@pytest.mark.parametrize(
    ("source", "open_to"),
    [
        ("unit", {"self", "appraised", "settled", ""}),
        ("appraiser", {"appraised", "settled", ""}),
        ("survey", {"settled", ""}),
        ("satisfaction", {"appraised", "settled", ""}),
        ("register", {"appraised", "settled", ""}),
        ("round", {"appraised", "settled", ""}),
    ],
)
def test_who_may_say_what(source: str, open_to: set[str]) -> None:
    """Rules: “only the appraiser; locked for the unit”, “the processed survey; locked for both”."""
    values = (("choice", "yes"), ("points", "1"), ("not_arising", "yes"), ("reason", "vì thế"))
    for stage in ("self", "appraised", "settled", ""):
        for row in values:
            reading = read_figures(sources(), [(2, ("A", source, stage, *row))])
            found = [(fault.row, fault.column, fault.code) for fault in reading.faults]
            assert found == ([] if stage in open_to else [(2, "stage", "figure_locked")]), (stage, row)
            if found:
                for language, name in (("vi", "bước "), ("en", " stage")):
                    said = reading.faults[0].message.text(language)  # type: ignore[arg-type]
                    assert f"“{source}”" in said
                    assert name in said
                    assert f"({stage})" in said
    leaf = sources().node(source)
    for stage in Stage:
        read = read_answer(leaf, {stage: {"choice": "yes", "reason": ""}})  # type: ignore[arg-type]
        assert [fault.code for fault in read.faults] == ([] if stage.value in open_to else ["figure_locked"])


@pytest.mark.parametrize("node", ["1", "1.2", "1.6"])
def test_a_unit_cannot_exclude_a_node_for_itself(node: str) -> None:
    for value in ("yes", "no"):
        reading = read_figures(small(), [(2, ("A", node, "self", "excluded", value))])
        assert [(fault.row, fault.column, fault.code) for fault in reading.faults] == [
            (2, "stage", "figure_by_decision")
        ]
    for stage in ("appraised", "settled", ""):
        (sheet,) = sheets(f"A,{node},{stage},excluded,yes")
        assert sheet.excluded == {node}


def test_a_unit_deducts_nothing_from_itself() -> None:
    reading = read_figures(small(), [(2, ("A", "1", "self", "deduction", "1"))])
    assert [fault.code for fault in reading.faults] == ["figure_by_decision"]


def test_numbers_of_a_hundred_digits_are_read_and_longer_ones_are_said_to_be_too_long() -> None:
    for text in ("9" * 100, "9" * 50 + "." + "1" * 50, "0." + "3" * 99, "-" + "9" * 100):
        assert number(text) == F(text)
    for text in ("9" * 101, "0." + "3" * 100, "-" + "1" * 60 + "." + "1" * 41, "1" * 100_000):
        reading = read_figures(small(), [(2, ("A", "1.1", "", "done", text))])
        assert [fault.code for fault in reading.faults] == ["number_too_long"]
        assert len(reading.faults[0].message.text("en")) < 200
        assert "100" in reading.faults[0].message.text("vi")
    for text in ("1" * 200 + "x", "1." * 100, "." * 101, "1" * 101 + ".", "²" * 200):
        reading = read_figures(small(), [(2, ("A", "1.1", "", "done", text))])
        assert [fault.code for fault in reading.faults] == ["figure_not_a_number"]


def test_long_figures_are_scored_and_told() -> None:
    """Products of long figures outgrow what Python prints; they are told by their size."""
    rules = {
        "long": {"kind": "formula", "cases": [{"points": "*".join(["a"] * 149)}]},
        "count": {"kind": "per_item", "count": "a", "points": "0." + "0" * 98 + "1"},
        "ratio": {"kind": "proportional", "quantity": {"ratio": ["a", "b"]}},
    }
    document = set_of(field_form("1", *(leaf_form(code, rule) for code, rule in rules.items())))
    figures = [("long", "a", "9" * 100), ("count", "a", "1" * 100), ("ratio", "a", "1" * 99), ("ratio", "b", "1" * 100)]
    reading = read_figures(document, [(2, ("A", node, "", name, value)) for node, name, value in figures])
    assert reading.faults == ()
    (unit,) = evaluate(document, reading.sheets).units
    for language in ("vi", "en"):
        assert all(node.reason.text(language) for node in unit.nodes())  # type: ignore[arg-type]
    assert "≈ 9.9999 × 10^14899, capped" in unit.node("long").reason.text("en")
    assert replay(freeze(document, reading.sheets).data).units[0].points == unit.points


def test_what_may_be_typed_is_listed_with_what_it_means() -> None:
    options = [{"code": "dat", "points": "2", "title": "Đạt", "title_en": "Reached"}, {"code": "no", "points": "0"}]
    leaf = leaf_of({"kind": "choice", "options": options})
    (fault,) = read_answer(leaf, {Stage.SETTLED: {"choice": "x"}}).faults
    assert fault.message.text("vi") == "“x” không phải là mức nào của tiêu chí. Các mức: dat (Đạt); no."
    labelled = leaf_of(STEPS, inputs=[{"name": "done", "title": "Hồ sơ đúng hạn"}])
    (fault,) = read_answer(labelled, {Stage.SETTLED: {"x": "1"}}).faults
    assert fault.message.text("vi").endswith(
        "Các tên dùng được: done (Hồ sơ đúng hạn); total; points (điểm); not_arising (không phát sinh); reason (lý do)."
    )


def test_a_number_is_quoted_with_the_decimal_comma_of_the_page() -> None:
    leaf = leaf_of({"kind": "per_item", "count": "n", "points": "1"})
    (fault,) = read_answer(leaf, {Stage.SETTLED: {"n": "1.5"}}).faults
    assert fault.message.text("vi") == "1,5 phải là số nguyên không âm (số lượng)."
    assert fault.message.text("en") == "1.5 must be a whole number, 0 or more (a count)."
