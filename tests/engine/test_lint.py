"""Lint: what is senseless, incomplete or doubtful, with values and places."""

from __future__ import annotations

from typing import Any

import pytest

from parindex.engine import Finding, Unscorable, evaluate, inspect_set, lint, lint_leaf, read_set, score_leaf
from parindex.engine.numbers import Language
from tests.engine.building import JUDGEMENT, RATIO, STEPS, YES_NO, codes, field_form, leaf_form, read, set_form, set_of


def found(rule: dict[str, Any], max_points: str = "2", **more: Any) -> list[tuple[str, str, str]]:
    """Level, code and place inside the leaf of what lint says about one leaf."""
    findings = lint(set_of(field_form("1", leaf_form("1.1", rule, max_points, **more))))
    prefix = "nodes[0].children[0]."
    return [
        (finding.level.value, finding.code, finding.place.removeprefix(prefix))
        for finding in findings
        if finding.code != "total_not_100"
    ]


def test_a_good_set_has_nothing_to_say() -> None:
    criteria_set = set_of(field_form("1", leaf_form("1.1", YES_NO, "1"), leaf_form("1.2", JUDGEMENT, "99")))
    assert lint(criteria_set) == ()


def steps(*forms: dict[str, str], quantity: Any = RATIO) -> dict[str, Any]:
    return {"kind": "steps", "quantity": quantity, "steps": [{"points": str(n)} | form for n, form in enumerate(forms)]}


@pytest.mark.parametrize(
    ("rule", "code", "said"),
    [
        (steps({"below": "0.6"}, {"from": "0.7"}), "steps_gap", "giữa 60% và 70%"),
        (steps({"below": "0.7"}, {"above": "0.7"}), "steps_edge_of_nobody", "Giá trị 70%"),
        (steps({"to": "0.7"}, {"from": "0.7"}), "steps_share_edge", "Giá trị 70% thuộc cả hai"),
        (steps({"below": "0.8"}, {"from": "0.7"}), "steps_overlap", "“dưới 80%” và mức “từ 70% trở lên”"),
        (steps({"below": "0.8"}, {}), "steps_overlap", "mọi giá trị"),
        (steps({"from": "0.8", "to": "0.7"}, {"below": "0.7"}, {"from": "0.7"}), "step_empty", "từ 80% đến 70%"),
        (steps({"from": "0.2"}), "steps_nothing_below", "dưới 20%"),
        (steps({"above": "0"}), "steps_zero_of_nobody", "Giá trị 0"),
        (steps({"below": "0.9"}), "steps_nothing_above", "dưới 90%"),
        (steps({"below": "1"}), "steps_nothing_above", "dưới 100%"),
        (steps({"below": "2"}, {"from": "3"}, quantity="x"), "steps_gap", "giữa 2 và 3"),
        (steps(), "no_steps", "Chưa có mức"),
    ],
)
def test_steps(rule: dict[str, Any], code: str, said: str) -> None:
    findings = lint(set_of(field_form("1", leaf_form("1.1", rule, "2"))))
    wrong = [finding for finding in findings if finding.level == "error"]
    assert codes(wrong) == [code]
    assert said in wrong[0].message.text("vi")
    with pytest.raises(Unscorable):
        evaluate(set_of(field_form("1", leaf_form("1.1", rule, "2"))), [])


