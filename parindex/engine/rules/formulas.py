"""The rule kind ``formula``: the first case that holds gives the points, clamped to [0, maximum].

Source: docs/methods.md, *Formula language*.
"""

from __future__ import annotations

from fractions import Fraction

from parindex.engine import formula
from parindex.engine.answers import Kept
from parindex.engine.formula import Expressed
from parindex.engine.messages import Message, Slot, say
from parindex.engine.numbers import Exact, Language, exact
from parindex.engine.outcome import SCORED, BadFigure, Outcome, scaled
from parindex.engine.rules.base import CompiledRule, Figures, figure_text, number_of
from parindex.engine.rules.inputs import condition_names, formula_names, parsed_cases
from parindex.engine.rules.kinds import Formula
from parindex.engine.spelling import equals
from parindex.engine.tree import Leaf

_ABOVE, _BELOW, _NO_CASE = 1, 2, 3


class FormulaRule(CompiledRule):
    """Notes: case number × 4, plus 1 clamped to the maximum, 2 clamped to 0, 3 no case held."""

    repeats = False

    __slots__ = ("cases", "conditions", "names", "titles")

    def __init__(self, leaf: Leaf, rule: Formula, scale: int) -> None:
        super().__init__(leaf, scale)
        self.conditions = condition_names(leaf)
        self.names = formula_names(rule)
        labels = {name: self.label(name) for name in self.names}
        told = [text for label in labels.values() for text in {label.vi, label.text("en")}]
        self.titles = {
            name: label
            for name, label in labels.items()
            if label.vi != name and told.count(label.vi) == told.count(label.text("en")) == 1
        }
        """What stands in a sentence instead of a name; not where two inputs are called the same."""
        self.cases = tuple(
            (
                None if when is None else (when, formula.compiled(when)),
                (points, formula.compiled(points)),
            )
            for when, points in parsed_cases(rule)
        )

    def environment(self, figures: Figures) -> dict[str, Kept] | None:
        """The names with their values; ``None`` while one is missing."""
        names: dict[str, Kept] = {"max_points": self.max_points}
        for name in self.names:
            value = figures.get(name)
            if value is None:
                return None
            if name not in self.conditions:
                number_of(value, name)
            elif not isinstance(value, bool):
                raise BadFigure(say("figure_not_yes_no", value=str(value)), name)
            names[name] = value
        return names

    def score(self, figures: Figures) -> Outcome:
        names = self.environment(figures)
        if names is None:
            return self.missing
        try:
            for number, (when, (_, points)) in enumerate(self.cases):
                if when is None or when[1](names):
                    return self._clamped(points(names), number * 4)
        except ZeroDivisionError:
            return self.undivided
        return self.constant(0, note=_NO_CASE)

    def _clamped(self, points: Exact, note: int) -> Outcome:
        if points > self.max_points:
            return self.constant(self.max_points, note + _ABOVE)
        if points < 0:
            return self.constant(0, note + _BELOW)
        numerator, denominator = scaled(exact(points), self.scale)
        return (numerator, denominator, self.top, SCORED, note)

    def named(self, name: str, language: Language) -> str:
        """The input as the sentences call it: its title, or its name where titles do not tell inputs apart."""
        if name in self.titles:
            return self.titles[name].text(language)
        label = self.label(name)
        return name if label.vi == name else say("labelled_name", label=label, name=name).text(language)

    def sentences(self, variant: int) -> tuple[Message, ...]:
        figures, maximum = Slot(0), self.max_points
        number, clamp = divmod(variant, 4)
        if clamp == _NO_CASE:
            return (say("reason_formula_no_case", figures=figures, maximum=maximum),)
        when, (expression, _) = self.cases[number]
        key = {0: "reason_formula", _ABOVE: "reason_formula_above", _BELOW: "reason_formula_below"}[clamp]
        if clamp == 0 and not isinstance(expression, formula.Operation):
            key = "reason_formula_stated" if isinstance(expression, formula.Constant) else "reason_formula_named"
        stated = Expressed(expression, titles=self.titles)
        told = say(key, figures=figures, formula=stated, filled=Slot(1), result=Slot(2), maximum=maximum)
        if when is None:
            case = () if len(self.cases) == 1 else (say("reason_formula_else", number=number + 1),)
        else:
            case = (say("reason_formula_case", number=number + 1, condition=Expressed(when[0], titles=self.titles)),)
        return (*case, told)

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        listed = "; ".join(
            f"{self.named(name, language)} = {figure_text(figures[name], language)}" for name in self.names
        )
        number, clamp = divmod(outcome[4], 4)
        if clamp == _NO_CASE:
            return (listed,)
        _, (expression, points) = self.cases[number]
        if clamp == 0 and isinstance(expression, formula.Constant):
            return (listed,)
        names = self.environment(figures) or {}
        result = Fraction(points(names))
        filled = Expressed(expression, names).text(language)
        return listed, filled, equals(result.numerator, result.denominator, language, self.places)
