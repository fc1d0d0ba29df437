"""From one unit's sheet to the outcome of every leaf, and from outcomes to the unit's account.

The account holds every step from the leaves' sum to the index, so that the reason of a whole sheet states the
very numbers that were used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Answer, Sheet
from parindex.engine.messages import say
from parindex.engine.numbers import Exact, exact
from parindex.engine.outcome import BadFigure, Outcome, State, scaled
from parindex.engine.plan import Plan
from parindex.engine.rules.base import CompiledRule
from parindex.engine.rules.stated import JudgementRule
from parindex.engine.tree import SURVEYED, Branch, Item, Node, NotApplicable, Policy

ZERO = Fraction(0)
ONE = Fraction(1)


def score_sheet(plan: Plan, sheet: Sheet) -> list[Outcome]:
    """The outcome of every leaf, in the plan's order; :class:`BadFigure` at the first impossible figure."""
    removed = removed_leaves(plan, sheet)
    given = sheet.answers.get
    outcomes: list[Outcome] = []
    for number, rule in enumerate(plan.rules):
        if removed and number in removed:
            outcomes.append((0, 1, 0, State.EXCLUDED, 0))
            continue
        answer = given(rule.leaf.code)
        if answer is None:
            outcomes.append(rule.missing)
        elif answer.basis == "figures":
            outcomes.append(rule.score(answer.figures))
        else:
            outcomes.append(score_answer(rule, answer))
    return outcomes


def score_answer(rule: CompiledRule, answer: Answer | None) -> Outcome:
    """The outcome of one answer under the stage order of :class:`~parindex.engine.answers.Answer`."""
    if answer is None or answer.basis == "nothing":
        return rule.missing
    if answer.basis == "not_arising":
        return rule.claimed
    if answer.basis == "figures":
        return rule.score(answer.figures)
    points = exact(answer.points or 0)
    check_points(rule, points)
    numerator, denominator = scaled(points, rule.scale)
    return (numerator, denominator, rule.top, State.SCORED, 0)


def check_points(rule: CompiledRule, points: Exact) -> None:
    """Points set by a person lie in [0, maximum], on a judgement's increments; else :class:`BadFigure`."""
    if not 0 <= points <= rule.max_points:
        raise BadFigure(say("figure_points_outside", value=points, maximum=rule.max_points), "points")
    if isinstance(rule, JudgementRule) and points % rule.increment:
        raise BadFigure(say("figure_off_increment", value=points, increment=rule.increment), "points")


def removed_leaves(plan: Plan, sheet: Sheet) -> frozenset[int]:
    """Numbers of the leaves that a decision removed for this unit, with their ancestors or by themselves."""
    return frozenset(number for code in sheet.excluded for number in range(*plan.spans[code]))


def has_survey_value(plan: Plan, sheet: Sheet) -> bool:
    """Whether the unit has figures or points for a survey or satisfaction leaf that is not excluded for it."""
    removed = removed_leaves(plan, sheet)
    for number in plan.surveyed:
        answer = sheet.answers.get(plan.rules[number].leaf.code)
        if answer is not None and answer.basis in ("figures", "points") and number not in removed:
            return True
    return False


def without_survey(plan: Plan, outcomes: list[Outcome]) -> None:
    """Takes the survey leaves out of the maximum, in place; what is excluded stays excluded."""
    for number in plan.surveyed:
        if outcomes[number][3] is not State.EXCLUDED:
            outcomes[number] = (0, 1, 0, State.NO_SURVEY, 0)


def tally(outcomes: Iterable[Outcome]) -> tuple[int, int, int]:
    """The exact sum of outcomes: points as numerator and denominator, and the maximum, in units of 1/scale."""
    whole = maximum = rest = 0
    below = 1
    for numerator, denominator, top, _, _ in outcomes:
        if denominator == 1:
            whole += numerator
        elif numerator:
            rest = rest * denominator + numerator * below
            below *= denominator
        maximum += top
    return whole * below + rest, below, maximum


