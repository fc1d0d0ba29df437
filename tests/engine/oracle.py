"""The rules once more, naively: Fractions, one pass, no cleverness. Properties compare the engine with it.

Works on the exchange document and on plain dictionaries of figures, and shares no code with the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F
from typing import Any

type Document = dict[str, Any]

MISSING, NOT_ARISING = "missing", "not_arising"


@dataclass
class Unit:
    """A unit's figures: leaf → stage → input → value."""

    name: str
    figures: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    excluded: set[str] = field(default_factory=set)
    bonus: F = F(0)
    penalty: F = F(0)
    deductions: dict[str, F] = field(default_factory=dict)
    group: str = ""
    ranked: bool = True


def leaves(nodes: list[Document], above: tuple[str, ...] = ()) -> Iterator[tuple[Document, tuple[str, ...]]]:
    for node in nodes:
        path = (*above, node["code"])
        if "children" in node:
            yield from leaves(node["children"], path)
        else:
            yield node, path


def value_of(leaf: Document, figures: Mapping[str, Any]) -> Any:
    """Points of figures, or one of the words above."""
    rule, top = leaf["rule"], F(leaf["max_points"])

    def clamp(points: F) -> F:
        return max(F(0), min(top, points))

    def worth(thing: Document) -> F:
        return F(thing["points"]) if "points" in thing else F(thing["share"]) * top

    def quantity() -> Any:
        stated = rule["quantity"]
        if "ratio" in stated:
            n, d = (figures.get(name) for name in stated["ratio"])
            if n is None or d is None:
                return MISSING
            return NOT_ARISING if d == 0 else F(n) / F(d)
        n = figures.get(stated["number"])
        return MISSING if n is None else F(n)

    kind = rule["kind"]
    if kind == "choice":
        chosen = figures.get("choice")
        return (
            MISSING if chosen is None else next(worth(option) for option in rule["options"] if option["code"] == chosen)
        )
    if kind == "all_of":
        held = [figures.get(name) for name in rule["conditions"]]
        if None in held:
            return MISSING
        return top if all(held) else F(rule.get("else", 0))
    if kind in ("per_item", "deduct"):
        items = [{"count": rule["count"], "points": rule["points"]}] if kind == "per_item" else rule["items"]
        if any(figures.get(item["count"]) is None for item in items):
            return MISSING
        total = sum((F(figures[item["count"]]) * worth(item) for item in items), F(0))
        return clamp(total if kind == "per_item" else top - total)
    if kind == "survey":
        shares = [figures.get(name) for name in rule["questions"]]
        if None in shares:
            return MISSING
        weights = [F(weight) for weight in rule.get("weights", [])] or [F(1, len(shares))] * len(shares)
        return sum((weight * F(share) for weight, share in zip(weights, shares, strict=True)), F(0)) * top
    if kind == "judgement":
        return MISSING
    if kind == "formula":  # the one formula that the random sets use
        a, b = figures.get("a"), figures.get("b")
        if a is None or b is None:
            return MISSING
        return top if F(a) > F(b) else clamp(top * F(a) / max(F(b), F(1)))
    q = quantity()
    if not isinstance(q, F):
        return q
    if kind == "steps":
        for step in rule["steps"]:
            if (
                ("from" not in step or q >= F(step["from"]))
                and ("above" not in step or q > F(step["above"]))
                and ("to" not in step or q <= F(step["to"]))
                and ("below" not in step or q < F(step["below"]))
            ):
                return F(step["points"])
        raise AssertionError("a gap")
    if kind == "proportional":
        return F(0) if "floor" in rule and q < F(rule["floor"]) else clamp(q * top)
    ends = sorted([(F(rule["from"]["at"]), F(rule["from"]["points"])), (F(rule["to"]["at"]), F(rule["to"]["points"]))])
    (low, low_points), (high, high_points) = ends
    if q <= low:
        return low_points
    if q >= high:
        return high_points
    return low_points + (high_points - low_points) * (q - low) / (high - low)


ORDER = ("self", "appraised", "settled")


def decided(leaf: Document, given: Mapping[str, Mapping[str, Any]]) -> Any:
    """The value of a leaf under the order of stages."""
    furthest: dict[str, tuple[int, Any]] = {}
    for depth, stage in enumerate(ORDER):
        for name, value in given.get(stage, {}).items():
            furthest[name] = (depth, value)
    figures = {name: pair for name, pair in furthest.items() if name not in ("points", "not_arising")}
    at = max((depth for depth, _ in figures.values()), default=-1)
    points_at = furthest["points"][0] if "points" in furthest else -1
    if "not_arising" in furthest:
        claimed_at, claimed = furthest["not_arising"]
        if claimed and claimed_at >= max(at, points_at):
            return NOT_ARISING
    if points_at >= 0 and points_at >= at:
        return F(furthest["points"][1])
    return value_of(leaf, {name: value for name, (_, value) in figures.items()})


def has_value(leaf: Document, given: Mapping[str, Mapping[str, Any]]) -> bool:
    named = {name for values in given.values() for name in values}
    return bool(named - {"not_arising"}) and decided_by_claim(given) is False


