"""One reason per rule kind and situation, in both languages, as a person reads them."""

from __future__ import annotations

import json
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import pytest

from parindex.engine import Answer, Deduction, LeafScore, Sheet, Stage, evaluate, score_leaf
from tests.engine.building import JUDGEMENT, RATIO, STEPS, field_form, given, leaf_form, leaf_of, set_of

GOLDEN = Path(__file__).parents[1] / "golden" / "reasons.json"
LABELS = [
    {"name": "done", "title": "hồ sơ đúng hạn", "title_en": "files on time"},
    {"name": "total", "title": "tổng số hồ sơ", "title_en": "all files"},
]
SELF, APPRAISED = Stage.SELF, Stage.APPRAISED


def leaf(rule: dict[str, Any], answer: Answer | None, max_points: str = "2", **more: Any) -> LeafScore:
    return score_leaf(leaf_of(rule, max_points, **more), answer)


LEVELS = {
    "kind": "choice",
    "options": [
        {"code": "full", "share": "1", "title": "Ban hành kịp thời", "title_en": "Issued in time"},
        {"code": "late", "points": "0.5", "title": "Ban hành chậm", "title_en": "Issued late"},
        {"code": "no", "points": "0"},
    ],
}
LINE = {"kind": "linear", "quantity": RATIO, "from": {"at": "0.5", "points": "0"}, "to": {"at": "1", "points": "2"}}
DEDUCT = {"kind": "deduct", "items": [{"count": "late", "points": "0.25"}, {"count": "wrong", "share": "0.5"}]}
CLOSED = {
    "kind": "steps",
    "quantity": RATIO,
    "steps": [{"from": "0.9", "to": "1", "points": "2"}, {"below": "0.9", "points": "0"}],
}
FORMULA = {"kind": "formula", "cases": [{"when": "a > 0", "points": "max_points * b / a"}, {"points": "0"}]}
SURVEY = {"kind": "survey", "questions": ["q1", "q2"], "weights": ["0.6", "0.4"]}
of = Answer.of