@pytest.mark.parametrize(
    ("rule", "mend"),
    [
        (
            steps({"below": "0.6"}, {"from": "0.7"}),
            "Sửa giới hạn trên (cột “Đến”) của mức “dưới 60%” thành < 70%, hoặc sửa giới hạn dưới (cột “Từ”) của mức "
            "“từ 70% trở lên” thành ≥ 60%. Hoặc thêm một mức nằm giữa hai mức này.",
        ),
        (
            steps({"below": "0.7"}, {"above": "0.7"}),
            "Sửa giới hạn trên (cột “Đến”) của mức “dưới 70%” thành ≤ 70%, hoặc sửa giới hạn dưới (cột “Từ”) của mức "
            "“trên 70%” thành ≥ 70%.",
        ),
        (
            steps({"to": "0.7"}, {"from": "0.7"}),
            "Sửa giới hạn trên (cột “Đến”) của mức “từ 70% trở xuống” thành < 70%, hoặc "
            "sửa giới hạn dưới (cột “Từ”) của mức “từ 70% trở lên” thành > 70%.",
        ),
        (
            steps({"to": "0.875"}, {"above": "0.5"}),
            "Sửa giới hạn trên (cột “Đến”) của mức “từ 87,5% trở xuống” thành ≤ 50%, hoặc "
            "sửa giới hạn dưới (cột “Từ”) của mức “trên 50%” thành > 87,5%.",
        ),
        (steps({"below": "0.8"}, {}), "Sửa giới hạn dưới (cột “Từ”) của mức “mọi giá trị” thành ≥ 80%."),
        (
            steps({}, {"from": "0.7", "to": "0.8"}),
            "Sửa giới hạn trên (cột “Đến”) của mức “mọi giá trị” thành < 70%.",
        ),
        (
            steps({}, {}),
            "Xóa mức “mọi giá trị” hoặc mức “mọi giá trị”, hoặc ghi giới hạn trên và giới hạn dưới để hai mức tách "
            "rời nhau.",
        ),
        (
            steps({"from": "0.2"}),
            "Để trống giới hạn dưới của mức thấp nhất, hoặc thêm một mức có giới hạn trên < 20%, thường là 0 điểm.",
        ),
        (
            steps({"to": "0.9"}),
            "Để trống giới hạn trên của mức “từ 90% trở xuống”, hoặc thêm một mức có giới hạn dưới > 90%.",
        ),
    ],
)
def test_a_mend_of_steps_names_the_edge_to_type(rule: dict[str, Any], mend: str) -> None:
    finding = lint_leaf(next(set_of(field_form("1", leaf_form("1.1", rule, "2"))).leaves()))[0]
    assert finding.message.mend("vi") == mend
    assert finding.message.mend("en") not in {"", mend}


def test_steps_of_a_count_leave_no_gap_between_whole_numbers() -> None:
    rule = steps({"to": "2"}, {"from": "3", "to": "5"}, {"above": "5"}, quantity="n")
    assert found(rule, inputs=[{"name": "n", "type": "count"}]) == []
    assert ("error", "steps_gap", "rule.steps[1]") in found(rule)


def test_closed_ends_of_a_number_are_said_not_refused() -> None:
    rule = steps({"from": "0", "below": "80"}, {"from": "80", "to": "100"}, quantity="x")
    assert [(level, code) for level, code, _ in found(rule, "1")] == [
        ("advice", "steps_closed_below"),
        ("advice", "steps_closed_above"),
    ]
    assert found(steps({"from": "0", "below": "0.5"}, {"from": "0.5", "to": "1"}), "1") == []


LANGUAGES: tuple[Language, ...] = ("vi", "en")