def decided_by_claim(given: Mapping[str, Mapping[str, Any]]) -> bool:
    best, claim = -1, None
    for depth, stage in enumerate(ORDER):
        for name, value in given.get(stage, {}).items():
            if name == "not_arising":
                claim = (depth, value)
            else:
                best = depth
    return claim is not None and claim[1] is True and claim[0] >= best


def rounded(value: F, places: int, mode: str) -> F:
    scaled = value * 10**places
    whole, rest = divmod(scaled, 1)
    up = rest > F(1, 2) or (rest == F(1, 2) and (mode == "half_up" or (mode == "half_even" and whole % 2 == 1)))
    return F(int(whole) + (1 if up and mode != "down" else 0), 10**places)


def index_of(document: Document, unit: Unit, held_survey: bool) -> tuple[F, F, F | None, list[F | None]]:
    """Points, maximum, index, and the sub-indices that break ties (fields, in the order of the set)."""
    policy = document["policy"]
    appraised = surveyed = whole = left = left_surveyed = F(0)
    by_leaf: dict[str, tuple[F, bool, F]] = {}
    for leaf, path in leaves(document["nodes"]):
        top, is_survey = F(leaf["max_points"]), leaf.get("source") in ("survey", "satisfaction")
        whole += 0 if is_survey else top
        if unit.excluded & set(path):
            continue
        if is_survey and not held_survey and policy.get("without_survey", "convert") == "convert":
            continue
        value = decided(leaf, unit.figures.get(leaf["code"], {}))
        if value == MISSING:
            value = F(0)
        if value == NOT_ARISING:
            what = leaf.get("not_arising", "exclude")
            if what == "exclude":
                continue
            value = top if what == "full_points" else F(0)
        by_leaf[leaf["code"]] = (value, is_survey, top)
        if is_survey:
            surveyed, left_surveyed = surveyed + value, left_surveyed + top
        else:
            appraised, left = appraised + value, left + top
    factor, maximum = F(1), left + left_surveyed
    if policy.get("not_applicable") == "rescale_appraised" and left:
        factor, maximum = whole / left, whole + left_surveyed

    def after(node: Document, factor: F) -> F:
        if "children" in node:
            points = sum((after(child, factor) for child in node["children"]), F(0))
        else:
            value, is_survey, _ = by_leaf.get(node["code"], (F(0), True, F(0)))
            points = value if is_survey else value * factor
        return max(F(0), points - unit.deductions[node["code"]]) if node["code"] in unit.deductions else points

    def left_of(node: Document) -> F:
        if "children" in node:
            return sum((left_of(child) for child in node["children"]), F(0))
        return by_leaf.get(node["code"], (F(0), True, F(0)))[2]

    points = sum((after(node, factor) for node in document["nodes"]), F(0))
    points += min(unit.bonus, F(policy.get("bonus_cap", "0"))) - min(unit.penalty, F(policy.get("penalty_cap", "0")))
    if policy.get("cap_total", True):
        points = min(points, maximum)
    points = max(points, F(0))
    breaks = []
    for node in document["nodes"]:
        if node["code"] in policy.get("tie_break", []):
            top = left_of(node)
            breaks.append(after(node, F(1)) / top * 100 if top else None)
    return points, maximum, points / maximum * 100 if maximum else None, breaks


def scored(document: Document, units: list[Unit]) -> dict[str, tuple[F, F, F | None, int | None, str]]:
    """Unit → points, maximum, index, rank, class code."""
    policy = document["policy"]
    surveys = [
        (leaf, path) for leaf, path in leaves(document["nodes"]) if leaf.get("source") in ("survey", "satisfaction")
    ]
    held = any(
        has_value(leaf, unit.figures.get(leaf["code"], {}))
        for unit in units
        for leaf, path in surveys
        if not unit.excluded & set(path)
    )
    found = {unit.name: index_of(document, unit, held) for unit in units}

    def compared(index: F) -> F:
        if policy.get("rank_on", "rounded") == "exact":
            return index
        return rounded(index, policy.get("places", 2), policy.get("rounding", "half_up"))

    def place(index: F, breaks: list[F | None]) -> tuple[F, ...]:
        return (compared(index), *(F(-1) if value is None else compared(value) for value in breaks))

    out = {}
    for unit in units:
        points, maximum, index, breaks = found[unit.name]
        rank, band = None, ""
        if index is not None:
            rivals = [
                place(other, found[rival.name][3])
                for rival in units
                if rival.ranked and rival.group == unit.group and (other := found[rival.name][2]) is not None
            ]
            own = compared(index)
            if unit.ranked:
                better = [value for value in rivals if value > place(index, breaks)]
                rank = 1 + (len(set(better)) if policy.get("ties") == "dense" else len(better))
            for candidate in policy.get("classes", []):
                edge = candidate.get("from")
                if edge is None or own > F(edge) or (own == F(edge) and candidate.get("inclusive", True)):
                    band = candidate["code"]
                    break
        out[unit.name] = (points, maximum, index, rank, band)
    return out