SCORES: dict[str, LeafScore] = {
    "choice share": leaf(LEVELS, of(choice="full")),
    "choice points": leaf(LEVELS, of(choice="late")),
    "choice without a title": leaf(LEVELS, of(choice="no")),
    "all_of holds": leaf({"kind": "all_of", "conditions": ["a", "b"]}, of(a=True, b=True)),
    "all_of fails": leaf({"kind": "all_of", "conditions": ["a", "b"], "else": "0.5"}, of(a=False, b=False)),
    "steps": leaf(STEPS, of(done=45, total=50), inputs=LABELS),
    "steps never ending": leaf(STEPS, of(done=1234, total=1357)),
    "steps above one": leaf(STEPS, of(done=51, total=50)),
    "steps above a closed top": leaf(CLOSED, of(done=51, total=50)),
    "steps that foresee more than 100%": leaf(
        {"kind": "steps", "quantity": RATIO, "steps": [{"to": "1", "points": "2"}, {"above": "1", "points": "0"}]},
        of(done=21, total=20),
    ),
    "steps at a closed top": leaf(CLOSED, of(done=50, total=50)),
    "steps of a number": leaf(
        {"kind": "steps", "quantity": "x", "steps": [{"below": "80", "points": "0"}, {"from": "80", "points": "2"}]},
        of(x=D("83.57")),
    ),
    "proportional": leaf({"kind": "proportional", "quantity": RATIO}, of(done=45, total=47)),
    "proportional full": leaf({"kind": "proportional", "quantity": RATIO}, of(done=47, total=47)),
    "proportional under the floor": leaf(
        {"kind": "proportional", "quantity": RATIO, "floor": "0.5"}, of(done=2, total=5)
    ),
    "linear between": leaf(LINE, of(done=3, total=4)),
    "linear between, never ending": leaf(LINE, of(done=5, total=6)),
    "linear falling from points": leaf(
        {"kind": "linear", "quantity": "x", "from": {"at": "-2", "points": "2"}, "to": {"at": "6", "points": "0.5"}},
        of(x=2),
    ),
    "linear rising from points": leaf(
        {"kind": "linear", "quantity": RATIO, "from": {"at": "0.5", "points": "1"}, "to": {"at": "1.2", "points": "2"}},
        of(done=11, total=10),
    ),
    "linear low": leaf(LINE, of(done=1, total=4)),
    "linear high": leaf(LINE, of(done=4, total=4)),
    "per_item": leaf({"kind": "per_item", "count": "n", "points": "0.5"}, of(n=3)),
    "per_item capped": leaf({"kind": "per_item", "count": "n", "points": "0.5"}, of(n=7)),
    "deduct": leaf(DEDUCT, of(late=2, wrong=1)),
    "deduct only what occurred": leaf(DEDUCT, of(late=0, wrong=1)),
    "deduct without a case": leaf(DEDUCT, of(late=0, wrong=0)),
    "deduct to nothing": leaf(DEDUCT, of(late=2, wrong=3)),
    "formula first case": leaf(FORMULA, of(a=3, b=2)),
    "formula with titles": leaf(
        FORMULA,
        of(a=3, b=2),
        inputs=[
            {"name": "a", "title": "nhiệm vụ được giao", "title_en": "tasks assigned"},
            {"name": "b", "title": "nhiệm vụ đúng hạn", "title_en": "tasks on time"},
        ],
    ),
    "formula with one title for two": leaf(
        FORMULA, of(a=3, b=2), inputs=[{"name": "a", "title": "số lượng"}, {"name": "b", "title": "số lượng"}]
    ),
    "formula capped": leaf(FORMULA, of(a=1, b=2)),
    "formula below 0": leaf(FORMULA, of(a=1, b=-2)),
    "formula other cases": leaf(FORMULA, of(a=0, b=2)),
    "formula without a case": leaf({"kind": "formula", "cases": [{"when": "a > 5", "points": "1"}]}, of(a=1)),
    "formula divided by 0": leaf({"kind": "formula", "cases": [{"points": "a / b"}]}, of(a=1, b=0)),
    "judgement": leaf(JUDGEMENT, of(points=D("1.25"), reason="Công khai đủ, chậm một kỳ.")),
    "judgement without a reason": leaf(JUDGEMENT, of(points=2)),
    "survey shares": leaf(SURVEY, of(q1=D("0.8"), q2=D("0.7")), source="survey"),
    "survey of equal weights": leaf(
        {"kind": "survey", "questions": ["q1", "q2", "q3"]}, of(q1=D("0.8"), q2=D("0.7"), q3=D("0.9")), source="survey"
    ),
    "survey of one question": leaf({"kind": "survey", "questions": ["q1"]}, of(q1=D("0.8")), source="survey"),
    "survey points": leaf(SURVEY, of(points=D("1.53")), source="survey"),
    "survey missing": leaf(SURVEY, None, source="survey"),
    "satisfaction shares": leaf(SURVEY, of(q1=D("0.8"), q2=D("0.7")), source="satisfaction"),
    "satisfaction points": leaf(SURVEY, of(points=D("1.53")), source="satisfaction"),
    "satisfaction missing": leaf(SURVEY, None, source="satisfaction"),
    "missing choice": leaf(LEVELS, None),
    "missing one input": leaf(STEPS, of(done=4), inputs=LABELS),
    "missing judgement": leaf(JUDGEMENT, None),
    "claimed not arising": leaf(STEPS, Answer({SELF: {"not_arising": True}})),
    "not arising, full points": leaf(STEPS, of(not_arising=True), not_arising="full_points"),
    "claim confirmed": leaf(STEPS, Answer({SELF: {"not_arising": True}, APPRAISED: {"not_arising": True}})),
    "claimed beside figures": leaf(STEPS, of(done=1, total=2, not_arising=True, reason="nhập nhầm")),
    "claimed over points": leaf(STEPS, Answer({SELF: {"points": 2}, APPRAISED: {"not_arising": True}})),
    "denominator 0, self-assessed": leaf(STEPS, Answer({SELF: {"done": 0, "total": 0}}), inputs=LABELS),
    "denominator 0": leaf(STEPS, of(done=0, total=0), inputs=LABELS),
    "denominator 0, zero points": leaf(STEPS, of(done=0, total=0), not_arising="zero"),
    "claim refused": leaf(STEPS, Answer({SELF: {"not_arising": True}, APPRAISED: {"done": 9, "total": 10}})),
    "claim of the appraiser overruled": leaf(
        STEPS, Answer({APPRAISED: {"not_arising": True}, Stage.SETTLED: {"done": 9, "total": 10}})
    ),
    "self-assessed figures": leaf(STEPS, Answer({SELF: {"done": 10, "total": 10}})),
    "adjusted points": leaf(
        STEPS, Answer({SELF: {"done": 10, "total": 10}, APPRAISED: {"points": 1, "reason": "thiếu minh chứng"}})
    ),
    "adjusted to the same": leaf(STEPS, of(done=8, total=10, points=1)),
    "points beside incomplete figures": leaf(STEPS, of(done=8, points=1)),
}


