"""The reasons of parents and of whole sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.engine.answers import Sheet
from parindex.engine.explaining.leaves import explain_leaf
from parindex.engine.messages import Bilingual, Equals, Message, Value, say
from parindex.engine.numbers import Exact, exact, rounded
from parindex.engine.outcome import Outcome, State
from parindex.engine.plan import Plan
from parindex.engine.scoring import Account, item_points, node_points
from parindex.engine.tree import ClassBand, Item, Leaf, Node, Policy

_LISTED = 20
"""At most so many codes are listed in one sentence."""

_REMOVED = frozenset({State.EXCLUDED, State.NO_SURVEY, State.NOT_ARISING})


def explain_node(
    plan: Plan, policy: Policy, sheet: Sheet, outcomes: Sequence[Outcome], node: Node
) -> tuple[Message, ...]:
    """Why a node, leaf or parent, has its points."""
    start, stop = plan.spans[node.code]
    if isinstance(node, Leaf):
        return explain_leaf(plan.rules[start], sheet.answers.get(node.code), outcomes[start], policy)
    points, maximum = node_points(plan, sheet, outcomes, node)
    if not maximum:
        return (say("reason_all_removed"),)
    sentences: list[Message] = []
    deduction = sheet.deductions.get(node.code)
    if deduction is None:
        sentences.append(_sum("reason_sum", plan, sheet, outcomes, node.children, points, maximum))
    else:
        before = sum((node_points(plan, sheet, outcomes, child)[0] for child in node.children), Fraction(0))
        sentences.append(_sum("reason_sum", plan, sheet, outcomes, node.children, before, maximum))
        taken = Fraction(deduction.points)
        key = "reason_deducted" if taken <= before else "reason_deducted_to_zero"
        sentences.append(say(key, points=taken, left=points))
        if deduction.reason:
            sentences.append(say("reason_because", reason=deduction.reason.rstrip(". ")))
    sentences += _left_out(plan, outcomes, start, stop)
    sentences.append(_percentage("reason_sub_index", points, maximum))
    sentences += _percentage_rounded(points * 100 / maximum, policy)
    return tuple(sentences)


def _sum(
    key: str,
    plan: Plan,
    sheet: Sheet,
    outcomes: Sequence[Outcome],
    children: Sequence[Node],
    points: Fraction,
    maximum: Fraction,
) -> Message:
    """The children's points, those that are out of the maximum left out."""
    parts = []
    for child in children:
        own, top = node_points(plan, sheet, outcomes, child)
        if top or own:
            parts.append(say("reason_part", code=child.code, points=own))
    return say(key, parts=tuple(parts), points=points, maximum=maximum)


def _left_out(plan: Plan, outcomes: Sequence[Outcome], start: int, stop: int) -> list[Message]:
    """What was removed from the maximum and what is still missing."""
    removed: list[str] = []
    missing: list[str] = []
    points = whole = 0
    for number in range(start, stop):
        outcome, rule = outcomes[number], plan.rules[number]
        whole += rule.top
        if outcome[3] is State.MISSING:
            missing.append(rule.leaf.code)
        elif outcome[3] in _REMOVED and outcome[2] == 0:
            removed.append(rule.leaf.code)
            points += rule.top
    sentences = []
    if removed:
        codes = _listed(removed)
        sentences.append(say("reason_removed", points=plan.points(points), whole=plan.points(whole), codes=codes))
    if missing:
        sentences.append(say("reason_missing_leaves", number=len(missing), codes=_listed(missing)))
    return sentences


def _listed(codes: list[str]) -> tuple[Value, ...]:
    return tuple(codes) if len(codes) <= _LISTED else (*codes[:_LISTED], "…")


def _percentage(key: str, points: Fraction, maximum: Fraction) -> Message:
    return say(key, points=points, maximum=maximum, value=Equals(points / maximum, percent=True))


def _percentage_rounded(value: Fraction, policy: Policy) -> list[Message]:
    power = 10**policy.places
    if value.numerator * power % value.denominator == 0:
        return []
    units = rounded(value.numerator, value.denominator, policy.places, policy.rounding)
    mode = say(f"rounding_{policy.rounding.value}")
    return [say("reason_index_rounded", places=policy.places, mode=mode, value=Fraction(units, power))]


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit's place beside the others."""

    rank: int | None
    units: int
    """Units of the group that have a rank."""
    performance_class: ClassBand | None


