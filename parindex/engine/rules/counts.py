"""Rules on numbers of cases: per_item, deduct."""

from __future__ import annotations

from fractions import Fraction

from parindex.engine.messages import Equals, Message, say
from parindex.engine.numbers import exact
from parindex.engine.outcome import Outcome, State, scaled
from parindex.engine.rules.base import CompiledRule, Figures, count_of
from parindex.engine.rules.kinds import Deduct, DeductItem, PerItem
from parindex.engine.tree import Leaf


class PerItemRule(CompiledRule):
    """count × points each, capped at the maximum. Note 1: capped."""

    __slots__ = ("capped", "count", "each", "names", "stated")

    def __init__(self, leaf: Leaf, rule: PerItem, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = (rule.count,)
        self.count = rule.count
        self.stated = rule.points
        self.each = scaled(exact(rule.points), scale)[0]
        self.capped = self.constant(self.max_points, note=1)

    def score(self, figures: Figures) -> Outcome:
        value = figures.get(self.count)
        if value is None:
            return self.missing
        count = count_of(value, self.count)
        points = count.numerator * self.each
        if points > self.top * count.denominator:
            return self.capped
        return (points, count.denominator, self.top, State.SCORED, 0)

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        count = count_of(figures[self.count], self.count)
        return (
            say(
                "reason_per_item_capped" if outcome[4] else "reason_per_item",
                name=self.label(self.count),
                count=count,
                each=self.stated,
                product=Equals(exact(Fraction(count) * Fraction(self.stated))),
                maximum=self.max_points,
            ),
        )


class DeductRule(CompiledRule):
    """maximum − Σ countᵢ × penaltyᵢ, never under 0. Note 1: stopped at 0."""

    __slots__ = ("costs", "empty", "items", "names")

    def __init__(self, leaf: Leaf, rule: Deduct, scale: int) -> None:
        super().__init__(leaf, scale)
        self.items = rule.items
        self.names = tuple(item.count for item in rule.items)
        self.costs = tuple((item.count, scaled(exact(item_points(item, leaf)), scale)[0]) for item in rule.items)
        self.empty = self.constant(0, note=1)

    def score(self, figures: Figures) -> Outcome:
        left, denominator = self.top, 1
        for name, cost in self.costs:
            value = figures.get(name)
            if value is None:
                return self.missing
            if type(value) is int and value >= 0 and denominator == 1:
                left -= value * cost
            else:
                count = count_of(value, name)
                left = left * count.denominator - count.numerator * cost * denominator
                denominator *= count.denominator
        return self.empty if left < 0 else (left, denominator, self.top, State.SCORED, 0)

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        parts = tuple(
            say(
                "reason_deduct_part",
                name=self.label(item.count),
                count=count_of(figures[item.count], item.count),
                cost=exact(item_points(item, self.leaf)),
            )
            for item in self.items
        )
        key = "reason_deduct_empty" if outcome[4] else "reason_deduct"
        return (say(key, parts=parts, points=self.points(outcome), maximum=self.max_points),)


def item_points(item: DeductItem, leaf: Leaf) -> Fraction:
    """What one case costs, exact."""
    if item.points is not None:
        return Fraction(item.points)
    return Fraction(item.share or 0) * Fraction(leaf.max_points)