def sheets() -> dict[str, dict[str, str]]:
    """Reasons of parents and whole sheets."""
    criteria_set = set_of(
        field_form(
            "1",
            leaf_form("1.1", {"kind": "proportional", "quantity": RATIO}, "30"),
            leaf_form("1.2", JUDGEMENT, "20"),
            leaf_form("1.3", JUDGEMENT, "10"),
        ),
        field_form("2", leaf_form("2.1", SURVEY, "40", source="survey")),
        policy={
            "not_applicable": "rescale_appraised",
            "bonus_cap": "2",
            "penalty_cap": "5",
            "classes": [
                {"code": "good", "title": "Tốt", "title_en": "Good", "from": "80"},
                {"code": "fair", "title": "Khá", "title_en": "Fair"},
            ],
        },
        bonus=[
            {"code": "M", "title": "Mô hình được nhân rộng", "title_en": "Model adopted", "points": "1.5", "cap": "3"}
        ],
    )
    rich = Sheet(
        "A",
        {"1.1": of(done=20, total=21), **given({"1.2": 15, "2.1": 33})},
        group="sở",
        excluded=frozenset({"1.3"}),
        bonus_cases={"M": 3},
        penalty=1,
        deductions={"1": Deduction(D("0.5"), "báo cáo chậm")},
    )
    units = [
        rich,
        Sheet("B", {"1.1": of(done=1, total=2)}, group="sở", bonus=D("0.5")),
        Sheet("C", {}, group="sở", excluded=frozenset({"1", "2"})),
        Sheet("D", given({"1.1": 30, "1.2": 20, "1.3": 10, "2.1": 40}), group="sở", ranked=False, bonus=2),
        Sheet("E", given({"1.1": 0, "1.2": 1, "1.3": 0, "2.1": 0}), penalty=5, deductions={"1": Deduction(3)}),
    ]
    out = {}
    for unit in evaluate(criteria_set, units).units:
        out[f"sheet {unit.unit}"] = {language: unit.reason.text(language) for language in ("vi", "en")}  # type: ignore[arg-type]
        for code in ("1", "1.3", "2"):
            reason = unit.node(code).reason
            out[f"sheet {unit.unit} node {code}"] = {"vi": reason.text("vi"), "en": reason.text("en")}
    deep = set_of(
        field_form("1", field_form("1.1", leaf_form("1.1.1"), leaf_form("1.1.2")), leaf_form("1.2")),
        field_form("2", leaf_form("2.1")),
    )
    excluded = {
        "G": Sheet("G", {"1.1.1": of(choice="yes")}, excluded=frozenset({"1", "1.1.2"})),
        "H": Sheet("H", {}, excluded=frozenset({"1", "2"})),
    }
    for unit in evaluate(deep, excluded.values()).units:
        reasons = {f"excluded {unit.unit}": unit.reason}
        reasons |= {f"excluded {unit.unit} node {node.code}": node.reason for node in unit.nodes()}
        out |= {name: {"vi": reason.text("vi"), "en": reason.text("en")} for name, reason in reasons.items()}
    kept = evaluate(criteria_set, [Sheet("F", given({"1.1": 30, "1.2": 20, "1.3": 10}))]).units[0]
    out["no survey held"] = {"vi": kept.node("2.1").reason.text("vi"), "en": kept.node("2.1").reason.text("en")}
    return out


