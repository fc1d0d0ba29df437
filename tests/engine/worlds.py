"""Random criteria sets and figures: everything that the engine accepts, in every mixture."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from parindex.engine import Answer, Deduction, Sheet, Stage
from tests.engine.oracle import ORDER, Document, Unit, leaves


def decimals(low: int, high: int, places: int = 2) -> st.SearchStrategy[str]:
    """Decimals as text, short ones most of the time."""
    return st.integers(low * 10**places, high * 10**places).map(lambda n: str(Decimal(n).scaleb(-places)))


@st.composite
def rule_forms(draw: st.DrawFn, top: Decimal) -> Document:
    def part() -> str:
        return str(Decimal(draw(st.integers(0, 4))) / 4 * top)

    kind = draw(
        st.sampled_from(
            [
                "choice",
                "all_of",
                "steps",
                "proportional",
                "linear",
                "per_item",
                "deduct",
                "judgement",
                "survey",
                "formula",
            ]
        )
    )
    quantity: Document = draw(st.sampled_from([{"ratio": ["a", "b"]}, {"number": "x"}]))
    match kind:
        case "choice":
            return {
                "kind": kind,
                "options": [
                    {"code": "yes", "points": part()},
                    {"code": "half", "share": "0.5"},
                    {"code": "no", "points": "0"},
                ],
            }
        case "all_of":
            return {"kind": kind, "conditions": ["c", "d"][: draw(st.integers(1, 2))], "else": part()}
        case "steps":
            edges = sorted(draw(st.lists(decimals(0, 1), min_size=1, max_size=4, unique_by=Decimal)), key=Decimal)
            flags = [draw(st.booleans()) for _ in edges]
            steps: list[Document] = [{("to" if flags[0] else "below"): edges[0], "points": part()}]
            for number, edge in enumerate(edges):
                step = {("above" if flags[number] else "from"): edge, "points": part()}
                if number + 1 < len(edges):
                    step["to" if flags[number + 1] else "below"] = edges[number + 1]
                steps.append(step)
            return {"kind": kind, "quantity": quantity, "steps": draw(st.permutations(steps))}
        case "proportional":
            floor = draw(st.none() | decimals(0, 1))
            return {"kind": kind, "quantity": quantity} | ({} if floor is None else {"floor": floor})
        case "linear":
            low = draw(decimals(0, 1))
            high = str(Decimal(low) + Decimal(draw(st.integers(1, 90))) / 100)
            ends = [{"at": low, "points": part()}, {"at": high, "points": part()}]
            first, second = draw(st.permutations(ends))
            return {"kind": kind, "quantity": quantity, "from": first, "to": second}
        case "per_item":
            return {"kind": kind, "count": "n", "points": draw(decimals(0, 1))}
        case "deduct":
            items = [{"count": "n", "points": draw(decimals(0, 1))}, {"count": "m", "share": draw(decimals(0, 1))}]
            return {"kind": kind, "items": items[: draw(st.integers(1, 2))]}
        case "formula":
            cases = [{"when": "a > b", "points": "max_points"}, {"points": "max_points * a / max(b, 1)"}]
            return {"kind": kind, "cases": cases}
        case "survey":
            weights = draw(st.sampled_from([None, ["0.25", "0.75"]]))
            return {"kind": kind, "questions": ["q", "r"]} | ({} if weights is None else {"weights": weights})
    return {"kind": "judgement", "increment": "0.01"}


@st.composite
def set_forms(draw: st.DrawFn) -> Document:
    count = 0

    def leaf(code: str) -> Document:
        nonlocal count
        count += 1
        top = Decimal(draw(st.sampled_from(["0.5", "1", "1.5", "2", "2.25", "3", "10"])))
        rule = draw(rule_forms(top))
        sources = (
            ["survey", "satisfaction"]
            if rule["kind"] == "survey"
            else ["unit", "unit", "register", "satisfaction", "round"]
        )
        return {
            "code": code,
            "title": code,
            "max_points": str(top),
            "source": draw(st.sampled_from(sources)),
            "not_arising": draw(st.sampled_from(["exclude", "exclude", "full_points", "zero"])),
            "rule": rule,
        }

    def node(code: str, depth: int) -> Document:
        if depth == 3 or (depth > 1 and draw(st.booleans())):
            return leaf(code)
        children = [node(f"{code}.{number}", depth + 1) for number in range(1, draw(st.integers(1, 3)) + 1)]
        return {"code": code, "title": code, "children": children}

    nodes = [node(str(number), 1) for number in range(1, draw(st.integers(1, 3)) + 1)]
    classes = [
        {"code": "a", "from": "80", "inclusive": draw(st.booleans())},
        {"code": "b", "from": "50"},
        {"code": "c"},
    ]
    policy = {
        "not_applicable": draw(st.sampled_from(["own_maximum", "rescale_appraised"])),
        "without_survey": draw(st.sampled_from(["convert", "keep"])),
        "places": draw(st.integers(0, 3)),
        "rounding": draw(st.sampled_from(["half_up", "half_even", "down"])),
        "rank_on": draw(st.sampled_from(["exact", "rounded"])),
        "tie_break": [node["code"] for node in nodes if draw(st.integers(0, 2)) == 0],
        "ties": draw(st.sampled_from(["competition", "dense"])),
        "cap_total": draw(st.booleans()),
        "bonus_cap": draw(decimals(0, 3)),
        "penalty_cap": draw(decimals(0, 3)),
        "classes": classes,
    }
    return {
        "format": "parindex/criteria-set/1",
        "code": "W",
        "title": "W",
        "tier": "t",
        "policy": policy,
        "nodes": nodes,
    }


NUMBERS = st.one_of(st.integers(0, 30), decimals(0, 3).map(Decimal), st.fractions(0, 3, max_denominator=9))


def _figure(draw: st.DrawFn, name: str, leaf: Document) -> Any:
    if name == "choice":
        return draw(st.sampled_from(["yes", "half", "no"]))
    if name in ("c", "d"):
        return draw(st.booleans())
    if name in ("n", "m"):
        return draw(st.integers(0, 5))
    if name in ("q", "r"):
        return Fraction(draw(decimals(0, 1)))
    if name == "points":
        return Fraction(draw(st.integers(0, int(Decimal(leaf["max_points"]) * 100))), 100)
    return draw(NUMBERS)


def _names(rule: Document) -> list[str]:
    match rule["kind"]:
        case "choice":
            return ["choice"]
        case "all_of":
            return list(rule["conditions"])
        case "per_item":
            return [rule["count"]]
        case "deduct":
            return [item["count"] for item in rule["items"]]
        case "survey":
            return list(rule["questions"])
        case "formula":
            return ["a", "b"]
        case "judgement":
            return []
    stated = rule["quantity"]
    return list(stated["ratio"]) if "ratio" in stated else [stated["number"]]


@st.composite
def units(draw: st.DrawFn, document: Document, name: str) -> Unit:
    unit = Unit(name, group=draw(st.sampled_from(["", "", "g"])), ranked=draw(st.integers(0, 5)) > 0)
    codes = []
    for leaf, path in leaves(document["nodes"]):
        codes += path
        given: dict[str, dict[str, Any]] = {}
        for stage in draw(st.sampled_from([["settled"]] * 4 + [["self"], ["self", "appraised"], list(ORDER), []])):
            values: dict[str, Any] = {}
            for name_ in _names(leaf["rule"]):
                if draw(st.integers(0, 12)):
                    values[name_] = _figure(draw, name_, leaf)
            special = draw(st.integers(0, 14))
            if special == 0:
                values["not_arising"] = draw(st.booleans())
            elif special in (1, 2) or (leaf["rule"]["kind"] == "judgement" and special < 12):
                values["points"] = _figure(draw, "points", leaf)
            if values:
                given[stage] = values
        if given:
            unit.figures[leaf["code"]] = given
    unit.excluded = set(draw(st.lists(st.sampled_from(codes), max_size=2)) if draw(st.integers(0, 3)) == 0 else [])
    unit.bonus = Fraction(draw(decimals(0, 4))) if draw(st.booleans()) else Fraction(0)
    unit.penalty = Fraction(draw(decimals(0, 4))) if draw(st.booleans()) else Fraction(0)
    parents = sorted({code for _, path in leaves(document["nodes"]) for code in path[:-1]})
    if parents and draw(st.integers(0, 3)) == 0:
        unit.deductions = {
            code: Fraction(draw(decimals(0, 2))) for code in draw(st.lists(st.sampled_from(parents), max_size=2))
        }
    return unit


def sheet_of(unit: Unit) -> Sheet:
    """The oracle's unit as the engine takes it."""
    return Sheet(
        unit=unit.name,
        answers={
            code: Answer({Stage(stage): values for stage, values in given.items()})
            for code, given in unit.figures.items()
        },
        group=unit.group,
        ranked=unit.ranked,
        excluded=frozenset(unit.excluded),
        bonus=unit.bonus,
        penalty=unit.penalty,
        deductions={code: Deduction(points) for code, points in unit.deductions.items()},
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Document, list[Unit]]:
    """A set and one to six units."""
    document = draw(set_forms())
    return document, [draw(units(document, f"U{number}")) for number in range(draw(st.integers(1, 6)))]
