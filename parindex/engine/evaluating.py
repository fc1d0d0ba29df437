"""``evaluate``: a round's sheets in, explained results out. A pure function.

Source: docs/methods.md, *From points to the index*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from operator import attrgetter

from parindex.engine.answers import Answer, Sheet
from parindex.engine.checking import figure_faults, sheet_faults
from parindex.engine.explaining.leaves import leaf_text
from parindex.engine.explaining.standing import Neighbour, Standing, Tie
from parindex.engine.faults import Fault, InvalidFigures, Level, Unscorable
from parindex.engine.lint import lint_leaf
from parindex.engine.numbers import Exact
from parindex.engine.outcome import STATES, BadFigure, Outcome
from parindex.engine.plan import Plan, plan_of
from parindex.engine.ranking import Key, class_of, rank_key, ranked, tied_runs
from parindex.engine.results import GroupResult, LeafScore, Reason, Results, UnitResult
from parindex.engine.rules.compiled import compiled_rule, scale_of
from parindex.engine.scoring import (
    Account,
    account,
    has_survey_value,
    node_values,
    score_answer,
    score_sheet,
    without_survey,
)
from parindex.engine.tree import CriteriaSet, Leaf, Policy, WithoutSurvey


def evaluate(criteria_set: CriteriaSet, sheets: Iterable[Sheet], policy: Policy | None = None) -> Results:
    """Points, index, rank and class of every unit, each with its reason.

    ``policy`` stands in for the set's own. The order of the sheets does not matter. :class:`Unscorable` if lint
    finds errors in the set, :class:`InvalidFigures` with every fault if the sheets hold what the set does not
    know or allow.
    """
    plan = plan_under(criteria_set, policy)
    scored, held_survey = scored_round(plan, sheets)
    return results_of(plan, scored, held_survey)


def plan_under(criteria_set: CriteriaSet, policy: Policy | None) -> Plan:
    """The compiled set under its own policy or another."""
    return plan_of(criteria_set if policy is None else replace(criteria_set, policy=policy))


def scored_round(plan: Plan, sheets: Iterable[Sheet]) -> tuple[list[Scored], bool]:
    """Every unit with its account, by unit code, and whether the round holds a survey."""
    ordered = sorted(sheets, key=lambda sheet: sheet.unit)
    faults = sheet_faults(plan, ordered)
    if faults:
        raise InvalidFigures(faults)
    try:
        scored = [Scored(plan, sheet, score_sheet(plan, sheet)) for sheet in ordered]
    except BadFigure:
        raise InvalidFigures(figure_faults(plan, ordered)) from None
    held_survey = any(has_survey_value(plan, sheet) for sheet in ordered) or not plan.surveyed
    converted = is_converted(plan, held_survey)
    for unit in scored:
        unit.settle(converted)
    return scored, held_survey


def is_converted(plan: Plan, held_survey: bool) -> bool:
    """Whether survey leaves leave every unit's maximum."""
    return not held_survey and plan.criteria_set.policy.without_survey is WithoutSurvey.CONVERT


class Scored:
    """One unit between its outcomes and its rank."""

    __slots__ = ("account", "key", "outcomes", "plan", "sheet", "tie_key")

    def __init__(self, plan: Plan, sheet: Sheet, outcomes: list[Outcome]) -> None:
        self.plan, self.sheet, self.outcomes = plan, sheet, outcomes
        self.account: Account
        self.key: Key
        self.tie_key: Key | None = None

    def settle(self, converted: bool) -> None:
        """Works out the account; ``converted``: survey leaves leave the maximum."""
        if converted:
            without_survey(self.plan, self.outcomes)
        self.tie_key = None
        policy = self.plan.criteria_set.policy
        self.account = account(self.plan, policy, self.sheet, self.outcomes)
        self.key = rank_key(self.account.index, policy)

    def copy(self) -> Scored:
        """The same, apart from later changes of this one."""
        twin = Scored(self.plan, self.sheet, list(self.outcomes))
        twin.account, twin.key, twin.tie_key = self.account, self.key, self.tie_key
        return twin

    def tie_break(self) -> Key:
        """The sub-indices of the nodes that decide between equal indices; worked out once, only on a tie."""
        if self.tie_key is None:
            policy = self.plan.criteria_set.policy
            key: list[Exact] = []
            values = node_values(self.plan, self.sheet, self.outcomes)
            for code in policy.tie_break:
                numerator, denominator, top = values[self.plan.places[code]]
                key += rank_key(Fraction(numerator * 100, denominator * top) if top else None, policy)
            self.tie_key = tuple(key)
        return self.tie_key


