"""Small criteria sets and sheets for the tests of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from parindex.engine import (
    Answer,
    CriteriaSet,
    Finding,
    Leaf,
    LeafScore,
    Results,
    Sheet,
    Stage,
    evaluate,
    lint,
    read_set,
    score_leaf,
)

type Document = dict[str, Any]

YES_NO: Document = {
    "kind": "choice",
    "options": [{"code": "yes", "points": "1"}, {"code": "no", "points": "0"}],
}
RATIO = {"ratio": ["done", "total"]}
STEPS: Document = {
    "kind": "steps",
    "quantity": RATIO,
    "steps": [
        {"above": "0.9", "points": "2"},
        {"from": "0.7", "to": "0.9", "points": "1"},
        {"below": "0.7", "points": "0"},
    ],
}
JUDGEMENT: Document = {"kind": "judgement", "increment": "0.01"}


def leaf_form(code: str = "1.1", rule: Document = YES_NO, max_points: str = "1", **more: Any) -> Document:
    """A leaf in the exchange form."""
    return {"code": code, "title": f"Tiêu chí {code}", "max_points": max_points, "rule": rule} | more


def field_form(code: str, *children: Document, **more: Any) -> Document:
    """A parent in the exchange form."""
    return {"code": code, "title": f"Lĩnh vực {code}", "appraised_by": "SNV", "children": list(children)} | more


def set_form(*nodes: Document, policy: Document | None = None, **more: Any) -> Document:
    """A set in the exchange form."""
    document: Document = {
        "format": "parindex/criteria-set/1",
        "code": "TEST",
        "title": "Bộ tiêu chí thử",
        "tier": "district",
        "policy": policy or {},
        "nodes": list(nodes),
    }
    return document | more


def read(document: Document) -> CriteriaSet:
    """The set, which must be readable."""
    reading = read_set(document)
    assert reading.criteria_set is not None, [(fault.place, str(fault.message)) for fault in reading.faults]
    return reading.criteria_set


def set_of(*nodes: Document, policy: Document | None = None, **more: Any) -> CriteriaSet:
    return read(set_form(*nodes, policy=policy, **more))


def leaf_of(rule: Document, max_points: str = "2", **more: Any) -> Leaf:
    """One leaf, which must be free of errors."""
    criteria_set = set_of(field_form("1", leaf_form("1.1", rule, max_points, **more)))
    errors = [finding for finding in lint(criteria_set) if finding.level == "error"]
    assert not errors, [str(finding.message) for finding in errors]
    return next(criteria_set.leaves())


def scored(rule: Document, max_points: str = "2", /, *, stage: Stage = Stage.SETTLED, **figures: Any) -> LeafScore:
    """The score of one leaf with these figures; decimals may be given as text after ``D``."""
    return score_leaf(leaf_of(rule, max_points), Answer({stage: figures}))


def points(rule: Document, max_points: str = "2", /, **figures: Any) -> Fraction:
    return scored(rule, max_points, **figures).points


def given(points_by_leaf: Mapping[str, object]) -> dict[str, Answer]:
    """Answers that give points directly."""
    return {code: Answer.of(points=Decimal(str(value))) for code, value in points_by_leaf.items()}


def plain_set(maxima: Sequence[object] = ("60", "40"), **more: Any) -> CriteriaSet:
    """One field per maximum, each with one judged leaf ``1.1``, ``2.1`` …"""
    nodes = [
        field_form(str(number), leaf_form(f"{number}.1", JUDGEMENT, str(maximum)))
        for number, maximum in enumerate(maxima, start=1)
    ]
    return set_of(*nodes, **more)


def ranks(results: Results) -> dict[str, int | None]:
    return {unit.unit: unit.rank for unit in results.units}


def one(criteria_set: CriteriaSet, sheet: Sheet) -> Any:
    """The result of a single sheet."""
    return evaluate(criteria_set, [sheet]).units[0]


def codes(findings: Sequence[Finding]) -> list[str]:
    return [finding.code for finding in findings]
