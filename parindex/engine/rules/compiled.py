"""From a leaf to its compiled rule, and the scale that makes a set's points whole numbers.

Source: docs/methods.md, *Exactness*.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from parindex.engine.rules.base import CompiledRule
from parindex.engine.rules.counts import DeductRule, PerItemRule, item_points
from parindex.engine.rules.formulas import FormulaRule
from parindex.engine.rules.kinds import (
    AllOf,
    Choice,
    Deduct,
    Formula,
    Judgement,
    Linear,
    PerItem,
    Proportional,
    Steps,
    Survey,
)
from parindex.engine.rules.quantities import LinearRule, ProportionalRule, StepsRule
from parindex.engine.rules.stated import AllOfRule, ChoiceRule, JudgementRule, SurveyRule, option_points
from parindex.engine.tree import Leaf


def compiled_rule(leaf: Leaf, scale: int) -> CompiledRule:
    """The leaf's rule made ready for points in units of 1/scale."""
    match leaf.rule:
        case Choice() as rule:
            return ChoiceRule(leaf, rule, scale)
        case AllOf() as rule:
            return AllOfRule(leaf, rule, scale)
        case Steps() as rule:
            return StepsRule(leaf, rule, scale)
        case Proportional() as rule:
            return ProportionalRule(leaf, rule, scale)
        case Linear() as rule:
            return LinearRule(leaf, rule, scale)
        case PerItem() as rule:
            return PerItemRule(leaf, rule, scale)
        case Deduct() as rule:
            return DeductRule(leaf, rule, scale)
        case Formula() as rule:
            return FormulaRule(leaf, rule, scale)
        case Judgement() as rule:
            return JudgementRule(leaf, rule, scale)
        case Survey() as rule:
            return SurveyRule(leaf, rule, scale)


def scale_of(leaves: Iterable[Leaf]) -> int:
    """The smallest number that makes every stated number of points of these leaves whole."""
    return math.lcm(*(Fraction(points).denominator for leaf in leaves for points in stated_points(leaf)))


def stated_points(leaf: Leaf) -> Iterator[Decimal | Fraction]:
    """Every number of points that the leaf's author stated, the maximum first."""
    yield leaf.max_points
    match leaf.rule:
        case Choice(options):
            yield from (option_points(option, leaf) for option in options)
        case AllOf(_, otherwise):
            yield otherwise
        case Steps(_, steps):
            yield from (step.points for step in steps)
        case Linear(_, start, end):
            yield from (start.points, end.points)
        case PerItem(_, points):
            yield points
        case Deduct(items):
            yield from (item_points(item, leaf) for item in items)
