"""Rules that read off stated points: choice, all_of, judgement, survey.

Source: docs/methods.md, *Points of a leaf*.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from parindex.engine.messages import Bilingual, Message, Percent, Slot, Value, render, say
from parindex.engine.numbers import Language, exact
from parindex.engine.outcome import SCORED, BadFigure, Outcome
from parindex.engine.rules.base import CompiledRule, Figures, number_of
from parindex.engine.rules.kinds import AllOf, Choice, Judgement, Option, Survey
from parindex.engine.spelling import equals_percent, percent
from parindex.engine.tree import Leaf, Source


class ChoiceRule(CompiledRule):
    """The chosen option's points or its share of the maximum."""

    __slots__ = ("names", "options", "outcomes")

    def __init__(self, leaf: Leaf, rule: Choice, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = ("choice",)
        self.options = rule.options
        self.outcomes = {
            option.code: self.constant(exact(option_points(option, leaf)), note)
            for note, option in enumerate(rule.options)
        }

    def score(self, figures: Figures) -> Outcome:
        chosen = figures.get("choice")
        if chosen is None:
            return self.missing
        outcome = self.outcomes.get(chosen) if type(chosen) is str else None
        if outcome is None:
            raise BadFigure(
                say("figure_no_option", value=str(chosen), allowed=listed_options(self.options)),
                "choice",
            )
        return outcome

    def sentences(self, variant: int) -> tuple[Message, ...]:
        option = self.options[variant]
        points = exact(option_points(option, self.leaf))
        title = Bilingual(option.title, option.title_en) if option.title else option_name(option.code)
        if option.share is None:
            return (say("reason_choice", option=title, points=points, maximum=self.max_points),)
        share = Percent(option.share)
        return (say("reason_choice_share", option=title, share=share, points=points, maximum=self.max_points),)


def option_points(option: Option, leaf: Leaf) -> Fraction:
    """The option's points, exact."""
    if option.points is not None:
        return Fraction(option.points)
    return Fraction(option.share or 0) * Fraction(leaf.max_points)


def listed_options(options: Sequence[Option]) -> tuple[Value, ...]:
    """The options as a sentence lists them: the code to type, and the title."""
    return tuple(
        say("code_with_title", code=option.code, title=Bilingual(option.title, option.title_en))
        if option.title
        else option.code
        for option in options
    )


def option_name(code: str) -> Bilingual | Message | str:
    """An option without a title is called by its code; yes and no in the reader's language."""
    return say(code) if code in ("yes", "no") else code


class AllOfRule(CompiledRule):
    """The maximum if every condition holds, else the stated rest."""

    __slots__ = ("full", "names", "rest", "stated_rest")

    def __init__(self, leaf: Leaf, rule: AllOf, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = rule.conditions
        self.full = self.constant(self.max_points)
        self.rest = self.constant(rule.otherwise, note=1)
        self.stated_rest = rule.otherwise

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

    def sentences(self, variant: int) -> tuple[Message, ...]:
        if variant == 0:
            return (say("reason_all_hold", conditions=self._listed(self.names), maximum=self.max_points),)
        return (say("reason_some_fail", failed=Slot(0), points=self.stated_rest, maximum=self.max_points),)

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        if outcome[4] == 0:
            return ()
        return (render(self._listed([name for name in self.names if figures[name] is False]), language),)

    def _listed(self, names: Sequence[str]) -> tuple[Value, ...]:
        """Conditions one after the other, numbered when there are several: their titles are long."""
        labels = [self.label(name) for name in names]
        if len(labels) == 1:
            return tuple(labels)
        return tuple(say("numbered", number=number, text=label) for number, label in enumerate(labels, start=1))


class JudgementRule(CompiledRule):
    """Points that a person sets; there is nothing to compute."""

    __slots__ = ("increment", "names")

    def __init__(self, leaf: Leaf, rule: Judgement, scale: int) -> None:
        super().__init__(leaf, scale)
        self.names = ("points",)
        self.increment = Fraction(rule.increment)

    def score(self, figures: Figures) -> Outcome:
        return self.missing

    def sentences(self, variant: int) -> tuple[Message, ...]:
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
        return (points.numerator, points.denominator, self.top, SCORED, 0)

    def sentences(self, variant: int) -> tuple[Message, ...]:
        count = len(self.names)
        result = say("satisfaction_result" if self.leaf.source is Source.SATISFACTION else "survey_result")
        mean, points, maximum = Slot(count), Slot(count + 1), self.max_points
        if len(set(self.weights)) > 1:
            weighted = tuple(
                say(
                    "reason_survey_weighted_part", question=self.label(name), share=Slot(number), weight=Percent(weight)
                )
                for number, (name, weight) in enumerate(zip(self.names, self.weights, strict=True))
            )
            return (
                say("reason_survey_weighted", result=result, parts=weighted, mean=mean, points=points, maximum=maximum),
            )
        parts = tuple(
            say("reason_survey_part", question=self.label(name), share=Slot(number))
            for number, name in enumerate(self.names)
        )
        if count == 1:
            return (say("reason_survey_single", result=result, parts=parts, points=points, maximum=maximum),)
        return (
            say(
                "reason_survey", result=result, parts=parts, questions=count, mean=mean, points=points, maximum=maximum
            ),
        )

    def variables(self, figures: Figures, outcome: Outcome, language: Language) -> tuple[str, ...]:
        shares = [percent(number_of(figures[name], name), language) for name in self.names]
        mean = equals_percent(outcome[0], outcome[1] * self.top, language) if self.top else "= 0%"
        return (*shares, mean, self.points_equal(outcome, language))