RULES: list[tuple[dict[str, Any], dict[str, Any], str, str, str]] = [
    ({"kind": "choice", "options": []}, {}, "error", "no_options", "rule.options"),
    (
        {"kind": "choice", "options": [{"code": "a", "points": "3"}, {"code": "b", "points": "0"}]},
        {},
        "error",
        "points_over_maximum",
        "rule.options[0].points",
    ),
    (
        {"kind": "choice", "options": [{"code": "a", "points": "2"}, {"code": "a", "points": "0"}]},
        {},
        "error",
        "duplicate_option",
        "rule.options[1].code",
    ),
    (
        {"kind": "choice", "options": [{"code": "a", "points": "2"}, {"code": "b", "share": "1"}]},
        {},
        "advice",
        "all_equal",
        "rule.options",
    ),
    (
        {"kind": "choice", "options": [{"code": "a", "points": "1"}, {"code": "b", "points": "0"}]},
        {},
        "advice",
        "maximum_unreachable",
        "rule.options",
    ),
    ({"kind": "choice", "options": [{"code": "a", "points": "2"}]}, {}, "advice", "one_option", "rule.options"),
    ({"kind": "all_of", "conditions": []}, {}, "error", "no_conditions", "rule.conditions"),
    ({"kind": "all_of", "conditions": ["a"], "else": "3"}, {}, "error", "points_over_maximum", "rule.else"),
    ({"kind": "all_of", "conditions": ["a", "a"]}, {}, "error", "input_used_twice", "rule.conditions[1]"),
    ({"kind": "proportional", "quantity": RATIO, "floor": "1.5"}, {}, "error", "floor_above_one", "rule.floor"),
    ({"kind": "proportional", "quantity": "x"}, {}, "advice", "proportional_number", "rule.quantity"),
    (
        {"kind": "proportional", "quantity": {"ratio": ["a", "a"]}},
        {},
        "error",
        "input_used_twice",
        "rule.quantity.ratio[1]",
    ),
    (
        {"kind": "linear", "quantity": RATIO, "from": {"at": "1", "points": "0"}, "to": {"at": "1", "points": "2"}},
        {},
        "error",
        "linear_one_value",
        "rule.to",
    ),
    (
        {"kind": "linear", "quantity": RATIO, "from": {"at": "0", "points": "0"}, "to": {"at": "1", "points": "9"}},
        {},
        "error",
        "points_over_maximum",
        "rule.to.points",
    ),
    ({"kind": "per_item", "count": "n", "points": "0"}, {}, "advice", "item_worth_nothing", "rule.points"),
    ({"kind": "per_item", "count": "points", "points": "1"}, {}, "error", "reserved_name", "rule.count"),
    ({"kind": "deduct", "items": []}, {}, "error", "no_items", "rule.items"),
    ({"kind": "formula", "cases": []}, {}, "error", "no_cases", "rule.cases"),
    ({"kind": "formula", "cases": [{"points": "a +"}]}, {}, "error", "formula_ends_early", "rule.cases[0].points"),
    ({"kind": "formula", "cases": [{"points": "a > 1"}]}, {}, "error", "formula_is_no_number", "rule.cases[0].points"),
    (
        {"kind": "formula", "cases": [{"when": "a", "points": "1"}, {"points": "0"}]},
        {},
        "error",
        "formula_is_no_condition",
        "rule.cases[0].when",
    ),
    (
        {"kind": "formula", "cases": [{"points": "a"}, {"points": "0"}]},
        {},
        "blocks_issue",
        "case_unreachable",
        "rule.cases[1]",
    ),
    (
        {"kind": "formula", "cases": [{"when": "1 > 2", "points": "1"}, {"points": "a"}]},
        {},
        "blocks_issue",
        "case_unreachable",
        "rule.cases[0].when",
    ),
    (
        {
            "kind": "formula",
            "cases": [{"when": "a>1", "points": "1"}, {"when": "a > 1", "points": "0"}, {"points": "0"}],
        },
        {},
        "blocks_issue",
        "case_unreachable",
        "rule.cases[1].when",
    ),
    (
        {"kind": "formula", "cases": [{"when": "a > 1", "points": "1"}]},
        {},
        "advice",
        "formula_without_rest",
        "rule.cases",
    ),
    (
        {"kind": "formula", "cases": [{"when": "a > 0", "points": "a + b"}, {"points": "0"}]},
        {"inputs": [{"name": "a"}]},
        "error",
        "unknown_name",
        "rule.cases[0].points",
    ),
    (
        {"kind": "formula", "cases": [{"points": "a + 5"}]},
        {"inputs": [{"name": "a", "type": "condition"}]},
        "error",
        "formula_wants_number",
        "rule.cases[0].points",
    ),
    ({"kind": "judgement", "increment": "0"}, {}, "error", "increment_zero", "rule.increment"),
    ({"kind": "judgement", "increment": "0.3"}, {}, "advice", "increment_misses", "rule.increment"),
    (
        {"kind": "survey", "questions": []},
        {"source": "survey"},
        "blocks_issue",
        "survey_without_questions",
        "rule.questions",
    ),
    (
        {"kind": "survey", "questions": ["a", "b"], "weights": ["1"]},
        {"source": "survey"},
        "error",
        "weights_count",
        "rule.weights",
    ),
    (
        {"kind": "survey", "questions": ["a", "b"], "weights": ["0.5", "0.6"]},
        {"source": "survey"},
        "error",
        "weights_sum",
        "rule.weights",
    ),
    ({"kind": "survey", "questions": ["a"]}, {}, "advice", "survey_rule_elsewhere", "source"),
    (
        YES_NO | {"options": [{"code": "a", "points": "2"}, {"code": "b", "points": "0"}]},
        {"source": "survey"},
        "advice",
        "survey_without_survey_rule",
        "rule.kind",
    ),
    (STEPS, {"inputs": [{"name": "done"}, {"name": "done"}]}, "error", "duplicate_label", "inputs[1]"),
    (STEPS, {"inputs": [{"name": "other"}]}, "advice", "unused_label", "inputs[0]"),
    (STEPS, {"inputs": [{"name": "done", "type": "choice"}]}, "error", "label_type", "inputs[0].type"),
    (STEPS, {"evidence_required": True}, "blocks_issue", "evidence_unnamed", "evidence"),
    (STEPS, {"title": " "}, "blocks_issue", "empty_title", "title"),
]


