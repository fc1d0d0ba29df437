"""What every compiled rule shares: its leaf, constants of the leaf, and how inputs are called in sentences."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Kept
from parindex.engine.messages import Bilingual, Message, say
from parindex.engine.numbers import Exact, exact
from parindex.engine.outcome import BadFigure, Outcome, State, scaled
from parindex.engine.tree import Leaf

type Figures = Mapping[str, Kept]


class CompiledRule(ABC):
    """A leaf's rule made ready: ``score`` is integer arithmetic only, ``explain`` says in words what it did."""

    __slots__ = ("claimed", "labels", "leaf", "max_points", "missing", "scale", "top", "undivided")

    names: tuple[str, ...]
    """The inputs without which nothing can be computed."""

    def __init__(self, leaf: Leaf, scale: int) -> None:
        self.leaf = leaf
        self.scale = scale
        self.max_points: Exact = exact(leaf.max_points)
        self.top: int = scaled(self.max_points, scale)[0]
        self.missing: Outcome = (0, 1, self.top, State.MISSING, 0)
        self.claimed: Outcome = not_arising(leaf, self.top, note=0)
        self.undivided: Outcome = not_arising(leaf, self.top, note=1)
        self.labels = {label.name: Bilingual(label.title or label.name, label.title_en) for label in leaf.inputs}

    @abstractmethod
    def score(self, figures: Figures) -> Outcome:
        """The outcome of these figures; :class:`BadFigure` if one is of a wrong type or sign."""

    @abstractmethod
    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        """Why figures that were scored came out like that."""

    def constant(self, points: Decimal | Exact, note: int = 0) -> Outcome:
        """A scored outcome worth stated points."""
        numerator, denominator = scaled(exact(points), self.scale)
        return (numerator, denominator, self.top, State.SCORED, note)

    def label(self, name: str) -> Bilingual:
        """How an input is called in a sentence."""
        return self.labels.get(name) or Bilingual(name)

    def points(self, outcome: Outcome) -> Fraction:
        """The outcome's points as a fraction."""
        return Fraction(outcome[0], outcome[1] * self.scale)


def not_arising(leaf: Leaf, top: int, note: int) -> Outcome:
    """What a leaf is worth whose matter did not arise; note 1 marks a denominator of 0."""
    match leaf.not_arising:
        case "full_points":
            return (top, 1, top, State.NOT_ARISING, note)
        case "zero":
            return (0, 1, top, State.NOT_ARISING, note)
        case _:
            return (0, 1, 0, State.NOT_ARISING, note)


def number_of(value: Kept, name: str) -> Exact:
    """The figure as a number, or :class:`BadFigure`."""
    if isinstance(value, (str, bool)):
        raise BadFigure(say("figure_not_a_number", value=str(value)), name)
    return value


def count_of(value: Kept, name: str) -> Exact:
    """The figure as a number of cases, 0 or more."""
    number = number_of(value, name)
    if number < 0:
        raise BadFigure(say("figure_negative", value=number), name)
    return number