def all_reasons() -> dict[str, dict[str, str]]:
    leaves = {name: {"vi": score.reason.text("vi"), "en": score.reason.text("en")} for name, score in SCORES.items()}
    return leaves | sheets()


def test_reasons_read_as_they_were_approved() -> None:
    """The golden file was read by people; ``python -m tests.engine.test_reasons`` writes it anew."""
    approved = json.loads(GOLDEN.read_text(encoding="utf-8"))
    told = all_reasons()
    assert list(told) == list(approved)
    for name, texts in told.items():
        assert texts == approved[name], name


def test_no_case_to_deduct_for_is_said_instead_of_noughts() -> None:
    assert "0 trường hợp" not in SCORES["deduct only what occurred"].reason.text("vi")
    assert "Không có trường hợp bị trừ điểm" in SCORES["deduct without a case"].reason.text("vi")


def test_equal_weights_are_not_told() -> None:
    assert "trọng số" not in SCORES["survey of equal weights"].reason.text("vi")
    assert "weight" not in SCORES["survey of equal weights"].reason.text("en")
    stated = {"kind": "survey", "questions": ["a", "b"], "weights": ["0.5", "0.5"]}
    assert "trọng số" not in leaf(stated, of(a=1, b=0), source="survey").reason.text("vi")


def test_more_than_100_percent_is_remarked_only_where_the_rule_does_not_foresee_it() -> None:
    remarked = {name for name, score in SCORES.items() if "vượt 100%" in score.reason.text("vi")}
    assert remarked == {"steps above one", "steps above a closed top"}
    or_more = {
        "kind": "steps",
        "quantity": RATIO,
        "steps": [{"from": "1", "points": "2"}, {"below": "1", "points": "0"}],
    }
    assert leaf(or_more, of(done=103, total=100)).reason.text("vi").endswith("từ 100% trở lên; được 2 điểm (tối đa 2).")


def test_the_total_after_rescaling_stands_there_without_bonus_or_deduction() -> None:
    criteria_set = set_of(
        field_form("1", leaf_form("1.1", JUDGEMENT, "40"), leaf_form("1.2", JUDGEMENT, "20")),
        field_form("2", leaf_form("2.1", SURVEY, "40", source="survey")),
        policy={"not_applicable": "rescale_appraised"},
    )
    held = Sheet("A", given({"1.1": 30, "2.1": 33}), excluded=frozenset({"1.2"}))
    told = evaluate(criteria_set, [held]).units[0].reason.text("vi")
    assert "30 × 60 ÷ 40 = 45 (" in told
    assert "Tổng điểm sau quy đổi: 45 + 33 = 78; chỉ số tính trên điểm tối đa 100. Chỉ số: 78 ÷ 100 = 78%." in told
    without = Sheet("A", given({"1.1": 30}), excluded=frozenset({"1.2"}))
    told = evaluate(criteria_set, [without]).units[0].reason.text("vi")
    assert "Tổng điểm sau quy đổi: 45; chỉ số tính trên điểm tối đa 60. Chỉ số: 45 ÷ 60 = 75%." in told


@pytest.mark.parametrize("name", sorted(SCORES))
def test_the_points_stand_in_the_reason(name: str) -> None:
    score = SCORES[name]
    if score.points.denominator in (1, 2, 4, 5, 10, 20, 25, 50, 100):
        from parindex.engine.spelling import shown

        assert shown(score.points if score.maximum else 0, "en") in score.reason.text("en") or not score.maximum


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(all_reasons(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
