"""Rules on a quantity: steps, proportional, linear. All comparisons multiply crosswise, nothing is divided.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from parindex.engine.messages import Message, Percent, Slot, Value, say
from parindex.engine.numbers import Exact, Language
from parindex.engine.outcome import SCORED, BadFigure, Outcome
from parindex.engine.rules.base import CompiledRule, Figures, count_of, number_of
from parindex.engine.rules.kinds import Linear, Proportional, Quantity, Ratio, Step, Steps
from parindex.engine.spelling import close_to, equals_percent, parted, typed
from parindex.engine.tree import Leaf

_ONE = Decimal(1)


class QuantityRule(CompiledRule):
    """A rule whose points follow from one quantity ``n / d`` with integers n and d > 0."""

    repeats = False

    __slots__ = ("close", "compared", "denominator", "foresees_more", "names", "numerator", "ratio")

    def __init__(self, leaf: Leaf, quantity: Quantity, scale: int, edges: Collection[Decimal]) -> None:
        super().__init__(leaf, scale)
        self.ratio = isinstance(quantity, Ratio)
        self.compared = tuple(Fraction(edge) * 100 for edge in (_ONE, *edges))
        """What a ratio is compared with, in percent."""
        self.foresees_more = any(edge > 1 for edge in edges)
        """Whether the rule itself says what a ratio above 100% gives."""
        self.close = frozenset[str]().union(*map(close_to, self.compared))
        """How a ratio is told that lies too close to one of them for four decimals."""
        if isinstance(quantity, Ratio):
            self.numerator, self.denominator = quantity.numerator, quantity.denominator
            self.names = (quantity.numerator, quantity.denominator)
        else:
            self.numerator, self.denominator = quantity.name, ""
            self.names = (quantity.name,)

    @abstractmethod
    def score_quantity(self, n: int, d: int) -> Outcome:
        """The outcome of the quantity n / d, d > 0."""

    def score(self, figures: Figures) -> Outcome:
        n = figures.get(self.numerator)
        if self.ratio:
            d = figures.get(self.denominator)
            if n is None or d is None:
                return self.missing
            if type(n) is not int or type(d) is not int:
                n, d = _integers(count_of(n, self.numerator), count_of(d, self.denominator))
            if n < 0 or d <= 0:
                count_of(n, self.numerator), count_of(d, self.denominator)  # neither is negative
                return self.undivided
            return self.score_quantity(n, d)
        if n is None:
            return self.missing
        number = number_of(n, self.numerator)
        return self.score_quantity(number.numerator, number.denominator)

    def variant(self, figures: Figures, outcome: Outcome) -> int:
        """The note twice, plus one when the part exceeds the whole."""
        if not self.ratio:
            return outcome[4] * 2
        n, d = figures[self.numerator], figures[self.denominator]
        return outcome[4] * 2 + (n > d)  # type: ignore[operator]  # both were scored as numbers

    def described(self) -> Message:
        """How the quantity comes about; takes the first slots."""
        if not self.ratio:
            return say("quantity_number", name=self.label(self.numerator), value=Slot(0))
        return say(
            "quantity_ratio",
            numerator=self.label(self.numerator),
            denominator=self.label(self.denominator),
            n=Slot(0),
            d=Slot(1),
            ratio=Slot(2),
        )

    def own_slot(self) -> Slot:
        """The slot for what is computed, after those of the quantity."""
        return Slot(3 if self.ratio else 1)

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        n = number_of(figures[self.numerator], self.numerator)
        if not self.ratio:
            return (typed(n, language),)
        d = number_of(figures[self.denominator], self.denominator)
        part, whole = (n, d) if type(n) is int and type(d) is int else _integers(n, d)
        ratio = equals_percent(part, whole, language)
        if ratio in self.close:
            ratio = parted(Fraction(part * 100, whole), language, self.compared)
        return typed(n, language), typed(d, language), ratio

    def remarks(self, variant: int) -> tuple[Message, ...]:
        """A remark on a ratio above 100% that the rule does not foresee: legal, but somebody should look."""
        return (say("reason_above_one"),) if variant % 2 and not self.foresees_more else ()

    def edge(self, value: Decimal) -> Value:
        """A stated value of the quantity as a sentence writes it."""
        return Percent(value) if self.ratio else value


def _integers(n: Exact, d: Exact) -> tuple[int, int]:
    return n.numerator * d.denominator, d.numerator * n.denominator


class StepsRule(QuantityRule):
    """The points of the step that the quantity falls in; the set's lint has found no gap and no overlap."""

    __slots__ = ("bottom", "covered", "edges", "steps")

    def __init__(self, leaf: Leaf, rule: Steps, scale: int) -> None:
        edges = [edge for step in rule.steps for edge in (step.low, step.high) if edge is not None]
        super().__init__(leaf, rule.quantity, scale, edges)
        self.steps = sorted(rule.steps, key=step_order, reverse=True)
        outcomes = [self.constant(step.points, note) for note, step in enumerate(self.steps)]
        # A quantity n/d lies in the first step with n/d > low, or ≥ low when the edge is inclusive. With integers
        # both are one comparison: n × denominator(low) + inclusive > numerator(low) × d.
        lows = [(Fraction(step.low), step) for step in self.steps[:-1] if step.low is not None]
        self.edges = tuple(
            (low.denominator, int(step.low_inclusive), low.numerator, outcome)
            for (low, step), outcome in zip(lows, outcomes, strict=False)
        )
        self.bottom = outcomes[-1]
        # “above 100%”, “100% or more”
        self.foresees_more |= any(
            step.low == 1 and (step.high is None or not step.low_inclusive) for step in rule.steps
        )
        self.covered = covered_range(rule)

    def score_quantity(self, n: int, d: int) -> Outcome:
        if self.covered is not None and not within(self.covered, Fraction(n, d)):
            range_name = step_name(self.covered, self.ratio)
            raise BadFigure(say("figure_no_step", value=Fraction(n, d), range=range_name), self.numerator)
        for low_denominator, inclusive, low_numerator, outcome in self.edges:
            if n * low_denominator + inclusive > low_numerator * d:
                return outcome
        return self.bottom

    def variant(self, figures: Figures, outcome: Outcome) -> int:
        """The usual variant twice, plus one when a ratio lies over the highest step, which takes it all the same."""
        usual = super().variant(figures, outcome)
        high = self.steps[outcome[4]].high
        if outcome[4] or high is None or usual % 2 == 0:
            return usual * 2
        n, d = (number_of(figures[name], name) for name in self.names)
        return usual * 2 + (n > d * Fraction(high))

    def sentences(self, variant: int) -> tuple[Message, ...]:
        variant, is_over = divmod(variant, 2)
        step = self.steps[variant // 2]
        told = say(
            "reason_step_over" if is_over else "reason_step",
            quantity=self.described(),
            step=step_name(step, self.ratio),
            points=step.points,
            maximum=self.max_points,
        )
        return (told, *self.remarks(variant))


def covered_range(rule: Steps) -> Step | None:
    """From the lowest to the highest edge, where a plain number could lie outside; a ratio never does."""
    if isinstance(rule.quantity, Ratio) or not rule.steps:
        return None
    ordered = sorted(rule.steps, key=step_order)
    first, last = ordered[0], ordered[-1]
    if first.low is None and last.high is None:
        return None
    return Step(Decimal(0), first.low, first.low_inclusive, last.high, last.high_inclusive)


def step_order(step: Step) -> tuple[bool, Decimal, bool]:
    """Sorts steps upwards by where they begin."""
    return (step.low is not None, step.low or Decimal(0), not step.low_inclusive)


def within(step: Step, value: Exact) -> bool:
    """Whether the value lies in the step."""
    number = Fraction(value)
    if step.low is not None and (number < step.low or (number == step.low and not step.low_inclusive)):
        return False
    return step.high is None or number < step.high or (number == step.high and step.high_inclusive)


def step_name(step: Step, ratio: bool) -> Message:
    """The step in words: “from 70% to 90%”, “above 90%”."""

    def edge(value: Decimal) -> Value:
        return Percent(value) if ratio else value

    low_key = "from" if step.low_inclusive else "above"
    high_key = "to" if step.high_inclusive else "below"
    if step.low is not None and step.high is not None:
        if step.low == step.high:
            return say("step_exactly", value=edge(step.low))
        return say(f"step_{low_key}_{high_key}", low=edge(step.low), high=edge(step.high))
    if step.low is not None:
        return say(f"step_{low_key}", low=edge(step.low))
    if step.high is not None:
        return say(f"step_{high_key}", high=edge(step.high))
    return say("step_any")


class ProportionalRule(QuantityRule):
    """quantity × maximum within [0, maximum]; nothing under the floor. Notes: 1 capped, 2 floor, 3 below 0."""

    __slots__ = ("capped", "floor", "floor_points", "negative", "stated_floor")

    def __init__(self, leaf: Leaf, rule: Proportional, scale: int) -> None:
        super().__init__(leaf, rule.quantity, scale, () if rule.floor is None else (rule.floor,))
        self.stated_floor = rule.floor
        self.floor = None if rule.floor is None else Fraction(rule.floor).as_integer_ratio()
        self.capped = self.constant(self.max_points, note=1)
        self.floor_points = self.constant(0, note=2)
        self.negative = self.constant(0, note=3)

    def score_quantity(self, n: int, d: int) -> Outcome:
        if self.floor is not None and n * self.floor[1] < self.floor[0] * d:
            return self.floor_points
        if n >= d:
            return self.capped
        if n < 0:
            return self.negative
        return (self.top * n, d, self.top, SCORED, 0)

    def sentences(self, variant: int) -> tuple[Message, ...]:
        quantity, maximum = self.described(), self.max_points
        match variant // 2:
            case 0:
                told = say("reason_proportional", quantity=quantity, maximum=maximum, points=self.own_slot())
            case 1:
                told = say("reason_proportional_full", quantity=quantity, maximum=maximum)
            case 2:
                floor = self.edge(self.stated_floor or Decimal(0))
                told = say("reason_under_floor", quantity=quantity, floor=floor, maximum=maximum)
            case _:
                told = say("reason_negative", quantity=quantity, maximum=maximum)
        return (told, *self.remarks(variant))

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        quantity = super().variables(figures, outcome, language)
        return quantity if outcome[4] else (*quantity, self.points_equal(outcome, language))


class LinearRule(QuantityRule):
    """A straight line between two points, flat outside. Notes: 1 at or before the lower, 2 at or past the upper."""

    __slots__ = ("high", "high_end", "low", "low_end", "rise", "slope", "start", "stated_high", "stated_low")

    def __init__(self, leaf: Leaf, rule: Linear, scale: int) -> None:
        super().__init__(leaf, rule.quantity, scale, (rule.start.at, rule.end.at))
        low, high = sorted((rule.start, rule.end), key=lambda point: point.at)
        self.stated_low, self.stated_high = low, high
        self.low_end = self.constant(low.points, note=1)
        self.high_end = self.constant(high.points, note=2)
        self.low = Fraction(low.at).as_integer_ratio()
        self.high = Fraction(high.at).as_integer_ratio()
        self.start = self.low_end[0]
        self.rise = self.high_end[0] - self.low_end[0]
        # 1 / (high − low), as a pair
        self.slope = Fraction(1 / (Fraction(high.at) - Fraction(low.at))).as_integer_ratio()

    def score_quantity(self, n: int, d: int) -> Outcome:
        low_n, low_d = self.low
        past = n * low_d - low_n * d
        if past <= 0:
            return self.low_end
        if n * self.high[1] >= self.high[0] * d:
            return self.high_end
        below = d * low_d * self.slope[1]
        return (self.start * below + self.rise * past * self.slope[0], below, self.top, SCORED, 0)

    def sentences(self, variant: int) -> tuple[Message, ...]:
        quantity, maximum = self.described(), self.max_points
        low, high = self.stated_low, self.stated_high
        if variant // 2 == 0:
            told = say(
                "reason_linear",
                sum=self._sum(),
                quantity=quantity,
                low=self.edge(low.at),
                low_points=low.points,
                high=self.edge(high.at),
                high_points=high.points,
                points=Slot(4 if self.ratio else 2),
                maximum=maximum,
            )
        else:
            key, point = ("reason_linear_low", low) if variant // 2 == 1 else ("reason_linear_high", high)
            told = say(key, quantity=quantity, edge=self.edge(point.at), points=point.points, maximum=maximum)
        return (told, *self.remarks(variant))

    def _sum(self) -> Message:
        """The sum that leads to the points between both ends; takes the slot after those of the quantity."""
        low, high = self.stated_low, self.stated_high
        key = "linear_rising" if low.points else "linear_from_zero"
        return say(
            "linear_falling" if high.points < low.points else key,
            start=low.points,
            change=abs(high.points - low.points),
            value=self.own_slot(),
            low=self._inner(self.edge(low.at), low.at),
            high=self._inner(self.edge(high.at), high.at),
        )

    @staticmethod
    def _inner(shown: Value, least: Decimal) -> Value:
        """A value that may be below 0 as it stands behind a sign."""
        return say("in_parentheses", value=shown) if least < 0 else shown

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        quantity = super().variables(figures, outcome, language)
        if outcome[4]:
            return quantity
        value = quantity[-1].removeprefix("= ")
        value = f"({value})" if value[0] == "−" else value
        return (*quantity, value, self.points_equal(outcome, language))
