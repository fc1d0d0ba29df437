"""From one unit's sheet to the outcome of every leaf, and from outcomes to the unit's account.

The account holds every step from the leaves' sum to the index, so that the reason of a whole sheet states the
very numbers that were used.

Source: docs/methods.md, *From points to the index*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Answer, Sheet
from parindex.engine.messages import say
from parindex.engine.numbers import Exact, exact
from parindex.engine.outcome import EXCLUDED, NO_SURVEY, SCORED, BadFigure, Outcome, scaled
from parindex.engine.plan import Plan
from parindex.engine.rules.base import CompiledRule
from parindex.engine.rules.stated import JudgementRule
from parindex.engine.tree import SURVEYED, Item, Node, NotApplicable, Policy

ZERO = Fraction(0)

_NONE: frozenset[int] = frozenset()
_EXCLUDED: Outcome = (0, 1, 0, EXCLUDED, 0)
_WITHOUT_SURVEY: Outcome = (0, 1, 0, NO_SURVEY, 0)

type NodeValue = tuple[int, int, int]
"""A node's points as numerator and denominator, and its applicable maximum, in units of 1/scale."""


def score_sheet(plan: Plan, sheet: Sheet) -> list[Outcome]:
    """The outcome of every leaf, in the plan's order; :class:`BadFigure` at the first impossible figure."""
    given = sheet.answers.get
    outcomes: list[Outcome] = []
    append = outcomes.append
    for code, score, missing, rule in plan.table:
        answer = given(code)
        if answer is None:
            append(missing)
        elif answer.basis == "figures":
            append(score(answer.figures))
        else:
            append(score_answer(rule, answer))
    for number in removed_leaves(plan, sheet):
        outcomes[number] = _EXCLUDED
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
    return (numerator, denominator, rule.top, SCORED, 0)


def check_points(rule: CompiledRule, points: Exact) -> None:
    """Points set by a person lie in [0, maximum], on a judgement's increments; else :class:`BadFigure`."""
    if not 0 <= points <= rule.max_points:
        raise BadFigure(say("figure_points_outside", value=points, maximum=rule.max_points), "points")
    if isinstance(rule, JudgementRule) and points % rule.increment:
        raise BadFigure(say("figure_off_increment", value=points, increment=rule.increment), "points")


def removed_leaves(plan: Plan, sheet: Sheet) -> frozenset[int]:
    """Numbers of the leaves that a decision removed for this unit, by themselves or with an ancestor."""
    if not sheet.excluded:
        return _NONE
    return frozenset(number for code in sheet.excluded for number in range(*plan.spans[code]))


def excluded_with(plan: Plan, sheet: Sheet, place: int) -> Node | None:
    """The node whose exclusion removes the node at a place: itself or its nearest excluded ancestor."""
    if not sheet.excluded:
        return None
    number = plan.spans[plan.nodes[place].code][0]
    around = (code for code in sheet.excluded if number in range(*plan.spans[code]) and plan.places[code] <= place)
    nearest = max((plan.places[code] for code in around), default=None)
    return None if nearest is None else plan.nodes[nearest]


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
        if outcomes[number][3] != EXCLUDED:
            outcomes[number] = _WITHOUT_SURVEY


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
    factor = Fraction(1)
    if policy.not_applicable is NotApplicable.RESCALE_APPRAISED and plan.appraised:
        part_numerator, part_denominator, left = tally([outcomes[number] for number in plan.appraised])
        if left not in (0, plan.whole_appraised):
            appraised, appraised_left = plan.points(part_numerator, part_denominator), plan.points(left)
            factor = Fraction(plan.whole_appraised, left)
            points += appraised * (factor - 1)
            maximum += plan.points(plan.whole_appraised - left)
    if sheet.deductions:
        values = node_values(plan, sheet, outcomes, factor)
        fields = [plan.points(*values[field][:2]) for field in plan.children[-1]]
        after = sum(fields, ZERO)
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


def node_values(
    plan: Plan, sheet: Sheet, outcomes: Sequence[Outcome], factor: Fraction | None = None
) -> list[NodeValue]:
    """The value of every node, in the order of the plan's nodes, after the deductions inside it.

    A node's own value is never rescaled; ``factor`` multiplies the appraised leaves, for the account.
    """
    values: list[NodeValue] = [(0, 1, 0)] * len(plan.nodes)
    deductions = sheet.deductions
    for place in range(len(plan.nodes) - 1, -1, -1):
        number = plan.leaf_numbers[place]
        if number is not None:
            numerator, denominator, top, _, _ = outcomes[number]
            if factor is not None and plan.rules[number].leaf.source not in SURVEYED:
                numerator, denominator = numerator * factor.numerator, denominator * factor.denominator
            values[place] = (numerator, denominator, top)
            continue
        numerator, denominator, top = 0, 1, 0
        for child in plan.children[place]:
            own, below, left = values[child]
            top += left
            if below == denominator:
                numerator += own
            elif below == 1:
                numerator += own * denominator
            elif own:
                numerator = numerator * below + own * denominator
                denominator *= below
        if deductions and (deduction := deductions.get(plan.nodes[place].code)) is not None:
            taken = Fraction(deduction.points) * plan.scale
            numerator = max(0, numerator * taken.denominator - taken.numerator * denominator)
            denominator *= taken.denominator
        values[place] = (numerator, denominator, top)
    return values
