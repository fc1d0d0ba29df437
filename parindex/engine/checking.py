"""Sheets against the set: what a caller handed over that the set does not know or allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Sheet
from parindex.engine.faults import Fault
from parindex.engine.messages import Message, say
from parindex.engine.numbers import exact
from parindex.engine.outcome import BadFigure
from parindex.engine.plan import Plan
from parindex.engine.scoring import score_answer
from parindex.engine.tree import Branch, Item


def sheet_faults(plan: Plan, sheets: Sequence[Sheet]) -> tuple[Fault, ...]:
    """Everything that keeps the sheets from being computed, apart from single figures; empty when all is well."""
    faults: list[Fault] = []
    leaves = plan.leaf_codes
    branches = frozenset(node.code for node in plan.nodes if isinstance(node, Branch))
    codes = plan.spans.keys()
    units: set[str] = set()
    for sheet in sheets:
        if sheet.unit in units:
            faults.append(Fault(say("unit_twice", unit=sheet.unit), unit=sheet.unit))
        units.add(sheet.unit)
        if not sheet.answers.keys() <= leaves:
            unknown = sorted(sheet.answers.keys() - leaves)
            faults += [Fault(_unknown_leaf(code, code in codes), unit=sheet.unit, node=code) for code in unknown]
        if not sheet.excluded <= codes:
            unknown = sorted(sheet.excluded - codes)
            faults += [Fault(say("figure_unknown_node", code=code), unit=sheet.unit, node=code) for code in unknown]
        if sheet.deductions or sheet.bonus or sheet.penalty or sheet.bonus_cases or sheet.penalty_cases:
            faults += [Fault(message, unit=sheet.unit, node=node) for message, node in _extras(plan, sheet, branches)]
    return tuple(faults)


def _unknown_leaf(code: str, is_branch: bool) -> Message:
    return say("figure_on_branch" if is_branch else "figure_unknown_node", code=code)


def _extras(plan: Plan, sheet: Sheet, branches: frozenset[str]) -> Iterator[tuple[Message, str]]:
    for code, deduction in sheet.deductions.items():
        if code not in branches:
            yield say("deduction_on_leaf", code=code), code
        yield from ((message, code) for message in _points(deduction.points))
    yield from ((message, "") for message in (*_points(sheet.bonus), *_points(sheet.penalty)))
    criteria_set = plan.criteria_set
    for cases, items in ((sheet.bonus_cases, criteria_set.bonus), (sheet.penalty_cases, criteria_set.penalty)):
        yield from ((message, "") for message in _cases(cases, items))


def _points(points: Decimal | Fraction | int) -> Iterator[Message]:
    number = exact(points)
    if number < 0:
        yield say("figure_negative", value=number)


def _cases(cases: Mapping[str, int], items: Sequence[Item]) -> Iterator[Message]:
    known = {item.code for item in items}
    for code, number in cases.items():
        if code not in known:
            yield say("unknown_item", code=code, allowed=tuple(sorted(known)))
        if type(number) is not int:
            raise TypeError("a number of cases is an int")
        if number < 0:
            yield say("figure_negative", value=number)


def figure_faults(plan: Plan, sheets: Sequence[Sheet]) -> tuple[Fault, ...]:
    """Every figure that a rule cannot take; slow, and asked for only after one was met."""
    faults: list[Fault] = []
    for sheet in sheets:
        for rule in plan.rules:
            try:
                score_answer(rule, sheet.answers.get(rule.leaf.code))
            except BadFigure as bad:
                faults.append(Fault(bad.message, unit=sheet.unit, node=rule.leaf.code, column=bad.name))
    return tuple(faults)
