"""From a criteria set to the canonical exchange document."""

from __future__ import annotations

from typing import Any

from parindex.engine.exchange.reading import FORMAT
from parindex.engine.exchange.rules import write_rule
from parindex.engine.numbers import plain
from parindex.engine.tree import Branch, ClassBand, CriteriaSet, Input, Item, Leaf, Node, Policy


def write_set(criteria_set: CriteriaSet) -> dict[str, Any]:
    """The exchange document: reading it gives the same set, and writing that gives the same document.

    Numbers are texts. A policy is written whole; optional texts and lists only when they hold something.
    """
    decision, period = criteria_set.decision, criteria_set.period
    body: dict[str, Any] = {"format": FORMAT, "code": criteria_set.code, "title": criteria_set.title}
    body |= _filled(title_en=criteria_set.title_en)
    body["tier"] = criteria_set.tier
    if criteria_set.year is not None:
        body["year"] = criteria_set.year
    if decision is not None:
        body["decision"] = {"number": decision.number} | ({"on": decision.on.isoformat()} if decision.on else {})
    if period is not None:
        body["period"] = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    if criteria_set.illustration:
        body["illustration"] = True
    body["policy"] = write_policy(criteria_set.policy)
    for key, items in (("bonus", criteria_set.bonus), ("penalty", criteria_set.penalty)):
        if items:
            body[key] = [_write_item(item) for item in items]
    body["nodes"] = [write_node(node) for node in criteria_set.nodes]
    return body


def write_policy(policy: Policy) -> dict[str, Any]:
    """The policy's object, every key stated."""
    return {
        "not_applicable": policy.not_applicable.value,
        "without_survey": policy.without_survey.value,
        "places": policy.places,
        "rounding": policy.rounding.value,
        "rank_on": policy.rank_on.value,
        "ties": policy.ties.value,
        "tie_break": list(policy.tie_break),
        "cap_total": policy.cap_total,
        "bonus_cap": plain(policy.bonus_cap),
        "penalty_cap": plain(policy.penalty_cap),
        "classes": [_write_band(band) for band in policy.classes],
    }


def write_node(node: Node) -> dict[str, Any]:
    """One node with everything under it."""
    body: dict[str, Any] = {"code": node.code, "title": node.title} | _filled(title_en=node.title_en)
    if isinstance(node, Branch):
        if node.stated_max is not None:
            body["max_points"] = plain(node.stated_max)
        body |= _filled(appraised_by=node.appraised_by, guidance=node.guidance)
        return body | {"children": [write_node(child) for child in node.children]}
    return body | _write_leaf(node)


def _write_leaf(leaf: Leaf) -> dict[str, Any]:
    body: dict[str, Any] = {"max_points": plain(leaf.max_points), "source": leaf.source.value}
    body |= _filled(appraised_by=leaf.appraised_by, guidance=leaf.guidance)
    body |= {"not_arising": leaf.not_arising.value} | _filled(evidence=leaf.evidence)
    body["evidence_required"] = leaf.evidence_required
    if leaf.inputs:
        body["inputs"] = [_write_input(label) for label in leaf.inputs]
    return body | {"rule": write_rule(leaf.rule)}


def _write_input(label: Input) -> dict[str, str]:
    return {"name": label.name} | _filled(
        title=label.title,
        title_en=label.title_en,
        type=label.type.value if label.type is not None else "",
        unit=label.unit,
    )


def _write_item(item: Item) -> dict[str, str]:
    return (
        {"code": item.code, "title": item.title}
        | _filled(title_en=item.title_en)
        | {"points": plain(item.points)}
        | _filled(cap=plain(item.cap) if item.cap is not None else "")
    )


def _write_band(band: ClassBand) -> dict[str, Any]:
    body: dict[str, Any] = {"code": band.code, "title": band.title} | _filled(title_en=band.title_en)
    if band.threshold is not None:
        body |= {"from": plain(band.threshold), "inclusive": band.inclusive}
    elif not band.inclusive:
        body["inclusive"] = False
    return body


def _filled(**texts: str) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}
