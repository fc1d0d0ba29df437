"""Rules that read off stated points: choice, all_of, judgement, survey."""

from __future__ import annotations

from fractions import Fraction

from parindex.engine.messages import Bilingual, Equals, Message, Percent, say
from parindex.engine.numbers import exact
from parindex.engine.outcome import BadFigure, Outcome, State
from parindex.engine.rules.base import CompiledRule, Figures, number_of
from parindex.engine.rules.kinds import AllOf, Choice, Judgement, Option, Survey
from parindex.engine.tree import Leaf


class ChoiceRule(CompiledRule):
    """The chosen option's points or its share of the maximum."""

    __slots__ = ("names", "options", "outcomes", "sentences")

    def __init__(self, leaf: Leaf, rule: Choice, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = ("choice",)
        self.options = rule.options
        worth = [exact(option_points(option, leaf)) for option in rule.options]
        self.outcomes = {
            option.code: self.constant(points, note)
            for note, (option, points) in enumerate(zip(rule.options, worth, strict=True))
        }
        self.sentences = tuple(
            (self._sentence(option, Fraction(points)),) for option, points in zip(rule.options, worth, strict=True)
        )

    def _sentence(self, option: Option, points: Fraction) -> Message:
        title = Bilingual(option.title, option.title_en) if option.title else option_name(option.code)
        if option.share is None:
            return say("reason_choice", option=title, points=points, maximum=self.max_points)
        share = Percent(option.share)
        return say("reason_choice_share", option=title, share=share, points=points, maximum=self.max_points)

    def score(self, figures: Figures) -> Outcome:
        chosen = figures.get("choice")
        if chosen is None:
            return self.missing
        outcome = self.outcomes.get(chosen) if type(chosen) is str else None
        if outcome is None:
            raise BadFigure(
                say("figure_no_option", value=str(chosen), allowed=tuple(option.code for option in self.options)),
                "choice",
            )
        return outcome

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        return self.sentences[outcome[4]]


def option_points(option: Option, leaf: Leaf) -> Fraction:
    """The option's points, exact."""
    if option.points is not None:
        return Fraction(option.points)
    return Fraction(option.share or 0) * Fraction(leaf.max_points)


def option_name(code: str) -> Bilingual | Message | str:
    """An option without a title is called by its code; yes and no in the reader's language."""
    return say(code) if code in ("yes", "no") else code


class AllOfRule(CompiledRule):
    """The maximum if every condition holds, else the stated rest."""

    __slots__ = ("full", "full_sentence", "names", "rest")

    def __init__(self, leaf: Leaf, rule: AllOf, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = rule.conditions
        self.full = self.constant(self.max_points)
        self.rest = self.constant(rule.otherwise, note=1)
        conditions = tuple(self.label(name) for name in rule.conditions)
        self.full_sentence = (say("reason_all_hold", conditions=conditions, maximum=self.max_points),)

    def score(self, figures: Figures) -> Outcome:
        outcome = self.full
        for name in self.names:
            value = figures.get(name)
            if value is None:
                return self.missing
            if value is False:
                outcome = self.rest
            elif value is not True:
                raise BadFigure(say("figure_not_yes_no", value=str(value)), name)
        return outcome

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        if outcome[4] == 0:
            return self.full_sentence
        failed = tuple(self.label(name) for name in self.names if figures[name] is False)
        points = self.points(outcome)
        return (say("reason_some_fail", failed=failed, points=points, maximum=self.max_points),)


class JudgementRule(CompiledRule):
    """Points that a person sets; there is nothing to compute."""

    __slots__ = ("increment", "names")

    def __init__(self, leaf: Leaf, rule: Judgement, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = ("points",)
        self.increment = Fraction(rule.increment)

    def score(self, figures: Figures) -> Outcome:
        return self.missing

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        return ()


class SurveyRule(CompiledRule):
    """Σ weight × mean share of the questions × maximum; the points may be given instead."""

    __slots__ = ("names", "weights")

    def __init__(self, leaf: Leaf, rule: Survey, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = rule.questions or ("points",)
        count = len(rule.questions)
        self.weights = tuple(Fraction(weight) for weight in rule.weights) or (Fraction(1, max(count, 1)),) * count

    def score(self, figures: Figures) -> Outcome:
        total = Fraction(0)
        if not self.weights:
            return self.missing
        for name, weight in zip(self.names, self.weights, strict=True):
            value = figures.get(name)
            if value is None:
                return self.missing
            share = number_of(value, name)
            if not 0 <= share <= 1:
                raise BadFigure(say("figure_not_a_share", value=share), name)
            total += weight * share
        points = total * self.top
        return (points.numerator, points.denominator, self.top, State.SCORED, 0)

    def explain(self, figures: Figures, outcome: Outcome) -> tuple[Message, ...]:
        parts = tuple(
            say(
                "reason_survey_part",
                question=self.label(name),
                share=Percent(number_of(figures[name], name)),
                weight=Percent(weight),
            )
            for name, weight in zip(self.names, self.weights, strict=True)
        )
        mean = Fraction(outcome[0], outcome[1] * self.top) if self.top else Fraction(0)
        return (
            say(
                "reason_survey",
                parts=parts,
                mean=Equals(mean, percent=True),
                points=Equals(self.points(outcome)),
                maximum=self.max_points,
            ),
        )