@dataclass(frozen=True, slots=True)
class Account:
    """How a unit's total came about. Points are exact; ``index`` is in percent, ``None`` if the maximum is 0."""

    earned: Fraction
    """Sum of the leaves, before anything else."""
    maximum: Fraction
    """The applicable maximum."""
    points: Fraction
    """The total after rescaling, deductions, bonus, penalty and caps."""
    index: Fraction | None
    appraised: Fraction = ZERO
    """The appraised part of ``earned``, stated only when it was rescaled."""
    appraised_left: Fraction = ZERO
    """What still applies of the appraised part's maximum; 0 when nothing was rescaled."""
    deducted: Fraction = ZERO
    """What the deductions from fields took away, after rescaling."""
    bonus: Fraction = ZERO
    """The bonus that counts."""
    penalty: Fraction = ZERO
    uncapped: Fraction = ZERO
    """The total before it was kept within [0, maximum]."""


def account(plan: Plan, policy: Policy, sheet: Sheet, outcomes: Sequence[Outcome]) -> Account:
    """The account of one unit.

    Rescaling multiplies the appraised points by A ÷ (A − removed) and keeps A whole in the maximum. Deductions
    come after it, never taking more than their field has; then bonus and penalty up to their caps; then the total
    is kept at or above 0 and, under ``cap_total``, at or below the maximum.
    """
    numerator, denominator, top = tally(outcomes)
    earned = points = plan.points(numerator, denominator)
    maximum = plan.points(top)
    appraised = appraised_left = deducted = ZERO
    factor = ONE
    if policy.not_applicable is NotApplicable.RESCALE_APPRAISED and plan.appraised:
        part_numerator, part_denominator, left = tally([outcomes[number] for number in plan.appraised])
        if left not in (0, plan.whole_appraised):
            appraised, appraised_left = plan.points(part_numerator, part_denominator), plan.points(left)
            factor = Fraction(plan.whole_appraised, left)
            points += appraised * (factor - 1)
            maximum += plan.points(plan.whole_appraised - left)
    if sheet.deductions:
        fields = plan.criteria_set.nodes
        after = sum((_after_deductions(plan, sheet, outcomes, node, factor) for node in fields), ZERO)
        points, deducted = after, points - after
    bonus = counted(policy.bonus_cap, plan.criteria_set.bonus, sheet.bonus, sheet.bonus_cases)
    penalty = counted(policy.penalty_cap, plan.criteria_set.penalty, sheet.penalty, sheet.penalty_cases)
    uncapped = points = points + bonus - penalty if bonus or penalty else points
    if policy.cap_total and points > maximum:
        points = maximum
    if points < 0:
        points = ZERO
    return Account(
        earned=earned,
        maximum=maximum,
        points=points,
        index=points * 100 / maximum if maximum else None,
        appraised=appraised,
        appraised_left=appraised_left,
        deducted=deducted,
        bonus=bonus,
        penalty=penalty,
        uncapped=uncapped,
    )


def counted(cap: Decimal, items: Sequence[Item], plain: Decimal | Fraction | int, cases: Mapping[str, int]) -> Fraction:
    """The bonus (or penalty) that counts: each item up to its own cap, all together up to the set's."""
    total = Fraction(plain)
    for item in items:
        total += item_points(item, cases.get(item.code, 0))
    return min(total, Fraction(cap))


def item_points(item: Item, cases: int) -> Fraction:
    """What so many cases of an item are worth, up to the item's cap."""
    points = cases * Fraction(item.points)
    return points if item.cap is None else min(points, Fraction(item.cap))


def node_points(plan: Plan, sheet: Sheet, outcomes: Sequence[Outcome], node: Node) -> tuple[Fraction, Fraction]:
    """A node's own points, after deductions inside it and never rescaled, and its applicable maximum."""
    numerator, denominator, top = tally(outcomes[slice(*plan.spans[node.code])])
    if sheet.deductions:
        return _after_deductions(plan, sheet, outcomes, node, ONE), plan.points(top)
    return plan.points(numerator, denominator), plan.points(top)


def _after_deductions(plan: Plan, sheet: Sheet, outcomes: Sequence[Outcome], node: Node, factor: Fraction) -> Fraction:
    """The node's points, appraised leaves times ``factor``, less every deduction inside it, none below 0."""
    if isinstance(node, Branch):
        points = sum((_after_deductions(plan, sheet, outcomes, child, factor) for child in node.children), ZERO)
    else:
        number = plan.spans[node.code][0]
        numerator, denominator, _, _, _ = outcomes[number]
        points = plan.points(numerator, denominator) * (ONE if node.source in SURVEYED else factor)
    deduction = sheet.deductions.get(node.code)
    return points if deduction is None else max(ZERO, points - Fraction(deduction.points))