@pytest.mark.parametrize(("rule", "more", "level", "code", "place"), RULES)
def test_rules(rule: dict[str, Any], more: dict[str, Any], level: str, code: str, place: str) -> None:
    assert found(rule, **more) == [(level, code, place)]
    for finding in lint(set_of(field_form("1", leaf_form("1.1", rule, **more)))):
        for language in LANGUAGES:
            assert finding.message.mend(language) not in {"", finding.message.text(language)}


def whole(policy: dict[str, Any] | None = None, **more: Any) -> list[tuple[str, str, str]]:
    criteria_set = read(set_form(field_form("1", leaf_form("1.1", JUDGEMENT, "100")), policy=policy) | more)
    return [(finding.level.value, finding.code, finding.place) for finding in lint(criteria_set)]


ITEM = {"code": "M", "title": "Mô hình", "points": "1"}


@pytest.mark.parametrize(
    ("policy", "more", "expected"),
    [
        (
            {"classes": [{"code": "a", "from": "80"}, {"code": "b", "from": "90"}, {"code": "z"}]},
            {},
            ("error", "classes_not_descending", "policy.classes[1].from"),
        ),
        (
            {"classes": [{"code": "a", "from": "80"}, {"code": "b", "from": "80"}, {"code": "z"}]},
            {},
            ("error", "classes_not_descending", "policy.classes[1].from"),
        ),
        (
            {"classes": [{"code": "a"}, {"code": "b", "from": "80"}, {"code": "z"}]},
            {},
            ("error", "open_class_not_last", "policy.classes[0].from"),
        ),
        (
            {"classes": [{"code": "a", "from": "80"}, {"code": "a"}]},
            {},
            ("error", "duplicate_class", "policy.classes[1].code"),
        ),
        ({"classes": [{"code": "a", "from": "80"}]}, {}, ("advice", "classes_leave_rest", "policy.classes")),
        (
            {"classes": [{"code": "a", "from": "101"}, {"code": "z"}]},
            {},
            ("advice", "class_above_100", "policy.classes[0].from"),
        ),
        ({"tie_break": ["7"]}, {}, ("error", "tie_break_unknown", "policy.tie_break[0]")),
        ({"tie_break": ["1", "1"]}, {}, ("advice", "tie_break_twice", "policy.tie_break[1]")),
        ({}, {"bonus": [ITEM]}, ("blocks_issue", "bonus_never_counts", "policy.bonus_cap")),
        ({"penalty_cap": "2"}, {"penalty": [ITEM, ITEM]}, ("error", "duplicate_item", "penalty[1].code")),
        ({}, {"title": ""}, ("blocks_issue", "set_without_title", "title")),
        ({}, {"tier": ""}, ("blocks_issue", "set_without_tier", "tier")),
        ({}, {"nodes": []}, ("error", "no_nodes", "nodes")),
    ],
)
def test_policy_and_set(policy: dict[str, Any], more: dict[str, Any], expected: tuple[str, str, str]) -> None:
    assert whole(policy, **more) == [expected]


def test_touching_classes_may_share_a_threshold() -> None:
    classes = [{"code": "a", "from": "80", "inclusive": False}, {"code": "b", "from": "80"}, {"code": "z"}]
    assert whole({"classes": classes}) == []


