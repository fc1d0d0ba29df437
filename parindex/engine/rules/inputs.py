"""Which inputs a leaf's rule asks for, of what type, and what may be entered there.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from dataclasses import dataclass

from parindex.engine import formula
from parindex.engine.rules.kinds import (
    AllOf,
    Choice,
    Deduct,
    Formula,
    Judgement,
    Linear,
    Option,
    PerItem,
    Proportional,
    Quantity,
    Ratio,
    Steps,
    Survey,
)
from parindex.engine.tree import InputType, Leaf


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One input of a leaf as a form shows it."""

    name: str
    type: InputType
    title: str
    """The author's label, or the name where there is none."""
    title_en: str = ""
    unit: str = ""
    options: tuple[Option, ...] = ()
    """Of a choice: what can be chosen."""
    counted: bool = False
    """A figure that cannot be negative."""


def leaf_inputs(leaf: Leaf) -> tuple[InputSpec, ...]:
    """The inputs of the leaf in the order in which a form asks for them; never raises.

    A formula that cannot be parsed asks for nothing (lint names it).
    """
    labels = {label.name: label for label in leaf.inputs}
    specs = []
    for name, implied, counted in implied_inputs(leaf):
        label = labels.get(name)
        specs.append(
            InputSpec(
                name=name,
                type=implied if label is None or label.type is None else label.type,
                title=name if label is None or not label.title else label.title,
                title_en="" if label is None else label.title_en,
                unit="" if label is None else label.unit,
                options=leaf.rule.options if isinstance(leaf.rule, Choice) else (),
                counted=counted,
            )
        )
    return tuple(specs)


def implied_inputs(leaf: Leaf) -> tuple[tuple[str, InputType, bool], ...]:
    """Name, type and whether it cannot be negative, as the rule implies them; each name once."""
    return tuple({name: (name, kind, counted) for name, kind, counted in _implied(leaf)}.values())


def _implied(leaf: Leaf) -> list[tuple[str, InputType, bool]]:
    match leaf.rule:
        case Choice():
            return [("choice", InputType.CHOICE, False)]
        case AllOf(conditions):
            return [(name, InputType.CONDITION, False) for name in conditions]
        case Steps(quantity) | Proportional(quantity) | Linear(quantity):
            return [(name, InputType.NUMBER, isinstance(quantity, Ratio)) for name in quantity_names(quantity)]
        case PerItem(count):
            return [(count, InputType.COUNT, True)]
        case Deduct(items):
            return [(item.count, InputType.COUNT, True) for item in items]
        case Formula() as rule:
            return _formula_inputs(leaf, rule)
        case Survey(questions) if questions:
            return [(name, InputType.SHARE, True) for name in questions]
        case Judgement() | Survey():
            return [("points", InputType.POINTS, True)]


def _formula_inputs(leaf: Leaf, rule: Formula) -> list[tuple[str, InputType, bool]]:
    conditions = condition_names(leaf)
    try:
        names = formula_names(rule)
    except formula.FormulaError:
        return []
    return [(name, InputType.CONDITION if name in conditions else InputType.NUMBER, False) for name in names]


def quantity_names(quantity: Quantity) -> tuple[str, ...]:
    """The one or two inputs of a quantity."""
    return (quantity.numerator, quantity.denominator) if isinstance(quantity, Ratio) else (quantity.name,)


def name_places(leaf: Leaf) -> tuple[tuple[str, str], ...]:
    """Every input that the rule names, with the path inside the rule where it stands; each name once in a formula."""
    match leaf.rule:
        case AllOf(conditions):
            return tuple((name, f"conditions[{number}]") for number, name in enumerate(conditions))
        case Steps(quantity) | Proportional(quantity) | Linear(quantity):
            names = quantity_names(quantity)
            return tuple((n, f"quantity.ratio[{i}]" if len(names) == 2 else "quantity") for i, n in enumerate(names))
        case PerItem(count):
            return ((count, "count"),)
        case Deduct(items):
            return tuple((item.count, f"items[{number}].count") for number, item in enumerate(items))
        case Survey(questions):
            return tuple((name, f"questions[{number}]") for number, name in enumerate(questions))
        case Formula() as rule:
            return _formula_places(rule)
    return ()


def _formula_places(rule: Formula) -> tuple[tuple[str, str], ...]:
    try:
        cases = parsed_cases(rule)
    except formula.FormulaError:
        return ()
    first: dict[str, str] = {}
    for number, (when, points) in enumerate(cases):
        for part, expression in (("when", when), ("points", points)):
            for name in () if expression is None else formula.names(expression):
                first.setdefault(name, f"cases[{number}].{part}")
    first.pop("max_points", None)
    return tuple(first.items())


def condition_names(leaf: Leaf) -> frozenset[str]:
    """The inputs that the author declared to be yes/no."""
    return frozenset(label.name for label in leaf.inputs if label.type is InputType.CONDITION)


def parsed_cases(rule: Formula) -> tuple[tuple[formula.Expression | None, formula.Expression], ...]:
    """Every case as expressions; :class:`~parindex.engine.formula.FormulaError` for the first bad text."""
    return tuple(
        (None if case.when is None else formula.parse(case.when), formula.parse(case.points)) for case in rule.cases
    )


def formula_names(rule: Formula) -> tuple[str, ...]:
    """The inputs that the cases use, in order of their first mention."""
    found = (
        name
        for when, points in parsed_cases(rule)
        for expression in (when, points)
        if expression is not None
        for name in formula.names(expression)
    )
    return tuple(name for name in dict.fromkeys(found) if name != "max_points")
