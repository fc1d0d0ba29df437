"""Rules on numbers of cases: per_item, deduct.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from fractions import Fraction

from parindex.engine.messages import Message, Phrase, Slot, say
from parindex.engine.numbers import Language, exact
from parindex.engine.outcome import SCORED, Outcome, scaled
from parindex.engine.rules.base import CompiledRule, Figures, count_of, figure_text
from parindex.engine.rules.kinds import Deduct, DeductItem, PerItem
from parindex.engine.spelling import equals, typed
from parindex.engine.tree import Leaf

_NO_CASES = 2


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
        return (points, count.denominator, self.top, SCORED, 0)

    def sentences(self, variant: int) -> tuple[Message, ...]:
        return (
            say(
                "reason_per_item_capped" if variant else "reason_per_item",
                name=self.label(self.count),
                count=Slot(0),
                each=self.stated,
                product=Slot(1),
                maximum=self.max_points,
            ),
        )

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        count = count_of(figures[self.count], self.count)
        product = equals(count.numerator * self.each, count.denominator * self.scale, language, self.places)
        return typed(count, language), product


class DeductRule(CompiledRule):
    """maximum − Σ countᵢ × penaltyᵢ, never under 0. Note 1: stopped at 0."""

    __slots__ = ("costs", "empty", "items", "names", "parts")

    def __init__(self, leaf: Leaf, rule: Deduct, scale: int) -> None:
        super().__init__(leaf, scale)
        self.items = rule.items
        self.names = tuple(item.count for item in rule.items)
        self.costs = tuple((item.count, scaled(exact(item_points(item, leaf)), scale)[0]) for item in rule.items)
        self.empty = self.constant(0, note=1)
        self.parts = tuple(
            (item.count, Phrase(say("reason_deduct_part", name=self.label(item.count), count=Slot(0), cost=cost)))
            for item in rule.items
            for cost in (exact(item_points(item, leaf)),)
        )

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
        return self.empty if left < 0 else (left, denominator, self.top, SCORED, 0)

    def variant(self, figures: Figures, outcome: Outcome) -> int:
        """The note, or 2 when nothing was counted."""
        return outcome[4] if any(figures[name] for name in self.names) else _NO_CASES

    def sentences(self, variant: int) -> tuple[Message, ...]:
        if variant == _NO_CASES:
            return (say("reason_deduct_nothing", maximum=self.max_points),)
        key = "reason_deduct_empty" if variant else "reason_deduct"
        return (say(key, parts=Slot(0), points=Slot(1), maximum=self.max_points),)

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        parts = "; ".join(
            [
                part.filled(language, (figure_text(figures[name], language),))
                for name, part in self.parts
                if figures[name]
            ]
        )
        if not parts:
            return ()
        return (parts,) if outcome[4] else (parts, self.points_text(outcome, language))


def item_points(item: DeductItem, leaf: Leaf) -> Fraction:
    """What one case costs, exact."""
    if item.points is not None:
        return Fraction(item.points)
    return Fraction(item.share or 0) * Fraction(leaf.max_points)
