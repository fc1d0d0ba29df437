"""From the exchange document to the rows of the sheets. Takes drafts as they are: what is missing stays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

type Values = dict[str, Any]


def node_rows(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Values]:
    """Every node in order, parents first, as a row of the sheet of criteria; ``form`` is the node itself.

    A level is stated only where the reader would not find the parent by the code.
    """

    above: dict[str, str] = {}

    def walk(forms: Sequence[Mapping[str, Any]], parent: str, depth: int) -> Iterator[Values]:
        for form in forms:
            code = str(form.get("code", ""))
            stem = code.rstrip(".").rpartition(".")[0].rstrip(".")
            row: Values = {**form, "form": form, "depth": depth}
            if (above.get(stem) if stem else "") != parent:
                row["level"] = depth
            above.setdefault(code.rstrip("."), code)
            if "children" not in form:
                rule = form.get("rule") or {}
                row["kind"] = rule.get("kind")
                row["quantity"] = _quantity(rule.get("quantity"))
            yield row
            yield from walk(form.get("children") or [], code, depth + 1)

    yield from walk(nodes, "", 1)


def _quantity(form: Any) -> str | None:
    if isinstance(form, Mapping) and isinstance(form.get("ratio"), Sequence):
        return " / ".join(str(name) for name in form["ratio"])
    return form.get("number") if isinstance(form, Mapping) else form


def scale_rows(nodes: Sequence[Values]) -> Iterator[Values]:
    """Every detail of every rule as a row of the sheet of the scale."""
    for node in nodes:
        rule = node["form"].get("rule")
        if isinstance(rule, Mapping) and "children" not in node["form"]:
            quantity = rule.get("quantity")
            is_ratio = isinstance(quantity, Mapping) and "ratio" in quantity
            for row in _details(rule):
                yield {"node": node["code"], "is_ratio": is_ratio, **row}


def _details(rule: Mapping[str, Any]) -> Iterator[Values]:
    match rule.get("kind"):
        case "choice":
            for option in rule.get("options") or []:
                yield {"item": option.get("code"), "title": option.get("title"), "title_en": option.get("title_en"),
                       **_worth(option)}  # fmt: skip
        case "all_of":
            for name in rule.get("conditions") or []:
                yield {"item": name}
            if str(rule.get("else", "0")) != "0":
                yield {"points": _number(rule["else"])}
        case "steps":
            for step in rule.get("steps") or []:
                yield {key: step.get(key) for key in ("from", "above", "to", "below")} | _worth(step)
        case "proportional":
            if rule.get("floor") is not None:
                yield {"from": rule["floor"]}
        case "linear":
            for end in (rule.get("from"), rule.get("to")):
                if isinstance(end, Mapping):
                    yield {"at": end.get("at"), "points": _number(end.get("points"))}
        case "per_item":
            yield {"item": rule.get("count"), "points": _number(rule.get("points"))}
        case "deduct":
            for item in rule.get("items") or []:
                yield {"item": item.get("count"), **_worth(item)}
        case "formula":
            for case in rule.get("cases") or []:
                yield {"when": case.get("when"), "points": case.get("points")}
        case "judgement":
            if str(rule.get("increment", "0.01")) != "0.01":
                yield {"points": _number(rule["increment"])}
        case "survey":
            questions, weights = list(rule.get("questions") or []), list(rule.get("weights") or [])
            for index in range(max(len(questions), len(weights))):
                yield {
                    "item": questions[index] if index < len(questions) else None,
                    "weight": weights[index] if index < len(weights) else None,
                }


def _worth(item: Mapping[str, Any]) -> Values:
    return {"share": item["share"]} if "share" in item else {"points": _number(item.get("points"))}


def _number(value: Any) -> Any:
    """A number of points, apart from the expressions that stand in the same column."""
    try:
        return Decimal(str(value)) if value not in (None, "") else None
    except ArithmeticError:
        return value


def figure_rows(nodes: Sequence[Values]) -> Iterator[Values]:
    """Every figure's label as a row of the sheet of figures."""
    for node in nodes:
        for figure in node["form"].get("inputs") or []:
            yield {"node": node["code"], **figure}


def item_rows(document: Mapping[str, Any]) -> Iterator[Values]:
    """The bonus and penalty items as rows."""
    for kind in ("bonus", "penalty"):
        for item in document.get(kind) or []:
            yield {"type": kind, **item}
