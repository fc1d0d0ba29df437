"""One leaf's rule: what it can give, and where it contradicts itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from parindex.engine import formula
from parindex.engine.formula import FormulaError
from parindex.engine.lint.notes import ADVICE, BLOCKS, ERROR, Spot, edge
from parindex.engine.lint.steps import check_steps
from parindex.engine.messages import Percent
from parindex.engine.numbers import exact, total_of
from parindex.engine.rules.inputs import condition_names
from parindex.engine.rules.kinds import (
    AllOf,
    Choice,
    Deduct,
    Formula,
    Judgement,
    Linear,
    Number,
    PerItem,
    Proportional,
    Steps,
    Survey,
)
from parindex.engine.rules.stated import option_points
from parindex.engine.tree import InputType, Leaf

_INCREMENTS = tuple(map(Decimal, ("0.5", "0.25", "0.2", "0.1", "0.05", "0.01")))
"""What a sensible increment may be, the coarsest first."""


def check_rule(leaf: Leaf, spot: Spot) -> None:
    """Everything about the rule of one leaf; ``spot`` stands at the rule."""
    match leaf.rule:
        case Choice() as rule:
            _choice(leaf, rule, spot)
        case AllOf() as rule:
            _all_of(leaf, rule, spot)
        case Steps() as rule:
            _steps(leaf, rule, spot)
        case Proportional() as rule:
            _proportional(leaf, rule, spot)
        case Linear() as rule:
            _linear(leaf, rule, spot)
        case PerItem() as rule:
            if rule.points == 0:
                spot.inside("points").note(ADVICE, "item_worth_nothing")
        case Deduct() as rule:
            _deduct(rule, spot)
        case Formula() as rule:
            _formula(leaf, rule, spot)
        case Judgement() as rule:
            _judgement(leaf, rule, spot)
        case Survey() as rule:
            _survey(rule, spot)


def _within_maximum(leaf: Leaf, points: Decimal | Fraction, spot: Spot) -> None:
    if points > leaf.max_points:
        spot.inside("points").note(
            ERROR, "points_over_maximum", code=leaf.code, points=exact(points), maximum=leaf.max_points
        )


def _spread(leaf: Leaf, points: Sequence[Decimal | Fraction], spot: Spot) -> None:
    """Whether the stated points differ and whether the maximum can be reached."""
    if len(points) > 1 and len(set(points)) == 1:
        spot.note(ADVICE, "all_equal", points=exact(points[0]))
    elif points and max(points) < leaf.max_points:
        spot.note(ADVICE, "maximum_unreachable", best=exact(max(points)), maximum=leaf.max_points)


def _choice(leaf: Leaf, rule: Choice, spot: Spot) -> None:
    if not rule.options:
        spot.inside("options").note(ERROR, "no_options")
        return
    codes = [option.code for option in rule.options]
    for number, option in enumerate(rule.options):
        here = spot.inside(f"options[{number}]")
        if option.code in codes[:number]:
            here.inside("code").note(ERROR, "duplicate_option", code=option.code)
        _within_maximum(leaf, option_points(option, leaf), here)
    if len(rule.options) == 1:
        spot.inside("options").note(ADVICE, "one_option")
    _spread(leaf, [option_points(option, leaf) for option in rule.options], spot.inside("options"))


def _all_of(leaf: Leaf, rule: AllOf, spot: Spot) -> None:
    if not rule.conditions:
        spot.inside("conditions").note(ERROR, "no_conditions")
    if rule.otherwise > leaf.max_points:
        spot.inside("else").note(
            ERROR, "points_over_maximum", code=leaf.code, points=rule.otherwise, maximum=leaf.max_points
        )
    elif rule.otherwise == leaf.max_points:
        spot.inside("else").note(ADVICE, "all_equal", points=rule.otherwise)


def _steps(leaf: Leaf, rule: Steps, spot: Spot) -> None:
    for number, step in enumerate(rule.steps):
        _within_maximum(leaf, step.points, spot.inside(f"steps[{number}]"))
    check_steps(leaf, rule, spot.inside("steps"))
    _spread(leaf, [step.points for step in rule.steps], spot.inside("steps"))


def _proportional(leaf: Leaf, rule: Proportional, spot: Spot) -> None:
    if rule.floor is not None and rule.floor > 1:
        spot.inside("floor").note(ERROR, "floor_above_one", floor=edge(rule.floor, rule.quantity))
    if isinstance(rule.quantity, Number):
        labels = {label.name: label.type for label in leaf.inputs}
        if labels.get(rule.quantity.name) is not InputType.SHARE:
            spot.inside("quantity").note(ADVICE, "proportional_number", name=rule.quantity.name)


def _linear(leaf: Leaf, rule: Linear, spot: Spot) -> None:
    _within_maximum(leaf, rule.start.points, spot.inside("from"))
    _within_maximum(leaf, rule.end.points, spot.inside("to"))
    if rule.start.at == rule.end.at:
        spot.inside("to").note(ERROR, "linear_one_value", value=edge(rule.start.at, rule.quantity))
    else:
        _spread(leaf, [rule.start.points, rule.end.points], spot.inside("to.points"))


def _deduct(rule: Deduct, spot: Spot) -> None:
    if not rule.items:
        spot.inside("items").note(ERROR, "no_items")
    for number, item in enumerate(rule.items):
        if not item.points and not item.share:
            worth = "points" if item.share is None else "share"
            spot.inside(f"items[{number}].{worth}").note(ADVICE, "item_worth_nothing")


def _formula(leaf: Leaf, rule: Formula, spot: Spot) -> None:
    if not rule.cases:
        spot.inside("cases").note(ERROR, "no_cases")
        return
    conditions = condition_names(leaf)
    earlier: list[formula.Expression] = []
    closed = False
    for number, case in enumerate(rule.cases):
        here = spot.inside(f"cases[{number}]")
        points = _parsed(case.points, "number", conditions, here.inside("points"))
        when = None if case.when is None else _parsed(case.when, "condition", conditions, here.inside("when"))
        certain = None if when is None else _certain(when)
        if closed:
            here.note(BLOCKS, "case_unreachable", number=number + 1)
        elif when is not None and (certain is False or when in earlier):
            here.inside("when").note(BLOCKS, "case_unreachable", number=number + 1)
        if when is not None:
            earlier.append(when)
        closed = closed or case.when is None or certain is True
        if isinstance(points, formula.Constant) and points.value > leaf.max_points:
            here.inside("points").note(
                ADVICE, "formula_over_maximum", points=points.value, maximum=exact(leaf.max_points)
            )
    if not closed:
        spot.inside("cases").note(ADVICE, "formula_without_rest")


def _parsed(text: str, wanted: formula.Type, conditions: frozenset[str], spot: Spot) -> formula.Expression | None:
    try:
        expression = formula.parse(text)
        if formula.type_of(expression, conditions) != wanted:
            spot.note(ERROR, f"formula_is_no_{wanted}")
    except FormulaError as error:
        spot.note(ERROR, error.message.key, **error.message.values)
        return None
    return expression


def _certain(when: formula.Expression) -> bool | None:
    """The truth of a condition that names no figure; ``None`` if it depends on figures."""
    if formula.names(when):
        return None
    try:
        return bool(formula.compiled(when)({}))
    except ZeroDivisionError:
        return None


def _judgement(leaf: Leaf, rule: Judgement, spot: Spot) -> None:
    if rule.increment == 0:
        spot.inside("increment").note(ERROR, "increment_zero")
    elif Fraction(leaf.max_points) % Fraction(rule.increment):
        spot.inside("increment").note(
            ADVICE,
            "increment_misses",
            increment=rule.increment,
            maximum=leaf.max_points,
            example=_increment_of(leaf.max_points),
        )


def _increment_of(maximum: Decimal) -> Decimal:
    """A usual increment that the maximum is a multiple of; else one unit of the maximum's last decimal."""
    usual = (increment for increment in _INCREMENTS if Fraction(maximum) % Fraction(increment) == 0)
    return next(usual, Decimal((0, (1,), int(maximum.as_tuple().exponent))))


def _survey(rule: Survey, spot: Spot) -> None:
    if not rule.weights:
        return
    if len(rule.weights) != len(rule.questions):
        spot.inside("weights").note(ERROR, "weights_count", weights=len(rule.weights), questions=len(rule.questions))
    elif (total := total_of(rule.weights)) != 1:
        spot.inside("weights").note(ERROR, "weights_sum", total=Percent(total))