def standings(policy: Policy, group: Sequence[Scored]) -> list[tuple[Scored, int]]:
    """The ranked units of one group, from the first down."""
    ranking = [unit for unit in group if unit.sheet.ranked and unit.account.index is not None]
    return ranked(ranking, attrgetter("key"), Scored.tie_break if policy.tie_break else None, policy.ties)


def results_of(plan: Plan, scored: Sequence[Scored], held_survey: bool) -> Results:
    """Ranks, classes and group means of settled units in the order of their codes."""
    policy = plan.criteria_set.policy
    groups: dict[str, list[Scored]] = {}
    for unit in scored:
        groups.setdefault(unit.sheet.group, []).append(unit)
    ranks: dict[str, tuple[int, int]] = {}
    ties: dict[str, Tie] = {}
    group_results = []
    for name in sorted(groups):
        order = standings(policy, groups[name])
        ranks |= {unit.sheet.unit: (rank, len(order)) for unit, rank in order}
        ties |= _ties(policy, [unit for unit, _ in order])
        indices = tuple(unit.account.index for unit in groups[name] if unit.account.index is not None)
        group_results.append(GroupResult(name, indices, len(groups[name]), len(order)))
    sizes = {group.group: group.ranked for group in group_results}
    units = []
    for unit in scored:
        rank, size = ranks.get(unit.sheet.unit, (None, sizes[unit.sheet.group]))
        standing = Standing(rank, size, class_of(unit.account.index, policy), ties.get(unit.sheet.unit))
        units.append(UnitResult(plan, unit.sheet, unit.outcomes, unit.account, standing))
    return Results(plan.criteria_set, policy, tuple(units), tuple(group_results), held_survey)


def _ties(policy: Policy, order: Sequence[Scored]) -> dict[str, Tie]:
    """Unit → the tie that it is in, of ranked units in their order."""
    ties: dict[str, Tie] = {}
    for start, stop in tied_runs([unit.key for unit in order]):
        keys = [unit.tie_break() if policy.tie_break else () for unit in order[start:stop]]
        sides = [Neighbour(unit.sheet.unit, key) for unit, key in zip(order[start:stop], keys, strict=True)]
        for own, before, after in zip(sides, (None, *sides), (*sides[1:], None), strict=False):
            ties[own.unit] = Tie(stop - start - 1, own.key, before, after)
    return ties


def score_leaf(leaf: Leaf, answer: Answer | None) -> LeafScore:
    """One leaf alone with sample figures, as the rule builder tests it.

    :class:`Unscorable` if lint finds errors in the leaf, :class:`InvalidFigures` if a figure is impossible.
    """
    errors = tuple(finding for finding in lint_leaf(leaf) if finding.level is Level.ERROR)
    if errors:
        raise Unscorable(errors)
    rule = compiled_rule(leaf, scale_of((leaf,)))
    try:
        outcome = score_answer(rule, answer)
    except BadFigure as bad:
        raise InvalidFigures((Fault(bad.message, node=leaf.code, column=bad.name),)) from None
    reason = Reason(partial(leaf_text, rule, answer, outcome, None))
    return LeafScore(STATES[outcome[3]], rule.points(outcome), Fraction(outcome[2], rule.scale), reason)