def explain_sheet(
    plan: Plan, policy: Policy, sheet: Sheet, outcomes: Sequence[Outcome], account: Account, standing: Standing
) -> tuple[Message, ...]:
    """Why a whole sheet has its points, index, rank and class."""
    fields = plan.criteria_set.nodes
    applicable = sum((node_points(plan, sheet, outcomes, node)[1] for node in fields), Fraction(0))
    fields_total = sum((node_points(plan, sheet, outcomes, node)[0] for node in fields), Fraction(0))
    sentences = [_sum("reason_sheet_sum", plan, sheet, outcomes, fields, fields_total, applicable)]
    sentences += _left_out(plan, outcomes, 0, len(outcomes))
    if account.appraised_left:
        sentences.append(_rescaled(plan, account))
    if sheet.deductions:
        sentences.append(_deductions(sheet, account))
    criteria_set = plan.criteria_set
    sentences += _extra("bonus", criteria_set.bonus, sheet.bonus, sheet.bonus_cases, policy.bonus_cap, account.bonus)
    sentences += _extra(
        "penalty", criteria_set.penalty, sheet.penalty, sheet.penalty_cases, policy.penalty_cap, account.penalty
    )
    sentences += _total(account)
    if account.index is None:
        return (*sentences, say("reason_no_index"))
    sentences.append(_percentage("reason_index", account.points, account.maximum))
    sentences += _percentage_rounded(account.index, policy)
    sentences += _standing(sheet, standing)
    if any(outcome[3] is State.MISSING for outcome in outcomes):
        sentences.append(say("reason_provisional"))
    return tuple(sentences)


def _rescaled(plan: Plan, account: Account) -> Message:
    whole = plan.points(plan.whole_appraised)
    return say(
        "reason_rescaled",
        points=account.appraised,
        whole=whole,
        left=account.appraised_left,
        scaled=Equals(account.appraised * whole / account.appraised_left),
        surveyed=account.earned - account.appraised,
        maximum=account.maximum,
    )


def _deductions(sheet: Sheet, account: Account) -> Message:
    parts = tuple(
        say("reason_part", code=code, points=exact(deduction.points))
        for code, deduction in sorted(sheet.deductions.items())
    )
    return say("reason_deductions", parts=parts, points=account.deducted)


def _extra(
    kind: str,
    items: Sequence[Item],
    plain: Exact | Decimal,
    cases: Mapping[str, int],
    cap: Decimal,
    counted: Fraction,
) -> list[Message]:
    """Bonus or penalty: what was entered, what counts, and why less if so."""
    parts: list[Value] = []
    entered = Fraction(plain)
    if plain:
        parts.append(say("reason_plain", points=exact(plain)))
    for item in items:
        number = cases.get(item.code, 0)
        if number:
            worth = item_points(item, number)
            entered += worth
            title = Bilingual(item.title or item.code, item.title_en)
            if item.cap is not None and worth == item.cap:
                parts.append(say("reason_item_capped", title=title, cases=number, points=item.points, cap=item.cap))
            else:
                parts.append(say("reason_item", title=title, cases=number, points=item.points))
    if not parts:
        return []
    sentences = [say(f"reason_{kind}", given=tuple(parts), counted=counted)]
    if entered > counted:
        sentences.append(say("reason_cap", cap=cap) if cap else say(f"reason_no_{kind}_allowed"))
    return sentences


def _total(account: Account) -> list[Message]:
    if account.uncapped > account.points:
        return [say("reason_total_capped", uncapped=account.uncapped, points=account.points)]
    if account.uncapped < account.points:
        return [say("reason_total_zero")]
    if account.bonus or account.penalty or account.deducted:
        return [say("reason_total", points=account.points)]
    return []


def _standing(sheet: Sheet, standing: Standing) -> list[Message]:
    sentences = []
    if standing.rank is None:
        sentences.append(say("reason_unranked"))
    elif sheet.group:
        sentences.append(say("reason_rank_group", rank=standing.rank, units=standing.units, group=sheet.group))
    else:
        sentences.append(say("reason_rank", rank=standing.rank, units=standing.units))
    band = standing.performance_class
    if band is not None:
        sentences.append(say("reason_class", title=Bilingual(band.title or band.code, band.title_en)))
    return sentences
