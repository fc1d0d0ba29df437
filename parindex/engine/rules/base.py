"""What every compiled rule shares: its leaf, constants of the leaf, and how inputs are called in sentences.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Kept
from parindex.engine.messages import Bilingual, Message, Phrase, say
from parindex.engine.numbers import Exact, Language, exact
from parindex.engine.outcome import MISSING, NOT_ARISING, SCORED, BadFigure, Outcome, scaled
from parindex.engine.spelling import equals, quotient, typed
from parindex.engine.tree import Leaf

type Figures = Mapping[str, Kept]


class CompiledRule(ABC):
    """A leaf's rule made ready: ``score`` is integer arithmetic only, ``told`` says in words what it did.

    What is said depends on a small number, the *variant* (which step, which case, whether a cap applied): for each
    the sentences are put together once, and only the figures are filled in.
    """

    __slots__ = (
        "_phrases",
        "claimed",
        "labels",
        "leaf",
        "max_points",
        "missing",
        "places",
        "scale",
        "top",
        "undivided",
    )

    names: tuple[str, ...]
    """The inputs without which nothing can be computed."""
    repeats = True
    """Whether many units give the very same figures, so that what was said once is worth remembering."""

    def __init__(self, leaf: Leaf, scale: int) -> None:
        self.leaf = leaf
        self.scale = scale
        self.places = 2
        """Decimals that publication prints; set by who compiles the rule for a set."""
        self.max_points: Exact = exact(leaf.max_points)
        self.top: int = scaled(self.max_points, scale)[0]
        self.missing: Outcome = (0, 1, self.top, MISSING, 0)
        self.claimed: Outcome = not_arising(leaf, self.top, note=0)
        """When somebody states that nothing arose."""
        self.undivided: Outcome = not_arising(leaf, self.top, note=1)
        """When a denominator is 0."""
        self.labels = {label.name: Bilingual(label.title or label.name, label.title_en) for label in leaf.inputs}
        self._phrases: dict[int, Phrase] = {}

    @abstractmethod
    def score(self, figures: Figures) -> Outcome:
        """The outcome of these figures; :class:`BadFigure` if one is of a wrong type or sign."""

    def variant(self, figures: Figures, outcome: Outcome) -> int:
        """Which sentences tell of this outcome."""
        return outcome[4]

    @abstractmethod
    def sentences(self, variant: int) -> tuple[Message, ...]:
        """The sentences of a variant, with slots for the figures."""

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        """What goes into the slots."""
        return ()

    def told(self, figures: Figures, outcome: Outcome, language: Language) -> str:
        """Why figures that were scored came out like that."""
        variant = self.variant(figures, outcome)
        phrase = self._phrases.get(variant)
        if phrase is None:
            phrase = self._phrases[variant] = Phrase(*self.sentences(variant))
        return phrase.filled(language, self.variables(figures, outcome, language))

    def constant(self, points: Decimal | Exact, note: int = 0) -> Outcome:
        """A scored outcome worth stated points."""
        numerator, denominator = scaled(exact(points), self.scale)
        return (numerator, denominator, self.top, SCORED, note)

    def label(self, name: str) -> Bilingual:
        """How an input is called in a sentence."""
        return self.labels.get(name) or Bilingual(name)

    def points(self, outcome: Outcome) -> Fraction:
        """The outcome's points as a fraction."""
        return Fraction(outcome[0], outcome[1] * self.scale)

    def points_text(self, outcome: Outcome, language: Language) -> str:
        """The outcome's points inside a sentence."""
        return quotient(outcome[0], outcome[1] * self.scale, language, self.places)

    def points_equal(self, outcome: Outcome, language: Language) -> str:
        """The same behind its sign: ``= 1.8`` or ``≈ 1.9149``."""
        return equals(outcome[0], outcome[1] * self.scale, language, self.places)


def not_arising(leaf: Leaf, top: int, note: int) -> Outcome:
    """What a leaf is worth whose matter did not arise; note 1 marks a denominator of 0."""
    match leaf.not_arising:
        case "full_points":
            return (top, 1, top, NOT_ARISING, note)
        case "zero":
            return (0, 1, top, NOT_ARISING, note)
        case _:
            return (0, 1, 0, NOT_ARISING, note)


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


def figure_text(value: Kept, language: Language) -> str:
    """A figure as it reads in a sentence."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return say("yes" if value else "no").text(language)
    return typed(value, language)
