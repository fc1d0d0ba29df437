"""The reason of one leaf, as text."""

from __future__ import annotations

from collections.abc import Mapping

from parindex.engine.answers import Answer, Kept, Stage
from parindex.engine.messages import Bilingual, Message, Phrase, Slot, Value, render, say
from parindex.engine.numbers import Language, exact
from parindex.engine.outcome import EXCLUDED, MISSING, NO_SURVEY, NOT_ARISING, SCORED, BadFigure, Outcome
from parindex.engine.printing import Printed, is_printed_exactly
from parindex.engine.rules.base import CompiledRule, figure_text
from parindex.engine.rules.stated import JudgementRule
from parindex.engine.spelling import localised, quotient
from parindex.engine.tree import SURVEYED, Node, NotArising, Source

_NOTHING: Mapping[str, Kept] = {}
_STAGES = {stage: Phrase(say("reason_stage", stage=say(f"stage_{stage.value}"))) for stage in Stage}
_ROUNDED = Phrase(say("reason_rounded", points=Slot(0)))
_UNCONFIRMED = {stage: Phrase(say("reason_unconfirmed", stage=say(f"stage_{stage.value}"))) for stage in Stage}
_OVERRULED = Phrase(say("reason_overruled", earlier=say("stage_appraised"), stage=say("stage_settled")))
_JUDGED = Phrase(say("reason_judged", increment=Slot(2), points=Slot(0), maximum=Slot(1)))
_GIVEN = Phrase(say("reason_given", points=Slot(0), maximum=Slot(1)))
_POINTS = {
    source: Phrase(say(key, points=Slot(0), maximum=Slot(1)))
    for source, key in ((Source.SURVEY, "reason_surveyed"), (Source.SATISFACTION, "reason_satisfaction_points"))
}
_NOT_ARISING = {
    NotArising.EXCLUDE: "reason_leaf_removed",
    NotArising.FULL_POINTS: "reason_leaf_full",
    NotArising.ZERO: "reason_leaf_zero",
}


def leaf_text(
    rule: CompiledRule,
    answer: Answer | None,
    outcome: Outcome,
    printed: Printed | None,
    language: Language,
    decided: Node | None = None,
) -> str:
    """Why the leaf's outcome is what it is; and what publication makes of it, if it is to be printed.

    ``decided`` is the node whose exclusion removed the leaf: itself or one that it lies in.
    """
    state = outcome[3]
    if state == SCORED and answer is not None:
        told = _scored(rule, answer, outcome, language)
        if printed is None or is_printed_exactly(outcome[0], outcome[1] * rule.scale, printed[0]):
            return told
        return f"{told} {_ROUNDED.filled(language, (localised(printed[0], language),))}"
    if state == MISSING:
        return _missing(rule, answer).text(language)
    if state == NOT_ARISING and answer is not None:
        return _not_arising(rule, answer, outcome, language)
    if state == EXCLUDED and decided is not None and decided.code != rule.leaf.code:
        removed = say("reason_excluded_with", node=named(decided), maximum=rule.max_points).text(language)
    else:
        key = {NO_SURVEY: "reason_no_survey", EXCLUDED: "reason_excluded"}[state]
        removed = say(key, maximum=rule.max_points).text(language)
    if answer is None or answer.basis == "nothing":
        return removed
    return f"{removed} {say('reason_figures_ignored').text(language)}"


def named(node: Node) -> Value:
    """A node by its code and, if it has one, its title."""
    return say("reason_node", code=node.code, title=Bilingual(node.title, node.title_en)) if node.title else node.code


def _scored(rule: CompiledRule, answer: Answer, outcome: Outcome, language: Language) -> str:
    if answer.basis != "figures":
        return _given_points(rule, answer, outcome, language)
    told = rule.told(answer.figures, outcome, language)
    if answer.is_plain:
        return told
    claims = [stage for stage, values in answer.given.items() if values.get("not_arising") is True]
    if claims:
        overruled = _OVERRULED if Stage.SELF not in claims else _UNCONFIRMED[answer.basis_stage]
        return f"{told} {overruled.filled(language)}"
    return f"{told} {_STAGES[answer.basis_stage].filled(language)}"


def _given_points(rule: CompiledRule, answer: Answer, outcome: Outcome, language: Language) -> str:
    texts = (rule.points_text(outcome, language), quotient(rule.top, rule.scale, language))
    judged = isinstance(rule, JudgementRule) and rule.leaf.source not in SURVEYED
    if isinstance(rule, JudgementRule) and judged:
        told = _JUDGED.filled(language, (*texts, quotient(*rule.increment.as_integer_ratio(), language)))
    else:
        told = _POINTS.get(rule.leaf.source, _GIVEN).filled(language, texts)
        if answer.figures:
            told = f"{told} {_instead(rule, answer, outcome).text(language)}"
    if answer.reason:
        told = f"{told} {_because(answer.reason).text(language)}"
    elif judged:
        told = f"{told} {say('reason_without_why').text(language)}"
    if answer.basis_stage is Stage.SETTLED and len(answer.given) == 1:
        return told
    return f"{told} {_STAGES[answer.basis_stage].filled(language)}"


def _because(reason: str) -> Message:
    return say("reason_because", reason=reason.rstrip(". "))


def _instead(rule: CompiledRule, answer: Answer, outcome: Outcome) -> Message:
    """What the figures beside the points would have given."""
    try:
        computed = rule.score(answer.figures)
    except BadFigure:
        return say("reason_instead_of_none")
    if computed[3] != SCORED:
        return say("reason_instead_of_none")
    points = rule.points(computed)
    return say("reason_same_as") if points == rule.points(outcome) else say("reason_instead_of", computed=exact(points))


def _missing(rule: CompiledRule, answer: Answer | None) -> Message:
    figures = _NOTHING if answer is None else answer.figures
    if rule.leaf.source in SURVEYED and not figures:
        satisfaction = rule.leaf.source is Source.SATISFACTION
        key = "reason_missing_satisfaction" if satisfaction else "reason_missing_survey"
        return say(key, maximum=rule.max_points)
    names = tuple(_input_name(rule, name) for name in rule.names if name not in figures)
    return say("reason_missing", names=names, maximum=rule.max_points)


def _input_name(rule: CompiledRule, name: str) -> Value:
    """How an input is called where it is asked for."""
    if name in ("points", "choice") and name not in rule.labels:
        return say(f"input_{name}")
    return rule.label(name)


def _not_arising(rule: CompiledRule, answer: Answer, outcome: Outcome, language: Language) -> str:
    if outcome[4]:
        figures = "; ".join(
            f"{render(rule.label(name), language)} = {figure_text(answer.figures[name], language)}"
            for name in rule.names
        )
        told = [say("reason_zero_denominator", figures=figures)]
    elif answer.basis_stage is Stage.SELF:
        told = [say("reason_not_arising_claimed")]
    else:
        told = [say("reason_not_arising", stage=say(f"stage_{answer.basis_stage.value}"))]
    told.append(say(_NOT_ARISING[rule.leaf.not_arising], maximum=rule.max_points))
    if answer.reason:
        told.append(_because(answer.reason))
    if answer.basis == "not_arising" and (answer.figures or answer.points is not None):
        told.append(say("reason_figures_ignored"))
    if answer.basis == "figures" and not answer.is_plain:
        told.append(say("reason_stage", stage=say(f"stage_{answer.basis_stage.value}")))
    return " ".join(sentence.text(language) for sentence in told)
