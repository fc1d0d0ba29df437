"""One changed figure to fresh index and ranks, without computing the round again.

Source: docs/methods.md, *Rank and class*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from parindex.engine.answers import Answer, Sheet
from parindex.engine.evaluating import Scored, is_converted, plan_under, results_of, scored_round, standings
from parindex.engine.faults import Fault, InvalidFigures
from parindex.engine.outcome import BadFigure
from parindex.engine.results import Results
from parindex.engine.scoring import has_survey_value, removed_leaves, score_answer
from parindex.engine.tree import CriteriaSet, Policy


class Standings:
    """A round kept ready: after each change its indices and ranks equal those of a full :func:`evaluate`.

    A change costs one leaf, one unit's account, and the sorting of a group that is nearly sorted already. Only a
    change that brings the round its first survey value, or takes its last, computes everything again.
    """

    def __init__(self, criteria_set: CriteriaSet, sheets: Iterable[Sheet], policy: Policy | None = None) -> None:
        self._plan = plan_under(criteria_set, policy)
        self._numbers = {rule.leaf.code: number for number, rule in enumerate(self._plan.rules)}
        self._surveyed = frozenset(self._plan.surveyed)
        self._compute(sheets)

    def _compute(self, sheets: Iterable[Sheet]) -> None:
        scored, self._held_survey = scored_round(self._plan, sheets)
        self._units = {unit.sheet.unit: unit for unit in scored}
        self._with_survey = {name for name, unit in self._units.items() if has_survey_value(self._plan, unit.sheet)}
        self._groups: dict[str, list[Scored]] = {}
        for unit in scored:
            self._groups.setdefault(unit.sheet.group, []).append(unit)
        self._ranks: dict[str, int | None] = dict.fromkeys(self._units)
        for group in self._groups:
            self._rank(group)

    def _rank(self, group: str) -> None:
        units = self._groups[group]
        order = standings(self._plan.criteria_set.policy, units)
        ranks = self._ranks
        if len(order) < len(units):
            ranks.update(dict.fromkeys(unit.sheet.unit for unit in units))
        for unit, rank in order:
            ranks[unit.sheet.unit] = rank
        if len(order) == len(units):
            self._groups[group] = [unit for unit, _ in order]

    @property
    def ranks(self) -> Mapping[str, int | None]:
        """Unit → rank in its group, as of now; a view that follows later changes."""
        return MappingProxyType(self._ranks)

    def index(self, unit: str) -> Fraction | None:
        """The unit's exact index as of now; ``KeyError`` for an unknown unit."""
        return self._units[unit].account.index

    def change(self, unit: str, node: str, answer: Answer | None) -> Fraction | None:
        """Puts an answer (or none) in place of a leaf's; all indices and ranks are fresh. The unit's new index.

        ``KeyError`` for an unknown unit or leaf; :class:`InvalidFigures` for an impossible figure, and then nothing
        has changed.
        """
        number, one = self._numbers[node], self._units[unit]
        rule = self._plan.rules[number]
        try:
            outcome = score_answer(rule, answer)
        except BadFigure as bad:
            fault = Fault(bad.message, node=node, unit=unit, column=bad.name)
            raise InvalidFigures((fault,)) from None
        answers = dict(one.sheet.answers)
        if answer is None:
            answers.pop(node, None)
        else:
            answers[node] = answer
        one.sheet = replace(one.sheet, answers=answers)
        if number in self._surveyed:
            if has_survey_value(self._plan, one.sheet):
                self._with_survey.add(unit)
            else:
                self._with_survey.discard(unit)
            if bool(self._with_survey) is not self._held_survey:
                self._compute([each.sheet for each in self._units.values()])
                return self._units[unit].account.index
        if number not in removed_leaves(self._plan, one.sheet):
            one.outcomes[number] = outcome
        one.settle(is_converted(self._plan, self._held_survey))
        self._rank(one.sheet.group)
        return one.account.index

    def results(self) -> Results:
        """Everything as of now, as :func:`evaluate` gives it; later changes do not reach into it."""
        units = [unit.copy() for _, unit in sorted(self._units.items())]
        return results_of(self._plan, units, self._held_survey)
