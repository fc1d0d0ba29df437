"""A leaf's rule: from the exchange form and back."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from parindex.engine.exchange.cursor import Cursor, clip
from parindex.engine.messages import say
from parindex.engine.numbers import plain
from parindex.engine.rules.kinds import (
    KINDS,
    AllOf,
    Case,
    Choice,
    Deduct,
    DeductItem,
    Formula,
    Judgement,
    Linear,
    LinearPoint,
    Number,
    Option,
    PerItem,
    Proportional,
    Quantity,
    Ratio,
    Rule,
    Step,
    Steps,
    Survey,
)

UNREAD: Rule = Judgement()
"""Stands for a rule that could not be read; its fault has been noted."""


def read_rule(cursor: Cursor) -> Rule:
    """The rule at the cursor."""
    if not isinstance(cursor.value, dict):
        cursor.fault(say("not_an_object"))
        return UNREAD
    if "kind" not in cursor.value:
        cursor.fault(say("missing_key", key="kind"))
        return UNREAD
    kind = cursor.value["kind"]
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        cursor.inside("kind", kind).fault(say("unknown_value", value=clip(kind), allowed=KINDS))
        return UNREAD
    return reader(cursor)


def read_quantity(cursor: Cursor) -> Quantity:
    """``{"ratio": [a, b]}``, ``{"number": x}``, or the bare name ``x``."""
    if isinstance(cursor.value, str):
        return Number(cursor.name())
    if isinstance(cursor.value, dict) and "number" in cursor.value:
        found = cursor.fields(("number",))
        return Number(found["number"].name())
    found = cursor.fields(("ratio",))
    if "ratio" not in found:
        return Number("")
    names = [item.name() for item in found["ratio"].items()]
    if len(names) != 2:
        if isinstance(found["ratio"].value, (list, tuple)):
            found["ratio"].fault(say("ratio_of_two"))
        return Number("")
    return Ratio(names[0], names[1])


def _points_or_share(cursor: Cursor, found: dict[str, Cursor]) -> tuple[Decimal | None, Decimal | None]:
    if ("points" in found) == ("share" in found):
        cursor.fault(say("points_or_share"))
        return Decimal(0), None
    if "points" in found:
        return found["points"].number(low=0), None
    return None, found["share"].number(low=0, high=1)


def _choice(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "options"))
    options = []
    for item in found["options"].items() if "options" in found else ():
        parts = item.fields(("code",), ("points", "share", "title", "title_en"))
        if "code" in parts:
            points, share = _points_or_share(item, parts)
            options.append(Option(parts["code"].code(), points, share, _text(parts, "title"), _text(parts, "title_en")))
    return Choice(tuple(options))


def _all_of(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "conditions"), ("else",))
    names = tuple(item.name() for item in found["conditions"].items()) if "conditions" in found else ()
    return AllOf(names, found["else"].number(low=0) if "else" in found else Decimal(0))


def _steps(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "quantity", "steps"))
    steps = tuple(_step(item) for item in found["steps"].items()) if "steps" in found else ()
    return Steps(_quantity(found), steps)


def _step(cursor: Cursor) -> Step:
    found = cursor.fields(("points",), ("from", "above", "to", "below"))
    for inclusive, exclusive in (("from", "above"), ("to", "below")):
        if inclusive in found and exclusive in found:
            cursor.fault(say("two_edges", first=inclusive, second=exclusive))
    edges = {key: found[key].number() for key in ("from", "above", "to", "below") if key in found}
    return Step(
        points=found["points"].number(low=0) if "points" in found else Decimal(0),
        low=edges.get("from", edges.get("above")),
        low_inclusive="from" in edges,
        high=edges.get("to", edges.get("below")),
        high_inclusive="to" in edges,
    )


def _proportional(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "quantity"), ("floor",))
    return Proportional(_quantity(found), found["floor"].number() if "floor" in found else None)


def _linear(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "quantity", "from", "to"))
    return Linear(_quantity(found), _linear_point(found.get("from")), _linear_point(found.get("to")))


def _linear_point(cursor: Cursor | None) -> LinearPoint:
    if cursor is None:
        return LinearPoint(Decimal(0), Decimal(0))
    found = cursor.fields(("at", "points"))
    return LinearPoint(
        found["at"].number() if "at" in found else Decimal(0),
        found["points"].number(low=0) if "points" in found else Decimal(0),
    )


def _per_item(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "count", "points"))
    return PerItem(
        found["count"].name() if "count" in found else "",
        found["points"].number(low=0) if "points" in found else Decimal(0),
    )


def _deduct(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "items"))
    items = []
    for item in found["items"].items() if "items" in found else ():
        parts = item.fields(("count",), ("points", "share"))
        points, share = _points_or_share(item, parts)
        items.append(DeductItem(parts["count"].name() if "count" in parts else "", points, share))
    return Deduct(tuple(items))


def _formula(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind", "cases"))
    cases = []
    for item in found["cases"].items() if "cases" in found else ():
        parts = item.fields(("points",), ("when",))
        when = parts["when"].text() if "when" in parts else None
        cases.append(Case(_expression(parts["points"]) if "points" in parts else "0", when))
    return Formula(tuple(cases))


def _expression(cursor: Cursor) -> str:
    """An expression; a bare JSON number is one too."""
    return cursor.text() if isinstance(cursor.value, str) else plain(cursor.number())


def _judgement(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind",), ("increment",))
    return Judgement(found["increment"].number(low=0)) if "increment" in found else Judgement()


def _survey(cursor: Cursor) -> Rule:
    found = cursor.fields(("kind",), ("questions", "weights"))
    questions = tuple(item.name() for item in found["questions"].items()) if "questions" in found else ()
    weights = tuple(item.number(low=0) for item in found["weights"].items()) if "weights" in found else ()
    return Survey(questions, weights)


def _quantity(found: dict[str, Cursor]) -> Quantity:
    return read_quantity(found["quantity"]) if "quantity" in found else Number("")


def _text(found: dict[str, Cursor], key: str) -> str:
    return found[key].text() if key in found else ""


_READERS: dict[str, Callable[[Cursor], Rule]] = {
    "choice": _choice,
    "all_of": _all_of,
    "steps": _steps,
    "proportional": _proportional,
    "linear": _linear,
    "per_item": _per_item,
    "deduct": _deduct,
    "formula": _formula,
    "judgement": _judgement,
    "survey": _survey,
}


def write_rule(rule: Rule) -> dict[str, Any]:
    """The rule in the exchange form; what equals its default is left out."""
    body: dict[str, Any] = {"kind": rule.kind}
    match rule:
        case Choice(options):
            body["options"] = [_write_option(option) for option in options]
        case AllOf(conditions, otherwise):
            body |= {"conditions": list(conditions), "else": plain(otherwise)}
        case Steps(quantity, steps):
            body |= {"quantity": write_quantity(quantity), "steps": [_write_step(step) for step in steps]}
        case Proportional(quantity, floor):
            body["quantity"] = write_quantity(quantity)
            if floor is not None:
                body["floor"] = plain(floor)
        case Linear(quantity, start, end):
            body["quantity"] = write_quantity(quantity)
            for key, point in (("from", start), ("to", end)):
                body[key] = {"at": plain(point.at), "points": plain(point.points)}
        case PerItem(count, points):
            body |= {"count": count, "points": plain(points)}
        case Deduct(items):
            body["items"] = [{"count": item.count} | _worth(item.points, item.share) for item in items]
        case Formula(cases):
            body["cases"] = [
                ({} if case.when is None else {"when": case.when}) | {"points": case.points} for case in cases
            ]
        case Judgement(increment):
            body["increment"] = plain(increment)
        case Survey(questions, weights):
            body["questions"] = list(questions)
            if weights:
                body["weights"] = [plain(weight) for weight in weights]
    return body


def write_quantity(quantity: Quantity) -> dict[str, Any]:
    """The quantity in its full form."""
    if isinstance(quantity, Ratio):
        return {"ratio": [quantity.numerator, quantity.denominator]}
    return {"number": quantity.name}


def _worth(points: Decimal | None, share: Decimal | None) -> dict[str, str]:
    return {"points": plain(points)} if points is not None else {"share": plain(share or Decimal(0))}


def _write_option(option: Option) -> dict[str, str]:
    body = {"code": option.code} | _worth(option.points, option.share)
    if option.title:
        body["title"] = option.title
    if option.title_en:
        body["title_en"] = option.title_en
    return body


def _write_step(step: Step) -> dict[str, str]:
    body = {}
    if step.low is not None:
        body["from" if step.low_inclusive else "above"] = plain(step.low)
    if step.high is not None:
        body["to" if step.high_inclusive else "below"] = plain(step.high)
    return body | {"points": plain(step.points)}
