"""A leaf as it is being written: findings in place, trials of figures, samples at the edges."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from parindex.criteria.describe import describe_leaf
from parindex.criteria.probe import Trial, probe_leaf

EXAMPLES = sorted((Path(__file__).resolve().parents[3] / "examples").glob("*/criteria/*.json"))
STEPS = {
    "code": "1",
    "title": "Nhiệm vụ",
    "max_points": "2",
    "appraised_by": "SNV",
    "inputs": [{"name": "on_time", "type": "count"}, {"name": "total", "type": "count"}],
    "rule": {
        "kind": "steps",
        "quantity": {"ratio": ["on_time", "total"]},
        "steps": [
            {"above": "0.9", "points": "2"},
            {"from": "0.7", "to": "0.9", "points": "1"},
            {"below": "0.7", "points": "0"},
        ],
    },
}


def leaves(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [leaf for node in nodes for leaf in (leaves(node["children"]) if "children" in node else [node])]


ALL = [leaf for path in EXAMPLES for leaf in leaves(json.loads(path.read_text())["nodes"])]


def test_the_worked_example_at_its_edges() -> None:
    trials = {(t.figures.get("on_time"), t.figures.get("total")): t for t in probe_leaf(STEPS).samples()}
    points = {figures: trial.points for figures, trial in trials.items() if trial.state == "scored"}
    assert points == {
        ("901", "1000"): 2,
        ("900", "1000"): 1,
        ("899", "1000"): 1,
        ("701", "1000"): 1,
        ("700", "1000"): 1,
        ("699", "1000"): 0,
    }
    assert trials["0", "0"].state == "not_arising"
    assert trials[None, None].state in {"not_arising", "missing"}


def test_figures_are_tried_with_their_reason_or_their_fault() -> None:
    probe = probe_leaf(STEPS)
    trial = probe.trial({"on_time": "45", "total": "50"})
    assert trial is not None
    assert (trial.points, trial.maximum) == (Fraction(1), Fraction(2))
    assert trial.reason is not None
    assert "45" in trial.reason.text("vi")
    wrong = probe.trial({"on_time": "viele", "total": "50"})
    assert isinstance(wrong, Trial)
    assert list(wrong.faults) == ["on_time"]
    assert wrong.points is None


def test_an_unfinished_leaf_says_where() -> None:
    rule = {**STEPS["rule"], "steps": [{"above": "0.9", "points": "3"}, {"below": "x", "points": "0"}]}  # type: ignore[dict-item]
    probe = probe_leaf(STEPS | {"rule": rule})
    assert probe.trial({"on_time": "1", "total": "1"}) is None
    assert probe.samples() == []
    assert ("rule.steps[1].below", "not_a_number") in {(f.place, f.message.key) for f in probe.findings}
    assert probe_leaf({}).findings
    assert probe_leaf({"title": "x", "children": []}).leaf is None


@pytest.mark.parametrize("leaf", ALL, ids=lambda leaf: f"{leaf['rule']['kind']}-{leaf['code']}")
def test_every_example_leaf_has_samples_that_score(leaf: dict[str, Any]) -> None:
    trials = probe_leaf(leaf).samples()
    assert trials
    assert not any(trial.faults for trial in trials), [t.faults for t in trials if t.faults]
    best = max(trial.points for trial in trials if trial.points is not None)
    assert best == Fraction(leaf["max_points"])


@pytest.mark.parametrize("leaf", ALL, ids=lambda leaf: f"{leaf['rule']['kind']}-{leaf['code']}")
def test_every_example_rule_reads_in_both_languages(leaf: dict[str, Any]) -> None:
    for language in ("vi", "en"):
        text = describe_leaf(leaf, language).text  # type: ignore[arg-type]
        assert text
        assert "…" not in text


def test_an_unfinished_rule_reads_with_gaps() -> None:
    leaf = {"rule": {"kind": "steps", "quantity": {"ratio": ["a"]}, "steps": [{"above": ""}]}, "max_points": ""}
    assert describe_leaf(leaf, "vi").text == "Theo tỷ lệ “a” / “…”: trên …: … điểm"
    assert describe_leaf({}, "vi").text == ""
    assert describe_leaf({"rule": {"kind": "unheard_of"}}, "vi").text == ""