def test_the_tree() -> None:
    findings = lint(
        set_of(
            {
                "code": "1",
                "title": "F",
                "max_points": "5",
                "children": [leaf_form("1.1"), leaf_form("1.1", max_points="2", rule=STEPS)],
            },
            field_form("2"),
            {"code": "3", "title": "G", "children": [leaf_form("3.1", JUDGEMENT, "0", source="round")]},
        )
    )
    assert [(finding.level.value, finding.code, finding.node) for finding in findings] == [
        ("advice", "total_not_100", ""),
        ("error", "sum_mismatch", "1"),
        ("blocks_issue", "missing_appraiser", "1.1"),
        ("error", "duplicate_code", "1.1"),
        ("blocks_issue", "missing_appraiser", "1.1"),
        ("error", "empty_branch", "2"),
        ("blocks_issue", "no_points", "3.1"),
    ]
    assert findings[1].message.text("vi") == "“1” ghi điểm tối đa 5 nhưng tổng điểm các tiêu chí cấp dưới là 3."


def test_one_leaf_is_linted_before_it_is_tried() -> None:
    leaf = next(set_of(field_form("1", leaf_form("1.1", steps({"below": "0.6"}, {"from": "0.7"})))).leaves())
    assert [(finding.code, finding.place) for finding in lint_leaf(leaf)] == [("steps_gap", "rule.steps[1]")]
    for rule in ({"kind": "choice", "options": []}, {"kind": "formula", "cases": [{"points": "a +"}]}, steps()):
        leaf = next(set_of(field_form("1", leaf_form("1.1", rule))).leaves())
        with pytest.raises(Unscorable):
            score_leaf(leaf, None)


def test_faults_and_findings_are_read_together_without_echoes() -> None:
    document = set_form(
        field_form(
            "1",
            leaf_form("1.1", STEPS, "x"),
            leaf_form("1.2", {"kind": "choice", "options": []}),
            leaf_form("1.3", STEPS | {"steps": [{"above": "?", "points": "1"}]}),
            leaf_form("1.4", YES_NO, "1", title=""),
            max_points="9",
        ),
    )
    inspection = inspect_set(document)
    assert inspection.criteria_set is None
    assert [fault.code for fault in inspection.faults] == ["not_a_number", "not_a_number"]
    assert codes(inspection.findings) == ["no_options", "empty_title"]
    good = set_form(field_form("1", leaf_form("1.1", JUDGEMENT, "100")))
    assert inspect_set(good).criteria_set == read_set(good).criteria_set
    assert inspect_set(5).faults


def of_leaf(rule: dict[str, Any], max_points: str = "2", **more: Any) -> tuple[Finding, ...]:
    return lint_leaf(next(set_of(field_form("1", leaf_form("1.1", rule, max_points, **more))).leaves()))


def test_what_is_typed_in_percent_is_told_in_percent() -> None:
    rule = {"kind": "survey", "questions": ["a", "b", "c"], "weights": ["0.004", "0.003", "0.003"]}
    (finding,) = of_leaf(rule, source="survey")
    assert finding.message.text("vi") == "Tổng các trọng số là 1%, phải bằng 100%."
    assert finding.message.mend("vi") == "Sửa các trọng số để tổng bằng 100%, ví dụ 40% và 60%; hiện tổng là 1%."
    assert finding.message.text("en") == "The weights add up to 1%; they must add up to 100%."


def test_a_wrong_type_is_named_as_on_the_page() -> None:
    (finding,) = of_leaf({"kind": "all_of", "conditions": ["a"]}, inputs=[{"name": "a", "type": "share"}])
    assert finding.message.text("vi") == (
        "Số liệu “a” không thể có kiểu “Tỷ lệ từ 0 đến 1”; cách tính điểm này cần kiểu: “Có hoặc không”."
    )


@pytest.mark.parametrize(("maximum", "example"), [("2", "0,5"), ("2.25", "0,25"), ("0.3", "0,1"), ("1.125", "0,001")])
def test_the_increment_that_is_proposed_divides_the_maximum(maximum: str, example: str) -> None:
    (finding,) = of_leaf({"kind": "judgement", "increment": "7"}, maximum)
    assert f"{maximum.replace('.', ',')} là bội số của bước điểm, ví dụ {example};" in finding.message.mend("vi")
