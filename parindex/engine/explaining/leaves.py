"""The reason of one leaf."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from parindex.engine.answers import Answer, Kept, Stage
from parindex.engine.messages import Message, Value, say
from parindex.engine.numbers import exact, rounded
from parindex.engine.outcome import BadFigure, Outcome, State
from parindex.engine.rules.base import CompiledRule
from parindex.engine.rules.stated import JudgementRule
from parindex.engine.tree import SURVEYED, NotArising, Policy

_NOTHING: Mapping[str, Kept] = {}
_STAGES = {stage: say(f"stage_{stage.value}") for stage in Stage}
_NOT_ARISING = {
    NotArising.EXCLUDE: "reason_leaf_removed",
    NotArising.FULL_POINTS: "reason_leaf_full",
    NotArising.ZERO: "reason_leaf_zero",
}


def explain_leaf(
    rule: CompiledRule, answer: Answer | None, outcome: Outcome, policy: Policy | None = None
) -> tuple[Message, ...]:
    """Why the leaf's outcome is what it is; with a policy also what publication makes of it."""
    state = outcome[3]
    if answer is not None:
        if state is State.SCORED:
            sentences = _scored(rule, answer, outcome)
            if policy is None or (outcome[1] == 1 and rule.scale == 1):
                return sentences
            return (*sentences, *_rounding(rule, outcome, policy))
        if state is State.NOT_ARISING:
            return _not_arising(rule, answer, outcome)
    if state is State.MISSING:
        return (_missing(rule, answer),)
    key = "reason_no_survey" if state is State.NO_SURVEY else "reason_excluded"
    removed = say(key, maximum=rule.max_points)
    if answer is None or answer.basis == "nothing":
        return (removed,)
    return (removed, say("reason_figures_ignored"))


def _scored(rule: CompiledRule, answer: Answer, outcome: Outcome) -> tuple[Message, ...]:
    if answer.basis != "figures":
        return _given_points(rule, answer, outcome)
    sentences = rule.explain(answer.figures, outcome)
    if answer.basis_stage is Stage.SETTLED and len(answer.given) == 1:
        return sentences
    claimed = any(values.get("not_arising") is True for values in answer.given.values())
    unconfirmed = (say("reason_unconfirmed"),) if claimed else ()
    return (*sentences, *unconfirmed, say("reason_stage", stage=_STAGES[answer.basis_stage]))


def _given_points(rule: CompiledRule, answer: Answer, outcome: Outcome) -> tuple[Message, ...]:
    points = rule.points(outcome)
    sentences: list[Message] = []
    if isinstance(rule, JudgementRule):
        increment = exact(rule.increment)
        sentences.append(say("reason_judged", increment=increment, points=points, maximum=rule.max_points))
    else:
        key = "reason_surveyed" if rule.leaf.source in SURVEYED else "reason_given"
        sentences.append(say(key, points=points, maximum=rule.max_points))
        if answer.figures:
            sentences.append(_instead(rule, answer, points))
    if answer.reason:
        sentences.append(_because(answer.reason))
    elif isinstance(rule, JudgementRule):
        sentences.append(say("reason_without_why"))
    if answer.basis_stage is not Stage.SETTLED or len(answer.given) > 1:
        sentences.append(say("reason_stage", stage=_STAGES[answer.basis_stage]))
    return tuple(sentences)


def _because(reason: str) -> Message:
    return say("reason_because", reason=reason.rstrip(". "))


def _instead(rule: CompiledRule, answer: Answer, points: Fraction) -> Message:
    """What the figures beside the points would have given."""
    try:
        computed = rule.score(answer.figures)
    except BadFigure:
        return say("reason_instead_of_none")
    if computed[3] is not State.SCORED:
        return say("reason_instead_of_none")
    if rule.points(computed) == points:
        return say("reason_same_as")
    return say("reason_instead_of", computed=rule.points(computed))


def _missing(rule: CompiledRule, answer: Answer | None) -> Message:
    figures = _NOTHING if answer is None else answer.figures
    if rule.leaf.source in SURVEYED and not figures:
        return say("reason_missing_survey", maximum=rule.max_points)
    names = tuple(input_name(rule, name) for name in rule.names if name not in figures)
    return say("reason_missing", names=names, maximum=rule.max_points)


def input_name(rule: CompiledRule, name: str) -> Value:
    """How an input is called where it is asked for."""
    if name in ("points", "choice") and name not in rule.labels:
        return say(f"input_{name}")
    return rule.label(name)


def _not_arising(rule: CompiledRule, answer: Answer, outcome: Outcome) -> tuple[Message, ...]:
    if outcome[4]:
        figures = tuple(
            say("quantity_number", name=rule.label(name), value=spoken(answer.figures[name])) for name in rule.names
        )
        first = say("reason_zero_denominator", figures=figures)
    else:
        first = say("reason_not_arising")
    because = (_because(answer.reason),) if answer.reason else ()
    return (first, say(_NOT_ARISING[rule.leaf.not_arising], maximum=rule.max_points), *because)


def spoken(value: Kept) -> Value:
    """A figure as it reads in a sentence."""
    return say("yes" if value else "no") if isinstance(value, bool) else value


def _rounding(rule: CompiledRule, outcome: Outcome, policy: Policy) -> tuple[Message, ...]:
    """What publication prints, where that differs from the exact points."""
    below = outcome[1] * rule.scale
    power = 10**policy.places
    if outcome[0] * power % below == 0:
        return ()
    units = rounded(outcome[0], below, policy.places, policy.rounding)
    return (say("reason_rounded", points=Fraction(units, power)),)
